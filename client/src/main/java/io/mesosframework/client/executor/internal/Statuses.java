package io.mesosframework.client.executor.internal;

import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.MesosUuid;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Statuses as an agent wants them from an executor (PROTOCOL C18). */
public final class Statuses {

    private Statuses() {}

    /** @throws IllegalArgumentException for a status that no agent would take */
    public static void check(TaskStatus status, ExecutorID executorId) {
        if (!status.hasTaskId() || !status.hasState()) {
            throw new IllegalArgumentException("A status needs task_id and state: " + status);
        }
        if (status.getState() == TaskState.TASK_STAGING) {
            throw new IllegalArgumentException("TASK_STAGING is said by the master only; an executor begins with"
                    + " TASK_STARTING or TASK_RUNNING");
        }
        if (status.hasUuid() && status.getUuid().size() != MesosUuid.LENGTH) {
            throw new IllegalArgumentException("The uuid of a status is its 16 bytes, not "
                    + status.getUuid().size() + "; leave it unset to have one made");
        }
        if (status.hasExecutorId() && !status.getExecutorId().equals(executorId)) {
            throw new IllegalArgumentException("The status names executor "
                    + status.getExecutorId().getValue() + ", but this is " + executorId.getValue());
        }
    }

    /** With source and executor set, and a uuid and the time where the user has not set them. */
    static TaskStatus completed(TaskStatus status, ExecutorID executorId, RandomGenerator random, Instant now) {
        TaskStatus.Builder builder =
                status.toBuilder().setSource(TaskStatus.Source.SOURCE_EXECUTOR).setExecutorId(executorId);
        if (!status.hasUuid()) {
            builder.setUuid(MesosUuid.toBytes(randomUuid(random)));
        }
        if (!status.hasTimestamp()) {
            builder.setTimestamp(now.getEpochSecond() + now.getNano() / 1e9);
        }
        return builder.build();
    }

    /** Of version 4. */
    private static UUID randomUuid(RandomGenerator random) {
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(most, least);
    }
}
