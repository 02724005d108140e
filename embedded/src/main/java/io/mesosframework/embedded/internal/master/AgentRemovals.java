package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Agents leave the master's books, and their tasks with them (PROTOCOL F21-F26, F33). */
final class AgentRemovals {

    private final MasterState state;
    private final Allocator allocator;
    private final Offers offers;
    private final InverseOffers inverseOffers;
    private final Operations operations;

    AgentRemovals(
            MasterState state, Allocator allocator, Offers offers, InverseOffers inverseOffers, Operations operations) {
        this.state = state;
        this.allocator = allocator;
        this.offers = offers;
        this.inverseOffers = inverseOffers;
        this.operations = operations;
    }

    /** The agent does not answer; it may come back, and its tasks with it (PROTOCOL F22). */
    void unreachable(AgentRecord agent) {
        Instant since = state.now;
        state.registry.markUnreachable(agent.id(), since);
        state.counters.removed("reason_unhealthy");
        endTasks(agent, framework -> true, (framework, task) -> {
            TaskStatus.Builder status = status(
                    task,
                    Capabilities.told(TaskState.TASK_UNREACHABLE, framework.info),
                    TaskStatus.Reason.REASON_AGENT_REMOVED,
                    "health check timed out");
            return status.setUnreachableTime(time(since)).build();
        });
        operations.agentLost(agent, OperationState.OPERATION_UNREACHABLE, "Agent was marked unreachable");
        forget(agent);
    }

    /** One that a new leader waited for in vain; its tasks are unknown (PROTOCOL F33). */
    void unreachable(AgentID recovered) {
        state.registry.markUnreachable(recovered, state.now);
        state.recovered.remove(recovered);
        fail(recovered);
    }

    /** It ended itself, its machine is down, or another one took its place: lost, for everyone (PROTOCOL F26). */
    void removed(AgentRecord agent, String why) {
        state.registry.remove(agent.id());
        state.counters.removed("reason_unregistered");
        endTasks(
                agent,
                framework -> true,
                (framework, task) -> status(
                                task,
                                TaskState.TASK_LOST,
                                TaskStatus.Reason.REASON_AGENT_REMOVED,
                                "Agent " + agent.info.getHostname() + " removed: " + why)
                        .build());
        forget(agent);
        state.operators.agentRemoved(agent);
    }

    /** Never to return (PROTOCOL E31, F24). */
    void gone(AgentRecord agent) {
        state.registry.markGone(agent.id(), state.now);
        state.tell(agent, new ToAgent.Shutdown("Agent has been marked gone"));
        endTasks(agent, framework -> true, this::goneStatus);
        operations.agentLost(agent, OperationState.OPERATION_GONE_BY_OPERATOR, "Agent has been marked gone");
        forget(agent);
    }

    /**
     * Not registered: only tasks that are remembered as unreachable are spoken of (PROTOCOL F24). Who was waited for is still waited
     * for, as in Mesos.
     */
    void gone(AgentID agentId) {
        state.registry.markGone(agentId, state.now);
        for (FrameworkRecord framework : state.frameworks.values()) {
            for (TaskRecord task : List.copyOf(framework.unreachableTasks.values())) {
                if (task.agentId.equals(agentId)) {
                    TaskStatus status = goneStatus(framework, task);
                    framework.unreachableTasks.remove(task.info.getTaskId());
                    end(framework, task, status);
                }
            }
        }
    }

    /** The connection broke: who does not checkpoint has lost all it had there (PROTOCOL F21, C52). */
    void disconnected(AgentRecord agent) {
        Predicate<FrameworkRecord> volatileOnes = framework -> !framework.info.getCheckpoint();
        endTasks(
                agent,
                volatileOnes,
                (framework, task) -> status(
                                task,
                                TaskState.TASK_LOST,
                                TaskStatus.Reason.REASON_AGENT_DISCONNECTED,
                                "Agent " + agent.info.getHostname() + " disconnected")
                        .build());
        state.frameworks.values().stream()
                .filter(volatileOnes)
                .forEach(framework -> freeExecutors(framework, agent.id()));
    }

    private TaskStatus goneStatus(FrameworkRecord framework, TaskRecord task) {
        boolean aware = framework.has(Capability.Type.PARTITION_AWARE);
        return status(
                        task,
                        aware ? TaskState.TASK_GONE_BY_OPERATOR : TaskState.TASK_LOST,
                        aware
                                ? TaskStatus.Reason.REASON_AGENT_REMOVED_BY_OPERATOR
                                : TaskStatus.Reason.REASON_AGENT_REMOVED,
                        "Agent has been marked gone")
                .build();
    }

    private TaskStatus.Builder status(TaskRecord task, TaskState told, TaskStatus.Reason reason, String message) {
        TaskStatus.Builder status = Statuses.byMaster(task.info.getTaskId(), told, reason, message, state.now)
                .setAgentId(task.agentId);
        if (task.info.hasExecutor()) {
            status.setExecutorId(task.info.getExecutor().getExecutorId());
        }
        return status;
    }

    private void endTasks(
            AgentRecord agent,
            Predicate<FrameworkRecord> whose,
            BiFunction<FrameworkRecord, TaskRecord, TaskStatus> how) {
        for (FrameworkRecord framework : state.frameworks.values()) {
            if (whose.test(framework)) {
                for (TaskRecord task : List.copyOf(framework.tasks.values())) {
                    if (task.agentId.equals(agent.id())) {
                        end(framework, task, how.apply(framework, task));
                    }
                }
            }
        }
    }

    private void end(FrameworkRecord framework, TaskRecord task, TaskStatus status) {
        TaskState before = task.state;
        if (!task.isTerminal()) {
            task.state = status.getState();
            if (task.isTerminal()) {
                state.counters.ended(task.state);
            }
            task.remember(status);
            allocator.recover(framework.id(), task.agentId, Resources.of(task.info.getResourcesList()));
        }
        if (status.hasUnreachableTime()) {
            framework.loseSightOf(task);
        } else {
            framework.complete(task);
        }
        state.sendUpdate(framework, status);
        state.operators.taskUpdated(framework, task, status, before);
    }

    private void freeExecutors(FrameworkRecord framework, AgentID agentId) {
        Map<?, ExecutorInfo> executors = framework.executors.remove(agentId);
        if (executors != null) {
            executors
                    .values()
                    .forEach(executor ->
                            allocator.recover(framework.id(), agentId, Resources.of(executor.getResourcesList())));
        }
    }

    private void forget(AgentRecord agent) {
        agent.cancelTimers();
        agent.connected = false;
        state.frameworks.values().forEach(framework -> freeExecutors(framework, agent.id()));
        offers.rescindAll(agent);
        inverseOffers.rescindAll(agent.id());
        allocator.removeAgent(agent.id());
        state.agents.remove(agent.id());
        if (Optional.of(agent.id()).equals(Optional.ofNullable(state.agentsByPeer.get(agent.peer)))) {
            state.agentsByPeer.remove(agent.peer);
        }
        fail(agent.id());
    }

    /** PROTOCOL B172. */
    private void fail(AgentID agentId) {
        state.frameworks
                .values()
                .forEach(framework -> state.send(
                        framework,
                        Event.newBuilder()
                                .setType(Event.Type.FAILURE)
                                .setFailure(Event.Failure.newBuilder().setAgentId(agentId))));
    }

    static TimeInfo time(Instant instant) {
        return TimeInfo.newBuilder()
                .setNanoseconds(instant.getEpochSecond() * 1_000_000_000 + instant.getNano())
                .build();
    }
}
