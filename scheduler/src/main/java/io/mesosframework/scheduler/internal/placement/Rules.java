package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Constraint.Comparison;
import io.mesosframework.scheduler.application.Filter;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the rules of one application for one round of placing, each tally shared by the rules that count by the same field. */
final class Rules {

    private final Agents agents;
    private final Instant now;
    private final int[] here;
    private final Function<String, int[]> agentsOf;
    private final List<KeepingAway.Loner> loners;
    private final Map<AgentField, Tally> tallies = new HashMap<>();
    private final Set<AgentField> spread = new LinkedHashSet<>();

    /**
     * @param here the agents of the application's tasks, one each
     * @param agentsOf the same for another application
     * @param loners the applications that want to be away from this one
     */
    Rules(Agents agents, Instant now, int[] here, Function<String, int[]> agentsOf, List<KeepingAway.Loner> loners) {
        this.loners = loners;
        this.agents = agents;
        this.now = now;
        this.here = here;
        this.agentsOf = agentsOf;
    }

    Rule of(Filter filter) {
        String text = "filter " + filter.type()
                + filter.name().map(name -> " " + name).orElse("") + " " + String.join(", ", filter.values());
        AgentField field = filter.name().map(AgentField::attribute).orElse(null);
        return new Fixed(agents.holding(filter, Matching.of(filter)), Reason.FILTER, text, field);
    }

    /** Empty for the strategy that forbids and prefers nothing. */
    List<Rule> of(Strategy.Type strategy) {
        return switch (strategy) {
            case UNIQUE ->
                List.of(new AtMost(tally(AgentField.AGENT), AgentField.AGENT, 1, Reason.STRATEGY, "strategy unique"));
            case MUX ->
                List.of(new Together(tally(AgentField.AGENT), AgentField.AGENT, Reason.STRATEGY, "strategy mux"));
            case NON_MUX -> List.of();
        };
    }

    Rule of(Constraint constraint) {
        if (constraint instanceof Constraint.Compare compare) {
            return new Fixed(
                    agents.holding(
                            new Constraint.Compare(compare.field(), compare.comparison(), compare.values(), false),
                            Matching.of(compare)),
                    Reason.CONSTRAINT,
                    text(compare),
                    compare.field());
        }
        if (constraint instanceof Constraint.MaxPer max) {
            String text = max.count() == 1
                    ? "one slot for each " + max.field().text()
                    : "at most " + max.count() + " slots for each "
                            + max.field().text();
            return new AtMost(tally(max.field()), max.field(), max.count(), Reason.CONSTRAINT, text);
        }
        if (constraint instanceof Constraint.GroupBy group) {
            spread.add(group.field());
            return new Even(
                    tally(group.field()),
                    group.field(),
                    group.least(),
                    "evenly by " + group.field().text());
        }
        if (constraint instanceof Constraint.Cluster cluster) {
            return new Together(
                    tally(cluster.field()),
                    cluster.field(),
                    Reason.CONSTRAINT,
                    "all with one " + cluster.field().text());
        }
        if (constraint instanceof Constraint.Near near) {
            Tally other = new Tally(agents.column(near.field()), agentsOf.apply(near.application()));
            return new Beside(
                    other, near.field(), true, "with the " + near.field().text() + " of " + near.application());
        }
        if (constraint instanceof Constraint.Away away) {
            Tally other = new Tally(agents.column(away.field()), agentsOf.apply(away.application()));
            return new Beside(
                    other, away.field(), false, "with another " + away.field().text() + " than " + away.application());
        }
        Constraint.NoMaintenance maintenance = (Constraint.NoMaintenance) constraint;
        return new Up(now, now.plus(maintenance.within()), "no maintenance within " + maintenance.within());
    }

    /** What keeps the application away from those that want to be away from it. */
    List<Rule> keptAway() {
        return loners.stream()
                .<Rule>map(loner -> new Beside(
                        new Tally(agents.column(loner.field()), agentsOf.apply(loner.application())),
                        loner.field(),
                        false,
                        loner.application() + "'s wish to be away by "
                                + loner.field().text()))
                .toList();
    }

    /**
     * Slots that are to be spread evenly are spread over the values of the agents that these rules allow: a value that the application
     * can never have must not hold up the others. To be called once, when all rules are made.
     */
    void spread(List<Rule> hard) {
        List<Agents.Holds> allowed = hard.stream()
                .filter(Fixed.class::isInstance)
                .map(rule -> ((Fixed) rule).holds)
                .toList();
        spread.forEach(field -> tally(field).spreadOver(agents.valuesAround(agents.column(field), allowed, now)));
    }

    private static String text(Constraint.Compare compare) {
        Comparison comparison = compare.comparison();
        return compare.field().text() + " " + comparison.text()
                + (compare.values().isEmpty() ? "" : " " + String.join(", ", compare.values()));
    }

