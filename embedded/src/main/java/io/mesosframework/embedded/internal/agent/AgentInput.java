package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.executor.Call;
import java.util.Map;
import java.util.Set;

/** Everything that can happen to an agent. Exchanges are numbers that the shell gives out. */
public sealed interface AgentInput {

    /** The agent begins, and registers. */
    record Start() implements AgentInput {}

    record MasterSays(ToAgent message) implements AgentInput {}

    /** There is a master to register at, a new one or the old one again. */
    record MasterDetected() implements AgentInput {}

    /** The connection to the master broke. */
    record MasterLost() implements AgentInput {}

    /** The agent's process is gone; nothing is heard before {@link Recover}. */
    record Crash() implements AgentInput {}

    /**
     * The agent's process is there again, on the same work directory.
     *
     * @param config what it is started with, maybe otherwise than before
     * @param alive the containers that still run
     * @param ended the wait statuses of those that ended meanwhile
     */
    record Recover(AgentConfig config, Set<ContainerID> alive, Map<ContainerID, Integer> ended) implements AgentInput {}

    /** As {@link Recover}, but only to end what it had, and then itself: `--recover=cleanup` (PROTOCOL C53). */
    record CleanUp(Set<ContainerID> alive, Map<ContainerID, Integer> ended) implements AgentInput {}

    /** The agent is to leave the cluster in good order, as with SIGUSR1 (PROTOCOL F26). */
    record ShutDown() implements AgentInput {}

    /** A valid executor call (see {@link ExecutorCalls#problem}). */
    record ExecutorCall(long exchange, Call call) implements AgentInput {}

    /** The client of an open executor stream is gone; only its container's end counts (PROTOCOL C29). */
    record StreamClosed(long exchange) implements AgentInput {}

    /** A valid call about containers inside executors' (see {@link ContainerCalls}). */
    record ContainerCall(long exchange, io.mesosframework.protocol.agent.Call call) implements AgentInput {}

    /** The sandbox could not be made; nothing of the container runs. */
    record SandboxFailed(ContainerID containerId, String message) implements AgentInput {}

    /** Containers of its type do not run here. */
    record ContainerUnsupported(ContainerID containerId) implements AgentInput {}

    /**
     * The container runs.
     *
     * @param pid its first process
     */
    record ContainerStarted(ContainerID containerId, long pid) implements AgentInput {}

    /** The container could not be started; nothing of it runs. */
    record ContainerFailed(ContainerID containerId, String message, int status) implements AgentInput {}

    /**
     * The container's process ended.
     *
     * @param status its raw wait status, -1 if unknown
     */
    record ContainerExited(ContainerID containerId, int status) implements AgentInput {}

    /** Only time has passed. */
    record Tick() implements AgentInput {}
}
