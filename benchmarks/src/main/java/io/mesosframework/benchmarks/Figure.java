package io.mesosframework.benchmarks;

import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured value.
 *
 * @param atMost the goal, if it is one that should not be exceeded
 * @param atLeast the goal, if it is one that should be reached
 */
record Figure(String part, String what, double value, String unit, OptionalDouble atMost, OptionalDouble atLeast) {

    private static final String MARK = "FIGURE";

    static Figure of(String part, String what, double value, String unit) {
        return new Figure(part, what, value, unit, OptionalDouble.empty(), OptionalDouble.empty());
    }

    static Figure withGoal(String part, String what, double value, String unit, double atMost) {
        return new Figure(part, what, value, unit, OptionalDouble.of(atMost), OptionalDouble.empty());
    }

    static Figure withGoalAtLeast(String part, String what, double value, String unit, double atLeast) {
        return new Figure(part, what, value, unit, OptionalDouble.empty(), OptionalDouble.of(atLeast));
    }

    boolean hasGoal() {
        return atMost.isPresent() || atLeast.isPresent();
    }

    boolean isMet() {
        return value <= atMost.orElse(Double.POSITIVE_INFINITY) && value >= atLeast.orElse(Double.NEGATIVE_INFINITY);
    }

    /** From a measuring process to the one that started it: a line that {@link #parse} takes. */
    void print(PrintStream out) {
        out.println(String.join("\t", MARK, part, what, Double.toString(value), unit, text(atMost), text(atLeast)));
    }

    static Optional<Figure> parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 7 || !fields[0].equals(MARK)) {
            return Optional.empty();
        }
        return Optional.of(new Figure(
                fields[1], fields[2], Double.parseDouble(fields[3]), fields[4], goal(fields[5]), goal(fields[6])));
    }

    private static String text(OptionalDouble goal) {
        return goal.isPresent() ? Double.toString(goal.getAsDouble()) : "";
    }

    private static OptionalDouble goal(String text) {
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    }
}
