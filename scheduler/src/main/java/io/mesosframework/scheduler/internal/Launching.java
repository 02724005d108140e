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
import io.mesosframework.scheduler.application.ResourceNeeds;
import io.mesosframework.scheduler.application.TaskInfos;
import io.mesosframework.scheduler.application.TaskTemplate;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes what is launched for slots: a task, or a group of tasks. */
final class Launching {

    private final FrameworkParts parts;
    private String failure = "";

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
        failure = "";
        return parts.callbacks()
                .guard(
                        parts.resources().getClass().getName(),
                        "the launch of " + id,
                        () -> telling(
                                "its launch",
                                assignment,
                                () -> withPorts(made(assignment, id, framework, now), assignment)),
                        Optional::<Launch>empty)
                .flatMap(launch -> touched(launch, assignment));
    }

    /** Why the last launch failed, in words. */
    String failure() {
        return failure;
    }

    private Launch made(Assignment assignment, String id, FrameworkID framework, Instant now) {
        Application application = application(assignment);
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
                assignment.executor(),
                List.of());
        if (!task.isGroup()) {
            TaskID taskId = TaskID.newBuilder().setValue(id).build();
            TaskInfo made = one(application, taskId, assignment, framework);
            return new Launch(task, List.of(made), null);
        }
        GroupInfos.Launch made =
                GroupInfos.launch(application, id, framework, assignment.agent(), assignment.resources());
        return new Launch(task, made.tasks(), made.executor());
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

    /** The slot knows the ports that its tasks will have. */
    private Launch withPorts(Launch launch, Assignment assignment) {
        Application application = application(assignment);
        SlotTask task = launch.task();
        List<GroupTask> members = new ArrayList<>(task.members().size());
        for (int i = 0; i < task.members().size(); i++) {
            TaskTemplate template =
                    application.group().orElseThrow().tasks().get(i).template();
            members.add(task.members()
                    .get(i)
                    .withPorts(ports(template.resources(), launch.infos().get(i))));
        }
        SlotTask known = task.isGroup()
                ? task.withMembers(members)
                : task.withPorts(ports(application.resources(), launch.infos().get(0)));
        return new Launch(known, launch.infos(), launch.executor());
    }

    private static List<Integer> ports(ResourceNeeds needs, TaskInfo task) {
        return TaskInfos.ports(needs, task.getResourcesList());
    }

    private Application application(Assignment assignment) {
        return parts.tasks()
                .specification(assignment.slot().application())
                .orElseThrow()
                .application();
    }

    /** As the user's last touch leaves it. */
    private Optional<Launch> touched(Launch launch, Assignment assignment) {
        if (parts.lastTouch() instanceof Untouched) {
            return Optional.of(launch);
        }
        return parts.callbacks()
                .call(
                        parts.lastTouch().getClass().getName(),
                        "the launch of " + launch.task().id(),
                        () -> telling(
                                "beforeLaunch",
                                assignment,
                                () -> withPorts(
                                        new Launch(launch.task(), touched(launch.infos()), launch.executor()),
                                        assignment)),
                        Optional::empty);
    }

    private Optional<Launch> telling(String what, Assignment assignment, Supplier<Launch> work) {
        try {
            return Optional.of(work.get());
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            failure = what + " failed on agent " + assignment.agent().getValue() + " (" + assignment.hostname() + "): "
                    + e;
            throw e;
        }
    }

    private List<TaskInfo> touched(List<TaskInfo> made) {
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
        return all;
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
