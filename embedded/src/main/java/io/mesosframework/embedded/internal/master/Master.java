package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.TaskJson;
import io.mesosframework.embedded.internal.master.MasterInput.SchedulerCall;
import io.mesosframework.protocol.allocator.InverseOfferStatus;
import io.mesosframework.protocol.scheduler.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/**
 * A Mesos master as plain code: inputs and the time go in, effects come out. It owns no thread, clock, socket or source
 * of randomness, and is not thread-safe: one loop owns it.
 */
public final class Master {

    /** With quota, a new leader's offers wait for so many of the agents that there were, but no longer (PROTOCOL F18). */
    private static final double AGENT_RECOVERY_FACTOR = 0.8;

    private static final Duration ALLOCATION_RECOVERY_TIMEOUT = Duration.ofMinutes(10);

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final Tasks tasks;
    private final Operations operations;
    private final Accepts accepts;
    private final Subscriptions subscriptions;
    private final Agents agents;
    private final InverseOffers inverseOffers;
    private final Draining draining;
    private final Maintenance maintenance;
    final Quotas quotas;
    final Weights weights;
    private final Operators operators;

    /** The first master of a cluster. */
    public Master(MasterConfig config, RandomGenerator random, Instant now) {
        this(config, new Registry(), random, now);
    }

    /**
     * A master that leads from now on.
     *
     * @param registry what the leaders before it have left, to be touched by this one only
     */
    public Master(MasterConfig config, Registry registry, RandomGenerator random, Instant now) {
        state = new MasterState(config, registry, random, now);
        allocator = new Allocator(random, config);
        inverseOffers = new InverseOffers(state);
        offers = new Offers(state, allocator, inverseOffers);
        operations = new Operations(state, allocator, offers);
        AgentRemovals removals = new AgentRemovals(state, allocator, offers, inverseOffers, operations);
        draining = new Draining(state, allocator, offers, removals);
        tasks = new Tasks(state, allocator, draining);
        accepts = new Accepts(state, allocator, offers, operations);
        subscriptions = new Subscriptions(state, allocator, offers, tasks);
        maintenance = new Maintenance(state, offers, inverseOffers, removals);
        agents = new Agents(state, allocator, offers, inverseOffers, removals, maintenance, draining, operations);
        agents.recover();
        quotas = new Quotas(state, allocator, offers);
        if (allocator.hasQuota()) {
            allocator.awaitAgents(
                    (int) (state.recovered.size() * AGENT_RECOVERY_FACTOR), now.plus(ALLOCATION_RECOVERY_TIMEOUT));
        }
        weights = new Weights(state, allocator, offers);
        operators = new Operators(state, subscriptions, operations, draining, maintenance, quotas, weights);
        state.timers.at(now.plus(config.allocationInterval()), this::allocatePeriodically);
    }

    /** Takes one input; timers that are due by {@code now} fire before it. */
    public List<MasterEffect> on(MasterInput input, Instant now) {
        state.now = now;
        state.timers.fireDue(now);
        if (input instanceof SchedulerCall call) {
            call(call);
        } else if (input instanceof MasterInput.OperatorCall call) {
            operators.call(call);
        } else if (input instanceof MasterInput.StreamClosed closed) {
            if (!state.operators.closed(closed.exchange())) {
                subscriptions.streamClosed(closed.exchange());
            }
        } else if (input instanceof MasterInput.AgentSays says) {
            agentSays(says.peer(), says.message());
        } else if (input instanceof MasterInput.AgentDisconnected disconnected) {
            agents.disconnected(disconnected.peer());
        }
        return state.takeEffects();
    }

    /** When {@link #on} must be called again at the latest. */
    public Optional<Instant> nextDeadline() {
        return state.timers.next();
    }

    /** What {@link #json} shows for a master that does not lead, for which there is no path of its own. */
    public static final String FOLLOWERS_METRICS = "/metrics/snapshot of a follower";

    /** The JSON of a route such as `/state`; empty if a master has none there (PROTOCOL E57-E64). */
    public Optional<JsonNode> json(String route, Map<String, String> query) {
        return json(route, query, Optional.empty());
    }

    /**
     * As {@link #json(String, Map)}, as far as this principal may see it.
     *
     * @param principal who asks; empty if nobody had to say
     */
    public Optional<JsonNode> json(String route, Map<String, String> query, Optional<String> principal) {
        Permissions who = state.permissions(principal);
        return switch (route) {
            case "/roles" -> Optional.of(operators.rolesJson(who));
            case "/weights" -> Optional.of(operators.weightsJson(who));
            case "/quota" -> Optional.of(operators.quotaJson(who));
            case "/maintenance/schedule" -> Optional.of(TaskJson.tree(maintenance.schedule(who)));
            case "/maintenance/status" -> Optional.of(TaskJson.tree(maintenance.status(who)));
            default -> StateJson.of(state, route, query, who);
        };
    }

