package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.internal.placement.AgentFacts;
import io.mesosframework.scheduler.placement.KnownAgent;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The agents as their last offers told of them. Learns on the loop, tells any thread at any time. */
final class OfferingAgents {

    private static final Duration REMEMBERED = Duration.ofHours(1);

    /** With fewer it is not worth asking which have offered nothing for long. */
    private static final int FEW = 1000;

    /** An agent's facts are shared among its offers, so that very many agents take little. */
    private record Seen(AgentFacts facts, List<Resource> offered, Instant at) {}

    private final Map<String, Seen> agents = new ConcurrentHashMap<>();
    private int lookAt = FEW;
    private volatile Instant last = Instant.MIN;

    void offered(Collection<Offer> offers, Instant now) {
        for (Offer offer : offers) {
            String id = offer.getAgentId().getValue();
            Seen before = agents.get(id);
            AgentFacts facts = AgentFacts.of(offer);
            if (before != null && before.facts().equals(facts)) {
                facts = before.facts();
            }
            agents.put(id, new Seen(facts, offer.getResourcesList(), now));
        }
        last = now;
        if (agents.size() > lookAt) {
            agents.values().removeIf(seen -> isLongAgo(seen, now));
            lookAt = Math.max(FEW, 2 * agents.size());
        }
    }

    private static boolean isLongAgo(Seen seen, Instant now) {
        return Duration.between(seen.at(), now).compareTo(REMEMBERED) > 0;
    }

    /** Mesos has removed an agent, or an executor on one has ended. */
    void failed(Event.Failure failure) {
        if (failure.hasAgentId() && !failure.hasExecutorId()) {
            agents.remove(failure.getAgentId().getValue());
        }
    }

    /** These agents, and those that slots have tasks on, by their ids. From any thread. */
    List<KnownAgent> withThoseOf(Collection<Slot> slots) {
        Map<String, KnownAgent> known = new TreeMap<>();
        for (Slot slot : slots) {
            if (slot.state().hasTask()) {
                SlotTask task = slot.currentTask();
                known.computeIfAbsent(task.agent(), id -> unseen(id, task));
            }
        }
        Instant newest = last;
        agents.forEach((id, seen) -> {
            if (!isLongAgo(seen, newest) || known.containsKey(id)) {
                known.put(id, known(seen));
            }
        });
        return List.copyOf(known.values());
    }

    private static KnownAgent unseen(String id, SlotTask task) {
        return new KnownAgent(id, task.hostname(), task.address(), "", "", List.of(), List.of(), null);
    }

    private static KnownAgent known(Seen seen) {
        AgentFacts facts = seen.facts();
        return new KnownAgent(
                facts.id(),
                facts.hostname(),
                facts.address(),
                facts.region(),
                facts.zone(),
                facts.attributes(),
                seen.offered(),
                seen.at());
    }
}
