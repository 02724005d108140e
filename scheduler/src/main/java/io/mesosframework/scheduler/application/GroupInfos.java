package io.mesosframework.scheduler.application;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ContainerInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.util.ArrayList;
import java.util.List;

/** Groups of tasks in Mesos' own messages. */
public final class GroupInfos {

    private GroupInfos() {}

    /**
     * A group, ready to launch.
     *
     * @param executor runs the tasks
     * @param tasks in the group's order
     */
    public record Launch(ExecutorInfo executor, List<TaskInfo> tasks) {
        public Launch {
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * The group of one slot.
     *
     * @param id the executor's; those of the tasks follow from it, see {@link #taskId}
     * @param framework the framework's, which the master does not fill in for groups (PROTOCOL B64)
     * @param taken the resources out of the agent's offers for all of the group, with their role, reservation and allocation as offered
     * @throws IllegalStateException if one task fills the application's slots, or not enough was taken
     */
    public static Launch launch(
            Application application, String id, FrameworkID framework, AgentID agent, List<Resource> taken) {
        TaskGroup group = application
                .group()
                .orElseThrow(() -> new IllegalStateException(application.name() + " has no group of tasks"));
        Shares shares = new Shares(taken, group.resources());
        List<TaskInfo> tasks = new ArrayList<>();
        for (TaskGroup.Member member : group.tasks()) {
            TaskTemplate template = member.template();
            TaskInfo.Builder task = TaskInfos.task(template, shares.take(template.resources()))
                    .setName(application.name() + "." + member.name())
                    .setTaskId(TaskID.newBuilder().setValue(taskId(id, member.name())))
                    .setAgentId(agent);
            application.lifecycle().killGrace().ifPresent(grace -> task.setKillPolicy(TaskInfos.killPolicy(grace)));
            if (group.hasLimits()) {
                withOwnCgroups(task);
            }
            tasks.add(task.build());
        }
        ExecutorInfo executor = ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(ExecutorID.newBuilder().setValue(id))
                .setFrameworkId(framework)
                .setName(application.name())
                .addAllResources(shares.take(group.executor()))
                .build();
        return new Launch(executor, tasks);
    }

    /**
     * The id of a group's task: {@code <application>.<slot>.<unique>-<task>}. What is unique has no dash, and the task's name no dot, so
     * it is read from the right as every task id is, and its group's id stands before the last part's first dash.
     */
    public static String taskId(String groupId, String task) {
        return groupId + "-" + task;
    }

    /** What is unique of a group's id, out of what is so of the id of one of its tasks. */
    public static String groupPart(String unique) {
        int dash = unique.indexOf('-');
        return dash < 0 ? unique : unique.substring(0, dash);
    }

    /** All tasks of a group say the same of this (PROTOCOL G14). */
    private static void withOwnCgroups(TaskInfo.Builder task) {
        task.getContainerBuilder()
                .setType(ContainerInfo.Type.MESOS)
                .getLinuxInfoBuilder()
                .setShareCgroups(false);
    }
}
