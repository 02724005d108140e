package io.mesosframework.executor.internal;

import io.mesosframework.executor.ExecutorContext;
import io.mesosframework.executor.TaskBody;
import io.mesosframework.executor.TaskRun;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task on a thread of this JVM. */
final class BodyRun implements Run, TaskRun {

    private static final Logger log = LoggerFactory.getLogger(BodyRun.class);

    private final TaskInfo task;
    private final TaskBody body;
    private final ExecutorContext context;
    private final ThreadFactory threads;
    private final TaskPlace place;
    private final Consumer<RuntimeInput> inputs;

    private final Object lock = new Object();
    private @Nullable Thread thread;
    private volatile boolean killed;
    private boolean insists;

    BodyRun(
            TaskInfo task,
            TaskBody body,
            ExecutorContext context,
            ThreadFactory threads,
            TaskPlace place,
            Consumer<RuntimeInput> inputs) {
        this.task = task;
        this.body = body;
        this.context = context;
        this.threads = threads;
        this.place = place;
        this.inputs = inputs;
    }

    @Override
    public boolean isProcess() {
        return false;
    }

    @Override
    public void start(Consumer<RuntimeInput> news) {
        TaskID id = task.getTaskId();
        Thread made = threads.newThread(() -> run(news));
        if (made == null) {
            news.accept(new RuntimeInput.StartFailed(id, "No thread is to be had for the task"));
            return;
        }
        made.setName("task " + id.getValue());
        synchronized (lock) {
            thread = made;
        }
        news.accept(new RuntimeInput.Started(id));
        made.start();
    }

    private void run(Consumer<RuntimeInput> news) {
        boolean succeeded = false;
        String message;
        try {
            message = body.run(this);
            succeeded = true;
        } catch (Throwable thrown) { // whatever it is, it is how the task ended
            if (!killed) {
                log.info("Task {} failed", task.getTaskId().getValue(), thrown);
            }
            message = thrown.toString();
        }
        synchronized (lock) {
            thread = null; // which may be given to somebody else
        }
        place.close();
        news.accept(new RuntimeInput.Ended(task.getTaskId(), succeeded, message));
    }

    @Override
    public void terminate() {
        synchronized (lock) {
            killed = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    @Override
    public void kill() {
        if (!insists) {
            insists = true;
            log.warn(
                    "Task {} does not end though it was killed; it is interrupted every second",
                    task.getTaskId().getValue());
        }
        terminate();
    }

    @Override
    public void probe(CheckSpec spec, long run, Consumer<RuntimeInput> news) {
        place.probe(spec, run, news);
    }

    @Override
    public void cancelProbes() {
        place.close();
    }

    @Override
    public void close() {
        terminate();
        place.close();
    }

    // ---- what the body sees ----

    @Override
    public TaskInfo task() {
        return task;
    }

    @Override
    public CommandInfo command() {
        return context.command(task);
    }

    @Override
    public Path directory() {
        try {
            return place.directory();
        } catch (IOException e) {
            throw new UncheckedIOException("There is no directory for the task: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isKilled() {
        return killed;
    }

    @Override
    public CompletableFuture<Void> progress(String message) {
        return context.update(TaskStatus.newBuilder()
                .setTaskId(task.getTaskId())
                .setState(TaskState.TASK_RUNNING)
                .setMessage(message)
                .build());
    }

    @Override
    public void healthy(boolean healthy) {
        inputs.accept(new RuntimeInput.Healthy(task.getTaskId(), healthy));
    }

    @Override
    public ExecutorContext context() {
        return context;
    }
}
