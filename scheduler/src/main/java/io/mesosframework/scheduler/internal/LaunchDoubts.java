package io.mesosframework.scheduler.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells when a launch that Mesos denies may be believed lost.
 *
 * <p>A master says GONE, UNKNOWN or DROPPED also of launches that are still on their way (PROTOCOL B150). So a denial
 * of a task that nothing was ever heard of counts only when it repeats an earlier one of the same subscription, ten
 * seconds later by the master's own clock: what is read late may have been said early. The first of them counts once the
 * ACCEPT has been answered, or, where that answer was lost, once the next subscription has begun.
 */
final class LaunchDoubts {

    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final Set<String> unanswered = new HashSet<>();
    private final Map<String, Instant> denied = new HashMap<>();

    /** A subscription has begun: answers to calls of the one before do not come any more, and those calls do nothing. */
    void subscribed() {
        unanswered.clear();
        denied.clear();
    }

    /** The ACCEPT of this task is decided; its answer is to come. */
    void launching(String taskId) {
        unanswered.add(taskId);
    }

    void accepted(String taskId) {
        unanswered.remove(taskId);
    }

    /**
     * One more denial: whether the task is to be believed lost now.
     *
     * @param said when the master said so
     */
    boolean isLost(String taskId, Instant said) {
        if (unanswered.contains(taskId)) {
            return false;
        }
        Instant first = denied.merge(taskId, said, (one, other) -> one.isBefore(other) ? one : other);
        return !said.isBefore(first.plus(SETTLED));
    }

    /** Something was heard of it, or it is not waited for any more. */
    void settled(String taskId) {
        unanswered.remove(taskId);
        denied.remove(taskId);
    }

    /** How many tasks it remembers something of. */
    int size() {
        return unanswered.size() + denied.size();
    }
}
