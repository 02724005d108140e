package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.TaskStates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of launched tasks (PROTOCOL B118-B166). */
final class Tasks {

    private final MasterState state;
    private final Allocator allocator;
    private final Draining draining;

    Tasks(MasterState state, Allocator allocator, Draining draining) {
        this.state = state;
        this.allocator = allocator;
        this.draining = draining;
    }

    /** Passes an update on; the master's own record changes even if nobody listens (PROTOCOL B144). */
    void statusUpdate(FromAgent.StatusUpdate update) {
        FrameworkRecord framework = state.frameworks.get(update.frameworkId());
        TaskStatus status = update.status();
        if (framework == null || !state.agents.containsKey(status.getAgentId())) {
            return;
        }
        state.sendUpdate(framework, status);
        TaskRecord task = framework.tasks.get(status.getTaskId());
        if (task == null) {
            return;
        }
        if (framework.connected()) {
            task.forwardedState = status.getState();
            task.forwardedUuid = status.getUuid();
        }
        task.remember(status);
        TaskState before = task.state;
        if (!task.isTerminal()) {
            task.state = update.latestState();
            if (task.isTerminal()) { // B126: free at the first word of its end
                forgetKill(framework, task);
                state.counters.ended(task.state);
                allocator.recover(framework.id(), task.agentId, Resources.of(task.info.getResourcesList()));
            }
        }
        state.operators.taskUpdated(framework, task, status, before);
    }

    private void forgetKill(FrameworkRecord framework, TaskRecord task) {
        AgentRecord agent = state.agents.get(task.agentId);
        if (agent != null) {
            agent.kills.remove(new AgentRecord.Kill(framework.id(), task.info.getTaskId()));
        }
    }

    /** The end of a task that nobody is told of. */
    void endSilently(FrameworkRecord framework, TaskRecord task, TaskState end, TaskStatus.Reason reason) {
        if (!task.isTerminal()) {
            task.state = end;
            task.remember(Statuses.byMaster(task.info.getTaskId(), end, reason, "Framework removed", state.now)
                    .setAgentId(task.agentId)
                    .build());
            allocator.recover(framework.id(), task.agentId, Resources.of(task.info.getResourcesList()));
        }
        framework.complete(task);
        draining.checkDrained(task.agentId);
    }

    /** PROTOCOL B136-B138. */
    void acknowledge(FrameworkRecord framework, Call.Acknowledge acknowledge) {
        AgentRecord agent = state.agents.get(acknowledge.getAgentId());
        if (agent == null || !agent.connected) {
            state.counters.add("invalid_status_update_acknowledgements");
            return;
        }
        TaskRecord task = framework.tasks.get(acknowledge.getTaskId());
        if (task != null && task.agentId.equals(agent.id())) {
            if (task.forwardedState == null) {
                state.counters.add("invalid_status_update_acknowledgements");
                return;
            }
            if (TaskStates.isTerminal(task.forwardedState)
                    && acknowledge.getUuid().equals(task.forwardedUuid)) {
                framework.complete(task);
            }
        }
        state.counters.add("valid_status_update_acknowledgements");
        state.tell(agent, new ToAgent.Acknowledge(framework.id(), acknowledge.getTaskId(), acknowledge.getUuid()));
        draining.checkDrained(agent.id());
    }

    /** An unknown task's kill is answered as its reconciliation (PROTOCOL B158-B160). */
    void kill(FrameworkRecord framework, Call.Kill kill) {
        TaskRecord task = framework.tasks.get(kill.getTaskId());
        Optional<AgentID> agentId = kill.hasAgentId() ? Optional.of(kill.getAgentId()) : Optional.empty();
        if (task == null) {
            reconcile(framework, kill.getTaskId(), agentId);
            return;
        }
        AgentRecord agent = state.agents.get(task.agentId);
        if (agent == null || (agentId.isPresent() && !agentId.get().equals(task.agentId))) {
            return;
        }
        agent.kills.add(new AgentRecord.Kill(framework.id(), kill.getTaskId()));
        if (!agent.connected) {
            return;
        }
        state.tell(
                agent,
                new ToAgent.KillTask(
                        framework.id(),
                        kill.getTaskId(),
                        kill.hasKillPolicy() ? Optional.of(kill.getKillPolicy()) : Optional.empty()));
    }

