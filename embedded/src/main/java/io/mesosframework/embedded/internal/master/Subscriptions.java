package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.embedded.internal.master.MasterInput.SchedulerCall;
import io.mesosframework.embedded.internal.master.OfferConstraints.InvalidException;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Frameworks come, come again, fall silent and go (PROTOCOL A52-A69, B10-B36, B167-B169). */
final class Subscriptions {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final Tasks tasks;

    Subscriptions(MasterState state, Allocator allocator, Offers offers, Tasks tasks) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.tasks = tasks;
    }

    void subscribe(SchedulerCall input) {
        if (input.streamId().isPresent()) {
            state.answer(input.exchange(), 400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
            return;
        }
        Call.Subscribe subscribe = input.call().getSubscribe();
        FrameworkInfo.Builder wanted = subscribe.getFrameworkInfo().toBuilder();
        if (!wanted.hasPrincipal()) {
            input.principal().ifPresent(wanted::setPrincipal); // B23
        }
        if (wanted.getId().getValue().isEmpty()) {
            wanted.clearId();
        }
        FrameworkInfo info = wanted.build();
        FrameworkRecord.Stream stream = new FrameworkRecord.Stream(
                input.exchange(), Ids.uuid(state.random).toString());
        state.effect(new MasterEffect.OpenStream(stream.exchange(), stream.id()));

        Optional<String> problem = problem(info, subscribe.getSuppressedRolesList());
        if (problem.isPresent()) {
            refuse(stream, problem.get()); // not an HTTP error, A54
            return;
        }
        Wishes wishes;
        try {
            wishes = wishes(subscribe.getSuppressedRolesList(), subscribe.getOfferConstraints());
        } catch (InvalidException e) {
            refuse(stream, text(e));
            return;
        }
        Optional<String> forbidden = Authorization.problem(state.permissions(info), info);
        if (forbidden.isPresent()) {
            refuse(stream, forbidden.get());
            return;
        }
        FrameworkRecord known = info.hasId() ? state.frameworks.get(info.getId()) : null;
        if (known == null) {
            add(info, stream, wishes);
        } else {
            resubscribe(known, info, stream, wishes);
        }
    }

    /** What a framework says beside its description, each time anew. */
    private record Wishes(
            List<String> suppressed,
            io.mesosframework.protocol.scheduler.OfferConstraints text,
            OfferConstraints constraints) {}

    private Wishes wishes(List<String> suppressed, io.mesosframework.protocol.scheduler.OfferConstraints constraints)
            throws InvalidException {
        return new Wishes(
                suppressed,
                constraints,
                OfferConstraints.of(constraints, state.config.allocation().maxRegexProgram()));
    }

    private static String text(InvalidException e) {
        return Objects.requireNonNull(e.getMessage(), "it always has a message");
    }

    private Optional<String> problem(FrameworkInfo info, List<String> suppressed) {
        return FrameworkInfos.problem(info, suppressed, state.config.allocation(), state.completed::containsKey);
    }

    private void refuse(FrameworkRecord.Stream stream, String message) {
        state.effect(new MasterEffect.Send(stream.exchange(), error(message)));
        state.effect(new MasterEffect.EndStream(stream.exchange()));
    }

    /** A new framework; an id that was never seen is taken as it is (PROTOCOL B21, B22). */
    private void add(FrameworkInfo info, FrameworkRecord.Stream stream, Wishes wishes) {
        FrameworkID id = info.hasId() ? info.getId() : state.newFrameworkId();
        FrameworkRecord framework =
                new FrameworkRecord(info.toBuilder().setId(id).build(), state.now);
        state.frameworks.put(id, framework);
        connect(framework, stream);
        if (info.hasId()) {
            state.operators.frameworkRecovered(framework);
            state.operators.frameworkUpdated(framework);
        } else {
            state.operators.frameworkAdded(framework);
        }
        state.counters.add("messages_register_framework");
        framework.offerConstraints = wishes.text;
        allocator.addFramework(framework.info, wishes.suppressed, wishes.constraints);
        offers.allocate();
    }

    /** The newer subscription always wins (PROTOCOL A64, A65, B24, B25). */
    private void resubscribe(
            FrameworkRecord framework, FrameworkInfo wanted, FrameworkRecord.Stream stream, Wishes wishes) {
        FrameworkInfo info = FrameworkInfos.keepImmutable(framework.info, wanted);
        Optional<String> problem = FrameworkInfos.updateProblem(framework.info, info);
        if (problem.isPresent()) {
            refuse(stream, problem.get());
            return;
        }
        boolean wasConnected = framework.connected();
        framework.reregistered = state.now;
        change(framework, info, wishes);
        disconnectStream(framework, error("Framework failed over"));
        offers.discardAll(framework);
        if (framework.failover != null) {
            framework.failover.cancel();
            framework.failover = null;
        }
        framework.recovered = false;
        connect(framework, stream);
        state.operators.frameworkUpdated(framework);
        state.counters.add("messages_reregister_framework");
        state.agents.values().forEach(agent -> state.tell(agent, new ToAgent.UpdateFramework(framework.info)));
        if (!wasConnected) {
            allocator.activate(framework.id());
            offers.allocate();
        }
    }

    /** Synchronous, all or nothing (PROTOCOL B32-B36). */
    void updateFramework(long exchange, FrameworkRecord framework, Call.UpdateFramework update) {
        FrameworkInfo info = update.getFrameworkInfo();
        Optional<String> problem = problem(info, update.getSuppressedRolesList());
        if (problem.isPresent()) {
            state.answer(exchange, 400, "Supplied FrameworkInfo is not valid: " + problem.get());
            return;
        }
        Optional<String> change = FrameworkInfos.updateProblem(framework.info, info);
        if (change.isPresent()) {
            state.answer(exchange, 400, "FrameworkInfo update is not valid: " + change.get());
            return;
        }
        Wishes wishes;
        try {
            wishes = wishes(update.getSuppressedRolesList(), update.getOfferConstraints());
        } catch (InvalidException e) {
            state.answer(exchange, 400, "'UpdateFramework.offer_constraints' are not valid: " + text(e));
            return;
        }
        Optional<String> forbidden = Authorization.problem(state.permissions(framework.info), info);
        if (forbidden.isPresent()) {
            state.answer(exchange, 403, forbidden.get());
            return;
        }
        boolean changed = !info.equals(framework.info);
        change(framework, info, wishes);
        if (changed) {
            state.agents.values().forEach(agent -> state.tell(agent, new ToAgent.UpdateFramework(info)));
            state.operators.frameworkUpdated(framework); // B34
        }
        state.answer(exchange, 200, "");
    }

    private void change(FrameworkRecord framework, FrameworkInfo info, Wishes wishes) {
        framework.info = info;
        framework.offerConstraints = wishes.text;
        allocator.updateFramework(info, wishes.suppressed, wishes.constraints);
        offers.rescindRemovedRoles(framework); // B26
    }

    private void connect(FrameworkRecord framework, FrameworkRecord.Stream stream) {
        framework.stream = stream;
        state.streams.put(stream.exchange(), framework.id());
        state.send(
                framework,
                Event.newBuilder()
                        .setType(Event.Type.SUBSCRIBED)
                        .setSubscribed(Event.Subscribed.newBuilder()
                                .setFrameworkId(framework.id())
                                .setHeartbeatIntervalSeconds(
                                        state.config.heartbeatInterval().toMillis() / 1000.0)
                                .setMasterInfo(MasterInfos.of(state.config))));
        heartbeat(framework);
    }

    /** At once, then at every interval whatever else is sent (PROTOCOL A62). */
    private void heartbeat(FrameworkRecord framework) {
        state.send(framework, Event.newBuilder().setType(Event.Type.HEARTBEAT));
        framework.heartbeat =
                state.timers.at(state.now.plus(state.config.heartbeatInterval()), () -> heartbeat(framework));
    }

    /** The client of a stream is gone; that of an older one is of no interest (PROTOCOL A66). */
    void streamClosed(long exchange) {
        FrameworkID id = state.streams.remove(exchange);
        FrameworkRecord framework = id == null ? null : state.frameworks.get(id);
        if (framework == null || framework.stream == null || framework.stream.exchange() != exchange) {
            return;
        }
        disconnectStream(framework, null);
        allocator.deactivate(framework.id());
        offers.discardAll(framework); // B52: no RESCIND
        Duration timeout = Duration.ofNanos((long) (framework.info.getFailoverTimeout() * 1e9));
        if (timeout.isZero()) {
            remove(framework);
        } else if (!timeout.isNegative()) { // the real one's timer never fires then
            framework.failover = state.timers.at(state.now.plus(timeout), () -> remove(framework));
        }
    }

    private void disconnectStream(FrameworkRecord framework, @Nullable Event last) {
        FrameworkRecord.Stream stream = framework.stream;
        if (framework.heartbeat != null) {
            framework.heartbeat.cancel();
            framework.heartbeat = null;
        }
        if (stream == null) {
            return;
        }
        framework.stream = null;
        state.streams.remove(stream.exchange());
        if (last != null) {
            state.effect(new MasterEffect.Send(stream.exchange(), last));
        }
        state.effect(new MasterEffect.EndStream(stream.exchange()));
    }

    /** Teardown and a passed failover time-out: its tasks end unsaid, its id is spent (PROTOCOL B167-B169). */
    void remove(FrameworkRecord framework) {
        if (framework.failover != null) {
            framework.failover.cancel();
        }
        disconnectStream(framework, null);
        allocator.deactivate(framework.id());
        offers.discardAll(framework);
        state.agents.values().forEach(agent -> state.tell(agent, new ToAgent.ShutdownFramework(framework.id())));
        List.copyOf(framework.tasks.values())
                .forEach(task -> tasks.endSilently(
                        framework, task, TaskState.TASK_KILLED, TaskStatus.Reason.REASON_FRAMEWORK_REMOVED));
        framework.executors.forEach((agentId, executors) -> executors
                .values()
                .forEach(executor ->
                        allocator.recover(framework.id(), agentId, Resources.of(executor.getResourcesList()))));
        framework.unregistered = state.now;
        allocator.removeFramework(framework.id());
        state.frameworks.remove(framework.id());
        state.operators.frameworkRemoved(framework);
        state.completed.put(framework.id(), framework);
        if (state.completed.size() > MasterConfig.MAX_COMPLETED_FRAMEWORKS) {
            state.completed.remove(state.completed.keySet().iterator().next());
        }
    }

    private static Event error(String message) {
        return Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(message))
                .build();
    }
}
