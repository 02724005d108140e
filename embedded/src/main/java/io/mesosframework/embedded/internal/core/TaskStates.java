package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskState;

/** The two questions that are asked of task states. */
public final class TaskStates {

    private TaskStates() {}

    /** Whether the state is an end (PROTOCOL B118); UNREACHABLE and UNKNOWN are answers, not ends. */
    public static boolean isTerminal(TaskState state) {
        return switch (state) {
            case TASK_FINISHED,
                    TASK_FAILED,
                    TASK_KILLED,
                    TASK_ERROR,
                    TASK_LOST,
                    TASK_DROPPED,
                    TASK_GONE,
                    TASK_GONE_BY_OPERATOR -> true;
            default -> false;
        };
    }

    /** What a framework is told: the state itself if it is partition aware, else TASK_LOST (PROTOCOL B120). */
    public static TaskState forFramework(TaskState state, FrameworkInfo framework) {
        return hasCapability(framework, FrameworkInfo.Capability.Type.PARTITION_AWARE) ? state : TaskState.TASK_LOST;
    }

    public static boolean hasCapability(FrameworkInfo framework, FrameworkInfo.Capability.Type type) {
        return framework.getCapabilitiesList().stream().anyMatch(c -> c.hasType() && c.getType() == type);
    }
}
