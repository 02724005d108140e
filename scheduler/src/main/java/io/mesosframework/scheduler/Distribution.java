package io.mesosframework.scheduler;

import java.util.List;

/**
 * How values were distributed, by buckets.
 *
 * @param bounds the largest value that each bucket takes, ascending
 * @param counts how many values each bucket has; one more than bounds: the last has what is larger than all of them
 * @param sum of all values
 */
public record Distribution(List<Double> bounds, List<Long> counts, double sum) {

    public Distribution {
        bounds = List.copyOf(bounds);
        counts = List.copyOf(counts);
        if (counts.size() != bounds.size() + 1) {
            throw new IllegalArgumentException(
                    "There is one bucket more than there are bounds, not " + counts.size() + " for " + bounds.size());
        }
    }

    /** How many values there are. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The value that this share of all values do not exceed, as exact as the buckets are: the bound of the bucket in which it lies, infinite
     * for the last. Zero where there are no values.
     *
     * @param share from 0 to 1
     */
    public double quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("A share is from 0 to 1, not " + share);
        }
        double rank = share * count();
        long seen = 0;
        for (int i = 0; i < counts.size(); i++) {
            seen += counts.get(i);
            if (seen > 0 && seen >= rank) {
                return i < bounds.size() ? bounds.get(i) : Double.POSITIVE_INFINITY;
            }
        }
        return 0;
    }

    /** What has come since an earlier state of the same distribution. */
    public Distribution since(Distribution earlier) {
        if (!bounds.equals(earlier.bounds)) {
            throw new IllegalArgumentException("These are not of one distribution");
        }
        List<Long> more = new java.util.ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            more.add(counts.get(i) - earlier.counts.get(i));
        }
        return new Distribution(bounds, more, sum - earlier.sum);
    }
}
