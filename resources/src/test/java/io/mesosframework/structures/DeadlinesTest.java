package io.mesosframework.structures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlinesTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Deadlines<String> deadlines = new Deadlines<>();

    /** The model is a map in the order in which its present deadlines were set. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theyComeAsAPlainMapSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Deadlines<Integer> kept = new Deadlines<>();
        Map<Integer, Instant> model = new LinkedHashMap<>();
        Instant now = NOON;
        for (int step = 0; step < 5000; step++) {
            int key = random.nextInt(20);
            Instant at = now.plusMillis(random.nextInt(-50, 500));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    kept.set(key, at);
                    put(model, key, at);
                }
                case 2 -> {
                    kept.setIfEarlier(key, at);
                    if (!model.containsKey(key) || at.isBefore(model.get(key))) {
                        put(model, key, at);
                    }
                }
                case 3 -> {
                    kept.clear(key);
                    model.remove(key);
                }
                case 4 -> {
                    now = now.plusMillis(random.nextInt(100));
                    List<Integer> expected = due(model, now);
                    int most = random.nextInt(1, 10);
                    List<Integer> first = expected.subList(0, Math.min(most, expected.size()));
                    assertThat(kept.due(now, most)).isEqualTo(first);
                    model.keySet().removeAll(first);
                }
                default -> {
                    List<Integer> expected = due(model, now);
                    assertThat(kept.pollDue(now)).isEqualTo(expected.stream().findFirst());
                    expected.stream().findFirst().ifPresent(model::remove);
                }
            }
            assertThat(kept.next()).isEqualTo(model.values().stream().min(Instant::compareTo));
            assertThat(kept.size()).isEqualTo(model.size());
            assertThat(kept.isSet(key)).isEqualTo(model.containsKey(key));
        }
    }

    private static void put(Map<Integer, Instant> model, int key, Instant at) {
        if (!at.equals(model.get(key))) {
            model.remove(key);
            model.put(key, at);
        }
    }

    private static List<Integer> due(Map<Integer, Instant> model, Instant now) {
        List<Map.Entry<Integer, Instant>> due = new ArrayList<>(model.entrySet());
        due.removeIf(entry -> entry.getValue().isAfter(now));
        due.sort(Map.Entry.comparingByValue());
        return due.stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void thoseOfOneInstantComeAsTheyWereSet() {
        for (String key : List.of("c", "a", "b")) {
            deadlines.set(key, NOON);
        }

        assertThat(deadlines.due(NOON.minusNanos(1))).isEmpty();
        assertThat(deadlines.due(NOON)).containsExactly("c", "a", "b");
        assertThat(deadlines.next()).isEmpty();
    }

    @Test
    void whatIsSetWhileTheDueAreTakenComesToo() {
        deadlines.set("a", NOON);

        List<String> taken = new ArrayList<>();
        for (var due = deadlines.pollDue(NOON); due.isPresent(); due = deadlines.pollDue(NOON)) {
            taken.add(due.get());
            if (taken.size() < 3) {
                deadlines.set(due.get() + taken.size(), NOON.minusSeconds(1));
            }
        }

        assertThat(taken).containsExactly("a", "a1", "a12");
    }

    @Test
    void afterAClearNothingComes() {
        deadlines.set("a", NOON);
        deadlines.clear();

        assertThat(deadlines.due(NOON)).isEmpty();
        assertThat(deadlines.size()).isZero();
    }
}
