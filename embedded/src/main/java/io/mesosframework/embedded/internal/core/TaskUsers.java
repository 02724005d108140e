package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskInfo;

/** Whom tasks run as. */
public final class TaskUsers {

    private TaskUsers() {}

    public static String of(TaskInfo task, FrameworkInfo framework) {
        if (task.hasCommand() && task.getCommand().hasUser()) {
            return task.getCommand().getUser();
        }
        return task.hasExecutor() && task.getExecutor().getCommand().hasUser()
                ? task.getExecutor().getCommand().getUser()
                : framework.getUser();
    }
}
