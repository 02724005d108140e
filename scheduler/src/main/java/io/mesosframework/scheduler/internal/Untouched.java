package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskInfo;
import java.util.function.UnaryOperator;

/** What sees a task before it is launched where the user has nothing that does. */
public record Untouched() implements UnaryOperator<TaskInfo> {
    @Override
    public TaskInfo apply(TaskInfo task) {
        return task;
    }
}
