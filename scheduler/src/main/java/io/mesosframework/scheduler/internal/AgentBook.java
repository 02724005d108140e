package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Offer;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.internal.placement.AgentFacts;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.storage.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What marks the agents that slots have tasks or something reserved on, kept once an agent: so rules that count slots by attributes,
 * regions or zones hold right after a start, before those agents have offered anything. Of an agent without any of these nothing is
 * kept, as its slots know its name. For the loop alone.
 */
final class AgentBook {

    /** With fewer it is not worth asking which are of no use any more. */
    private static final int FEW = 100;

    private final Map<String, AgentFacts> agents = new HashMap<>();
    private int lookAt = FEW;

    void restore(Map<String, Bytes> kept) {
        kept.forEach((key, value) -> {
            if (AgentJson.isAgent(key)) {
                AgentFacts facts = AgentJson.read(key, value);
                agents.put(facts.id(), facts);
            }
        });
    }

    /** What is known of an agent by its id; empty where that is no more than its name. */
    Optional<AgentFacts> known(String agent) {
        return Optional.ofNullable(agents.get(agent));
    }

    /** Something is launched or reserved on the offer's agent. */
    List<Action> used(Offer offer, TaskManager tasks, ReservationBook reservations) {
        AgentFacts before = agents.get(offer.getAgentId().getValue());
        if (before != null && before.isOf(offer)) {
            return List.of();
        }
        AgentFacts facts = AgentFacts.of(offer);
        List<Action> actions = new ArrayList<>();
        if (facts.isMarked()) {
            agents.put(facts.id(), facts);
            actions.add(AgentJson.persist(facts));
            if (agents.size() > lookAt) {
                actions.addAll(withoutUnused(tasks, reservations));
            }
        } else if (before != null) {
            actions.add(forgotten(before));
        }
        return actions;
    }

    /** Forgets the agents that no slot is on any more. */
    List<Action> withoutUnused(TaskManager tasks, ReservationBook reservations) {
        Set<String> used = new HashSet<>();
        tasks.slots().forEach(slot -> {
            if (slot.state().hasTask()) {
                used.add(slot.currentTask().agent());
            }
        });
        reservations.all().stream().map(SlotReservation::agent).forEach(used::add);
        List<Action> actions = new ArrayList<>();
        for (AgentFacts facts : List.copyOf(agents.values())) {
            if (!used.contains(facts.id())) {
                actions.add(forgotten(facts));
            }
        }
        lookAt = Math.max(FEW, 2 * agents.size());
        return actions;
    }

    private Action forgotten(AgentFacts facts) {
        agents.remove(facts.id());
        return AgentJson.forget(facts);
    }
}
