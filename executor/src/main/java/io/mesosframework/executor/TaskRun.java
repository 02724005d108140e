package io.mesosframework.executor;

import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.TaskInfo;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One run of a {@link TaskBody}. Thread-safe. */
public interface TaskRun {

    /** The task. */
    TaskInfo task();

    /** What it is to do. As {@link ExecutorContext#command}. */
    CommandInfo command();

    /** A directory for this task alone, {@code tasks/<task id>} in the executor's sandbox; made when first asked for. */
    Path directory();

    /** Whether it is to end. The thread is interrupted then, too. */
    boolean isKilled();

    /** Tells the framework how it goes: TASK_RUNNING again, with this message. As {@link ExecutorContext#update}. */
    CompletableFuture<Void> progress(String message);

    /** Tells whether it is healthy, by a judgment of its own. Nothing is told where that is no news. */
    void healthy(boolean healthy);

    /** The executor that it runs in. */
    ExecutorContext context();
}
