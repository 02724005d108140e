package io.mesosframework.scheduler.tasks;

import io.mesosframework.protocol.Resource;
import java.util.List;

/**
 * The executor of an application's own in which a task runs.
 *
 * @param id Mesos' id of it, which several tasks on one agent share; no two executors have had the same one there
 * @param resources what it takes of the agent for itself, with their role, reservation and allocation: the same for all of its tasks, as
 *     Mesos wants it (PROTOCOL B85)
 */
public record SlotExecutor(String id, List<Resource> resources) {
    public SlotExecutor {
        resources = List.copyOf(resources);
    }
}
