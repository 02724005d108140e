package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.GroupInfos;
import io.mesosframework.scheduler.application.TaskGroup;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.utils.TaskIds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a slot would hold if it took an orphan in. */
final class Adoption {

    private Adoption() {}

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
