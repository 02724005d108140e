package io.mesosframework.structures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexedTableTest {

    private record Row(int key, @Nullable String state, List<String> ids) {}

    private static final List<String> STATES = List.of("a", "b", "c");

    private final IndexedTable<Integer, Row> table = new IndexedTable<>(Row::key);
    private final IndexedTable<Integer, Row>.Index<String> byState = table.index(Row::state);
    private final IndexedTable<Integer, Row>.UniqueIndex<String> byId = table.uniqueIndex(Row::ids);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyLookUpSaysWhatALookAtAllRowsSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, Row> all = new TreeMap<>();
        for (int step = 0; step < 1000; step++) {
            int key = random.nextInt(12);
            if (random.nextInt(4) == 0) {
                table.remove(key);
                all.remove(key);
            } else {
                Row row = row(key, random);
                table.put(row);
                all.put(key, row);
            }
            check(all, random);
        }
    }

    /** Its ids are those of the key or some of them, so no two rows share one. */
    private static Row row(int key, SplittableRandom random) {
        String state = random.nextInt(4) == 0 ? null : STATES.get(random.nextInt(3));
        List<String> ids = List.of(key + ".1", key + ".2", key + ".3");
        return new Row(key, state, ids.subList(random.nextInt(4), 3));
    }

    private void check(Map<Integer, Row> all, SplittableRandom random) {
        assertThat(table.all()).containsExactlyElementsOf(all.values());
        assertThat(table.size()).isEqualTo(all.size());
        int first = random.nextInt(12);
        int last = first + random.nextInt(4);
        List<Row> between = having(all, row -> row.key() >= first && row.key() <= last);
        assertThat(table.between(first, last)).isEqualTo(between);
        assertThat(table.hasBetween(first, last)).isEqualTo(!between.isEmpty());
        for (String state : STATES) {
            assertThat(byState.of(state)).isEqualTo(having(all, row -> state.equals(row.state())));
        }
        assertThat(byState.terms())
                .containsExactlyElementsOf(STATES.stream()
                        .filter(state -> !byState.of(state).isEmpty())
                        .toList());
        for (int key = 0; key < 12; key++) {
            Row row = all.get(key);
            assertThat(table.get(key).orElse(null)).isEqualTo(row);
            for (int id = 1; id <= 3; id++) {
                String term = key + "." + id;
                boolean there = row != null && row.ids().contains(term);
                assertThat(byId.get(term).orElse(null)).isEqualTo(there ? row : null);
            }
        }
    }

    private static List<Row> having(Map<Integer, Row> all, Predicate<Row> which) {
        return all.values().stream().filter(which).toList();
    }

    @Test
    void ofTwoRowsWithOneIdTheLaterIsFound() {
        table.put(new Row(1, "a", List.of("id")));
        table.put(new Row(2, "a", List.of("id")));
        assertThat(byId.get("id")).map(Row::key).contains(2);

        table.remove(1);
        assertThat(byId.get("id")).map(Row::key).contains(2);
    }

    @Test
    void anIndexComesBeforeTheRows() {
        table.put(new Row(1, "a", List.of()));

        assertThatThrownBy(() -> table.index(Row::state)).isInstanceOf(IllegalStateException.class);
    }

    /** A row that only goes from state to state is in each look at both of them, once at least in one or the other. */
    @Test
    void aReaderOfAnIndexSeesOnlyRowsThatBelongThere() throws Exception {
        ExecutorService readers = Executors.newSingleThreadExecutor();
        AtomicBoolean over = new AtomicBoolean();
        try {
            Future<Long> read = readers.submit(() -> {
                long seen = 0;
                while (!over.get()) {
                    for (String state : STATES) {
                        for (Row row : byState.of(state)) {
                            assertThat(row.state()).isEqualTo(state);
                            seen++;
                        }
                    }
                    assertThat(table.all())
                            .isSortedAccordingTo((one, other) -> Integer.compare(one.key(), other.key()));
                }
                return seen;
            });
            SplittableRandom random = new SplittableRandom(5);
            for (int step = 0; step < 50_000; step++) {
                table.put(row(random.nextInt(12), random));
            }
            over.set(true);
            assertThat(read.get(1, TimeUnit.MINUTES)).isNotNegative();
        } finally {
            over.set(true);
            readers.shutdownNow();
        }
    }
}
