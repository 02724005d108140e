package io.mesosframework.embedded.internal.master;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Task;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.TaskStates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the master knows of one task. */
final class TaskRecord {

    final TaskInfo info;
    final AgentID agentId;

    /** The newest state the agent told. */
    TaskState state = TaskState.TASK_STAGING;

    /** The state last passed on to the framework, and the uuid it came with (PROTOCOL B147, B137). */
    @Nullable
    TaskState forwardedState;

    @Nullable
    ByteString forwardedUuid;

    /** A status with the state of the one before replaces it (PROTOCOL B125). */
    final List<TaskStatus> statuses = new ArrayList<>();

    TaskRecord(TaskInfo info, AgentID agentId) {
        this.info = info;
        this.agentId = agentId;
    }

    boolean isTerminal() {
        return TaskStates.isTerminal(state);
    }

    void remember(TaskStatus status) {
        TaskStatus stored = status.toBuilder().clearData().build();
        int last = statuses.size() - 1;
        if (last >= 0 && statuses.get(last).getState() == stored.getState()) {
            statuses.set(last, stored);
        } else {
            statuses.add(stored);
        }
    }

    @Nullable
    TaskStatus latestStatus() {
        return statuses.isEmpty() ? null : statuses.get(statuses.size() - 1);
    }

    /** Adds what the newest status says of the task's health, checks and container (PROTOCOL B148). */
    TaskStatus.Builder withLatest(TaskStatus.Builder status) {
        if (info.hasExecutor()) {
            status.setExecutorId(info.getExecutor().getExecutorId());
        }
        TaskStatus latest = latestStatus();
        if (latest != null) {
            if (latest.hasHealthy()) {
                status.setHealthy(latest.getHealthy());
            }
            if (latest.hasCheckStatus()) {
                status.setCheckStatus(latest.getCheckStatus());
            }
            if (latest.hasContainerStatus()) {
                status.setContainerStatus(latest.getContainerStatus());
            }
        }
        return status;
    }

    /** As operators are shown it. */
    Task describe(FrameworkID frameworkId) {
        Task.Builder task = Task.newBuilder()
                .setName(info.getName())
                .setTaskId(info.getTaskId())
                .setFrameworkId(frameworkId)
                .setAgentId(agentId)
                .setState(state)
                .addAllResources(info.getResourcesList())
                .addAllStatuses(statuses)
                .putAllLimits(info.getLimitsMap());
        if (info.hasExecutor()) {
            task.setExecutorId(info.getExecutor().getExecutorId());
        }
        if (forwardedState != null) {
            task.setStatusUpdateState(forwardedState);
        }
        if (forwardedUuid != null) {
            task.setStatusUpdateUuid(forwardedUuid);
        }
        if (info.hasLabels()) {
            task.setLabels(info.getLabels());
        }
        if (info.hasDiscovery()) {
            task.setDiscovery(info.getDiscovery());
        }
        if (info.hasContainer()) {
            task.setContainer(info.getContainer());
        }
        if (info.hasHealthCheck()) {
            task.setHealthCheck(info.getHealthCheck());
        }
        if (info.hasKillPolicy()) {
            task.setKillPolicy(info.getKillPolicy());
        }
        CommandInfo command = info.hasExecutor() ? info.getExecutor().getCommand() : info.getCommand();
        if (command.hasUser()) {
            task.setUser(command.getUser());
        }
        return task.build();
    }
}
