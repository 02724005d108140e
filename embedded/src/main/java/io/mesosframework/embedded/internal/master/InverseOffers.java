package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Timers;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.InverseOffer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.allocator.InverseOfferStatus;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Frameworks are asked to give back what they have on machines that will be maintained (PROTOCOL B114-B117). */
final class InverseOffers {

    private static final double DEFAULT_REFUSE_SECONDS = 5;
    private static final double MAX_REFUSE_SECONDS = Duration.ofDays(365).toSeconds();

    private record Pair(FrameworkID frameworkId, AgentID agentId) {}

    private record Sent(OfferID id, Pair pair, Timers.@Nullable Timer timeout) {}

    private final MasterState state;
    private final Map<OfferID, Sent> outstanding = new LinkedHashMap<>();
    private final Map<Pair, Instant> filters = new HashMap<>();
    private final Map<AgentID, Map<FrameworkID, InverseOfferStatus>> statuses = new LinkedHashMap<>();

    InverseOffers(MasterState state) {
        this.state = state;
    }

    /** After each run of the allocator; all of a framework's in one event. */
    void send() {
        if (state.registry.schedule == null) {
            return;
        }
        for (FrameworkRecord framework : state.frameworks.values()) {
            Event.InverseOffers.Builder event = Event.InverseOffers.newBuilder();
            for (AgentRecord agent : state.agents.values()) {
                if (agent.unavailability != null && framework.connected() && isDue(framework, agent)) {
                    event.addInverseOffers(offer(framework, agent));
                }
            }
            if (event.getInverseOffersCount() > 0) {
                state.send(
                        framework,
                        Event.newBuilder().setType(Event.Type.INVERSE_OFFERS).setInverseOffers(event));
            }
        }
    }

    private boolean isDue(FrameworkRecord framework, AgentRecord agent) {
        Pair pair = new Pair(framework.id(), agent.id());
        Instant until = filters.get(pair);
        if (until != null && until.isAfter(state.now)) {
            return false;
        }
        filters.remove(pair);
        return outstanding.values().stream().noneMatch(sent -> sent.pair.equals(pair))
                && isThere(framework, agent.id());
    }

    private boolean isThere(FrameworkRecord framework, AgentID agentId) {
        return framework.tasks.values().stream().anyMatch(task -> task.agentId.equals(agentId) && !task.isTerminal())
                || !framework.executorsOn(agentId).isEmpty()
                || framework.offers.stream()
                        .map(state.offers::get)
                        .anyMatch(offer -> offer != null && offer.agentId().equals(agentId));
    }

    private InverseOffer.Builder offer(FrameworkRecord framework, AgentRecord agent) {
        OfferID id = state.newOfferId();
        Pair pair = new Pair(framework.id(), agent.id());
        Timers.@Nullable Timer timeout = state.config
                .offerTimeout()
                .map(after -> state.timers.at(state.now.plus(after), () -> rescind(sent -> sent.id.equals(id))))
                .orElse(null);
        outstanding.put(id, new Sent(id, pair, timeout));
        InverseOffer.Builder offer = InverseOffer.newBuilder()
                .setId(id)
                .setFrameworkId(framework.id())
                .setAgentId(agent.id())
                .setUrl(agent.url());
        if (agent.unavailability != null) {
            offer.setUnavailability(agent.unavailability);
        }
        return offer;
    }

    /** Unknown ids are passed over; the answer is kept, and no other is sent before the filter ends (PROTOCOL B116). */
    void answer(FrameworkRecord framework, List<OfferID> ids, Filters how, InverseOfferStatus.Status answer) {
        for (OfferID id : ids) {
            Sent sent = outstanding.get(id);
            if (sent == null || !sent.pair.frameworkId.equals(framework.id())) {
                continue;
            }
            take(sent);
            statuses.computeIfAbsent(sent.pair.agentId, a -> new LinkedHashMap<>())
                    .put(
                            framework.id(),
                            InverseOfferStatus.newBuilder()
                                    .setStatus(answer)
                                    .setFrameworkId(framework.id())
                                    .setTimestamp(AgentRemovals.time(state.now))
                                    .build());
            double asked = how.getRefuseSeconds();
            double seconds = Math.min(asked < 0 ? DEFAULT_REFUSE_SECONDS : asked, MAX_REFUSE_SECONDS);
            filters.put(sent.pair, state.now.plusNanos((long) (seconds * 1e9)));
        }
    }

    /** What frameworks answered about this agent, for GET_MAINTENANCE_STATUS. */
    List<InverseOfferStatus> answers(AgentID agentId) {
        return List.copyOf(statuses.getOrDefault(agentId, Map.of()).values());
    }

    /** The agent's time of maintenance changed: all begins anew (PROTOCOL B117). */
    void reset(AgentID agentId) {
        rescindAll(agentId);
        filters.keySet().removeIf(pair -> pair.agentId.equals(agentId));
        statuses.remove(agentId);
    }

    void rescindAll(AgentID agentId) {
        rescind(sent -> sent.pair.agentId.equals(agentId));
    }

    /** The framework is away: nobody is told (PROTOCOL B52). */
    void discardAll(FrameworkRecord framework) {
        List.copyOf(outstanding.values()).stream()
                .filter(sent -> sent.pair.frameworkId.equals(framework.id()))
                .forEach(this::take);
        filters.keySet().removeIf(pair -> pair.frameworkId.equals(framework.id()));
    }

    private void rescind(Predicate<Sent> which) {
        List.copyOf(outstanding.values()).stream().filter(which).forEach(sent -> {
            take(sent);
            FrameworkRecord framework = state.frameworks.get(sent.pair.frameworkId);
            if (framework != null) {
                state.send(
                        framework,
                        Event.newBuilder()
                                .setType(Event.Type.RESCIND_INVERSE_OFFER)
                                .setRescindInverseOffer(
                                        Event.RescindInverseOffer.newBuilder().setInverseOfferId(sent.id)));
            }
        });
    }

    private void take(Sent sent) {
        outstanding.remove(sent.id);
        if (sent.timeout != null) {
            sent.timeout.cancel();
        }
    }
}
