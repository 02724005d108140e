package io.mesosframework.benchmarks;

import io.mesosframework.embedded.EmbeddedMesos;
import java.util.ArrayList;
import java.util.List;

/** How long a Mesos of three agents takes to start: what a user's test waits for. */
final class EmbeddedStart {

    static final String PART = "embedded Mesos of three agents";

    private static final double GOAL_MILLIS = 300;
    private static final int WARM_UP = 5;

    private EmbeddedStart() {}

    /** Argument: how often. */
    public static void main(String[] args) {
        for (Figure figure : measure(WARM_UP, Integer.parseInt(args[0]))) {
            figure.print(System.out);
        }
    }

    static List<Figure> measure(int warmUp, int rounds) {
        double cold = startMillis();
        for (int round = 0; round < warmUp; round++) {
            startMillis();
        }
        List<Double> warm = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            warm.add(startMillis());
        }
        double median = Numbers.median(warm, Double::doubleValue);
        double longest = warm.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return List.of(
                Figure.withGoal(PART, "started in a warm JVM: median", median, "ms", GOAL_MILLIS),
                Figure.of(PART, "started in a warm JVM: longest", longest, "ms"),
                Figure.of(PART, "started first in a JVM", cold, "ms"));
    }

    /** Until it serves and all agents have registered, which is what {@code start} waits for. */
    private static double startMillis() {
        long start = System.nanoTime();
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().agents(3).start()) {
            double millis = (System.nanoTime() - start) / 1e6;
            if (mesos.agents().size() != 3) {
                throw new IllegalStateException("not all agents are there: " + mesos.agents());
            }
            return millis;
        }
    }
}
