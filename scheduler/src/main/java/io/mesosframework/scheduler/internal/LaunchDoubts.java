package io.mesosframework.scheduler.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a launch that Mesos denies may be believed lost.
 *
 * <p>A master says GONE, UNKNOWN or DROPPED also of launches that are still on their way (PROTOCOL B150). So a denial
 * of a task that nothing was ever heard of counts only when it repeats an earlier one of the same subscription and comes
 * at least ten seconds after the ACCEPT's answer, or, where that was lost, after the subscription began.
 */
final class LaunchDoubts {

    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final Map<String, Instant> accepted = new HashMap<>();
    private final Map<String, Instant> denied = new HashMap<>();
    private @Nullable Instant subscribed;

    void subscribed(Instant now) {
        subscribed = now;
        accepted.clear();
        denied.clear();
    }

    void accepted(String taskId, Instant now) {
        accepted.put(taskId, now);
    }

    /** One more denial: whether the task is to be believed lost now. */
    boolean isLost(String taskId, Instant now) {
        Instant from = accepted.getOrDefault(taskId, subscribed);
        boolean repeated = denied.putIfAbsent(taskId, now) != null;
        return repeated && from != null && !now.isBefore(from.plus(SETTLED));
    }

    /** Something was heard of it, or it is not waited for any more. */
    void settled(String taskId) {
        accepted.remove(taskId);
        denied.remove(taskId);
    }
}
