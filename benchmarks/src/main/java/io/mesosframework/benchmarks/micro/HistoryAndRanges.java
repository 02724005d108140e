package io.mesosframework.benchmarks.micro;

import io.mesosframework.structures.BoundedHistory;
import io.mesosframework.structures.RangeSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;

/** One more in a full history of twenty, and three ports of an agent's thousand taken; the JDK's ways copy as well, as nothing may change. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HistoryAndRanges {

    public static final String PART = "BoundedHistory and RangeSet (JMH)";

    private static final int MOST = 20;
    private static final int FIRST_PORT = 31_000;
    private static final int LAST_PORT = 32_000;

    private List<Integer> full = List.of();
    private BoundedHistory<Integer> history = BoundedHistory.empty(MOST);
    private final RangeSet ports = RangeSet.of(FIRST_PORT, LAST_PORT);
    private final RangeSet taken = RangeSet.of(31_100, 31_102);
    private final BitSet bits = new BitSet();
    private final TreeSet<Integer> tree = new TreeSet<>();

    public HistoryAndRanges() {
        for (int i = 0; i < MOST; i++) {
            history = history.plus(i);
        }
        full = List.copyOf(history);
        bits.set(FIRST_PORT, LAST_PORT + 1);
        for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
            tree.add(port);
        }
    }

    @Benchmark
    public Object oneMoreInBoundedHistory() {
        return history.plus(MOST);
    }

    @Benchmark
    public Object oneMoreInAnArrayList() {
        List<Integer> next = new ArrayList<>(full.subList(1, full.size()));
        next.add(MOST);
        return List.copyOf(next);
    }

    @Benchmark
    public Object portsTakenFromRangeSet() {
        return ports.minus(taken);
    }

    @Benchmark
    public Object portsTakenFromABitSet() {
        BitSet rest = (BitSet) bits.clone();
        rest.clear(31_100, 31_103);
        return rest;
    }

    @Benchmark
    public Object portsTakenFromATreeSet() {
        TreeSet<Integer> rest = new TreeSet<>(tree);
        rest.subSet(31_100, 31_103).clear();
        return rest;
    }

    /** Argument: iterations. */
    public static void main(String[] args) throws RunnerException {
        Jmh.run(HistoryAndRanges.class, Integer.parseInt(args[0]), PART, Jmh::words, "ns");
    }
}
