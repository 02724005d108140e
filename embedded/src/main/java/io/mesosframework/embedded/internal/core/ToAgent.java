package io.mesosframework.embedded.internal.core;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.DrainConfig;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the master tells an agent. */
public sealed interface ToAgent {

    /**
     * The agent is registered, under this id; everything pending may be sent (again).
     *
     * @param pingTimeout without a ping for so long, the agent looks for its master anew
     */
    record Registered(AgentID agentId, Duration pingTimeout) implements ToAgent {}

    /**
     * The agent is known again.
     *
     * @param missing tasks the master has there and the agent did not tell of (PROTOCOL F28)
     */
    record Reregistered(AgentID agentId, Duration pingTimeout, List<MissingTask> missing) implements ToAgent {}

    record MissingTask(FrameworkInfo framework, TaskID taskId) {}

    /** Asks for a sign of life; {@code connected} is what the master thinks of the connection (PROTOCOL F2). */
    record Ping(boolean connected) implements ToAgent {}

    /** The agent ends itself, and everything on it, and will be another one when it is started again. */
    record Shutdown(String message) implements ToAgent {}

    /** All tasks are to end; no new ones start (PROTOCOL F37). */
    record Drain(DrainConfig config) implements ToAgent {}

    /**
     * A task for its own executor.
     *
     * @param launchExecutor whether the master knows of no such executor on the agent, so that one is to be started
     */
    record RunTask(FrameworkInfo framework, TaskInfo task, boolean launchExecutor) implements ToAgent {}

    /** As {@link RunTask}, for a group. */
    record RunTaskGroup(FrameworkInfo framework, ExecutorInfo executor, TaskGroupInfo group, boolean launchExecutor)
            implements ToAgent {}

    record KillTask(FrameworkID frameworkId, TaskID taskId, Optional<KillPolicy> killPolicy) implements ToAgent {}

    record ShutdownExecutor(FrameworkID frameworkId, ExecutorID executorId) implements ToAgent {}

    record ShutdownFramework(FrameworkID frameworkId) implements ToAgent {}

    /** The framework subscribed again or changed its description. */
    record UpdateFramework(FrameworkInfo framework) implements ToAgent {}

    /** The scheduler has this update. */
    record Acknowledge(FrameworkID frameworkId, TaskID taskId, ByteString uuid) implements ToAgent {}

    /**
     * Does this to the agent's resources.
     *
     * @param uuid tells the operation from all others
     */
    record ApplyOperation(Optional<FrameworkID> frameworkId, ByteString uuid, Operation operation) implements ToAgent {}

    /** Tells of those of these operations that the agent does not know that they were dropped. */
    record ReconcileOperations(List<ApplyOperation> operations) implements ToAgent {}

    /** The scheduler has this status of the operation, or the master for it. */
    record AcknowledgeOperation(ByteString operationUuid, ByteString statusUuid) implements ToAgent {}

    record FrameworkMessage(FrameworkID frameworkId, ExecutorID executorId, ByteString data) implements ToAgent {}
}
