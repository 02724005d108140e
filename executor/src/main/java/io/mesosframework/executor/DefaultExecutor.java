package io.mesosframework.executor;

import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.executor.internal.AgentLink;
import io.mesosframework.executor.internal.DefaultExecutorLoop;
import io.mesosframework.executor.internal.DefaultExecutorMachine;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.MesosUuid;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Runs task groups for an agent, as Mesos' own default executor does (PROTOCOL C72-C80): each task in a container of its
 * own inside the executor's, which the agent is asked for; the states of the tasks, their health checks and checks, their
 * kill. If one task of a group fails or is killed, the others of the group are killed. Any number of executors live in one
 * JVM. Thread-safe.
 *
 * <p>Checks by command run as processes of this JVM in the task's sandbox.
 */
public final class DefaultExecutor implements AutoCloseable {

    private final DefaultExecutorLoop loop;
    private final ExecutorClient client;

    private DefaultExecutor(DefaultExecutorLoop loop, ExecutorClient client) {
        this.loop = loop;
        this.client = client;
    }

    /**
     * Starts an executor, which subscribes to its agent and waits for groups.
     *
     * @param environment what the agent gives its executors (PROTOCOL C1-C15); it names the sandbox too, an existing
     *     directory
     * @throws io.mesosframework.client.executor.ExecutorEnvironmentException if variables are missing or malformed
     */
    public static DefaultExecutor start(ExecutorHost host, Map<String, String> environment) {
        ExecutorEnvironment parsed = ExecutorEnvironment.parse(environment);
        DefaultExecutorMachine machine = new DefaultExecutorMachine(
                parsed.executorId(),
                parsed.shutdownGracePeriod(),
                host.uuids(),
                () -> MesosUuid.toBytes(host.uuids().get()));
        CompletableFuture<ExecutorClient> clientSoon = new CompletableFuture<>();
        DefaultExecutorLoop loop = new DefaultExecutorLoop(
                machine, parsed, host.shared(), (TaskStatus status) -> AgentLink.send(clientSoon, status));
        ExecutorClient client = ExecutorClient.builder(parsed)
                .transport(host.shared().transport())
                .start(new AgentLink(loop::event, loop::agentLost));
        clientSoon.complete(client);
        var unused = loop.terminated()
                .whenCompleteAsync(
                        (exitCode, failure) -> client.close(), host.shared().timer());
        return new DefaultExecutor(loop, client);
    }

    /**
     * Done when the executor has ended: 0 if by itself, 1 if it was closed or its agent went away. Completes on a thread that must
     * not be blocked.
     */
    public CompletableFuture<Integer> terminated() {
        return loop.terminated();
    }

    /** Lets go of the agent, without a word to it and without waiting; its containers are the agent's business then. */
    public void abandon() {
        loop.close();
    }

    /** As {@link #abandon}, and waits until the agent is let go of. Idempotent. */
    @Override
    public void close() {
        loop.close();
        client.close();
    }
}
