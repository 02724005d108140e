package io.mesosframework.benchmarks.micro;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A hierarchical timer wheel, to compare {@link io.mesosframework.structures.Deadlines} with: levels of 64 buckets, each bucket of a level as
 * long as the level below, a bit set a level for the buckets that hold something. Its times are whole milliseconds. What was replaced
 * stays in its bucket until that comes round.
 */
final class Wheel {

    private static final int BITS = 6;
    private static final int BUCKETS = 1 << BITS;
    private static final int LEVELS = 5;

    private record Entry(long at, int key) {}

    private final List<List<List<Entry>>> levels = new ArrayList<>();
    private final long[] filled = new long[LEVELS];
    private final Map<Integer, Long> current = new HashMap<>();
    private long now;

    Wheel(long now) {
        this.now = now;
        for (int level = 0; level < LEVELS; level++) {
            List<List<Entry>> buckets = new ArrayList<>();
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                buckets.add(new ArrayList<>());
            }
            levels.add(buckets);
        }
    }

    void set(int key, long at) {
        Long before = current.put(key, at);
        if (before == null || before != at) {
            enter(new Entry(at, key), Math.max(at, now + 1));
        }
    }

    private void enter(Entry entry, long at) {
        int level = 0;
        while (level < LEVELS - 1 && at >>> (BITS * (level + 1)) != now >>> (BITS * (level + 1))) {
            level++;
        }
        int bucket = bucket(at, level);
        levels.get(level).get(bucket).add(entry);
        filled[level] |= 1L << bucket;
    }

    private static int bucket(long at, int level) {
        return (int) (at >>> (BITS * level)) & (BUCKETS - 1);
    }

    /** Hands out what is due by then. */
    void advance(long to, IntConsumer due) {
        while (now < to) {
            now++;
            for (int level = LEVELS - 1; level > 0; level--) {
                if ((now & ((1L << (BITS * level)) - 1)) == 0) {
                    for (Entry entry : take(level)) {
                        if (isCurrent(entry)) {
                            enter(entry, Math.max(entry.at(), now));
                        }
                    }
                }
            }
            for (Entry entry : take(0)) {
                if (isCurrent(entry)) {
                    current.remove(entry.key());
                    due.accept(entry.key());
                }
            }
        }
    }

    private List<Entry> take(int level) {
        int bucket = bucket(now, level);
        if ((filled[level] & 1L << bucket) == 0) {
            return List.of();
        }
        filled[level] &= ~(1L << bucket);
        return levels.get(level).set(bucket, new ArrayList<>());
    }

    private boolean isCurrent(Entry entry) {
        Long at = current.get(entry.key());
        return at != null && at == entry.at();
    }

    /** The earliest deadline, which may be looked for in a whole bucket; {@link Long#MAX_VALUE} where there is none. */
    long next() {
        for (int level = 0; level < LEVELS; level++) {
            int present = bucket(now, level);
            long ahead = Long.rotateRight(filled[level], present);
            while (ahead != 0) {
                int bucket = (present + Long.numberOfTrailingZeros(ahead)) & (BUCKETS - 1);
                long first = first(level, bucket);
                if (first != Long.MAX_VALUE) {
                    return first;
                }
                ahead &= ahead - 1;
            }
        }
        return Long.MAX_VALUE;
    }

    private long first(int level, int bucket) {
        long first = Long.MAX_VALUE;
        for (Entry entry : levels.get(level).get(bucket)) {
            if (entry.at() < first && isCurrent(entry)) {
                first = entry.at();
            }
        }
        return first;
    }
}
