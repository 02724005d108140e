package io.mesosframework.scheduler.application;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Executors of one's own, and the tasks in them, in Mesos' own messages. */
public final class ExecutorInfos {

    private ExecutorInfos() {}

    /**
     * What the ids of all executors that are the same begin with: {@code <name>.<digest>.}. Executors that differ in anything, or take their
     * resources for another role, have another one, as Mesos takes no two under one id (PROTOCOL B85).
     */
    public static String kind(CustomExecutor executor, String role) {
        String told = withoutIds(executor).build().toByteString().toString(StandardCharsets.ISO_8859_1)
                + '\0'
                + executor.resources().cpusMillis()
                + ' '
                + executor.resources().memMillis()
                + ' '
                + role;
        String digest =
                UUID.nameUUIDFromBytes(told.getBytes(StandardCharsets.UTF_8)).toString();
        return executor.name() + "." + digest.substring(0, 8) + digest.substring(9, 13) + ".";
    }

    /**
     * The one task of a slot, ready to launch in an executor of the application's.
     *
     * @param taken the task's resources out of the agent's offers
     * @param executorId begins with the {@link #kind}
     * @param executorTaken the executor's resources out of the agent's offers, now or when it was started
     * @throws IllegalStateException if the application has no executor of its own
     */
    public static TaskInfo taskInfo(
            Application application,
            TaskID id,
            AgentID agent,
            List<Resource> taken,
            FrameworkID framework,
            String executorId,
            List<Resource> executorTaken) {
        CustomExecutor executor = application
                .oneTask()
                .executor()
                .orElseThrow(() -> new IllegalStateException(application.name() + " has no executor of its own"));
        TaskInfo task = TaskInfos.taskInfo(application, id, agent, taken);
        return task.toBuilder()
                .clearCommand()
                .setData(task.getCommand().toByteString())
                .setExecutor(withoutIds(executor)
                        .setExecutorId(ExecutorID.newBuilder().setValue(executorId))
                        .setFrameworkId(framework)
                        .addAllResources(executorTaken))
                .build();
    }

    private static ExecutorInfo.Builder withoutIds(CustomExecutor executor) {
        return ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.CUSTOM)
                .setExecutorId(ExecutorID.newBuilder().setValue(""))
                .setName(executor.name())
                .setCommand(TaskInfos.command(executor.command()));
    }
}
