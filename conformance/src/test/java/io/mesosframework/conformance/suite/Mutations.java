package io.mesosframework.conformance.suite;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plants faults in the embedded Mesos, one at a time, and sees which scenario notices. Which faults there can be is learnt by playing each
 * scenario once without any. What was found is kept in {@code src/test/resources/mutations.tsv}.
 */
final class Mutations {
    private static final int LANES = Integer.getInteger("conformance.lanes", 6);
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(12);
    private static final int TRIES_FOR_A_FAULT = 4;
    private static final int TRIES_FOR_A_SCENARIO = 40;
    private static final int TRIES_FOR_A_KNOWN_FAULT = 2;
    private static final String NONE = "-";

    /** What a scenario does without a fault: the faults it passes by, and how long it takes. */
    private record Sound(Scenario scenario, Set<String> faults, Duration took) {}

    /**
     * @param noticed the scenarios that are known to notice, by fault; none where none did
     * @param blind scenarios that notice no fault
     */
    record Result(Map<String, Set<String>> noticed, Set<String> blind) {

        Result() {
            this(new TreeMap<>(), new TreeSet<>());
        }

        private synchronized void add(String fault, Scenario scenario) {
            noticed.computeIfAbsent(fault, f -> new TreeSet<>()).add(scenario.id());
        }

        private synchronized boolean isNoticed(String fault) {
            return !noticed.getOrDefault(fault, Set.of()).isEmpty();
        }

        private synchronized void isMissed(String fault) {
            noticed.computeIfAbsent(fault, f -> new TreeSet<>());
        }

        private synchronized void isBlind(Scenario scenario) {
            blind.add(scenario.id());
        }

        /** A fault for each scenario that notices one. */
        Map<String, String> byScenario() {
            Map<String, String> faults = new TreeMap<>();
            noticed.forEach((fault, scenarios) -> scenarios.forEach(scenario -> faults.putIfAbsent(scenario, fault)));
            return faults;
        }

        /** What is known of other scenarios than these. */
        private Result without(Set<String> scenarios) {
            Result rest = new Result();
            noticed.forEach((fault, by) -> by.stream()
                    .filter(id -> !scenarios.contains(id))
                    .forEach(id -> rest.noticed
                            .computeIfAbsent(fault, f -> new TreeSet<>())
                            .add(id)));
            blind.stream().filter(id -> !scenarios.contains(id)).forEach(rest.blind::add);
            return rest;
        }
    }

    private Mutations() {}

    static Path file() {
        return Project.root().resolve("conformance/src/test/resources/mutations.tsv");
    }

    /** Which of these faults, by the scenario that noticed each, are not noticed any more. */
    static Map<String, String> unnoticed(Map<String, String> faultsByScenario) {
        Map<String, Scenario> scenarios = Books.all().stream().collect(Collectors.toMap(Scenario::id, s -> s));
        Map<String, String> unnoticed = new ConcurrentSkipListMap<>();
        each(List.copyOf(faultsByScenario.entrySet()), known -> {
            Scenario scenario = scenarios.get(known.getKey());
            if (scenario != null
                    && IntStream.range(0, TRIES_FOR_A_KNOWN_FAULT)
                            .noneMatch(i -> notices(scenario, known.getValue(), LONG))) {
                unnoticed.put(known.getKey(), known.getValue());
            }
        });
        return unnoticed;
    }

