package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.time.Instant;

/** Statuses that master and agent make themselves (PROTOCOL B121, B122). */
public final class Statuses {

    private Statuses() {}

    /** A status of the master: no uuid, so nobody acknowledges it. */
    public static TaskStatus.Builder byMaster(
            TaskID taskId, TaskState state, TaskStatus.Reason reason, String message, Instant now) {
        return TaskStatus.newBuilder()
                .setTaskId(taskId)
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_MASTER)
                .setReason(reason)
                .setMessage(message)
                .setTimestamp(seconds(now));
    }

    /** A status of an agent; its uuid is added when it is put in order. */
    public static TaskStatus.Builder byAgent(
            AgentID agentId, TaskID taskId, TaskState state, TaskStatus.Reason reason, String message, Instant now) {
        return byMaster(taskId, state, reason, message, now)
                .setSource(TaskStatus.Source.SOURCE_AGENT)
                .setAgentId(agentId);
    }

    /** Seconds since 1970, as Mesos writes times. */
    public static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1_000_000_000.0;
    }
}
