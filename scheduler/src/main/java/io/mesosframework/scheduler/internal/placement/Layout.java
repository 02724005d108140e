package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Resource;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.PlacementRules;
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.internal.placement.Candidates.Candidate;
import io.mesosframework.scheduler.internal.placement.Rule.Verdict;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Where the slots of one application may go, and which agents are the best for them, while they are placed one after the other. */
final class Layout {

    private final Application application;
    private final String role;
    private final ResourceNeeds needs;

    /** With what its executor takes. */
    private final ResourceNeeds needsOfFirst;

    private final Executors.@Nullable OfKind executors;
    private final OwnParts own;
    private final Holders holders;
    private final Rules rules;
    private final Tally here;

    /** Hard rules that say the same for all slots. */
    private final List<Rule> fixed = new ArrayList<>();

    /** Hard rules that look at the slots placed before. */
    private final List<Rule> changing = new ArrayList<>();

    private final List<Rule> preferences = new ArrayList<>();

    /** Evennesses are looked at in {@link Candidates} for many rooms at once; the hard ones are among the changing rules as well. */
    private final List<Rules.Even> hardEvens = new ArrayList<>();

    private final List<Rules.Even> preferredEvens = new ArrayList<>();
    private final View view;
    private boolean reported;

    Layout(
            Application application,
            String role,
            OwnParts own,
            Rules rules,
            Tally here,
            Executors executors,
            Holders holders) {
        this.application = application;
        this.role = role;
        this.needs = application.resources();
        this.needsOfFirst = application.resourcesOfFirst();
        this.executors = executors.of(application, role);
        this.own = own;
        this.holders = holders;
        this.rules = rules;
        this.here = here;
        this.view = new View(here);
        PlacementRules placement = application.placement();
        placement.filters().forEach(filter -> hard(rules.of(filter)));
        for (AgentRule one : own.rules()) {
            Rule rule = new OwnRule(one, own.failures(), application, view);
            fixed.add(rule);
            changing.add(rule); // it may count the slots that are there
        }
        for (Constraint constraint : placement.constraints()) {
            add(rules.of(constraint), constraint.preferred());
        }
        rules.keptAway().forEach(this::hard);
        boolean best = placement.strategy().effort() == Strategy.Effort.BEST;
        rules.of(placement.strategy().type()).forEach(rule -> add(rule, best));
        rules.spread(fixed);
    }

    private void add(Rule rule, boolean preferred) {
        if (rule instanceof Rules.Even even) {
            (preferred ? preferredEvens : hardEvens).add(even);
        }
        if (!preferred) {
            hard(rule);
        } else if (!(rule instanceof Rules.Even)) {
            preferences.add(rule);
        }
    }

    private void hard(Rule rule) {
        (rule.changes() ? changing : fixed).add(rule);
    }

    /**
     * The rooms that can take a slot, the best first.
     *
     * @param slots how many are to be placed: more rooms than that are looked for only where a slot placed changes what others are worth
     */
    Candidates candidates(Collection<Room> rooms, int slots) {
        if (slots == 1 && preferredEvens.isEmpty() && changing.stream().noneMatch(Layout::isOpen)) {
            return new Candidates(best(rooms), hardEvens, preferredEvens);
        }
        boolean independent = changing.isEmpty() && preferences.isEmpty() && preferredEvens.isEmpty();
        return independent && slots < rooms.size()
                ? new Candidates(best(rooms, slots), hardEvens, preferredEvens)
                : new Candidates(all(rooms), hardEvens, preferredEvens);
    }

    private static boolean isOpen(Rule rule) {
        return rule instanceof Rules.Together together && together.isOpen();
    }

    /** The best room for the one slot that is to be placed, if there is any: on a large cluster most of the work is to rank the others. */
    private List<Candidate> best(Collection<Room> rooms) {
        Candidate best = null;
        int order = 0;
        for (Room room : rooms) {
            order++;
            if (!isFit(room) || verdict(changing, room) != Verdict.ALLOWED) {
                continue;
            }
            int held = preferencesHeld(room);
            double value = scoreOf(room);
            if (!Double.isNaN(value) && (best == null || best.isBelow(held, value))) {
                best = new Candidate(room, order);
                best.rank(held, value);
            }
        }
        return best == null ? List.of() : List.of(best);
    }

