package io.mesosframework.structures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * An immutable set of whole numbers, kept as ranges: ports, above all. The numbers are unsigned 64-bit ones, as in Mesos;
 * below 2<sup>63</sup> there is no difference. Overlapping and adjacent ranges become one, so equal sets have equal ranges.
 */
public final class RangeSet {

    /** The set of nothing. */
    public static final RangeSet EMPTY = new RangeSet(new long[0]);

    /** Begin and end of each range in turn, rising, with a gap between any two. */
    private final long[] bounds;

    private RangeSet(long[] bounds) {
        this.bounds = bounds;
    }

    /**
     * All numbers from {@code begin} to {@code end}, both included.
     *
     * @throws IllegalArgumentException if the end is before the begin
     */
    public static RangeSet of(long begin, long end) {
        return of(List.of(new Range(begin, end)));
    }

    /** The numbers of all the ranges, which may stand in any order and overlap. */
    public static RangeSet of(Collection<Range> ranges) {
        if (ranges.isEmpty()) {
            return EMPTY;
        }
        Range[] sorted = ranges.toArray(new Range[0]);
        Arrays.sort(sorted, (left, right) -> Long.compareUnsigned(left.begin, right.begin));
        Appender result = new Appender(sorted.length);
        for (Range range : sorted) {
            result.add(range.begin, range.end);
        }
        return result.toSet();
    }

    /** The ranges, rising. */
    public List<Range> ranges() {
        List<Range> ranges = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            ranges.add(new Range(bounds[i], bounds[i + 1]));
        }
        return ranges;
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many numbers there are; {@link Long#MAX_VALUE} if more than that. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
            if (size <= 0) {
                return Long.MAX_VALUE;
            }
        }
        return size;
    }

    public boolean contains(long number) {
        int low = 0;
        int high = bounds.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(number, bounds[2 * middle]) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(number, bounds[2 * middle + 1]) > 0) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Whether every number of the other is here too. */
    public boolean contains(RangeSet other) {
        int mine = 0;
        for (int i = 0; i < other.bounds.length; i += 2) {
            while (mine < bounds.length && Long.compareUnsigned(bounds[mine + 1], other.bounds[i]) < 0) {
                mine += 2;
            }
            if (mine == bounds.length
                    || Long.compareUnsigned(bounds[mine], other.bounds[i]) > 0
                    || Long.compareUnsigned(bounds[mine + 1], other.bounds[i + 1]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** What is in either. */
    public RangeSet plus(RangeSet other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        Appender result = new Appender((bounds.length + other.bounds.length) / 2);
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length || theirs < other.bounds.length) {
            if (theirs == other.bounds.length
                    || (mine < bounds.length && Long.compareUnsigned(bounds[mine], other.bounds[theirs]) <= 0)) {
                result.add(bounds[mine], bounds[mine + 1]);
                mine += 2;
            } else {
                result.add(other.bounds[theirs], other.bounds[theirs + 1]);
                theirs += 2;
            }
        }
        return result.toSet();
    }

    /** What is here and not in the other. */
    public RangeSet minus(RangeSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        Appender result = new Appender((bounds.length + other.bounds.length) / 2);
        int theirs = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long begin = bounds[i];
            long end = bounds[i + 1];
            boolean rest = true;
            while (theirs < other.bounds.length && Long.compareUnsigned(other.bounds[theirs + 1], begin) < 0) {
                theirs += 2;
            }
            for (int j = theirs;
                    rest && j < other.bounds.length && Long.compareUnsigned(other.bounds[j], end) <= 0;
                    j += 2) {
                if (Long.compareUnsigned(begin, other.bounds[j]) < 0) {
                    result.add(begin, other.bounds[j] - 1);
                }
                rest = Long.compareUnsigned(other.bounds[j + 1], end) < 0;
                begin = other.bounds[j + 1] + 1;
            }
            if (rest) {
                result.add(begin, end);
            }
        }
        return result.toSet();
    }

    /** What is in both. */
    public RangeSet intersect(RangeSet other) {
        return minus(minus(other));
    }

    /**
     * The smallest {@code count} numbers; all there are, if there are fewer.
     *
     * @throws IllegalArgumentException if the count is negative
     */
    public RangeSet takeFirst(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("A count is 0 or more, not " + count);
        }
        Appender result = new Appender(bounds.length / 2);
        long left = count;
        for (int i = 0; i < bounds.length && left > 0; i += 2) {
            long more = bounds[i + 1] - bounds[i];
            boolean whole = Long.compareUnsigned(more, left - 1) <= 0;
            result.add(bounds[i], whole ? bounds[i + 1] : bounds[i] + left - 1);
            left = whole ? left - more - 1 : 0;
        }
        return result.toSet();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RangeSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** As Mesos writes it: {@code [31000-31005, 32000-32000]}. */
    @Override
    public String toString() {
        return ranges().toString();
    }

    /** All numbers from {@code begin} to {@code end}, both included. */
    public record Range(long begin, long end) {

        /** @throws IllegalArgumentException if the end is before the begin */
        public Range {
            if (Long.compareUnsigned(begin, end) > 0) {
                throw new IllegalArgumentException("A range ends no earlier than it begins: " + text(begin, end));
            }
        }

        @Override
        public String toString() {
            return text(begin, end);
        }

        private static String text(long begin, long end) {
            return Long.toUnsignedString(begin) + "-" + Long.toUnsignedString(end);
        }
    }

    /** Takes ranges by rising begin, and joins those that meet. */
    private static final class Appender {

        private long[] bounds;
        private int used;

        Appender(int ranges) {
            bounds = new long[2 * Math.max(1, ranges)];
        }

        void add(long begin, long end) {
            if (used > 0) {
                long last = bounds[used - 1];
                // The successor of the largest number is none.
                if (last == -1 || Long.compareUnsigned(begin, last + 1) <= 0) {
                    bounds[used - 1] = Long.compareUnsigned(end, last) > 0 ? end : last;
                    return;
                }
            }
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * used);
            }
            bounds[used++] = begin;
            bounds[used++] = end;
        }

        RangeSet toSet() {
            return used == 0 ? EMPTY : new RangeSet(Arrays.copyOf(bounds, used));
        }
    }
}
