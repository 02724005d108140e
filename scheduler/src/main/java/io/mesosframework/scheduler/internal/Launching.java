package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ExecutorInfos;
import io.mesosframework.scheduler.application.GroupInfos;
import io.mesosframework.scheduler.application.TaskInfos;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.utils.TaskIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes what is launched for slots: a task, or a group of tasks. */
final class Launching {

    private final FrameworkParts parts;

    Launching(FrameworkParts parts) {
        this.parts = parts;
    }

    /**
     * What is launched for one slot.
     *
     * @param task as the slot knows it
     * @param infos one, or those of a group
     * @param executor a group's
     */
    record Launch(
            SlotTask task, List<TaskInfo> infos, @Nullable ExecutorInfo executor) {}

    /** Empty where what has the last touch fails: then the slot stays pending. */
    Optional<Launch> of(Assignment assignment, FrameworkID framework, Instant now) {
        SlotKey key = assignment.slot();
        String id = new TaskIds(key.application(), key.index(), unique()).text();
        return parts.callbacks()
                .call(
                        parts.lastTouch().getClass().getName(),
                        "the launch of " + id,
                        () -> made(assignment, id, framework, now),
                        Optional::empty);
    }

    private Optional<Launch> made(Assignment assignment, String id, FrameworkID framework, Instant now) {
        Application application = parts.tasks()
                .specification(assignment.slot().application())
                .orElseThrow()
                .application();
        List<GroupTask> members =
                application.group().map(group -> GroupStatus.fresh(group, id)).orElse(List.of());
        SlotTask task = new SlotTask(
                id,
                assignment.agent().getValue(),
                assignment.hostname(),
                assignment.address(),
                now,
                null,
                null,
                members,
                assignment.executor());
        if (!task.isGroup()) {
            TaskID taskId = TaskID.newBuilder().setValue(id).build();
            TaskInfo made = one(application, taskId, assignment, framework);
            return touched(List.of(made)).map(infos -> new Launch(task, infos, null));
        }
        GroupInfos.Launch made =
                GroupInfos.launch(application, id, framework, assignment.agent(), assignment.resources());
        return touched(made.tasks()).map(infos -> new Launch(task, infos, made.executor()));
    }

    private static TaskInfo one(Application application, TaskID id, Assignment assignment, FrameworkID framework) {
        SlotExecutor executor = assignment.executor();
        if (application.executor().isEmpty()) {
            return TaskInfos.taskInfo(application, id, assignment.agent(), assignment.resources());
        }
        if (executor == null) {
            throw new IllegalArgumentException("The resource manager gave slot " + assignment.slot()
                    + " no executor, and its application has its own");
        }
        return ExecutorInfos.taskInfo(
                application,
                id,
                assignment.agent(),
                assignment.resources(),
                framework,
                executor.id(),
                executor.resources());
    }

    private Optional<List<TaskInfo>> touched(List<TaskInfo> made) {
        List<TaskInfo> all = new ArrayList<>(made.size());
        for (TaskInfo info : made) {
            TaskInfo touched = parts.lastTouch().apply(info);
            if (!touched.getTaskId().equals(info.getTaskId())
                    || !touched.getAgentId().equals(info.getAgentId())) {
                throw new IllegalArgumentException("beforeLaunch must not change the task id or the agent id of "
                        + info.getTaskId().getValue());
            }
            all.add(touched);
        }
        return Optional.of(all);
    }

    private String unique() {
        return Long.toUnsignedString(parts.random().nextLong(), 36);
    }

    /** The operations that launch them on one agent. */
    static List<Offer.Operation> operations(List<Launch> launches) {
        List<Offer.Operation> operations = new ArrayList<>();
        Offer.Operation.Launch.Builder single = Offer.Operation.Launch.newBuilder();
        for (Launch launch : launches) {
            if (launch.executor() == null) {
                single.addAllTaskInfos(launch.infos());
            } else {
                operations.add(Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH_GROUP)
                        .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                                .setExecutor(launch.executor())
                                .setTaskGroup(TaskGroupInfo.newBuilder().addAllTasks(launch.infos())))
                        .build());
            }
        }
        if (single.getTaskInfosCount() > 0) {
            operations.add(
                    0,
                    Offer.Operation.newBuilder()
                            .setType(Offer.Operation.Type.LAUNCH)
                            .setLaunch(single)
                            .build());
        }
        return operations;
    }
}
