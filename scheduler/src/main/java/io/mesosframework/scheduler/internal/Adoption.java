package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.GroupInfos;
import io.mesosframework.scheduler.application.TaskGroup;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.utils.TaskIds;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a slot would hold if it took an orphan in. */
final class Adoption {

    private Adoption() {}

    /**
     * The executor of an application's own in which a task runs, as another slot knows it.
     *
     * @param around the slots that may have a task in it
     * @return null where the task has an executor of Mesos' own, or one that no slot knows
     */
    static @Nullable SlotExecutor executor(TaskStatus status, Stream<Slot> around) {
        return around.map(Slot::task)
                .filter(Objects::nonNull)
                .filter(task -> task.agent().equals(status.getAgentId().getValue()))
                .map(SlotTask::executor)
                .filter(Objects::nonNull)
                .filter(known -> known.id().equals(status.getExecutorId().getValue()))
                .findFirst()
                .orElse(null);
    }

    /**
     * The task that a status is about as its slot would hold it; the group that it is of, where the application's slots have one.
     *
     * @param ids its id
     * @return empty where it is of a group, or none, that the application does not have
     */
    static Optional<SlotTask> task(TaskIds ids, TaskStatus status, Application application, Instant now) {
        String agent = status.getAgentId().getValue();
        String taskId = status.getTaskId().getValue();
        if (application.group().isEmpty()) {
            return Optional.of(new SlotTask(taskId, agent, agent, "", now, null, null));
        }
        TaskGroup group = application.group().get();
        String groupId = new TaskIds(ids.application(), ids.slot(), GroupInfos.groupPart(ids.unique())).text();
        List<GroupTask> members = GroupStatus.fresh(group, groupId);
        SlotTask task = new SlotTask(groupId, agent, agent, "", now, null, null, members);
        return Optional.of(task).filter(whole -> whole.member(taskId).isPresent());
    }
}
