package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.agent.ExecutorRun.RunningTask;
import io.mesosframework.embedded.internal.agent.ExecutorRun.State;
import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.embedded.internal.core.Statuses;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerStatus;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.NetworkInfo;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.utils.MesosDuration;
import io.mesosframework.utils.MesosUuid;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The life of executors and of the tasks in them. */
final class Executors {

    private final AgentState state;
    private final UpdateManager updates;

    Executors(AgentState state, UpdateManager updates) {
        this.state = state;
        this.updates = updates;
    }

    static Duration shutdownGrace(ExecutorRun run) {
        return run.info.hasShutdownGracePeriod()
                ? Duration.ofNanos(run.info.getShutdownGracePeriod().getNanoseconds())
                : AgentConfig.EXECUTOR_SHUTDOWN_GRACE_PERIOD;
    }

    /** Groups go as groups, single tasks as such, each once (PROTOCOL C24, C26). */
    void deliverQueued(ExecutorRun run) {
        Set<TaskID> grouped = new LinkedHashSet<>();
        for (TaskGroupInfo group : run.queuedGroups) {
            group.getTasksList().forEach(task -> {
                grouped.add(task.getTaskId());
                run.launched.put(task.getTaskId(), new RunningTask(task));
            });
            state.send(
                    run,
                    Event.newBuilder()
                            .setType(Event.Type.LAUNCH_GROUP)
                            .setLaunchGroup(Event.LaunchGroup.newBuilder().setTaskGroup(group)));
        }
        for (TaskInfo task : run.queued.values()) {
            if (!grouped.contains(task.getTaskId())) {
                run.launched.put(task.getTaskId(), new RunningTask(task));
                state.send(
                        run,
                        Event.newBuilder()
                                .setType(Event.Type.LAUNCH)
                                .setLaunch(Event.Launch.newBuilder().setTask(task)));
            }
        }
        run.queued.clear();
        run.queuedGroups.clear();
    }

    /** An update of the agent's own making, with a uuid to acknowledge (PROTOCOL B122). */
    void tell(
            AgentFramework framework,
            Optional<ExecutorID> executorId,
            TaskID taskId,
            TaskState told,
            TaskStatus.Reason reason,
            String message) {
        TaskStatus.Builder status = Statuses.byAgent(state.id(), taskId, told, reason, message, state.now)
                .setUuid(MesosUuid.toBytes(Ids.uuid(state.random)));
        executorId.ifPresent(status::setExecutorId);
        handle(framework, framework.executorOf(taskId), status.build());
    }

    /** A task the master has on this agent, which knows nothing of it (PROTOCOL B129). */
    void tellMissing(FrameworkInfo framework, TaskID taskId) {
        updates.add(
                framework.getId(),
                Statuses.byAgent(
                                state.id(),
                                taskId,
                                Capabilities.told(TaskState.TASK_DROPPED, framework),
                                TaskStatus.Reason.REASON_RECONCILIATION,
                                "Reconciliation: task unknown to the agent",
                                state.now)
                        .setUuid(MesosUuid.toBytes(Ids.uuid(state.random)))
                        .build());
    }

    /** PROTOCOL C30-C37, B124. */
    void fromExecutor(AgentFramework framework, ExecutorRun sender, TaskStatus sent) {
        if (framework.terminating || (sent.hasAgentId() && !sent.getAgentId().equals(state.id()))) {
            return; // C32
        }
        ExecutorRun run = framework.executorOf(sent.getTaskId());
        TaskStatus.Builder status = sent.toBuilder().setSource(TaskStatus.Source.SOURCE_EXECUTOR);
        if (!status.hasAgentId()) {
            status.setAgentId(state.id());
        }
        Draining.mark(state, framework.info, status);
        if (!status.hasTimestamp()) {
            status.setTimestamp(Statuses.seconds(state.now));
        }
        if (run != null) {
            status.setContainerStatus(containerStatus(run, sent));
        }
        if (handle(framework, run, status.build())) {
            state.send(
                    sender,
                    Event.newBuilder()
                            .setType(Event.Type.ACKNOWLEDGED)
                            .setAcknowledged(Event.Acknowledged.newBuilder()
                                    .setTaskId(sent.getTaskId())
                                    .setUuid(sent.getUuid())));
        }
    }

    /** Stores the update; false if no executor is to be told so (PROTOCOL C33, C34). */
    private boolean handle(AgentFramework framework, @Nullable ExecutorRun run, TaskStatus status) {
        TaskID taskId = status.getTaskId();
        if (run == null) {
            updates.add(framework.id(), status);
            return false;
        }
        boolean terminal = TaskStates.isTerminal(status.getState());
        if (run.ended.containsKey(taskId) || (run.queued.containsKey(taskId) && !terminal)) {
            return true; // dropped, C21 and C34
        }
        TaskInfo queued = run.queued.remove(taskId);
        RunningTask task = queued != null ? new RunningTask(queued) : run.launched.get(taskId);
        if (task == null) {
            return true;
        }
        task.state = status.getState();
        task.latest = status;
        task.reported |= status.getSource() == TaskStatus.Source.SOURCE_EXECUTOR;
        task.statuses.removeIf(earlier -> earlier.getState() == status.getState());
        task.statuses.add(status);
        if (terminal) {
            run.launched.remove(taskId);
            run.ended.put(taskId, task);
        }
        updates.add(framework.id(), status);
        return true;
    }

