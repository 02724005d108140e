package io.mesosframework.embedded.internal.core;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.resources.Resources;
import java.util.List;
import java.util.Optional;

/** What an agent tells the master. */
public sealed interface FromAgent {

    /**
     * Asks for a place in the cluster.
     *
     * @param info without id
     * @param ip the address its own HTTP server listens on
     * @param process its name in front of that address, and the first part of its paths (PROTOCOL C6)
     */
    record Register(AgentInfo info, String ip, String process) implements FromAgent {}

    /**
     * An agent with an id is back, or has found a master.
     *
     * @param total what operations made of the resources it began with, which its info tells
     * @param frameworks those of the executors and tasks
     * @param executors those that frameworks described, each with its framework's id
     * @param tasks those without end, and those whose end is not acknowledged
     */
    record Reregister(
            AgentInfo info,
            String ip,
            String process,
            Resources total,
            List<FrameworkInfo> frameworks,
            List<ExecutorInfo> executors,
            List<KnownTask> tasks)
            implements FromAgent {}

    /**
     * A task as its agent knows it.
     *
     * @param state the newest
     * @param forwarded the update that waits for its acknowledgement, or else the newest there was
     */
    record KnownTask(FrameworkID frameworkId, TaskInfo info, TaskState state, Optional<TaskStatus> forwarded) {}

    /** A sign of life. */
    record Pong() implements FromAgent {}

    /** The agent ends itself (PROTOCOL F26). */
    record Unregister() implements FromAgent {}

    /**
     * A task's state changed, or is told again.
     *
     * @param latestState the state the agent knows now; it may be ahead of the status, which waits its turn
     */
    record StatusUpdate(FrameworkID frameworkId, TaskStatus status, TaskState latestState) implements FromAgent {}

    /**
     * How an operation went, or that again.
     *
     * @param frameworkId empty for an operator's
     * @param status with the uuid by which it is acknowledged
     */
    record OperationUpdate(
            Optional<FrameworkID> frameworkId, ByteString operationUuid, Operation operation, OperationStatus status)
            implements FromAgent {}

    /** An executor ended; {@code status} is its raw wait status, -1 when unknown (PROTOCOL B173). */
    record ExecutorExited(FrameworkID frameworkId, ExecutorID executorId, int status) implements FromAgent {}

    record ExecutorMessage(FrameworkID frameworkId, ExecutorID executorId, ByteString data) implements FromAgent {}
}
