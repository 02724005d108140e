package io.mesosframework.benchmarks.micro;

import io.mesosframework.structures.Deadlines;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;

/**
 * A framework's turn: a millisecond passes, what is due is taken and waits anew, one deadline is replaced, and the next is asked for. So
 * many are kept, up to a minute ahead.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeadlinesKept {

    public static final String PART = "Deadlines (JMH), one turn";

    private static final int AHEAD_MILLIS = 60_000;

    @Param({"1000", "100000"})
    public int kept;

    private SplittableRandom random = new SplittableRandom(1);
    private long now;
    private Deadlines<Integer> deadlines = new Deadlines<>();
    private TreeOfDeadlines tree = new TreeOfDeadlines();
    private Wheel wheel = new Wheel(0);

    @Setup(Level.Iteration)
    public void prepare() {
        random = new SplittableRandom(1);
        now = 0;
        deadlines = new Deadlines<>();
        tree = new TreeOfDeadlines();
        wheel = new Wheel(0);
        for (int key = 0; key < kept; key++) {
            long at = random.nextInt(AHEAD_MILLIS);
            deadlines.set(key, Instant.ofEpochMilli(at));
            tree.set(key, Instant.ofEpochMilli(at));
            wheel.set(key, at);
        }
    }

    private long later() {
        return now + 1 + random.nextInt(AHEAD_MILLIS);
    }

    @Benchmark
    public Object deadlines() {
        now++;
        for (int key : deadlines.due(Instant.ofEpochMilli(now))) {
            deadlines.set(key, Instant.ofEpochMilli(later()));
        }
        deadlines.set(random.nextInt(kept), Instant.ofEpochMilli(later()));
        return deadlines.next();
    }

    @Benchmark
    public Object aTreeMapAndAHashMap() {
        now++;
        for (int key = tree.poll(Instant.ofEpochMilli(now)); key >= 0; key = tree.poll(Instant.ofEpochMilli(now))) {
            tree.set(key, Instant.ofEpochMilli(later()));
        }
        tree.set(random.nextInt(kept), Instant.ofEpochMilli(later()));
        return tree.next();
    }

    @Benchmark
    public Object aTimerWheel() {
        now++;
        wheel.advance(now, key -> wheel.set(key, later()));
        wheel.set(random.nextInt(kept), later());
        return Instant.ofEpochMilli(wheel.next());
    }

    /** What one would write with the JDK alone. */
    private static final class TreeOfDeadlines {

        private record At(Instant time, int key) implements Comparable<At> {
            @Override
            public int compareTo(At other) {
                int byTime = time.compareTo(other.time);
                return byTime != 0 ? byTime : Integer.compare(key, other.key);
            }
        }

        private final Map<Integer, At> current = new HashMap<>();
        private final TreeMap<At, Integer> ordered = new TreeMap<>();

        void set(int key, Instant time) {
            At at = new At(time, key);
            At before = current.put(key, at);
            if (before != null) {
                ordered.remove(before);
            }
            ordered.put(at, key);
        }

        int poll(Instant now) {
            if (ordered.isEmpty() || ordered.firstKey().time().isAfter(now)) {
                return -1;
            }
            int key = ordered.pollFirstEntry().getValue();
            current.remove(key);
            return key;
        }

        Instant next() {
            return ordered.isEmpty() ? Instant.MAX : ordered.firstKey().time();
        }
    }

    /** Argument: iterations. */
    public static void main(String[] args) throws RunnerException {
        Jmh.run(
                DeadlinesKept.class,
                Integer.parseInt(args[0]),
                PART,
                params -> Jmh.words(params) + ", " + params.getParam("kept") + " kept",
                "ns/turn");
    }
}
