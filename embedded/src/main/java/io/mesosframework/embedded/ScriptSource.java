package io.mesosframework.embedded;

import io.mesosframework.protocol.TaskInfo;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scripts that hold at present. A function that throws is a fault of the test, which a test that waits for a failed task would
 * not notice: so the task fails, and what was thrown is kept for the cluster's end.
 */
final class ScriptSource implements Function<TaskInfo, TaskScript> {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptSource.class);

    private final AtomicReference<@Nullable IllegalStateException> failure = new AtomicReference<>();
    private volatile Function<TaskInfo, TaskScript> present;

    ScriptSource(Function<TaskInfo, TaskScript> first) {
        present = first;
    }

    void become(Function<TaskInfo, TaskScript> next) {
        present = next;
    }

    @Override
    public TaskScript apply(TaskInfo task) {
        try {
            @Nullable TaskScript script = present.apply(task);
            return script != null
                    ? script
                    : failed(
                            task,
                            "There is no script for this task: the function given for scripts answers null",
                            null);
        } catch (RuntimeException | AssertionError e) {
            return failed(task, "The function given for scripts fails: " + e, e);
        }
    }

    private TaskScript failed(TaskInfo task, String problem, @Nullable Throwable cause) {
        String words = "Task '" + task.getTaskId().getValue() + "': " + problem;
        if (failure.compareAndSet(null, new IllegalStateException(words, cause))) {
            LOG.error(words, cause); // the first only: frameworks try again
        }
        return TaskScript.failsToLaunch(problem);
    }

    /** @throws IllegalStateException if a script could not be had so far; tells it once */
    void throwFailure() {
        IllegalStateException first = failure.getAndSet(null);
        if (first != null) {
            throw first;
        }
    }
}
