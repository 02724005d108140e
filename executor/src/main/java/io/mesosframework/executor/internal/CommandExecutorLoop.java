package io.mesosframework.executor.internal;

import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a {@link CommandExecutorMachine} decides: feeds it events, ends of processes, results of checks and
 * the time, one at a time on the shared timer's threads. Knows nothing of how events come and updates go. Thread-safe.
 */
public final class CommandExecutorLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommandExecutorLoop.class);

    /** What {@link #terminated()} gives when the executor was closed before its work was done. */
    public static final int CLOSED = 1;

    private final Map<String, String> environment;
    private final Consumer<TaskStatus> updates;
    private final ProcessDriver driver;
    private final Prober prober;
    private final Turns<Input, Effect> turns;
    private final CompletableFuture<Integer> terminated = new CompletableFuture<>();

    /** Touched in turns only. */
    private @Nullable ProcessSpec spec;

    private final Object lock = new Object();
    private @Nullable RunningProcess process;

    /**
     * @param machine nobody else's
     * @param environment the executor's own, which the task gets too
     * @param sandbox where the task works
     * @param updates sends a status to the agent, as often as it takes; must not block
     */
    public CommandExecutorLoop(
            CommandExecutorMachine machine,
            Map<String, String> environment,
            Path sandbox,
            Shared shared,
            Consumer<TaskStatus> updates) {
        this.environment = Map.copyOf(environment);
        this.updates = updates;
        this.driver = new ProcessDriver(sandbox, shared.scanner(), shared.timer());
        this.prober = new Prober(driver, shared.transport(), shared.https(), shared.timer());
        this.turns = new Turns<>(machine, new Input.Wake(), this::carryOut, shared.timer());
    }

    /** An event of the agent's stream. */
    public void event(Event event) {
        submit(new Input.AgentEvent(event));
    }

    /** There is no agent any more, or none for us. */
    public void agentLost() {
        submit(new Input.AgentLost());
    }

    /** The exit code, once nothing of the task is left: 0, or 1 if its end was not acknowledged. */
    public CompletableFuture<Integer> terminated() {
        return terminated.copy();
    }

    /** Kills what runs and ends, without a word to the agent and without waiting; {@link #terminated()} tells when it is done. */
    public void abandon() {
        RunningProcess running = shut();
        if (running == null) {
            terminated.complete(CLOSED);
        } else {
            var unused = running.killAll().whenComplete((done, failure) -> terminated.complete(CLOSED));
        }
    }

    /** As {@link #abandon()}, and waits until nothing of the task is left, 5 s at most. */
    @Override
    public void close() {
        RunningProcess running = shut();
        if (running != null && !terminated.isDone()) {
            running.killAllNow();
        }
        terminated.complete(CLOSED);
    }

    private @Nullable RunningProcess shut() {
        prober.cancelAll();
        synchronized (lock) {
            turns.close();
            return process;
        }
    }

    private void submit(Input input) {
        if (!turns.submit(input)) {
            log.warn("The timer takes no more; the executor ends with what it ran");
            close();
        }
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Update update) {
            updates.accept(stamped(update.status()));
        } else if (effect instanceof Effect.Start start) {
            start(start.task(), start.frameworkUser());
        } else if (effect instanceof Effect.Terminate) {
            withProcess(RunningProcess::terminate);
        } else if (effect instanceof Effect.Kill) {
            withProcess(RunningProcess::killSoon);
        } else if (effect instanceof Effect.Probe probe) {
            probe(probe);
        } else if (effect instanceof Effect.CancelProbes) {
            prober.cancelAll();
        } else if (effect instanceof Effect.Finish finish) {
            finish(finish.exitCode());
        }
    }

    private void start(TaskInfo task, String frameworkUser) {
        RunningProcess started;
        try {
            ProcessSpec taskSpec = ProcessSpec.ofTask(task, environment, user(task, frameworkUser));
            spec = taskSpec;
            synchronized (lock) {
                if (turns.isClosed()) {
                    return;
                }
                started = driver.start(taskSpec, ProcessDriver.Output.STDOUT_AND_STDERR);
                process = started;
            }
        } catch (StartException e) {
            submit(new Input.StartFailed(String.valueOf(e.getMessage())));
            return;
        }
        log.debug("Task {} runs as process {}", task.getTaskId().getValue(), started.pid());
        submit(new Input.Started());
        // Whoever hears of the task's end may rely on nothing of it being left.
        var unused = started.exit()
                .thenCompose(exitValue -> started.killAll().thenApply(swept -> exitValue))
                .thenAccept(exitValue -> submit(new Input.Exited(exitValue)));
    }

    /** The command's user; else, if we can become it, the framework's; else whoever we are. */
    private static Optional<String> user(TaskInfo task, String frameworkUser) {
        if (task.getCommand().hasUser()) {
            return Optional.of(task.getCommand().getUser());
        }
        return frameworkUser.isEmpty() || !UserSwitch.isRoot() ? Optional.empty() : Optional.of(frameworkUser);
    }

    private void probe(Effect.Probe probe) {
        if (spec != null) {
            var unused = prober.run(probe.spec(), spec)
                    .thenAccept(result -> submit(new Input.Probed(probe.spec().kind(), probe.run(), result)));
        }
    }

    private void finish(int exitCode) {
        prober.cancelAll();
        RunningProcess running = shut();
        if (running == null) {
            terminated.complete(exitCode);
        } else {
            var unused = running.killAll().whenComplete((done, failure) -> terminated.complete(exitCode));
        }
    }

    private void withProcess(Consumer<RunningProcess> action) {
        RunningProcess running;
        synchronized (lock) {
            running = process;
        }
        if (running != null) {
            action.accept(running);
        }
    }

    private static TaskStatus stamped(TaskStatus status) {
        Instant wall = Instant.now();
        return status.toBuilder()
                .setTimestamp(wall.getEpochSecond() + wall.getNano() / 1e9)
                .build();
    }
}
