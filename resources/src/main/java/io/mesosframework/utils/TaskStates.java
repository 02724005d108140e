package io.mesosframework.utils;

import io.mesosframework.protocol.TaskState;

/** What Mesos means by its task states. */
public final class TaskStates {

    private TaskStates() {}

    /**
     * Whether the state is an end, after which Mesos says nothing more of the task (PROTOCOL B118). TASK_UNREACHABLE and
     * TASK_UNKNOWN are answers, not ends: such a task may be running, and come back.
     */
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
}
