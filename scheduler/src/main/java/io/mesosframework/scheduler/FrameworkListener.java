package io.mesosframework.scheduler;

import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.util.Optional;

/**
 * Hears what becomes of a framework, in the order in which it happens. All but {@link #takenUp} and {@link #ended} are called on the
 * framework's loop, which waits for them: they are to be quick. One that throws is reported as a handler is.
 */
public interface FrameworkListener {

    /**
     * What is stored has been taken up: at the start, and again where the storage had failed. Then changes may have been made of which
     * nothing was told: {@code tasks} shows what holds now. Before all else that is told of it.
     */
    default void takenUp(TaskView tasks) {}

    /** A slot has changed, and the change is durable. */
    default void slotChanged(SlotTransition transition) {}

    /** An application, or the replacing of its tasks, has changed, and the change is durable. */
    default void applicationChanged(ApplicationChange change) {}

    /** A subscription has begun or ended. */
    default void subscriptionChanged(SubscriptionState state) {}

    /**
     * The framework has ended, and nothing more is told. On any thread.
     *
     * @param cause as {@link Framework#terminated} has it; empty where it was closed or torn down
     */
    default void ended(Optional<Throwable> cause) {}
}