    private static String value(AgentField field, Room room) {
        if (field.kind() == AgentField.Kind.AGENT || field.kind() == AgentField.Kind.HOSTNAME) {
            return ""; // which it is stands behind it anyway
        }
        List<String> values = room.facts().values(field);
        return values.isEmpty()
                ? ": it has no " + field.text()
                : ": its " + field.text() + " is " + String.join(", ", values);
    }

    private static String counted(Tally tally, Room room) {
        int value = tally.value(room.agent());
        int slots = value == Agents.Column.NONE ? 0 : tally.count(value);
        return slots == 0 ? "" : ", with " + slots + (slots == 1 ? " slot already" : " slots already");
    }

    private Tally tally(AgentField field) {
        return tallies.computeIfAbsent(field, wanted -> new Tally(agents.column(wanted), here));
    }

    /** A slot has been placed. Each tally counts it once, however many rules share it. */
    void placed(int agent) {
        tallies.values().forEach(tally -> tally.add(agent));
    }

    /** Something that depends on nothing but what the agent is. */
    private record Fixed(
            Agents.Holds holds,
            Reason reason,
            String text,
            @Nullable AgentField field) implements Rule {
        @Override
        public Verdict of(Room room) {
            return holds.at(room.agent()) ? Verdict.ALLOWED : Verdict.NEVER;
        }

        @Override
        public String has(Room room) {
            return field == null ? "" : value(field, room);
        }
    }

    private record AtMost(Tally tally, AgentField field, int count, Reason reason, String text) implements Rule {
        @Override
        public Verdict of(Room room) {
            int value = tally.value(room.agent());
            return value != Agents.Column.NONE && tally.count(value) < count ? Verdict.ALLOWED : Verdict.NEVER;
        }

        @Override
        public String has(Room room) {
            return value(field, room) + counted(tally, room);
        }

        @Override
        public boolean changes() {
            return true;
        }
    }

    /** All with one value: any, until there is a slot. */
    record Together(Tally tally, AgentField field, Reason reason, String text) implements Rule {

        @Override
        public String has(Room room) {
            return Rules.value(field, room) + (isOpen() ? "" : ", the others are elsewhere");
        }

        /** Whether any value would do for the first slot. */
        boolean isOpen() {
            return tally.isEmpty();
        }

        /** The number of the room's value. */
        int value(Room room) {
            return tally.value(room.agent());
        }

        @Override
        public Verdict of(Room room) {
            int value = tally.value(room.agent());
            boolean suits = value != Agents.Column.NONE && (tally.isEmpty() || tally.count(value) > 0);
            return suits ? Verdict.ALLOWED : Verdict.NEVER;
        }

        @Override
        public boolean changes() {
            return true;
        }
    }

    /** Evenly over the values. */
    record Even(Tally tally, AgentField field, int least, String text) implements Rule {

        @Override
        public String has(Room room) {
            return Rules.value(field, room) + counted(tally, room);
        }

        /** The number of the room's value. */
        int value(Room room) {
            return tally.value(room.agent());
        }

        /** How many slots the values have that have the fewest. */
        int level() {
            return tally.lowest(least);
        }

        /** How many slots have the value; very many where it is none. */
        int count(int value) {
            return value == Agents.Column.NONE ? Integer.MAX_VALUE : tally.count(value);
        }

        boolean isLowest(int value) {
            return value != Agents.Column.NONE && tally.count(value) <= level();
        }

        @Override
        public Verdict of(Room room) {
            int value = value(room);
            if (value == Agents.Column.NONE) {
                return Verdict.NEVER;
            }
            return isLowest(value) ? Verdict.ALLOWED : Verdict.NOT_YET;
        }

        @Override
        public boolean changes() {
            return true;
        }

        @Override
        public Reason reason() {
            return Reason.CONSTRAINT;
        }
    }

    /** Where another application is, or is not. */
    private record Beside(Tally other, AgentField field, boolean near, String text) implements Rule {

        @Override
        public String has(Room room) {
            return value(field, room);
        }

        @Override
        public Verdict of(Room room) {
            int value = other.value(room.agent());
            boolean there = value != Agents.Column.NONE && other.count(value) > 0;
            return there == near ? Verdict.ALLOWED : Verdict.NEVER;
        }

        @Override
        public Reason reason() {
            return Reason.CONSTRAINT;
        }
    }

    /** Not to be down soon. */
    private record Up(Instant now, Instant later, String text) implements Rule {
        @Override
        public Verdict of(Room room) {
            return room.isDownBetween(now, later) ? Verdict.NEVER : Verdict.ALLOWED;
        }

        @Override
        public Reason reason() {
            return Reason.CONSTRAINT;
        }
    }
}
