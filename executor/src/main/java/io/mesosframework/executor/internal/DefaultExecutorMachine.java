package io.mesosframework.executor.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ContainerStatus;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.agent.Response.WaitContainer;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the executor of task groups does and when, as Mesos' own default executor does it (PROTOCOL C72-C80, C81-C86):
 * plain code that is told what happened and answers what to do. It has no clock: every instant comes from the caller, who
 * must let them only grow. Not thread-safe.
 */
public final class DefaultExecutorMachine implements Turns.Machine<GroupInput, GroupEffect> {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    /** A SIGKILL that seems to have no effect is sent again. */
    private static final Duration KILL_RETRY = Duration.ofSeconds(1);

    private final ExecutorID executorId;
    private final Duration shutdownGrace;
    private final Supplier<UUID> uuids;
    private final Supplier<ByteString> updateUuids;

    private final Map<TaskID, GroupMember> members = new LinkedHashMap<>();
    private FrameworkInfo framework = FrameworkInfo.getDefaultInstance();
    private ContainerID ownContainer = ContainerID.getDefaultInstance();

    /** Not acknowledged by the agent yet. */
    private final Set<ByteString> unacknowledged = new HashSet<>();

    /** One task was killed for its health: all that end from then on are said to be unhealthy (PROTOCOL C79, as it is written). */
    private boolean unhealthy;

    private boolean shuttingDown;
    private boolean finished;
    private @Nullable Instant shutdownUntil;
    private @Nullable Instant acknowledgementsUntil;
    private List<GroupEffect> effects = new ArrayList<>();

    /**
     * @param executorId named in every status
     * @param shutdownGrace how long the agent waits after SHUTDOWN before it destroys the container (PROTOCOL C9)
     * @param uuids gives a fresh one for each container
     * @param updateUuids gives a fresh 16-byte uuid for each update
     */
    public DefaultExecutorMachine(
            ExecutorID executorId, Duration shutdownGrace, Supplier<UUID> uuids, Supplier<ByteString> updateUuids) {
        this.executorId = executorId;
        this.shutdownGrace = shutdownGrace;
        this.uuids = uuids;
        this.updateUuids = updateUuids;
    }

    /** Takes one input and says what is to be done, in order. After {@link GroupEffect.Finish} nothing more ever is. */
    @Override
    public List<GroupEffect> on(GroupInput input, Instant now) {
        if (finished) {
            return List.of();
        }
        effects = new ArrayList<>();
        if (input instanceof GroupInput.AgentEvent agent) {
            event(agent.event(), now);
        } else if (input instanceof GroupInput.AgentLost) {
            finish(1); // without an agent no container can be ended, nor any end be told
        } else if (input instanceof GroupInput.Launched launched) {
            member(launched.taskId()).ifPresent(member -> launched(member, now));
        } else if (input instanceof GroupInput.Refused refused) {
            member(refused.taskId()).ifPresent(member -> refused(member, refused.message(), now));
        } else if (input instanceof GroupInput.LaunchInDoubt doubt) {
            member(doubt.taskId()).ifPresent(member -> inDoubt(member, now));
        } else if (input instanceof GroupInput.Ended ended) {
            member(ended.taskId()).ifPresent(member -> ended(member, ended.answer(), now));
        } else if (input instanceof GroupInput.Probed probed) {
            member(probed.taskId()).ifPresent(member -> probed(member, probed, now));
        } else if (input instanceof GroupInput.Wake) {
            wake(now);
        }
        return List.copyOf(effects);
    }

    private Optional<GroupMember> member(TaskID taskId) {
        return Optional.ofNullable(members.get(taskId)).filter(GroupMember::isLive);
    }

    @Override
    public Optional<Instant> nextWake() {
        return finished
                ? Optional.empty()
                : Stream.concat(
                                Stream.of(
                                                Optional.ofNullable(shutdownUntil),
                                                Optional.ofNullable(acknowledgementsUntil))
                                        .flatMap(Optional::stream),
                                members.values().stream()
                                        .filter(GroupMember::isLive)
                                        .flatMap(GroupMember::deadlines))
                        .min(Instant::compareTo);
    }

