package io.mesosframework.utils;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before an attempt: doubling from a base up to a cap.
 *
 * @param base the wait before attempt 0; more than zero
 * @param cap the longest wait; at least the base, at most {@link #MAX_CAP}
 */
public record Backoff(Duration base, Duration cap) {

    /** The longest cap: some hundred years. */
    public static final Duration MAX_CAP = Duration.ofDays(36_500);

    /** @throws IllegalArgumentException if base or cap is out of its range */
    public Backoff {
        if (base.isNegative() || base.isZero()) {
            throw new IllegalArgumentException("The base of a back-off is more than zero, not " + base);
        }
        if (cap.compareTo(base) < 0 || cap.compareTo(MAX_CAP) > 0) {
            throw new IllegalArgumentException("The cap of a back-off lies between its base " + base + " and " + MAX_CAP
                    + "; " + cap + " does not");
        }
    }

    /**
     * The wait with full jitter: uniform between 0 and {@link #plain}, so that clients that failed together do not come
     * back together.
     */
    public Duration full(int attempt, RandomGenerator random) {
        return Duration.ofNanos(random.nextLong(plain(attempt).toNanos() + 1));
    }

    /** {@link #plain}, and up to a quarter of it more: never sooner than after that, but not all at once. */
    public Duration quarterMore(int attempt, RandomGenerator random) {
        return plain(attempt).plus(full(attempt, random).dividedBy(4));
    }

    /**
     * The wait without jitter: {@code min(cap, base * 2^attempt)}.
     *
     * @param attempt counts from 0
     */
    public Duration plain(int attempt) {
        if (attempt < 0) {
            throw new IllegalArgumentException("Attempts count from 0, not " + attempt);
        }
        long first = base.toNanos();
        long longest = cap.toNanos();
        boolean reachesCap = attempt >= Long.SIZE - 1 || first > longest >> attempt;
        return reachesCap ? cap : Duration.ofNanos(first << attempt);
    }
}
