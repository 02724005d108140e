package io.mesosframework.scheduler.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a launch that Mesos denies may be believed lost.
 *
 * <p>A master says GONE, UNKNOWN or DROPPED also of launches that are still on their way (PROTOCOL B150). So a denial
 * of a task that nothing was ever heard of counts only when it repeats an earlier one of the same subscription and comes
 * at least ten seconds after the ACCEPT's answer, or, where that was lost, after the subscription began. While the answer
 * may still come, no denial counts.
 */
final class LaunchDoubts {

    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final Set<String> unanswered = new HashSet<>();
    private final Map<String, Instant> accepted = new HashMap<>();
    private final Set<String> denied = new HashSet<>();
    private @Nullable Instant subscribed;

    /** A subscription has begun: answers to calls of the one before do not come any more, and those calls do nothing. */
    void subscribed(Instant now) {
        subscribed = now;
        unanswered.clear();
        accepted.clear();
        denied.clear();
    }

    /** The ACCEPT of this task is decided; its answer is to come. */
    void launching(String taskId) {
        unanswered.add(taskId);
    }

    void accepted(String taskId, Instant now) {
        unanswered.remove(taskId);
        accepted.put(taskId, now);
    }

    /** One more denial: whether the task is to be believed lost now. */
    boolean isLost(String taskId, Instant now) {
        Instant from = accepted.getOrDefault(taskId, subscribed);
        boolean repeated = !denied.add(taskId);
        return repeated && !unanswered.contains(taskId) && from != null && !now.isBefore(from.plus(SETTLED));
    }

    /** Something was heard of it, or it is not waited for any more. */
    void settled(String taskId) {
        unanswered.remove(taskId);
        accepted.remove(taskId);
        denied.remove(taskId);
    }

    /** How many tasks it remembers something of. */
    int size() {
        return unanswered.size() + accepted.size() + denied.size();
    }
}