    private void event(Event event, Instant now) {
        switch (event.getType()) {
            case SUBSCRIBED -> {
                framework = event.getSubscribed().getFrameworkInfo();
                ownContainer = event.getSubscribed().getContainerId();
            }
            case LAUNCH_GROUP -> {
                if (!shuttingDown) {
                    launch(event.getLaunchGroup().getTaskGroup());
                }
            }
            case LAUNCH, SHUTDOWN -> shutdown(now);
            case KILL ->
                member(event.getKill().getTaskId())
                        .filter(member -> !shuttingDown && member.phase != GroupMember.Phase.REFUSED)
                        .filter(member -> !member.killing) // a second one changes nothing (PROTOCOL C77)
                        .ifPresent(member ->
                                kill(member, KillGrace.of(event.getKill().getKillPolicy(), member.info), now));
            case ACKNOWLEDGED -> {
                unacknowledged.remove(event.getAcknowledged().getUuid());
                finishIfOver();
            }
            default -> {} // HEARTBEAT; MESSAGE and ERROR, which mean nothing to a group
        }
    }

    /** All of the group start before the first of them runs (PROTOCOL C72, C73). */
    private void launch(TaskGroupInfo launched) {
        acknowledgementsUntil = null;
        List<GroupMember> group = new ArrayList<>();
        for (TaskInfo task : launched.getTasksList()) {
            ContainerID containerId = ContainerID.newBuilder()
                    .setValue(uuids.get().toString())
                    .setParent(ownContainer)
                    .build();
            GroupMember member = new GroupMember(task, containerId, group);
            group.add(member);
            members.put(task.getTaskId(), member);
            update(member, status(member, TaskState.TASK_STARTING));
        }
        group.forEach(member -> effects.add(new GroupEffect.Launch(member.info, member.containerId)));
    }

    private void launched(GroupMember member, Instant now) {
        member.phase = GroupMember.Phase.RUNNING;
        if (member.info.hasMaxCompletionTime() && !member.killing) {
            member.completionAt =
                    now.plusNanos(Math.max(0, member.info.getMaxCompletionTime().getNanoseconds()));
        }
        if (member.killing) {
            effects.add(new GroupEffect.Kill(member.containerId, SIGTERM));
        }
        announceIfAllStarted(member.group, now);
    }

    /** TASK_RUNNING for those that run, once none is still starting (PROTOCOL C72). */
    private void announceIfAllStarted(List<GroupMember> group, Instant now) {
        if (group.stream().anyMatch(member -> member.phase == GroupMember.Phase.STARTING)) {
            return;
        }
        for (GroupMember member : group) {
            if (member.phase == GroupMember.Phase.REFUSED) {
                effects.add(new GroupEffect.Await(member.id(), member.containerId));
            } else if (member.phase == GroupMember.Phase.RUNNING && !member.running) {
                member.running = true;
                effects.add(new GroupEffect.Await(member.id(), member.containerId));
                if (!member.killing) {
                    update(member, status(member, TaskState.TASK_RUNNING));
                    member.startChecks(now);
                }
            }
        }
        beginChecks(now);
    }

    /** What became of it the agent says better when it is asked for the container's end (PROTOCOL C74, C75). */
    private void refused(GroupMember member, String message, Instant now) {
        if (member.phase == GroupMember.Phase.STARTING) {
            member.phase = GroupMember.Phase.REFUSED;
            member.launchError = Optional.of(message);
            announceIfAllStarted(member.group, now);
        }
    }

