package io.mesosframework.benchmarks;

import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured value.
 *
 * @param atMost the goal, if there is one; no figure has a goal that it should exceed
 */
record Figure(String part, String what, double value, String unit, OptionalDouble atMost) {

    private static final String MARK = "FIGURE";

    static Figure of(String part, String what, double value, String unit) {
        return new Figure(part, what, value, unit, OptionalDouble.empty());
    }

    static Figure withGoal(String part, String what, double value, String unit, double atMost) {
        return new Figure(part, what, value, unit, OptionalDouble.of(atMost));
    }

    boolean isMet() {
        return atMost.isEmpty() || value <= atMost.getAsDouble();
    }

    /** From a measuring process to the one that started it: a line that {@link #parse} takes. */
    void print(PrintStream out) {
        String goal = atMost.isPresent() ? Double.toString(atMost.getAsDouble()) : "";
        out.println(String.join("\t", MARK, part, what, Double.toString(value), unit, goal));
    }

    static Optional<Figure> parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 6 || !fields[0].equals(MARK)) {
            return Optional.empty();
        }
        OptionalDouble goal =
                fields[5].isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(fields[5]));
        return Optional.of(new Figure(fields[1], fields[2], Double.parseDouble(fields[3]), fields[4], goal));
    }
}