    private void allocatePeriodically() {
        state.timers.at(state.now.plus(state.config.allocationInterval()), this::allocatePeriodically);
        offers.allocate();
    }

    private void agentSays(int peer, FromAgent message) {
        if (message instanceof FromAgent.Register register) {
            agents.register(peer, register);
        } else if (message instanceof FromAgent.Reregister reregister) {
            agents.reregister(peer, reregister);
        } else if (message instanceof FromAgent.Pong) {
            agents.pong(peer);
        } else if (message instanceof FromAgent.Unregister) {
            agents.unregister(peer);
        } else if (message instanceof FromAgent.StatusUpdate update) {
            tasks.statusUpdate(update);
        } else if (message instanceof FromAgent.OperationUpdate update) {
            operations.update(peer, update);
        } else if (message instanceof FromAgent.ExecutorExited exited) {
            agents.executorExited(peer, exited);
        } else if (message instanceof FromAgent.ExecutorMessage executorMessage) {
            agents.executorMessage(peer, executorMessage);
        }
    }

    /** The checks of PROTOCOL A52-A59, in their order. */
    private void call(SchedulerCall input) {
        Call call = input.call();
        if (call.getType() == Call.Type.SUBSCRIBE) {
            subscriptions.subscribe(input);
            return;
        }
        FrameworkRecord framework = state.frameworks.get(call.getFrameworkId());
        if (framework == null) {
            state.answer(input.exchange(), 400, "Framework cannot be found");
            return;
        }
        String principal = input.principal().orElse(null);
        if (principal != null && framework.info.hasPrincipal() && !principal.equals(framework.info.getPrincipal())) {
            state.answer(input.exchange(), 400, SchedulerCalls.principalMismatch(principal, framework.info));
            return;
        }
        if (framework.stream == null) {
            state.answer(input.exchange(), 403, "Framework is not subscribed");
            return;
        }
        String streamId = input.streamId().orElse(null);
        if (streamId == null) {
            state.answer(input.exchange(), 400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
            return;
        }
        if (!streamId.equals(framework.stream.id())) {
            state.answer(
                    input.exchange(),
                    400,
                    ("The stream ID '%s' included in this request didn't match the stream ID currently associated with"
                                    + " framework ID %s")
                            .formatted(streamId, framework.id().getValue()));
            return;
        }
        state.counters.called(call.getType());
        dispatch(input.exchange(), framework, call);
    }

    private void dispatch(long exchange, FrameworkRecord framework, Call call) {
        switch (call.getType()) {
            case UPDATE_FRAMEWORK -> {
                subscriptions.updateFramework(exchange, framework, call.getUpdateFramework());
                return;
            }
            case UNKNOWN, SUBSCRIBE -> {
                state.answer(exchange, 501, "501 Not Implemented.");
                return;
            }
            default -> state.answer(exchange, 202, "");
        }
        switch (call.getType()) {
            case TEARDOWN -> subscriptions.remove(framework);
            case ACCEPT -> accepts.accept(framework, call.getAccept());
            case DECLINE -> offers.decline(call.getDecline());
            case REVIVE -> offers.revive(framework, call.getRevive().getRolesList());
            case SUPPRESS -> offers.suppress(framework, call.getSuppress().getRolesList());
            case KILL -> tasks.kill(framework, call.getKill());
            case SHUTDOWN -> tasks.shutdownExecutor(framework, call.getShutdown());
            case ACKNOWLEDGE -> tasks.acknowledge(framework, call.getAcknowledge());
            case RECONCILE -> tasks.reconcile(framework, call.getReconcile());
            case MESSAGE -> tasks.message(framework, call.getMessage());
            case ACKNOWLEDGE_OPERATION_STATUS ->
                operations.acknowledge(framework, call.getAcknowledgeOperationStatus());
            case RECONCILE_OPERATIONS -> operations.reconcile(framework, call.getReconcileOperations());
            case ACCEPT_INVERSE_OFFERS -> {
                Call.AcceptInverseOffers accept = call.getAcceptInverseOffers();
                inverseOffers.answer(
                        framework,
                        accept.getInverseOfferIdsList(),
                        accept.getFilters(),
                        InverseOfferStatus.Status.ACCEPT);
            }
            case DECLINE_INVERSE_OFFERS -> {
                Call.DeclineInverseOffers decline = call.getDeclineInverseOffers();
                inverseOffers.answer(
                        framework,
                        decline.getInverseOfferIdsList(),
                        decline.getFilters(),
                        InverseOfferStatus.Status.DECLINE);
            }
            default -> {
                // REQUEST has no effect with this allocator (PROTOCOL B113)
            }
        }
    }
}
