package io.mesosframework.scheduler;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides what becomes of a slot whose task has failed by its own fault: it failed, was killed by somebody else, or did not become
 * healthy in time. What nobody is to blame for, such as a lost agent, does not come here, and neither does anything under {@code
 * restart: never}.
 */
@FunctionalInterface
public interface RetryPolicy {

    /**
     * Called on the framework's loop; it must not block. What it throws is reported by the class's name, and {@code usual} taken.
     *
     * @param slot the slot; {@link Slot#ending} is how its task ended, {@link Slot#failures} how many retries it has used since the
     *     last stable run
     * @param application what the slot belongs to
     * @param usual what the application's {@code retry} says: how long to wait, jitter included, or nothing where its retries are spent
     * @return for how long to wait until the slot wants another task, zero or more, at most 30 days; nothing where it has failed for good
     */
    Optional<Duration> retry(Slot slot, Application application, Optional<Duration> usual);

    /** As each application's {@code retry} says. */
    static RetryPolicy standard() {
        return (slot, application, usual) -> usual;
    }
}
