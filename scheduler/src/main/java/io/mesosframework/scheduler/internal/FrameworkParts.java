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
 * @param agents what is kept of the agents of tasks, as restored
 */
record FrameworkParts(
        EventController controller,
        TaskManager tasks,
        ResourceManager resources,
        UnaryOperator<TaskInfo> lastTouch,
        RandomGenerator random,
        Callbacks callbacks,
        ReservationBook reservations,
        AgentBook agents) {

    /** Nothing is kept for slots or of agents. */
    FrameworkParts(
            EventController controller,
            TaskManager tasks,
            ResourceManager resources,
            UnaryOperator<TaskInfo> lastTouch,
            RandomGenerator random,
            Callbacks callbacks) {
        this(controller, tasks, resources, lastTouch, random, callbacks, new ReservationBook(random), new AgentBook());
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
