package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.GroupInfos;
import io.mesosframework.scheduler.application.TaskGroup;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.utils.TaskStates;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Folds what Mesos says of a group's tasks into what is so of the group. What comes out depends on what was said of each task, and not
 * on the order in which it was said of different ones.
 */
final class GroupStatus {

    /** How bad an end is: of several, the worst says how the group ended, as the executor kills the others because of it. */
    private static final List<TaskState> WORST_FIRST = List.of(
            TaskState.TASK_ERROR,
            TaskState.TASK_FAILED,
            TaskState.TASK_GONE_BY_OPERATOR,
            TaskState.TASK_GONE,
            TaskState.TASK_LOST,
            TaskState.TASK_DROPPED,
            TaskState.TASK_KILLED,
            TaskState.TASK_FINISHED);

    private static final Comparator<GroupTask> BY_END = Comparator.<GroupTask>comparingInt(
                    member -> WORST_FIRST.indexOf(ending(member).state()))
            // Of those that were killed, the one that was so for a reason of its own.
            .thenComparing(member -> !Boolean.FALSE.equals(member.healthy()))
            .thenComparing(member -> !"AGENT_DRAINING".equals(ending(member).reason()));

    private GroupStatus() {}

    /**
     * What a status comes to.
     *
     * @param task the task or group with what is now known of its tasks, but for its own state
     * @param status of the task, or of the group as if it were one
     * @param report what Mesos said: of a group that has ended, of the task that ended it; else of the task it is about
     * @param isBroken whether a task of a group ended so that the others, some of which may live, are not to go on
     */
    record Heard(SlotTask task, TaskStatus status, TaskReport report, boolean isBroken) {}

    /** The tasks of a group that is to be launched. */
    static List<GroupTask> fresh(TaskGroup group, String id) {
        return group.tasks().stream()
                .map(member -> GroupTask.fresh(
                        member.name(),
                        GroupInfos.taskId(id, member.name()),
                        member.template().isChecked()))
                .toList();
    }

    /** Whether the status is of a group's task that had ended before: it tells nothing new of the group. */
    static boolean isLate(SlotTask task, TaskStatus status) {
        return task.isGroup()
                && task.member(status.getTaskId().getValue())
                        .filter(member -> member.ending() == null)
                        .isEmpty();
    }

    /** Takes in a status of the task, or of one of the group's. */
    static Heard hear(SlotTask task, TaskStatus status) {
        if (!task.isGroup()) {
            return new Heard(task, status, TaskReport.of(status), false);
        }
        String id = status.getTaskId().getValue();
        boolean ofAll = task.mesosState() == null && isOfWholeLaunch(status);
        List<GroupTask> members = task.members().stream()
                .map(member -> ofAll || member.id().equals(id) ? heard(member, status) : member)
                .toList();
        SlotTask next = task.withMembers(members);
        boolean isOver = members.stream().noneMatch(GroupStatus::mayLive);
        TaskState state = isOver ? ending(decisive(members)).state() : living(members);
        TaskStatus.Builder folded = status.toBuilder().setState(state).clearHealthy();
        folded.getTaskIdBuilder().setValue(task.id());
        if (state == TaskState.TASK_RUNNING && isHealthy(members)) {
            folded.setHealthy(true);
        }
        TaskReport report = isOver
                ? named(decisive(members).name(), ending(decisive(members)))
                : task.member(id)
                        .map(member -> named(member.name(), TaskReport.of(status)))
                        .orElseGet(() -> TaskReport.of(status));
        return new Heard(next, folded.build(), report, isBroken(members));
    }

    /** Groups are launched and refused as a whole: what the master or agent says of one task before any has begun is so of all. */
    private static boolean isOfWholeLaunch(TaskStatus status) {
        return TaskStates.isTerminal(status.getState())
                && status.getState() != TaskState.TASK_FINISHED
                && status.hasSource()
                && status.getSource() != TaskStatus.Source.SOURCE_EXECUTOR
                && !isRepeatedEnd(status);
    }

    /**
     * Whether the master tells how a task is that began before this was heard of, as after a start anew: it puts its own name to an end
     * that the executor reported, and the others may live (PROTOCOL B147, F23).
     */
    private static boolean isRepeatedEnd(TaskStatus status) {
        boolean repeated = status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION
                || status.getReason() == TaskStatus.Reason.REASON_AGENT_REREGISTERED;
        boolean itsOwn = status.getState() == TaskState.TASK_FAILED || status.getState() == TaskState.TASK_KILLED;
        return repeated && itsOwn;
    }

    private static GroupTask heard(GroupTask member, TaskStatus status) {
        if (member.ending() != null) {
            return member;
        }
        return new GroupTask(
                member.name(),
                member.id(),
                member.checked(),
                status.getState(),
                status.hasHealthy() ? status.getHealthy() : null,
                TaskStates.isTerminal(status.getState()) ? TaskReport.of(status) : null,
                member.ports());
    }

    private static boolean mayLive(GroupTask member) {
        return member.ending() == null;
    }

    private static TaskReport ending(GroupTask member) {
        return Objects.requireNonNull(member.ending());
    }

    private static GroupTask decisive(List<GroupTask> members) {
        return members.stream().min(BY_END).orElseThrow();
    }

    private static boolean isBroken(List<GroupTask> members) {
        return members.stream()
                .anyMatch(member -> !mayLive(member) && ending(member).state() != TaskState.TASK_FINISHED);
    }

    /** Of a group some of whose tasks may live: the state of the one that has come least far. */
    private static TaskState living(List<GroupTask> members) {
        List<TaskState> said = members.stream()
                .filter(GroupStatus::mayLive)
                .map(GroupTask::mesosState)
                .filter(Objects::nonNull)
                .toList();
        if (said.stream().anyMatch(Sightings::isOutOfSight)) {
            return TaskState.TASK_UNREACHABLE;
        }
        if (isBroken(members) || said.contains(TaskState.TASK_KILLING)) {
            return TaskState.TASK_KILLING;
        }
        if (said.contains(TaskState.TASK_STAGING)) {
            return TaskState.TASK_STAGING;
        }
        boolean allRun = said.stream().allMatch(TaskState.TASK_RUNNING::equals)
                && members.stream().noneMatch(member -> member.mesosState() == null);
        return allRun ? TaskState.TASK_RUNNING : TaskState.TASK_STARTING;
    }

    /** Whether some are checked, and each of those is healthy or has finished. */
    private static boolean isHealthy(List<GroupTask> members) {
        return members.stream().anyMatch(GroupTask::checked)
                && members.stream()
                        .filter(GroupTask::checked)
                        .allMatch(member -> !mayLive(member) || Boolean.TRUE.equals(member.healthy()));
    }

    private static TaskReport named(String member, TaskReport report) {
        String message = "task " + member + (report.message().isEmpty() ? "" : ": " + report.message());
        return new TaskReport(report.state(), report.reason(), message, report.exitCode());
    }
}
