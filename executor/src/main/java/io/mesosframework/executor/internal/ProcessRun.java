package io.mesosframework.executor.internal;

import io.mesosframework.executor.ProcessTask;
import io.mesosframework.protocol.TaskID;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A task as a process. */
final class ProcessRun implements Run {

    private final ProcessTask task;
    private final TaskPlace place;
    private final Reaper reaper;

    private final Object lock = new Object();
    private @Nullable RunningProcess process;
    private @Nullable ProcessSpec spec;
    private boolean closed;

    ProcessRun(ProcessTask task, TaskPlace place, Reaper reaper) {
        this.task = task;
        this.place = place;
        this.reaper = reaper;
    }

    @Override
    public boolean isProcess() {
        return true;
    }

    @Override
    public void start(Consumer<RuntimeInput> news) {
        try {
            place.onTimer(() -> fork(news)); // takes some milliseconds
        } catch (RejectedExecutionException e) {
            news.accept(new RuntimeInput.StartFailed(place.id(), "The executor has ended"));
        }
    }

    private void fork(Consumer<RuntimeInput> news) {
        TaskID id = place.id();
        RunningProcess started;
        try {
            Map<String, String> environment = new TreeMap<>(place.environment());
            environment.putIfAbsent("PATH", ProcessSpec.DEFAULT_PATH);
            environment.putAll(task.environment());
            Optional<String> user =
                    task.command().hasUser() ? Optional.of(task.command().getUser()) : Optional.empty();
            ProcessSpec made = ProcessSpec.ofCommand(task.command(), environment, user);
            Path own = place.directory();
            ProcessDriver driver =
                    place.driver(task.directory().orElse(own), task.sharesOutput() ? place.sandbox() : own);
            synchronized (lock) {
                if (closed) {
                    return;
                }
                reaper.begin();
                spec = made;
                started = driver.start(made, ProcessDriver.Output.STDOUT_AND_STDERR);
                process = started;
            }
        } catch (IOException | RuntimeException e) {
            news.accept(new RuntimeInput.StartFailed(id, String.valueOf(e.getMessage())));
            return;
        }
        news.accept(new RuntimeInput.Started(id));
        // Whoever hears of the task's end may rely on nothing of it being left.
        var unused = started.exit()
                .thenCompose(exitValue -> started.killAll().thenApply(swept -> exitValue))
                .thenAccept(exitValue ->
                        news.accept(new RuntimeInput.Ended(id, exitValue == 0, ExitStatus.describe(exitValue))));
    }

    @Override
    public void terminate() {
        RunningProcess running = running();
        if (running != null) {
            running.terminate();
        }
    }

    @Override
    public void kill() {
        RunningProcess running = running();
        if (running != null) {
            running.killSoon();
        }
    }

    @Override
    public void probe(CheckSpec check, long run, Consumer<RuntimeInput> news) {
        ProcessSpec of;
        synchronized (lock) {
            of = spec;
        }
        if (of != null) {
            place.probe(of, check, run, news);
        }
    }

    @Override
    public void cancelProbes() {
        place.close();
    }

    @Override
    public void close() {
        RunningProcess running;
        synchronized (lock) {
            closed = true;
            running = process;
        }
        place.close();
        if (running != null) {
            running.killAllNow();
        }
    }

    private @Nullable RunningProcess running() {
        synchronized (lock) {
            return process;
        }
    }
}
