package io.mesosframework.scheduler.application;

import io.mesosframework.scheduler.application.Constraint.Comparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words for constraints in JSON, and the fields that each goes with. */
enum ConstraintOperator {
    EQUALS(Comparison.EQUALS, "value"),
    NOT_EQUALS(Comparison.NOT_EQUALS, "value"),
    IN(Comparison.IN, "values"),
    NOT_IN(Comparison.NOT_IN, "values"),
    MATCHES(Comparison.MATCHES, "value"),
    NOT_MATCHES(Comparison.NOT_MATCHES, "value"),
    GREATER(Comparison.GREATER, "value"),
    LESS(Comparison.LESS, "value"),
    EXISTS(Comparison.EXISTS, ""),
    NOT_EXISTS(Comparison.NOT_EXISTS, ""),
    UNIQUE("unique", Kind.MAX_PER, "field", ""),
    MAX_PER("max-per", Kind.MAX_PER, "field value", ""),
    GROUP_BY("group-by", Kind.GROUP_BY, "field", "value"),
    CLUSTER("cluster", Kind.CLUSTER, "field", ""),
    NEAR("near", Kind.NEAR, "application", "field"),
    AWAY("away", Kind.AWAY, "application", "field"),
    NO_MAINTENANCE("no-maintenance", Kind.NO_MAINTENANCE, "within", "");

    /** All that some operator goes with. */
    static final List<String> ARGUMENTS = List.of("field", "value", "values", "application", "within");

    /** What it makes. */
    enum Kind {
        COMPARE,
        MAX_PER,
        GROUP_BY,
        CLUSTER,
        NEAR,
        AWAY,
        NO_MAINTENANCE
    }

    private final String text;
    private final Kind kind;
    private final @Nullable Comparison comparison;
    /** Arguments, with blanks between. */
    private final String needs;

    private final String takes;

    ConstraintOperator(Comparison comparison, String value) {
        this.text = comparison.text();
        this.kind = Kind.COMPARE;
        this.comparison = comparison;
        this.needs = "field " + value;
        this.takes = "";
    }

    ConstraintOperator(String text, Kind kind, String needs, String takes) {
        this.text = text;
        this.kind = kind;
        this.comparison = null;
        this.needs = needs;
        this.takes = takes;
    }

    String text() {
        return text;
    }

    Kind kind() {
        return kind;
    }

    /** Only of a comparison. */
    Comparison comparison() {
        if (comparison == null) {
            throw new IllegalStateException(text + " compares nothing");
        }
        return comparison;
    }

    /** Whether the argument must be given. */
    boolean needs(String argument) {
        return List.of(needs.split(" ")).contains(argument);
    }

    /** Whether it may be given. */
    boolean takes(String argument) {
        return needs(argument) || takes.equals(argument);
    }

    /** What to say of an argument that it does not go with. */
    String refusal(String argument) {
        if (argument.equals("value") && needs("values")) {
            return "operator \"" + text + "\" takes an array: use values";
        }
        if (argument.equals("values") && needs("value")) {
            return "operator \"" + text + "\" takes one value: use value";
        }
        return "does nothing where operator is \"" + text + "\": leave it out";
    }
}
