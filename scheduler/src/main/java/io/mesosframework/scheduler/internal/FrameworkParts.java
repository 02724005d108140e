package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.TaskManager;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What a core is put together from.
 *
 * @param lastTouch sees each task as it is about to be sent
 * @param random makes the unique parts of task ids
 * @param callbacks calls what is the user's
 * @param reservations what is kept for slots, as restored
 */
record FrameworkParts(
        EventController controller,
        TaskManager tasks,
        ResourceManager resources,
        UnaryOperator<TaskInfo> lastTouch,
        RandomGenerator random,
        Callbacks callbacks,
        ReservationBook reservations) {

    /** Nothing is kept for slots. */
    FrameworkParts(
            EventController controller,
            TaskManager tasks,
            ResourceManager resources,
            UnaryOperator<TaskInfo> lastTouch,
            RandomGenerator random,
            Callbacks callbacks) {
        this(controller, tasks, resources, lastTouch, random, callbacks, new ReservationBook(random));
    }

    FrameworkParts(
            EventController controller,
            TaskManager tasks,
            ResourceManager resources,
            UnaryOperator<TaskInfo> lastTouch,
            RandomGenerator random) {
        this(controller, tasks, resources, lastTouch, random, Callbacks.standard());
    }
}