    /** PROTOCOL B164. */
    void shutdownExecutor(FrameworkRecord framework, Call.Shutdown shutdown) {
        AgentRecord agent = state.agents.get(shutdown.getAgentId());
        if (agent != null) {
            state.tell(agent, new ToAgent.ShutdownExecutor(framework.id(), shutdown.getExecutorId()));
        }
    }

    /** At most once, dropped without a word where it cannot go (PROTOCOL B166). */
    void message(FrameworkRecord framework, Call.Message message) {
        AgentRecord agent = state.agents.get(message.getAgentId());
        if (agent != null && agent.connected) {
            state.tell(agent, new ToAgent.FrameworkMessage(framework.id(), message.getExecutorId(), message.getData()));
        }
    }

    /** No tasks named means all that are known (PROTOCOL B146-B154). */
    void reconcile(FrameworkRecord framework, Call.Reconcile reconcile) {
        if (reconcile.getTasksCount() == 0) {
            List.copyOf(framework.tasks.values()).forEach(task -> sendLatest(framework, task));
            return;
        }
        for (Call.Reconcile.Task asked : reconcile.getTasksList()) {
            reconcile(
                    framework,
                    asked.getTaskId(),
                    asked.hasAgentId() ? Optional.of(asked.getAgentId()) : Optional.empty());
        }
    }

    private void reconcile(FrameworkRecord framework, TaskID taskId, Optional<AgentID> agentId) {
        TaskRecord task = framework.tasks.get(taskId);
        if (task != null) {
            sendLatest(framework, task);
            return;
        }
        boolean silent = agentId.isPresent() ? state.recovered.containsKey(agentId.get()) : !state.recovered.isEmpty();
        if (silent) {
            return; // B149: it may be there
        }
        TaskStatus.Builder status = unknown(framework, taskId, agentId);
        agentId.ifPresent(status::setAgentId);
        state.sendUpdate(framework, status.build());
    }

    /** PROTOCOL B150-B153. */
    private TaskStatus.Builder unknown(FrameworkRecord framework, TaskID taskId, Optional<AgentID> agentId) {
        if (agentId.filter(state.agents::containsKey).isPresent()) {
            return unknown(framework, taskId, TaskState.TASK_GONE, "Task is unknown to the agent");
        }
        Optional<Instant> unreachable = agentId.map(state.registry.unreachable::get);
        if (unreachable.isPresent()) {
            return unknown(framework, taskId, TaskState.TASK_UNREACHABLE, "Task is unreachable")
                    .setUnreachableTime(AgentRemovals.time(unreachable.get()));
        }
        if (agentId.filter(state.registry.gone::containsKey).isPresent()) {
            return unknown(framework, taskId, TaskState.TASK_GONE_BY_OPERATOR, "Task is gone");
        }
        return unknown(framework, taskId, TaskState.TASK_UNKNOWN, "Task is unknown");
    }

    private TaskStatus.Builder unknown(FrameworkRecord framework, TaskID taskId, TaskState answer, String message) {
        return Statuses.byMaster(
                taskId,
                Capabilities.told(answer, framework.info),
                TaskStatus.Reason.REASON_RECONCILIATION,
                "Reconciliation: " + message,
                state.now);
    }

    /** The state that was last passed on, which may lag behind (PROTOCOL B147, B148). */
    private void sendLatest(FrameworkRecord framework, TaskRecord task) {
        TaskStatus.Builder status = Statuses.byMaster(
                        task.info.getTaskId(),
                        task.forwardedState == null ? task.state : task.forwardedState,
                        TaskStatus.Reason.REASON_RECONCILIATION,
                        "Reconciliation: Latest task state",
                        state.now)
                .setAgentId(task.agentId);
        state.sendUpdate(framework, task.withLatest(status).build());
    }
}
