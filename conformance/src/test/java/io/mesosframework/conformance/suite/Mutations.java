package io.mesosframework.conformance.suite;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Plants faults in the embedded Mesos, one at a time, and sees which scenario notices. Which faults there can be is learnt by playing each
 * scenario once without any. What was found is kept in {@code src/test/resources/mutations.tsv}.
 */
final class Mutations {
    private static final int LANES = Integer.getInteger("conformance.lanes", 6);
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final int TRIES_FOR_A_FAULT = 5;
    private static final int TRIES_FOR_A_SCENARIO = 25;

    /** What a scenario does without a fault: the faults it passes by, and how long it takes. */
    private record Sound(Scenario scenario, Set<String> faults, Duration took) {}

    /**
     * @param caught the scenario that noticed, by fault; the empty text where none did
     * @param blind scenarios that notice no fault
     */
    record Result(Map<String, String> caught, Set<String> blind) {}

    static Path file() {
        return Project.root().resolve("conformance/src/test/resources/mutations.tsv");
    }

    /** Whether the scenario's record changes, or it does not come to its end, with that fault in the embedded Mesos. */
    static boolean notices(Scenario scenario, String fault, Duration patience) {
        Runs.Outcome outcome = play(scenario, new Plant(fault), patience);
        return outcome.failure().isPresent() || !Records.of(scenario).equals(Optional.of(outcome.record()));
    }

    private static Runs.Outcome play(Scenario scenario, Plant plant, Duration patience) {
        Supplier<Target> target = Plant.target(scenario.needs(), plant);
        try {
            return Runs.alone(scenario, target, patience);
        } catch (RuntimeException e) {
            return new Runs.Outcome("", Optional.of(e), Duration.ZERO);
        }
    }

    Result run(List<Scenario> scenarios) {
        Map<String, Sound> sound = new ConcurrentSkipListMap<>();
        each(scenarios, scenario -> {
            Plant none = new Plant("");
            Runs.Outcome outcome = play(scenario, none, Duration.ofSeconds(15));
            boolean same = outcome.failure().isEmpty() && Records.of(scenario).equals(Optional.of(outcome.record()));
            if (same && scenario.differs().isEmpty()) {
                sound.put(scenario.id(), new Sound(scenario, none.possible(), outcome.took()));
            }
        });
        Set<String> faults = new TreeSet<>();
        sound.values().forEach(s -> faults.addAll(s.faults()));
        Map<String, AtomicInteger> noticed = new ConcurrentHashMap<>();
        Map<String, String> caught = new ConcurrentSkipListMap<>();
        each(List.copyOf(faults), fault -> {
            List<Sound> candidates = sound.values().stream()
                    .filter(s -> s.faults().contains(fault))
                    .sorted(Comparator.<Sound>comparingInt(
                                    s -> count(noticed, s.scenario()).get())
                            .thenComparing(Sound::took))
                    .limit(TRIES_FOR_A_FAULT)
                    .toList();
            caught.put(fault, "");
            for (Sound s : candidates) {
                if (notices(s.scenario(), fault, s.took().plus(MARGIN))) {
                    count(noticed, s.scenario()).incrementAndGet();
                    caught.put(fault, s.scenario().id());
                    return;
                }
            }
        });
        Set<String> blind = new TreeSet<>();
        List<Sound> untried = sound.values().stream()
                .filter(s -> count(noticed, s.scenario()).get() == 0)
                .toList();
        each(untried, s -> {
            boolean any = s.faults().stream()
                    .limit(TRIES_FOR_A_SCENARIO)
                    .anyMatch(fault -> notices(s.scenario(), fault, s.took().plus(MARGIN)));
            if (!any) {
                synchronized (blind) {
                    blind.add(s.scenario().id());
                }
            }
        });
        return new Result(new TreeMap<>(caught), blind);
    }

    private static AtomicInteger count(Map<String, AtomicInteger> counts, Scenario scenario) {
        return counts.computeIfAbsent(scenario.id(), id -> new AtomicInteger());
    }

    private interface Work<T> {
        void on(T it) throws Exception;
    }

    private static <T> void each(List<T> all, Work<T> work) {
        ExecutorService lanes = Executors.newFixedThreadPool(LANES);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (T it : all) {
                tasks.add(() -> {
                    work.on(it);
                    return true;
                });
            }
            for (Future<Boolean> done : lanes.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            lanes.shutdownNow();
        }
    }

    static void keep(Result result) {
        StringBuilder text = new StringBuilder();
        result.caught()
                .forEach((fault, scenario) -> text.append(fault)
                        .append('\t')
                        .append(scenario.isEmpty() ? "-" : scenario)
                        .append('\n'));
        result.blind().forEach(scenario -> text.append("-\t").append(scenario).append('\n'));
        try {
            Files.writeString(file(), text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the last run found. */
    static Result kept() {
        Map<String, String> caught = new TreeMap<>();
        Set<String> blind = new TreeSet<>();
        try {
            for (String line : Files.exists(file()) ? Files.readAllLines(file()) : List.<String>of()) {
                String[] parts = line.split("\t");
                if (parts[0].equals("-")) {
                    blind.add(parts[1]);
                } else {
                    caught.put(parts[0], parts[1].equals("-") ? "" : parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Result(caught, blind);
    }
}
