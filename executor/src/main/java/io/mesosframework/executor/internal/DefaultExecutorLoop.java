package io.mesosframework.executor.internal;

import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what a {@link DefaultExecutorMachine} decides: asks the agent for containers, and looks after the tasks in
 * them. Thread-safe.
 */
public final class DefaultExecutorLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DefaultExecutorLoop.class);

    private final ExecutorEnvironment environment;
    private final Consumer<TaskStatus> updates;
    private final Shared shared;
    private final AgentContainers containers;
    private final Turns<GroupInput, GroupEffect> turns;
    private final CompletableFuture<Integer> terminated = new CompletableFuture<>();

    /** A running task that may be checked. */
    private record Checked(Prober prober, ProcessSpec spec) {}

    private final Map<TaskID, Checked> checked = new ConcurrentHashMap<>();

    /**
     * @param machine nobody else's
     * @param environment what the agent gave the executor
     * @param updates sends a status to the agent, as often as it takes; must not block
     */
    public DefaultExecutorLoop(
            DefaultExecutorMachine machine,
            ExecutorEnvironment environment,
            Shared shared,
            Consumer<TaskStatus> updates) {
        this.environment = environment;
        this.updates = updates;
        this.shared = shared;
        this.containers = new AgentContainers(environment, shared.transport(), shared.timer());
        this.turns = new Turns<>(machine, new GroupInput.Wake(), this::carryOut, shared.timer());
    }

    /** An event of the agent's stream. */
    public void event(Event event) {
        submit(new GroupInput.AgentEvent(event));
    }

    /** There is no agent any more, or none for us. */
    public void agentLost() {
        submit(new GroupInput.AgentLost());
    }

    /** The exit code: 0, or 1 if the agent went away or did not wait any longer. */
    public CompletableFuture<Integer> terminated() {
        return terminated.copy();
    }

    /** Ends without a word to the agent, whose business the containers are then. Idempotent. */
    @Override
    public void close() {
        finish(CommandExecutorLoop.CLOSED);
    }

    private void finish(int exitCode) {
        turns.close();
        containers.close();
        checked.values().forEach(task -> task.prober.cancelAll());
        terminated.complete(exitCode);
    }

    private void submit(GroupInput input) {
        if (!turns.submit(input)) {
            log.warn("The timer takes no more; the executor ends");
            close();
        }
    }

    private void carryOut(GroupEffect effect) {
        if (effect instanceof GroupEffect.Update update) {
            Instant wall = Instant.now();
            updates.accept(update.status().toBuilder()
                    .setTimestamp(wall.getEpochSecond() + wall.getNano() / 1e9)
                    .build());
        } else if (effect instanceof GroupEffect.Launch launch) {
            launch(launch.task(), launch.containerId());
        } else if (effect instanceof GroupEffect.Await await) {
            containers.awaitEnd(await.containerId(), answer -> submit(new GroupInput.Ended(await.taskId(), answer)));
        } else if (effect instanceof GroupEffect.Kill kill) {
            containers.kill(kill.containerId(), kill.signal());
        } else if (effect instanceof GroupEffect.Probe probe) {
            probe(probe);
        } else if (effect instanceof GroupEffect.CancelProbes cancel) {
            Checked task = checked.remove(cancel.taskId());
            if (task != null) {
                task.prober.cancelAll();
            }
        } else if (effect instanceof GroupEffect.Finish finish) {
            finish(finish.exitCode());
        }
    }

    private void launch(TaskInfo task, ContainerID containerId) {
        Map<String, String> additional = new LinkedHashMap<>();
        additional.put("MESOS_CONTAINER_IP", environment.agent().host());
        additional.put("MESOS_ALLOCATION_ROLE", ProcessSpec.allocationRole(task));
        var unused = containers.launch(task, containerId, additional).whenComplete((refusal, failure) -> {
            if (failure != null) {
                submit(new GroupInput.LaunchInDoubt(task.getTaskId()));
            } else if (refusal.isPresent()) {
                submit(new GroupInput.Refused(task.getTaskId(), refusal.get()));
            } else {
                begun(task, sandbox(containerId), additional);
            }
        });
    }

    private Path sandbox(ContainerID containerId) {
        return environment.sandbox().resolve("containers").resolve(containerId.getValue());
    }

    private void begun(TaskInfo task, Path sandbox, Map<String, String> additional) {
        link(task.getTaskId(), sandbox);
        if (task.hasHealthCheck() || task.hasCheck()) {
            Map<String, String> visible = new LinkedHashMap<>(additional);
            visible.put("MESOS_SANDBOX", sandbox.toString());
            ProcessDriver driver = new ProcessDriver(sandbox, shared.scanner(), shared.timer());
            Optional<String> user =
                    task.getCommand().hasUser() ? Optional.of(task.getCommand().getUser()) : Optional.empty();
            checked.put(
                    task.getTaskId(),
                    new Checked(
                            new Prober(driver, shared.transport(), shared.https(), shared.timer()),
                            ProcessSpec.ofCommand(task.getCommand(), visible, user)));
        }
        submit(new GroupInput.Launched(task.getTaskId()));
    }

    /** So that a task's files are found by its id. */
    private void link(TaskID taskId, Path sandbox) {
        Path tasks = environment.sandbox().resolve("tasks");
        try {
            Files.createDirectories(tasks);
            Files.deleteIfExists(tasks.resolve(taskId.getValue()));
            Files.createSymbolicLink(tasks.resolve(taskId.getValue()), sandbox);
        } catch (IOException e) {
            log.warn("Task {} gets no link to its sandbox: {}", taskId.getValue(), e.toString());
        }
    }

    private void probe(GroupEffect.Probe probe) {
        Checked task = checked.get(probe.taskId());
        if (task != null) {
            var unused = task.prober
                    .run(probe.spec(), task.spec)
                    .thenAccept(result -> submit(
                            new GroupInput.Probed(probe.taskId(), probe.spec().kind(), probe.run(), result)));
        }
    }
}
