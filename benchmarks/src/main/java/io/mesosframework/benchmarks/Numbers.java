package io.mesosframework.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is said of many measurements. */
final class Numbers {

    private Numbers() {}

    static <T> double median(List<T> rounds, ToDoubleFunction<T> value) {
        return quantile(rounds.stream().mapToDouble(value).toArray(), 0.5);
    }

    /** The smallest value that at least this share of all values does not exceed. */
    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
