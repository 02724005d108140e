package io.mesosframework.scheduler.application;

import java.time.Duration;

/**
 * How a slot whose task has failed is tried again. Only the application's own failures count as retries, not waiting for an
 * offer nor the loss of an agent.
 *
 * @param time the wait before the first retry; 1 ms to {@code maxTime}
 * @param exponential whether each further wait doubles; true by default
 * @param totalRetries how often, 0 to 1,000,000, or {@link #UNLIMITED}
 * @param maxTime the longest wait; at most 30 days, 5 minutes by default
 */
public record Retry(Duration time, boolean exponential, int totalRetries, Duration maxTime) {

    /** For {@code totalRetries}: without limit. */
    public static final int UNLIMITED = -1;

    static final Duration DEFAULT_TIME = Duration.ofSeconds(1);
    static final Duration DEFAULT_MAX_TIME = Duration.ofMinutes(5);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** @throws InvalidApplicationsException if a value is out of its range */
    public Retry {
        Problems problems = new Problems();
        problems.check("max_time", Rules.duration(maxTime, SHORTEST));
        problems.check("time", Rules.duration(time, SHORTEST));
        if (problems.isEmpty() && time.compareTo(maxTime) > 0) {
            String longest =
                    maxTime.equals(DEFAULT_MAX_TIME) ? " (5m when absent)" : " (" + Durations.format(maxTime) + ")";
            problems.add("time", "must not be longer than max_time" + longest + ", is " + Durations.format(time));
        }
        if (totalRetries != UNLIMITED) {
            problems.check(
                    "total_retries",
                    totalRetries < UNLIMITED
                            ? "must be -1 (without limit) or 0 to " + Rules.MAX_RETRIES + ", is " + totalRetries
                            : Rules.between(totalRetries, 0, Rules.MAX_RETRIES));
        }
        problems.throwIfAny();
    }

    /**
     * What holds when an application says nothing: 1 s, doubling up to 5 min; 2 retries under {@link Restart#ON_FAILURE},
     * without limit under {@link Restart#ALWAYS}, none under {@link Restart#NEVER}.
     */
    public static Retry defaultFor(Restart restart) {
        return new Retry(DEFAULT_TIME, true, defaultRetries(restart), DEFAULT_MAX_TIME);
    }

    /** The same with another number of retries. */
    public Retry withTotalRetries(int retries) {
        return new Retry(time, exponential, retries, maxTime);
    }

    public boolean isUnlimited() {
        return totalRetries == UNLIMITED;
    }

    static int defaultRetries(Restart restart) {
        return switch (restart) {
            case ON_FAILURE -> 2;
            case ALWAYS -> UNLIMITED;
            case NEVER -> 0;
        };
    }
}
