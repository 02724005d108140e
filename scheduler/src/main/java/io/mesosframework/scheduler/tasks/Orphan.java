package io.mesosframework.scheduler.tasks;

import io.mesosframework.protocol.TaskState;
import java.time.Instant;

/**
 * A task that runs under this framework's id and that no slot holds.
 *
 * @param taskId its id
 * @param agentId its agent's id; empty where Mesos did not say it
 * @param state the state that Mesos said last
 * @param since when it was first heard of
 * @param killed whether its end has been asked for
 */
public record Orphan(String taskId, String agentId, TaskState state, Instant since, boolean killed) {}
