package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.internal.placement.Candidates.Candidate;
import io.mesosframework.scheduler.internal.placement.Rule.Verdict;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One round of placing: all pending slots onto all open offers, application by application. */
final class Round {

    private final Agents agents;
    private final Collection<Room> rooms;
    private final Function<String, List<Slot>> slotsOf;
    private final AgentScore score;
    private final List<AgentRule> ownRules;
    private final Instant now;
    private final Map<String, List<Integer>> placed = new HashMap<>();
    private final List<Shortfall> shortfalls = new ArrayList<>();

    /** @param slotsOf the slots of an application */
    Round(
            Agents agents,
            Collection<Room> rooms,
            Function<String, List<Slot>> slotsOf,
            AgentScore score,
            List<AgentRule> ownRules,
            Instant now) {
        this.agents = agents;
        this.rooms = rooms;
        this.slotsOf = slotsOf;
        this.score = score;
        this.ownRules = ownRules;
        this.now = now;
    }

    /**
     * Gives each slot that finds one a room, and notes why others did not.
     *
     * @param slots pending ones of the application, in the order in which they should get a task
     */
    void place(Application application, String role, List<Slot> slots) {
        int[] taskAgents = agentsOf(application.name());
        Rules rules = new Rules(agents, now, taskAgents, this::agentsOf);
        Tally here = new Tally(agents.column(AgentField.AGENT), taskAgents);
        Layout layout = new Layout(application, role, score, ownRules, rules, here);
        Candidates candidates = layout.candidates(rooms);
        int done = 0;
        for (Slot slot : slots) {
            Candidate best = next(layout, candidates);
            if (best == null) {
                break;
            }
            assign(slot, best.room, layout);
            if (best.room.fits(layout.needs()) && layout.rank(best) != Layout.Rank.FAILED) {
                candidates.add(best);
            }
            done++;
        }
        if (done < slots.size()) {
            List<Shortfall.Cause> causes = causes(layout);
            slots.stream().skip(done).forEach(slot -> shortfalls.add(new Shortfall(slot.key(), rooms.size(), causes)));
        }
    }

    /** The best room for the next slot; null where there is none. */
    private static @Nullable Candidate next(Layout layout, Candidates candidates) {
        List<Candidate> later = new ArrayList<>();
        Candidate found = null;
        for (Candidate next = candidates.poll(); next != null; next = candidates.poll()) {
            Verdict verdict = layout.verdict(next.room);
            Layout.Rank rank = verdict == Verdict.ALLOWED ? layout.rank(next) : Layout.Rank.FAILED;
            if (rank == Layout.Rank.NO_LOWER) {
                found = next;
                break;
            }
            if (rank == Layout.Rank.LOWER) {
                candidates.add(next);
            } else if (verdict == Verdict.NOT_YET) {
                later.add(next);
            }
        }
        later.forEach(candidates::add);
        return found;
    }

    private void assign(Slot slot, Room room, Layout layout) {
        AgentFacts agent = room.facts();
        room.assignments()
                .add(new Assignment(
                        slot.key(), room.agentId(), agent.hostname(), agent.address(), room.take(layout.needs())));
        layout.placed(room);
        placed.computeIfAbsent(slot.key().application(), unused -> new ArrayList<>())
                .add(room.agent());
    }

    /** The agents of an application's tasks, those placed in this round included, one each. */
    private int[] agentsOf(String application) {
        IntStream running = slotsOf.apply(application).stream()
                .filter(slot -> slot.state().hasTask())
                .map(Slot::currentTask)
                .mapToInt(task -> agents.number(task.agent(), task.hostname()));
        IntStream justNow = placed.getOrDefault(application, List.of()).stream().mapToInt(agent -> agent);
        return IntStream.concat(running, justNow).toArray();
    }

    /** What ruled the rooms out, the nearest miss first. */
    private List<Shortfall.Cause> causes(Layout layout) {
        record Key(Shortfall.Reason reason, String rule) {}
        Map<Key, Shortfall.Cause> causes = new LinkedHashMap<>();
        for (Room room : rooms) {
            Shortfall.Cause cause = layout.cause(room);
            if (cause != null) {
                causes.merge(new Key(cause.reason(), cause.rule()), cause, Round::together);
            }
        }
        return causes.values().stream()
                .sorted(Comparator.comparingDouble(Shortfall.Cause::nearness).reversed())
                .toList();
    }

    private static Shortfall.Cause together(Shortfall.Cause one, Shortfall.Cause other) {
        Shortfall.Cause nearer = other.nearness() > one.nearness() ? other : one;
        return new Shortfall.Cause(
                one.reason(), one.rule(), one.agents() + other.agents(), nearer.nearest(), nearer.nearness());
    }

    /** Why slots found no room. */
    List<Shortfall> shortfalls() {
        return shortfalls;
    }
}