    private void inDoubt(GroupMember member, Instant now) {
        if (member.phase == GroupMember.Phase.STARTING) {
            member.phase = GroupMember.Phase.ENDED;
            announceIfAllStarted(member.group, now);
            TaskState dropped =
                    has(FrameworkInfo.Capability.Type.PARTITION_AWARE) ? TaskState.TASK_DROPPED : TaskState.TASK_LOST;
            end(
                    member,
                    status(member, member.killing ? TaskState.TASK_KILLED : dropped)
                            .setMessage("The agent went away before it launched the task's container"),
                    now);
        }
    }

    /** PROTOCOL C75. */
    private void ended(GroupMember member, Optional<WaitContainer> answer, Instant now) {
        boolean launched = member.phase == GroupMember.Phase.RUNNING;
        member.phase = GroupMember.Phase.ENDED;
        end(member, answer.map(known -> endOf(member, known)).orElseGet(() -> endOfUnknown(member, launched)), now);
    }

    /** The agent does not know the container any more, or never did. */
    private TaskStatus.Builder endOfUnknown(GroupMember member, boolean launched) {
        if (member.killing && launched) {
            return status(member, TaskState.TASK_KILLED);
        }
        return status(member, TaskState.TASK_FAILED)
                .setMessage(member.launchError.orElse("Unable to retrieve command's termination information"));
    }