    /** What the executor told of the container, and the agent knows better (PROTOCOL B124). */
    private ContainerStatus containerStatus(ExecutorRun run, TaskStatus sent) {
        ContainerStatus.Builder status = sent.getContainerStatus().toBuilder();
        if (!status.hasContainerId()) {
            status.setContainerId(run.containerId);
        }
        Containers.Nested nested = run.nested.get(status.getContainerId());
        boolean known = status.getContainerId().equals(run.containerId) || (nested != null && nested.alive);
        if (!known) {
            return status.build();
        }
        if (status.getNetworkInfosCount() == 0) {
            status.addNetworkInfos(NetworkInfo.newBuilder()
                    .addIpAddresses(NetworkInfo.IPAddress.newBuilder()
                            .setProtocol(NetworkInfo.Protocol.IPv4)
                            .setIpAddress(state.config.ip())));
        }
        if (!status.hasExecutorPid()) {
            OptionalLong pid =
                    nested == null ? run.pid : nested.started ? OptionalLong.of(nested.pid) : OptionalLong.empty();
            pid.ifPresent(number -> status.setExecutorPid((int) number));
        }
        return status.build();
    }

    /** The scheduler has it; an ended task whose end is acknowledged is history (PROTOCOL B138, B139). */
    void acknowledge(ToAgent.Acknowledge acknowledge) {
        AgentFramework framework = state.frameworks.get(acknowledge.frameworkId());
        updates.acknowledge(acknowledge.frameworkId(), acknowledge.taskId(), acknowledge.uuid())
                .filter(status -> TaskStates.isTerminal(status.getState()))
                .ifPresent(status -> {
                    if (framework != null) {
                        completed(framework, status.getTaskId());
                    }
                });
    }

    private void completed(AgentFramework framework, TaskID taskId) {
        ExecutorRun run = framework.executorOf(taskId);
        RunningTask task = run == null ? null : run.ended.remove(taskId);
        if (run != null && task != null) {
            run.completed.add(task);
            removeIfOver(framework, run);
        }
    }

    /** PROTOCOL B162, B163. */
    void kill(ToAgent.KillTask kill) {
        AgentFramework framework = state.frameworks.get(kill.frameworkId());
        if (framework == null || framework.terminating) {
            return;
        }
        ExecutorRun run = framework.executorOf(kill.taskId());
        if (run == null) {
            tell(
                    framework,
                    Optional.empty(),
                    kill.taskId(),
                    Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                    TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
                    "Cannot find executor");
            return;
        }
        if (run.isEnding()) {
            return;
        }
        if (run.queued.containsKey(kill.taskId())) {
            killQueued(framework, run, kill.taskId());
            return;
        }
        Event.Kill.Builder event = Event.Kill.newBuilder().setTaskId(kill.taskId());
        kill.killPolicy().ifPresent(event::setKillPolicy);
        state.send(run, Event.newBuilder().setType(Event.Type.KILL).setKill(event));
    }

    private void killQueued(AgentFramework framework, ExecutorRun run, TaskID taskId) {
        List<TaskID> killed = new ArrayList<>();
        run.queuedGroupOf(taskId)
                .ifPresentOrElse(
                        group -> {
                            run.queuedGroups.remove(group);
                            group.getTasksList().forEach(task -> killed.add(task.getTaskId()));
                        },
                        () -> killed.add(taskId));
        TaskStatus.Builder end = TaskStatus.newBuilder()
                .setState(TaskState.TASK_KILLED)
                .setReason(TaskStatus.Reason.REASON_TASK_KILLED_DURING_LAUNCH);
        Draining.mark(state, framework.info, end);
        killed.forEach(id -> tell(
                framework,
                Optional.of(run.id()),
                id,
                end.getState(),
                end.getReason(),
                killed.size() > 1
                        ? "A task within the task group was killed before delivery to the executor"
                        : "Killed before delivery to the executor"));
    }

    void message(ToAgent.FrameworkMessage message) {
        AgentFramework framework = state.frameworks.get(message.frameworkId());
        ExecutorRun run = framework == null ? null : framework.executors.get(message.executorId());
        if (run != null && run.state == State.RUNNING) {
            state.send(
                    run,
                    Event.newBuilder()
                            .setType(Event.Type.MESSAGE)
                            .setMessage(Event.Message.newBuilder().setData(message.data())));
        }
    }

    void shutdownExecutor(FrameworkID frameworkId, ExecutorID executorId) {
        AgentFramework framework = state.frameworks.get(frameworkId);
        ExecutorRun run = framework == null ? null : framework.executors.get(executorId);
        if (framework != null && run != null && !run.isEnding()) {
            shutdown(framework, run);
        }
    }

