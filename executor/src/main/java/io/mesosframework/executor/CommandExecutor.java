package io.mesosframework.executor;

import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.executor.internal.AgentLink;
import io.mesosframework.executor.internal.CommandExecutorLoop;
import io.mesosframework.executor.internal.CommandExecutorMachine;
import io.mesosframework.utils.MesosUuid;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs one command task for an agent, as Mesos' own command executor does (PROTOCOL C59-C71): the task's process in a
 * sandbox, its states, its health check and check, its kill. Any number of them live in one JVM; only the commands are
 * processes. Thread-safe.
 *
 * <p>The task gets the executor's environment, the command's own above it, and {@code MESOS_ALLOCATION_ROLE}; nothing of
 * the JVM's. It writes to the files {@code stdout} and {@code stderr} of the sandbox. It runs as the user that its
 * command names; else, where the JVM runs as root, as the framework's user, if it has one; else as the JVM's user. To
 * run as another user than the JVM takes root, and gives the sandbox to that user.
 *
 * <p>When a task's end is told, nothing of it is left: whatever its process has started is killed, daemons and what
 * moved to a session of its own included, as long as it was seen (on Linux; elsewhere, descendants only).
 *
 * <p>Java does not tell an end by signal n from an exit with 128+n; an exit value that names a signal is told as
 * "Command terminated with signal ...".
 */
public final class CommandExecutor implements AutoCloseable {

    private final CommandExecutorLoop loop;
    private final ExecutorClient client;

    private CommandExecutor(CommandExecutorLoop loop, ExecutorClient client) {
        this.loop = loop;
        this.client = client;
    }

    /**
     * Starts an executor, which subscribes to its agent and waits for its task.
     *
     * @param environment what the agent gives its executors (PROTOCOL C1-C15); it names the sandbox too, an existing
     *     directory
     * @throws io.mesosframework.client.executor.ExecutorEnvironmentException if variables are missing or malformed
     */
    public static CommandExecutor start(ExecutorHost host, Map<String, String> environment) {
        ExecutorEnvironment parsed = ExecutorEnvironment.parse(environment);
        CommandExecutorMachine machine = new CommandExecutorMachine(
                parsed.executorId(),
                parsed.shutdownGracePeriod(),
                () -> MesosUuid.toBytes(host.uuids().get()));
        CompletableFuture<ExecutorClient> clientSoon = new CompletableFuture<>();
        CommandExecutorLoop loop = new CommandExecutorLoop(
                machine, environment, parsed.sandbox(), host.shared(), status -> AgentLink.send(clientSoon, status));
        ExecutorClient client = ExecutorClient.builder(parsed)
                .transport(host.shared().transport())
                .start(new AgentLink(loop::event, loop::agentLost));
        clientSoon.complete(client);
        var unused = loop.terminated()
                .whenCompleteAsync(
                        (exitCode, failure) -> client.close(), host.shared().timer());
        return new CommandExecutor(loop, client);
    }

    /**
     * Done when the executor has ended by itself or was closed: 0 if there is no task or its end was acknowledged, else 1.
     * Completes on a thread that must not be blocked.
     */
    public CompletableFuture<Integer> terminated() {
        return loop.terminated();
    }

    /** Kills the task and lets go of the agent, without a word to it and without waiting; {@link #terminated} tells. */
    public void abandon() {
        loop.abandon();
    }

    /**
     * As {@link #abandon}, and waits until nothing of the task is left; 5 s at most. To end many, abandon all of them first.
     * Idempotent.
     */
    @Override
    public void close() {
        loop.close();
        client.close();
    }
}
