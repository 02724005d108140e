package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts values by buckets. From any thread. */
final class Spread {

    private static final long[] NANOS = {
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        20_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L,
        30_000_000_000L
    };
    private static final long[] NUMBERS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

    private final long[] bounds;
    private final double unit;
    private final AtomicLongArray counts;
    private final LongAdder sum = new LongAdder();

    private Spread(long[] bounds, double unit) {
        this.bounds = bounds;
        this.unit = unit;
        this.counts = new AtomicLongArray(bounds.length + 1);
    }

    /** Of times: takes nanoseconds, and shows seconds, from 10 µs to 30 s. */
    static Spread ofTimes() {
        return new Spread(NANOS, 1e9);
    }

    /** Of numbers, from 1 to 10,000. */
    static Spread ofNumbers() {
        return new Spread(NUMBERS, 1);
    }

    void record(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        sum.add(value);
    }

    Distribution snapshot() {
        List<Double> upTo = new ArrayList<>();
        List<Long> each = new ArrayList<>();
        for (int i = 0; i < counts.length(); i++) {
            each.add(counts.get(i));
            if (i < bounds.length) {
                upTo.add(bounds[i] / unit);
            }
        }
        return new Distribution(upTo, each, sum.sum() / unit);
    }
}
