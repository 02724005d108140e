package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskState;

/** What a framework is capable of, and what it is told for it. */
public final class Capabilities {

    private Capabilities() {}

    public static boolean has(FrameworkInfo framework, FrameworkInfo.Capability.Type type) {
        return framework.getCapabilitiesList().stream().anyMatch(c -> c.hasType() && c.getType() == type);
    }

    /** The state itself if the framework is partition aware, else TASK_LOST (PROTOCOL B120). */
    public static TaskState told(TaskState state, FrameworkInfo framework) {
        return has(framework, FrameworkInfo.Capability.Type.PARTITION_AWARE) ? state : TaskState.TASK_LOST;
    }
}
