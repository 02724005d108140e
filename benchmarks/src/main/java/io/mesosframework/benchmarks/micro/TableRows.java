package io.mesosframework.benchmarks.micro;

import io.mesosframework.structures.IndexedTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;

/** Rows that change, and look-ups by state and by id; beside a {@link TreeMap} of the rows, without and with indexes kept by hand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TableRows {

    public static final String PART = "IndexedTable (JMH), rows of which 1 in 1,000 is in the state looked for";

    private static final int RARE = 1000;

    @Param({"1000", "100000"})
    public int rows;

    private SplittableRandom random = new SplittableRandom(1);
    private IndexedTable<Integer, Row> table = new IndexedTable<>(Row::key);
    private IndexedTable<Integer, Row>.Index<Integer> byState = table.index(Row::state);
    private IndexedTable<Integer, Row>.UniqueIndex<String> byId = table.uniqueIndex(row -> List.of(row.id()));
    private Map<Integer, Row> plain = new TreeMap<>();
    private ByHand hand = new ByHand();

    /** State 0 is the rare one. */
    private record Row(int key, int state, String id) {}

    @Setup
    public void prepare() {
        random = new SplittableRandom(1);
        table = new IndexedTable<>(Row::key);
        byState = table.index(Row::state);
        byId = table.uniqueIndex(row -> List.of(row.id()));
        plain = new TreeMap<>();
        hand = new ByHand();
        for (int key = 0; key < rows; key++) {
            Row row = new Row(key, key % RARE == 0 ? 0 : 1 + key % 3, "id-" + key);
            table.put(row);
            plain.put(key, row);
            hand.put(row);
        }
    }

    /** One of the rows that are not in the rare state goes from one of the others to another. */
    private Row changed() {
        int key = random.nextInt(rows);
        return new Row(key, key % RARE == 0 ? 0 : 1 + random.nextInt(3), "id-" + key);
    }

    @Benchmark
    public Object aChangeInIndexedTable() {
        Row row = changed();
        table.put(row);
        return row;
    }

    @Benchmark
    public Object aChangeInATreeMap() {
        Row row = changed();
        return plain.put(row.key(), row);
    }

    @Benchmark
    public Object aChangeInMapsByHand() {
        Row row = changed();
        hand.put(row);
        return row;
    }

    @Benchmark
    public Object byStateInIndexedTable() {
        return byState.of(0);
    }

    @Benchmark
    public Object byStateInATreeMap() {
        return plain.values().stream().filter(row -> row.state() == 0).toList();
    }

    @Benchmark
    public Object byIdInIndexedTable() {
        return byId.get("id-" + random.nextInt(rows));
    }

    @Benchmark
    public Object byIdInATreeMap() {
        String id = "id-" + random.nextInt(rows);
        return plain.values().stream().filter(row -> row.id().equals(id)).findFirst();
    }

    /** For one thread. */
    private static final class ByHand {

        private final Map<Integer, Row> rows = new TreeMap<>();
        private final Map<Integer, TreeSet<Integer>> byState = new HashMap<>();
        private final Map<String, Integer> byId = new HashMap<>();

        void put(Row row) {
            Row before = rows.put(row.key(), row);
            if (before == null || before.state() != row.state()) {
                if (before != null) {
                    byState.computeIfPresent(before.state(), (state, keys) -> {
                        keys.remove(row.key());
                        return keys;
                    });
                }
                byState.computeIfAbsent(row.state(), state -> new TreeSet<>()).add(row.key());
            }
            byId.put(row.id(), row.key());
        }
    }

    /** Argument: iterations. */
    public static void main(String[] args) throws RunnerException {
        Jmh.run(
                TableRows.class,
                Integer.parseInt(args[0]),
                PART,
                params -> Jmh.words(params) + ", " + params.getParam("rows") + " rows",
                "ns");
    }
}
