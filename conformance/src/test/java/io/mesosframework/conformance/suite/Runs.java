package io.mesosframework.conformance.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Plays scenarios on clusters of one kind, several clusters at a time, and on each one scenario after another. A cluster that does
 * not come to rest after a scenario is replaced.
 */
final class Runs {
    private static final int MOST_ON_ONE_CLUSTER = 12;
    private static final Duration TO_REST = Duration.ofSeconds(12);

    private final Function<Needs, Target> targets;
    private final int lanes;
    private final Duration patience;

    /**
     * @param lanes how many clusters at a time
     * @param patience how long a scenario waits for what it waits for
     */
    Runs(Function<Needs, Target> targets, int lanes, Duration patience) {
        this.targets = targets;
        this.lanes = lanes;
        this.patience = patience;
    }

    /**
     * @param record what was observed, to the end or the failure
     * @param failure why the scenario did not come to its end
     */
    record Outcome(String record, Optional<Throwable> failure, Duration took) {}

    Map<Scenario, Outcome> play(List<Scenario> scenarios) {
        Map<Scenario, Outcome> outcomes = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<List<Scenario>> batches = new ConcurrentLinkedQueue<>(batches(scenarios));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < lanes; i++) {
            Thread thread = new Thread(
                    () -> {
                        for (List<Scenario> batch = batches.poll(); batch != null; batch = batches.poll()) {
                            playBatch(batch, outcomes);
                        }
                    },
                    "conformance-lane-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return outcomes;
    }

    /** Scenarios of equal needs together, the longest batches first. */
    private static List<List<Scenario>> batches(List<Scenario> scenarios) {
        Map<Needs, List<Scenario>> byNeeds = new LinkedHashMap<>();
        List<List<Scenario>> batches = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (scenario.needs().exclusive()) {
                batches.add(List.of(scenario));
            } else {
                byNeeds.computeIfAbsent(scenario.needs(), n -> new ArrayList<>())
                        .add(scenario);
            }
        }
        for (List<Scenario> all : byNeeds.values()) {
            int parts = (all.size() + MOST_ON_ONE_CLUSTER - 1) / MOST_ON_ONE_CLUSTER;
            for (int i = 0; i < parts; i++) {
                batches.add(all.subList(i * all.size() / parts, (i + 1) * all.size() / parts));
            }
        }
        batches.sort(Comparator.comparingInt(List<Scenario>::size).reversed());
        return batches;
    }

    private void playBatch(List<Scenario> batch, Map<Scenario, Outcome> outcomes) {
        @Nullable Target target = null;
        try {
            for (Scenario scenario : batch) {
                long began = System.nanoTime();
                if (target == null) {
                    try {
                        target = targets.apply(scenario.needs());
                    } catch (RuntimeException e) {
                        outcomes.put(scenario, new Outcome("", Optional.of(e), since(began)));
                        continue;
                    }
                }
                Outcome outcome = play(scenario, target, patience);
                outcomes.put(scenario, outcome);
                if (outcome.failure().isPresent()
                        || scenario.needs().exclusive()
                        || !atRest(scenario.needs(), target)) {
                    target.close();
                    target = null;
                }
            }
        } finally {
            if (target != null) {
                target.close();
            }
        }
    }

    /** One scenario on a cluster of its own. */
    static Outcome alone(Scenario scenario, Supplier<Target> cluster, Duration patience) {
        try (Target target = cluster.get()) {
            return play(scenario, target, patience);
        }
    }

    private static Outcome play(Scenario scenario, Target target, Duration patience) {
        long began = System.nanoTime();
        try (Stage stage = new Stage(scenario, target, patience)) {
            Optional<Throwable> failure = stage.play();
            String head = "# " + scenario.title() + "\n# " + String.join(" ", scenario.items()) + "\n\n";
            return new Outcome(head + stage.text(), failure, since(began));
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Whether the cluster is again as it was at its start, as soon as what is being ended has ended. */
    private static boolean atRest(Needs needs, Target target) {
        return Polling.within(
                TO_REST,
                () -> Web.json(target.masters().get(target.leader() - 1), "/state")
                                .filter(state -> atRest(needs, state))
                                .isPresent()
                        && target.agents().stream().allMatch(Runs::runsNothing));
    }

    /**
     * What the master has forgotten may still run on the agent. Should that agent then be lost and come back, the real master ends at a
     * failed check when the executor of a framework that is gone does.
     */
    private static boolean runsNothing(String agent) {
        return Web.json(agent, "/state")
                .filter(state -> state.path("frameworks").isEmpty())
                .isPresent();
    }

    private static boolean atRest(Needs needs, JsonNode state) {
        return state.path("frameworks").isEmpty()
                && state.path("slaves").size() == needs.agents().size()
                && state.path("slaves")
                        .valueStream()
                        .allMatch(agent -> agent.path("active").asBoolean()
                                && agent.at("/used_resources/cpus").asDouble() == 0
                                && agent.at("/used_resources/mem").asDouble() == 0
                                && agent.path("reserved_resources").isEmpty());
    }
}