    /** Whether the scenario's record changes, or it does not come to its end, with that fault in the embedded Mesos. */
    private static boolean notices(Scenario scenario, String fault, Duration patience) {
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

    /**
     * Finds for each of these scenarios a fault that it notices, rare ones before those that many pass by; then for each fault that is left
     * a scenario. What is kept of other scenarios stays.
     */
    static Result run(List<Scenario> scenarios) {
        Map<String, Sound> sound = sound(scenarios);
        Map<String, List<Sound>> passing = new TreeMap<>();
        sound.values()
                .forEach(s -> s.faults()
                        .forEach(fault -> passing.computeIfAbsent(fault, f -> new ArrayList<>())
                                .add(s)));
        Result result = kept().without(outdated(scenarios));
        each(List.copyOf(sound.values()), s -> {
            List<String> faults = mixed(s.faults().stream()
                    .sorted(Comparator.comparingInt((String fault) -> result.isNoticed(fault) ? 1 : 0)
                            .thenComparingInt(fault -> sizeOf(passing, fault)))
                    .toList());
            Optional<String> noticed = faults.stream()
                    .limit(TRIES_FOR_A_SCENARIO)
                    .filter(fault -> noticesSurely(s, fault))
                    .findFirst();
            noticed.ifPresentOrElse(fault -> result.add(fault, s.scenario()), () -> result.isBlind(s.scenario()));
        });
        each(List.copyOf(passing.keySet()), fault -> {
            if (result.isNoticed(fault)) {
                return;
            }
            Optional<Sound> noticing = Objects.requireNonNull(passing.get(fault)).stream()
                    .sorted(Comparator.comparing(Sound::took))
                    .limit(TRIES_FOR_A_FAULT)
                    .filter(s -> noticesSurely(s, fault))
                    .findFirst();
            noticing.ifPresentOrElse(s -> result.add(fault, s.scenario()), () -> result.isMissed(fault));
        });
        return result;
    }

    /** Once may be chance: a race that went another way, or a fault that only makes the scenario slower. */
    private static boolean noticesSurely(Sound sound, String fault) {
        return notices(sound.scenario(), fault, sound.took().plus(MARGIN)) && notices(sound.scenario(), fault, LONG);
    }

    private static int sizeOf(Map<String, List<Sound>> passing, String fault) {
        return Objects.requireNonNull(passing.get(fault)).size();
    }

    /** One of each kind in turn: what is not on record of one event's field is often not of the others'. */
    private static List<String> mixed(List<String> faults) {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Integer> turns = new HashMap<>();
        faults.forEach(fault -> turns.put(fault, seen.merge(fault.replaceAll(": .*", ""), 1, Integer::sum)));
        return faults.stream().sorted(Comparator.comparingInt(turns::get)).toList();
    }

    /** These, and those that are no more. */
    private static Set<String> outdated(List<Scenario> scenarios) {
        Set<String> now = Books.all().stream().map(Scenario::id).collect(Collectors.toSet());
        Set<String> outdated = scenarios.stream().map(Scenario::id).collect(Collectors.toCollection(TreeSet::new));
        Result kept = kept();
        Stream.concat(kept.byScenario().keySet().stream(), kept.blind().stream())
                .filter(id -> !now.contains(id))
                .forEach(outdated::add);
        return outdated;
    }

    private static Map<String, Sound> sound(List<Scenario> scenarios) {
        Map<String, Sound> sound = new ConcurrentSkipListMap<>();
        each(scenarios, scenario -> {
            Plant none = new Plant("");
            Runs.Outcome outcome = play(scenario, none, Duration.ofSeconds(15));
            boolean same = outcome.failure().isEmpty() && Records.of(scenario).equals(Optional.of(outcome.record()));
            if (same && scenario.differs().isEmpty()) {
                sound.put(scenario.id(), new Sound(scenario, none.possible(), outcome.took()));
            }
        });
        return sound;
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
        result.noticed()
                .forEach((fault, by) ->
                        (by.isEmpty() ? Set.of(NONE) : by).forEach(scenario -> line(text, fault, scenario)));
        result.blind().forEach(scenario -> line(text, NONE, scenario));
        try {
            Files.writeString(file(), text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void line(StringBuilder text, String fault, String scenario) {
        text.append(fault).append('\t').append(scenario).append('\n');
    }

    /** What the last run found. */
    static Result kept() {
        Result kept = new Result();
        try {
            for (String line : Files.exists(file()) ? Files.readAllLines(file()) : List.<String>of()) {
                String[] parts = line.split("\t");
                if (parts[0].equals(NONE)) {
                    kept.blind().add(parts[1]);
                } else if (parts[1].equals(NONE)) {
                    kept.isMissed(parts[0]);
                } else {
                    kept.noticed()
                            .computeIfAbsent(parts[0], fault -> new TreeSet<>())
                            .add(parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kept;
    }
}