    /** So many rooms of the best score, of equals the first offered; no room's score depends on another's here. */
    private List<Candidate> best(Collection<Room> rooms, int count) {
        PriorityQueue<Candidate> worstFirst = new PriorityQueue<>(Comparator.reverseOrder());
        int order = 0;
        for (Room room : rooms) {
            order++;
            double value = isFit(room) ? scoreOf(room) : Double.NaN;
            if (Double.isNaN(value)) {
                continue;
            }
            if (worstFirst.size() == count) {
                if (worstFirst.element().score() >= value) {
                    continue;
                }
                worstFirst.remove();
            }
            Candidate candidate = new Candidate(room, order);
            candidate.rank(0, value);
            worstFirst.add(candidate);
        }
        // Not as the queue, whose order another queue would take over.
        return new ArrayList<>(worstFirst);
    }

    private List<Candidate> all(Collection<Room> rooms) {
        List<Candidate> found = new ArrayList<>();
        int order = 0;
        for (Room room : rooms) {
            order++;
            if (isFit(room) && verdict(changing, room) != Verdict.NEVER) {
                Candidate candidate = new Candidate(room, order);
                if (rank(candidate) != Rank.FAILED) {
                    found.add(candidate);
                }
            }
        }
        for (Rule rule : changing) {
            if (isOpen(rule) && rule instanceof Rules.Together together) {
                keepRoomiest(found, together);
            }
        }
        return found;
    }

    /** Whether the room has what one more slot needs. */
    boolean isFit(Room room) {
        return hasRoom(room) && isOfRole(room) && verdict(fixed, room) == Verdict.ALLOWED;
    }

    /** Whether there is enough for one more slot. */
    boolean hasRoom(Room room) {
        return room.fits(needs) && (executors == null || room.fits(needs(room)));
    }

    /** What a slot needs there: also what its executor takes, where that is to be started. */
    private ResourceNeeds needs(Room room) {
        return executors == null || executors.on(room) != null ? needs : needsOfFirst;
    }

    /** What the slots placed before make of the room for the next one. */
    Verdict verdict(Room room) {
        return changing.isEmpty() ? Verdict.ALLOWED : verdict(changing, room);
    }

    private static Verdict verdict(List<Rule> rules, Room room) {
        Verdict worst = Verdict.ALLOWED;
        for (int i = 0; i < rules.size(); i++) {
            Verdict verdict = rules.get(i).of(room);
            if (verdict == Verdict.NEVER) {
                return verdict;
            }
            if (verdict == Verdict.NOT_YET) {
                worst = verdict;
            }
        }
        return worst;
    }

    /** Whether the rank of a room changes when another gets a slot. */
    boolean ranksChange() {
        return !preferences.isEmpty();
    }

    /** How a room ranks beside before. */
    enum Rank {
        NO_LOWER,
        LOWER,
        /** The framework's own score failed on it. */
        FAILED
    }

    /** Ranks the room anew. */
    Rank rank(Candidate candidate) {
        double value = scoreOf(candidate.room);
        if (Double.isNaN(value)) {
            return Rank.FAILED;
        }
        return candidate.rank(preferencesHeld(candidate.room), value) ? Rank.LOWER : Rank.NO_LOWER;
    }

    private int preferencesHeld(Room room) {
        int held = 0;
        for (int i = 0; i < preferences.size(); i++) {
            if (preferences.get(i).of(room) == Verdict.ALLOWED) {
                held++;
            }
        }
        return held;
    }

    /** By the framework's own score; no number where that fails. */
    private double scoreOf(Room room) {
        try {
            double value = own.score().of(view.at(room), application);
            if (Double.isNaN(value)) {
                report(new IllegalArgumentException("The score is no number"));
            }
            return value;
        } catch (RuntimeException e) {
            report(e);
            return Double.NaN;
        }
    }