    /** What the agent says counts more than what the executor works out. */
    private TaskStatus.Builder endOf(GroupMember member, WaitContainer answer) {
        TaskStatus.Builder status = answer.hasExitStatus()
                ? status(member, endState(member, answer.getExitStatus()))
                        .setMessage(ExitStatus.describeWaitStatus(answer.getExitStatus()))
                : status(member, TaskState.TASK_FAILED)
                        .setMessage(member.launchError.orElse("Command terminated with unknown status"));
        if (answer.hasExitStatus() && member.completionTimedOut) {
            status.setReason(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
        }
        if (answer.hasState()) {
            status.setState(answer.getState());
        }
        if (answer.hasReason()) {
            status.setReason(answer.getReason());
        }
        if (answer.hasMessage()) {
            status.setMessage(status.getMessage() + ": " + answer.getMessage());
        }
        if (answer.hasLimitation()) {
            status.setLimitation(answer.getLimitation());
        }
        return status;
    }

    private static TaskState endState(GroupMember member, int waitStatus) {
        if (member.completionTimedOut) {
            return TaskState.TASK_FAILED;
        }
        if (member.killing) {
            return TaskState.TASK_KILLED;
        }
        return waitStatus == 0 ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
    }

    private void end(GroupMember member, TaskStatus.Builder status, Instant now) {
        member.completionAt = null;
        member.forceKillAt = null;
        stopChecks(member);
        if (unhealthy) {
            status.setHealthy(false);
        }
        update(member, status);
        members.remove(member.id());
        boolean endsGroup = status.getState() == TaskState.TASK_FAILED
                || status.getState() == TaskState.TASK_KILLED; // PROTOCOL C76
        if (endsGroup && !shuttingDown) {
            member.group.stream().filter(other -> !other.killing).forEach(other -> killIfLaunched(other, now));
        }
        if (members.isEmpty()) {
            acknowledgementsUntil = now.plus(CommandExecutorMachine.ACKNOWLEDGEMENT_LIMIT);
        }
    }

    /** With others, or for the executor's end: by the usual grace, whatever the task's own (PROTOCOL C77). */
    private void killIfLaunched(GroupMember member, Instant now) {
        if (member.phase == GroupMember.Phase.STARTING || member.phase == GroupMember.Phase.RUNNING) {
            kill(member, KillGrace.USUAL, now);
        }
    }

    /** PROTOCOL C78. */
    private void finishIfOver() {
        if (members.isEmpty() && unacknowledged.isEmpty()) {
            finish(0);
        }
    }

    private void shutdown(Instant now) {
        if (members.isEmpty()) {
            finish(0);
            return;
        }
        if (!shuttingDown) {
            shuttingDown = true;
            shutdownUntil = now.plus(shutdownGrace);
        }
        List.copyOf(members.values()).stream()
                .filter(member -> !member.killing)
                .forEach(member -> killIfLaunched(member, now));
    }

    private void kill(GroupMember member, Duration grace, Instant now) {
        member.killing = true;
        member.completionAt = null;
        member.forceKillAt = now.plus(grace);
        stopChecks(member);
        if (!member.completionTimedOut && has(FrameworkInfo.Capability.Type.TASK_KILLING_STATE)) {
            update(member, status(member, TaskState.TASK_KILLING));
        }
        if (member.phase == GroupMember.Phase.RUNNING) {
            effects.add(new GroupEffect.Kill(member.containerId, SIGTERM));
            forceKillIfDue(member, now);
        }
    }

    private void forceKillIfDue(GroupMember member, Instant now) {
        if (member.phase == GroupMember.Phase.RUNNING && due(member.forceKillAt, now)) {
            member.forceKillAt = now.plus(KILL_RETRY);
            effects.add(new GroupEffect.Kill(member.containerId, SIGKILL));
        }
    }

    private void wake(Instant now) {
        if (due(shutdownUntil, now)) {
            finish(1);
            return;
        }
        if (due(acknowledgementsUntil, now)) {
            finish(0);
            return;
        }
        for (GroupMember member : List.copyOf(members.values())) {
            if (due(member.completionAt, now)) {
                member.completionTimedOut = true;
                kill(member, Duration.ZERO, now);
            }
            forceKillIfDue(member, now);
        }
        beginChecks(now);
    }

    private void beginChecks(Instant now) {
        for (GroupMember member : members.values()) {
            for (Checker checker : member.checkers) {
                if (due(checker.dueAt(), now)) {
                    effects.add(new GroupEffect.Probe(member.id(), checker.spec(), checker.begin()));
                }
            }
        }
    }

    private void stopChecks(GroupMember member) {
        if (!member.checkers.isEmpty()) {
            member.checkers = List.of();
            effects.add(new GroupEffect.CancelProbes(member.id()));
        }
    }

    private void probed(GroupMember member, GroupInput.Probed probed, Instant now) {
        for (Checker checker : member.checkers) {
            if (checker.spec().kind() == probed.kind()) {
                Checker.Report report = checker.done(probed.run(), probed.result(), now);
                if (report != null) {
                    report(member, report, now);
                }
            }
        }
        beginChecks(now);
    }

    /** The task's last state once more, with what is known of its health and its check (PROTOCOL C67, C79). */
    private void report(GroupMember member, Checker.Report report, Instant now) {
        TaskStatus.Builder status = member.lastStatus.toBuilder().clearMessage().setUuid(updateUuids.get());
        if (report.healthy() != null) {
            status.setHealthy(report.healthy()).setReason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
        }
        if (report.status() != null) {
            status.setCheckStatus(report.status()).setReason(TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED);
        }
        update(member, status);
        if (report.kill()) {
            unhealthy = true;
            kill(member, KillGrace.of(member.info), now);
        }
    }

    private TaskStatus.Builder status(GroupMember member, TaskState state) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(member.id())
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setExecutorId(executorId)
                .setContainerStatus(ContainerStatus.newBuilder().setContainerId(member.containerId))
                .setUuid(updateUuids.get());
        if (member.info.hasCheck()) {
            status.setCheckStatus(CheckSpec.emptyStatus(member.info.getCheck()));
        }
        return status;
    }

    private void update(GroupMember member, TaskStatus.Builder status) {
        member.lastStatus = status.build();
        unacknowledged.add(member.lastStatus.getUuid());
        effects.add(new GroupEffect.Update(member.lastStatus));
    }

    private boolean has(FrameworkInfo.Capability.Type type) {
        return framework.getCapabilitiesList().stream().anyMatch(capability -> capability.getType() == type);
    }

    private void finish(int exitCode) {
        finished = true;
        effects.add(new GroupEffect.Finish(exitCode));
    }

    private static boolean due(@Nullable Instant at, Instant now) {
        return at != null && !now.isBefore(at);
    }
}
