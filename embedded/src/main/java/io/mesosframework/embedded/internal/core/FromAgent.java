package io.mesosframework.embedded.internal.core;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;

/** What an agent tells the master. */
public sealed interface FromAgent {

    /**
     * Asks for a place in the cluster.
     *
     * @param info without id on the first registration, with the id it was given on every later one
     * @param ip the address its own HTTP server listens on
     */
    record Register(AgentInfo info, String ip) implements FromAgent {}

    /**
     * A task's state changed, or is told again.
     *
     * @param latestState the state the agent knows now; it may be ahead of the status, which waits its turn
     */
    record StatusUpdate(FrameworkID frameworkId, TaskStatus status, TaskState latestState) implements FromAgent {}

    /** An executor ended; {@code status} is its raw wait status, -1 when unknown (PROTOCOL B173). */
    record ExecutorExited(FrameworkID frameworkId, ExecutorID executorId, int status) implements FromAgent {}

    record ExecutorMessage(FrameworkID frameworkId, ExecutorID executorId, ByteString data) implements FromAgent {}
}