    /** Once is enough: a score that fails does so on very many agents. */
    private void report(RuntimeException cause) {
        if (!reported) {
            reported = true;
            own.failures()
                    .failed(own.score().getClass().getName(), application.name() + " on agent " + view.id(), cause);
        }
    }

    /** Keeps the rooms of that value that has room for the most slots. */
    private void keepRoomiest(List<Candidate> candidates, Rules.Together together) {
        Map<Integer, Long> copies = new HashMap<>();
        for (Candidate candidate : candidates) {
            if (verdict(candidate.room) == Verdict.ALLOWED) {
                copies.merge(together.value(candidate.room), candidate.room.copies(needs(candidate.room)), Long::sum);
            }
        }
        copies.entrySet().stream()
                .max(Map.Entry.<Integer, Long>comparingByValue()
                        .thenComparing(Map.Entry.<Integer, Long>comparingByKey().reversed()))
                .ifPresent(best -> candidates.removeIf(candidate -> together.value(candidate.room) != best.getKey()));
    }

    /** A slot goes there. */
    void placed(Room room) {
        here.add(room.agent());
        rules.placed(room.agent());
    }

    /** Cuts what a slot needs out of the room. */
    List<Resource> take(Room room) {
        return room.take(needs);
    }

    /** The executor of the application's own that the next slot's task there runs in; what it takes is cut out first where it is to be started. */
    @Nullable
    SlotExecutor executor(Room room) {
        return executors == null ? null : executors.use(room);
    }

    /** Whether the room's offers are for the application's role. */
    boolean isOfRole(Room room) {
        return room.role().equals(role);
    }

    /** Why the room takes no slot. */
    Miss miss(Room room) {
        if (!isOfRole(room)) {
            return new Miss(new Why(Reason.ROLE, "", null), -1);
        }
        Rule ruling = ruling(fixed, room);
        if (ruling != null) {
            return miss(ruling);
        }
        ResourceNeeds here = needs(room);
        Lack lack = room.lacks(here);
        if (lack != null) {
            return new Miss(
                    new Why(lack.reason(), lack.name(), lack),
                    room.gap(lack, here).nearness());
        }
        Rule changed = ruling(changing, room);
        return changed != null ? miss(changed) : new Miss(new Why(Reason.SCORE, "", null), 1);
    }

    private static Miss miss(Rule rule) {
        return new Miss(new Why(rule.reason(), rule.text(), null), 1);
    }

    /** How near a room comes to taking a slot. */
    record Miss(Why why, double nearness) {}

    /** By which rule, or for want of what, a room takes no slot. */
    record Why(Reason reason, String which, @Nullable Lack lack) {}

    /** In words. */
    String words(Why why, Room room) {
        if (why.lack != null) {
            // Where it has come to be enough since, the words are of what the first one needs.
            if (executors != null && (executors.on(room) == null || room.lacks(needs) == null)) {
                return room.gap(why.lack, needsOfFirst).words() + executors.share() + holders.of(why.lack, room) + " "
                        + room.where();
            }
            return room.gap(why.lack, needs).words() + holders.of(why.lack, room) + " " + room.where();
        }
        return switch (why.reason) {
            case ROLE -> "offers for role " + room.role() + " " + room.where();
            case SCORE -> "the framework's score failed " + room.where();
            case RULE -> why.which + failureOf(why.which) + " allows no slot there " + room.where();
            default -> why.which + " allows no slot there" + has(why, room) + " " + room.where();
        };
    }

    private String has(Why why, Room room) {
        for (Rule rule : fixed) {
            if (rule.reason() == why.reason && rule.text().equals(why.which)) {
                return rule.has(room);
            }
        }
        for (Rule rule : changing) {
            if (rule.reason() == why.reason && rule.text().equals(why.which)) {
                return rule.has(room);
            }
        }
        return "";
    }

    private String failureOf(String ownRule) {
        for (Rule rule : fixed) {
            if (rule instanceof OwnRule own && own.text().equals(ownRule)) {
                return own.failure();
            }
        }
        return "";
    }

    private static @Nullable Rule ruling(List<Rule> rules, Room room) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).of(room) != Verdict.ALLOWED) {
                return rules.get(i);
            }
        }
        return null;
    }
}
