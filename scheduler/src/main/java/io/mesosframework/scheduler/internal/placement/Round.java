package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.internal.placement.Candidates.Candidate;
import io.mesosframework.scheduler.internal.placement.Rule.Verdict;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One round of placing: all pending slots onto all open offers, application by application. */
final class Round {

    private final Agents agents;
    private final Collection<Room> rooms;
    private final Function<String, List<Slot>> slotsOf;
    private final Function<Application, Refusals> refusalsOf;
    private final Function<SlotKey, Optional<SlotReservation>> kept;
    private final OwnParts own;
    private final Executors executors;
    private final Holders holders;
    private final KeepingAway keepingAway;
    private final Instant now;
    private final Map<String, List<Integer>> placed;
    private final List<Room> used = new ArrayList<>();
    private final Map<String, List<Shortfall>> shortfalls = new LinkedHashMap<>();

    /**
     * @param slotsOf the slots of an application
     * @param refusalsOf what is kept of the rounds before about those of an application that found no place
     * @param kept what a slot has reserved
     * @param executors the executors of applications' own
     * @param holders who has what an agent does not offer
     * @param keepingAway which applications want to be away from which
     */
    Round(
            Agents agents,
            Collection<Room> rooms,
            Function<String, List<Slot>> slotsOf,
            Function<Application, Refusals> refusalsOf,
            Function<SlotKey, Optional<SlotReservation>> kept,
            OwnParts own,
            Executors executors,
            Holders holders,
            KeepingAway keepingAway,
            Instant now) {
        this(agents, rooms, slotsOf, refusalsOf, kept, own, executors, holders, keepingAway, new HashMap<>(), now);
    }

    private Round(
            Agents agents,
            Collection<Room> rooms,
            Function<String, List<Slot>> slotsOf,
            Function<Application, Refusals> refusalsOf,
            Function<SlotKey, Optional<SlotReservation>> kept,
            OwnParts own,
            Executors executors,
            Holders holders,
            KeepingAway keepingAway,
            Map<String, List<Integer>> placed,
            Instant now) {
        this.agents = agents;
        this.rooms = rooms;
        this.slotsOf = slotsOf;
        this.refusalsOf = refusalsOf;
        this.kept = kept;
        this.placed = placed;
        this.own = own;
        this.executors = executors;
        this.holders = holders;
        this.keepingAway = keepingAway;
        this.now = now;
    }

    /** One more round on other offers, which knows what this one has placed. */
    Round andThen(Collection<Room> others) {
        return new Round(agents, others, slotsOf, refusalsOf, kept, own, executors, holders, keepingAway, placed, now);
    }

    /**
     * Gives each slot that finds one a room, and notes why others did not.
     *
     * @param slots pending ones of the application, in the order in which they should get a task
     * @return those that found none
     */
    List<Slot> place(Application application, String role, List<Slot> slots) {
        int[] taskAgents = agentsOf(application.name());
        Rules rules = new Rules(agents, now, taskAgents, this::agentsOf, keepingAway.from(application.name()));
        Tally here = new Tally(agents.column(AgentField.AGENT), taskAgents);
        Layout layout = new Layout(application, role, own, rules, here, executors, holders);
        Candidates candidates = layout.candidates(rooms, slots.size());
        int done = 0;
        for (Slot slot : slots) {
            Candidate best = next(layout, candidates);
            if (best == null) {
                break;
            }
            assign(slot, best.room, layout);
            if (layout.hasRoom(best.room) && layout.rank(best) != Layout.Rank.FAILED) {
                candidates.putBack(best);
            }
            done++;
        }
        if (done == slots.size()) {
            shortfalls.remove(application.name());
            return List.of();
        }
        List<Slot> left = slots.subList(done, slots.size());
        Refusals refusals = refusalsOf.apply(application);
        refusals.note(layout, rooms);
        Refusals.Summary why = refusals.summary(layout, now);
        shortfalls.put(
                application.name(),
                left.stream()
                        .map(slot -> new Shortfall(slot.key(), why.agents(), why.causes()))
                        .toList());
        return left;
    }

    /** How many tasks of an application have been placed. */
    int placedOf(String application) {
        return placed.getOrDefault(application, List.of()).size();
    }

    /** The best room for the next slot; null where there is none. */
    private static @Nullable Candidate next(Layout layout, Candidates candidates) {
        for (Candidate next = candidates.poll(); next != null; next = candidates.poll()) {
            if (layout.verdict(next.room) != Verdict.ALLOWED) {
                continue;
            }
            if (!layout.ranksChange()) {
                return next;
            }
            switch (layout.rank(next)) {
                case NO_LOWER -> {
                    return next;
                }
                case LOWER -> candidates.putBack(next);
                case FAILED -> {}
            }
        }
        return null;
    }

    private void assign(Slot slot, Room room, Layout layout) {
        if (room.assignments().isEmpty()) {
            used.add(room);
        }
        AgentFacts agent = room.facts();
        SlotExecutor executor = layout.executor(room);
        room.assignments()
                .add(new Assignment(
                        slot.key(), room.agentId(), agent.hostname(), agent.address(), layout.take(room), executor));
        layout.placed(room);
        placed.computeIfAbsent(slot.key().application(), unused -> new ArrayList<>())
                .add(room.agent());
    }

    /** The agents of an application's slots that have a task or something reserved, those placed just now included, one each. */
    private int[] agentsOf(String application) {
        IntStream running =
                slotsOf.apply(application).stream().mapToInt(this::agentOf).filter(agent -> agent >= 0);
        IntStream justNow = placed.getOrDefault(application, List.of()).stream().mapToInt(agent -> agent);
        return IntStream.concat(running, justNow).toArray();
    }

    private int agentOf(Slot slot) {
        if (slot.state().hasTask()) {
            return agents.number(slot.currentTask().agent(), slot.currentTask().hostname(), now);
        }
        return kept.apply(slot.key())
                .map(reservation -> agents.number(reservation.agent(), reservation.hostname(), now))
                .orElse(-1);
    }

    /** The rooms that got slots. */
    List<Room> used() {
        return used;
    }

    /** The applications of which slots found no room. */
    Set<String> left() {
        return shortfalls.keySet();
    }

    /** Why slots found no room. */
    List<Shortfall> shortfalls() {
        return shortfalls.values().stream().flatMap(List::stream).toList();
    }
}
