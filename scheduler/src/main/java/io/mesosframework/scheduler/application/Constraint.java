package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A rule about where an application's tasks run: a hard one, or a preference that gives way where no agent suits. */
public sealed interface Constraint {

    /** Whether it gives way where no agent suits. */
    boolean preferred();

    /** The same rule as a preference. */
    Constraint asPreference();

    /**
     * Compares something of the agent with values. A text attribute is compared as it stands, a scalar one by its number, a set by its
     * members, ranges by the points in them; an agent that lacks the attribute satisfies the negative comparisons only.
     *
     * @param values one or more for {@code in} and {@code not-in}, one for all others but {@code exists} and {@code not-exists}
     */
    record Compare(AgentField field, Comparison comparison, List<String> values, boolean preferred)
            implements Constraint {

        /** @throws InvalidApplicationsException if the values do not fit the comparison */
        public Compare {
            values = List.copyOf(values);
            Problems problems = new Problems();
            problems.check(comparison.takesSeveral() ? "values" : "value", comparison.fault(values));
            for (int i = 0; i < values.size(); i++) {
                problems.check(
                        comparison.takesSeveral() ? Paths.index("values", i) : "value", Rules.text(values.get(i)));
            }
            problems.throwIfAny();
        }

        @Override
        public Constraint asPreference() {
            return new Compare(field, comparison, values, true);
        }
    }

    /** At most so many slots of the application for each value of the field; 1 is one each. Agents without the field do not suit. */
    record MaxPer(AgentField field, int count, boolean preferred) implements Constraint {

        /** @throws InvalidApplicationsException if the count is below 1 */
        public MaxPer {
            Problems problems = new Problems();
            problems.check("value", Rules.between(count, 1, Rules.MAX_INSTANCES));
            problems.throwIfAny();
        }

        @Override
        public Constraint asPreference() {
            return new MaxPer(field, count, true);
        }
    }

    /**
     * Spreads the slots evenly over the values of the field: a value takes one more only if it has no more than any other that
     * is known.
     *
     * @param least how many values there are to be at least, as not all may have been seen yet; 1 for as many as are seen
     */
    record GroupBy(AgentField field, int least, boolean preferred) implements Constraint {

        /** @throws InvalidApplicationsException if {@code least} is below 1 */
        public GroupBy {
            Problems problems = new Problems();
            problems.check("value", Rules.between(least, 1, Rules.MAX_INSTANCES));
            problems.throwIfAny();
        }

        @Override
        public Constraint asPreference() {
            return new GroupBy(field, least, true);
        }
    }

    /** All slots where the field has one and the same value: that of the first slot placed. */
    record Cluster(AgentField field, boolean preferred) implements Constraint {
        @Override
        public Constraint asPreference() {
            return new Cluster(field, true);
        }
    }

    /** Where the field has a value that slots of another application have, too. */
    record Near(String application, AgentField field, boolean preferred) implements Constraint {

        /** @throws InvalidApplicationsException if the name is none */
        public Near {
            Problems problems = new Problems();
            problems.check("application", Rules.name(application));
            problems.throwIfAny();
        }

        @Override
        public Constraint asPreference() {
            return new Near(application, field, true);
        }
    }

    /**
     * Where the field has a value that no slot of another application has. A hard one binds both: slots of the other application that
     * are placed later keep away from this one's, too. A preference ranks agents for this application only.
     */
    record Away(String application, AgentField field, boolean preferred) implements Constraint {

        /** @throws InvalidApplicationsException if the name is none */
        public Away {
            Problems problems = new Problems();
            problems.check("application", Rules.name(application));
            problems.throwIfAny();
        }

        @Override
        public Constraint asPreference() {
            return new Away(application, field, true);
        }
    }

    /** On no agent whose offers announce a maintenance that begins within so long. */
    record NoMaintenance(Duration within, boolean preferred) implements Constraint {

        /** @throws InvalidApplicationsException if the duration is negative or longer than 30 days */
        public NoMaintenance {
            Problems problems = new Problems();
            problems.check("within", Rules.duration(within, Duration.ZERO));
            problems.throwIfAny();
        }

        @Override
        public Constraint asPreference() {
            return new NoMaintenance(within, true);
        }
    }

    /** How a field is compared. */
    enum Comparison {
        EQUALS("equals"),
        NOT_EQUALS("not-equals"),
        IN("in"),
        NOT_IN("not-in"),
        /** The whole text matches a regular expression of Java's. */
        MATCHES("matches"),
        NOT_MATCHES("not-matches"),
        /** The number is above. */
        GREATER("greater"),
        /** The number is below. */
        LESS("less"),
        EXISTS("exists"),
        NOT_EXISTS("not-exists");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        /** The word in JSON. */
        public String text() {
            return text;
        }

        private boolean takesSeveral() {
            return this == IN || this == NOT_IN;
        }

        private @Nullable String fault(List<String> values) {
            return switch (this) {
                case IN, NOT_IN -> values.isEmpty() ? "needs at least one value" : null;
                case EXISTS, NOT_EXISTS -> values.isEmpty() ? null : "takes no value";
                case EQUALS, NOT_EQUALS -> one(values);
                case MATCHES, NOT_MATCHES -> one(values) != null ? one(values) : expression(values.get(0));
                case GREATER, LESS -> one(values) != null ? one(values) : Rules.number(values.get(0));
            };
        }

        private @Nullable String one(List<String> values) {
            return values.size() == 1 ? null : "needs exactly one value, has " + values.size();
        }

        private static @Nullable String expression(String value) {
            try {
                Pattern.compile(value);
                return null;
            } catch (PatternSyntaxException e) {
                return "is no regular expression: " + e.getDescription() + " at " + e.getIndex();
            }
        }
    }

    /** One slot of the application for each value of the field. */
    static Constraint unique(AgentField field) {
        return new MaxPer(field, 1, false);
    }

    /** The field has this value. */
    static Constraint equal(AgentField field, String value) {
        return new Compare(field, Comparison.EQUALS, List.of(value), false);
    }
}