    /** Ends all of a framework; nobody waits for its updates any more (PROTOCOL B167, C46). */
    void shutdownFramework(FrameworkID frameworkId) {
        AgentFramework framework = state.frameworks.get(frameworkId);
        if (framework == null || framework.terminating) {
            return;
        }
        framework.terminating = true;
        updates.forget(frameworkId);
        for (ExecutorRun run : List.copyOf(framework.executors.values())) {
            if (run.state == State.TERMINATED) {
                complete(framework, run);
            } else if (run.state != State.TERMINATING) {
                shutdown(framework, run);
            }
        }
        removeIfOver(framework);
    }

    /** The executor is asked to end, and made to after its grace period (PROTOCOL C41, B164, B165). */
    void shutdown(AgentFramework framework, ExecutorRun run) {
        run.state = State.TERMINATING;
        state.send(run, Event.newBuilder().setType(Event.Type.SHUTDOWN));
        run.grace = state.timers.at(
                state.now.plus(shutdownGrace(run)),
                () -> state.effect(new AgentEffect.DestroyContainer(run.containerId)));
    }

    /** PROTOCOL C28. */
    void neverRegistered(ExecutorRun run) {
        run.state = State.TERMINATING;
        run.termination = new ExecutorRun.Termination(
                TaskState.TASK_FAILED,
                TaskStatus.Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT,
                "Executor did not register within "
                        + MesosDuration.format(state.config.timeouts().executorRegistration()));
        state.effect(new AgentEffect.DestroyContainer(run.containerId));
    }

    /** PROTOCOL C47. */
    void containerFailed(ContainerID containerId, String message, int status) {
        ExecutorRun run = byContainer(containerId);
        if (run != null) {
            run.termination = new ExecutorRun.Termination(
                    TaskState.TASK_FAILED,
                    TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED,
                    "Failed to launch container: " + message);
            containerExited(containerId, status);
        }
    }

    /** No containerizer took it, so none knows how it ended. */
    void containerUnsupported(ContainerID containerId) {
        ExecutorRun run = byContainer(containerId);
        if (run != null) {
            run.termination = new ExecutorRun.Termination(
                    TaskState.TASK_FAILED,
                    TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
                    "Abnormal executor termination: unknown container");
            containerExited(containerId, -1);
        }
    }

    /** Its tasks were never on their way. */
    void sandboxFailed(ContainerID containerId, String message) {
        ExecutorRun run = byContainer(containerId);
        AgentFramework framework = run == null ? null : frameworkOf(run);
        if (run != null && framework != null) {
            run.termination = new ExecutorRun.Termination(
                    Capabilities.told(TaskState.TASK_DROPPED, framework.info),
                    TaskStatus.Reason.REASON_EXECUTOR_TERMINATED,
                    message);
            containerExited(containerId, -1);
        }
    }

    /** Whatever has not ended in it ends now (PROTOCOL C45, C46, B173). */
    void containerExited(ContainerID containerId, int status) {
        ExecutorRun run = byContainer(containerId);
        AgentFramework framework = run == null ? null : frameworkOf(run);
        if (run == null || framework == null || run.state == State.TERMINATED) {
            return;
        }
        run.state = State.TERMINATED;
        run.cancelTimers();
        if (!run.command) {
            state.tellMaster(new FromAgent.ExecutorExited(framework.id(), run.id(), status));
        }
        if (!framework.terminating) {
            Set<TaskID> left = new LinkedHashSet<>(run.launched.keySet());
            left.addAll(run.queued.keySet());
            run.queuedGroups.clear();
            ExecutorRun.Termination why = run.termination == null
                    ? new ExecutorRun.Termination(
                            TaskState.TASK_FAILED, TaskStatus.Reason.REASON_EXECUTOR_TERMINATED, "Executor terminated")
                    : run.termination;
            left.forEach(
                    taskId -> tell(framework, Optional.of(run.id()), taskId, why.state(), why.reason(), why.message()));
        }
        removeIfOver(framework, run);
    }

    /** An executor stays known until its last update is acknowledged (PROTOCOL F45). */
    private void removeIfOver(AgentFramework framework, ExecutorRun run) {
        if (run.state == State.TERMINATED && (run.ended.isEmpty() || framework.terminating)) {
            complete(framework, run);
            removeIfOver(framework);
        }
    }

    private void complete(AgentFramework framework, ExecutorRun run) {
        framework.complete(run);
        state.runs.remove(run.containerId);
    }

    private void removeIfOver(AgentFramework framework) {
        if (framework.executors.isEmpty()) {
            state.frameworks.remove(framework.id());
            state.completed.merge(framework.id(), framework, (older, newer) -> {
                newer.completed.forEach(older.completed::addLast);
                return older;
            });
        }
    }

    @Nullable
    ExecutorRun byContainer(ContainerID containerId) {
        return state.runs.get(containerId);
    }

    private @Nullable AgentFramework frameworkOf(ExecutorRun run) {
        return state.frameworks.get(run.info.getFrameworkId());
    }
}
