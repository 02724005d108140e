package io.mesosframework.embedded.internal.agent;

import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.TaskInfo;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A container to be: one executor in its sandbox.
 *
 * @param executor with the command to run, unless {@code commandTask} is there
 * @param commandTask the task, if its executor is the built-in one for a single command
 * @param sandbox does not exist yet
 * @param latest the link to the newest run of this executor, to be turned to {@code sandbox}
 * @param user whose processes it has, if the agent may choose
 * @param environment the whole environment the agent gives an executor (PROTOCOL C1-C10)
 */
public record ContainerLaunch(
        ContainerID containerId,
        ExecutorInfo executor,
        Optional<TaskInfo> commandTask,
        Path sandbox,
        Path latest,
        Optional<String> user,
        Map<String, String> environment) {

    public ContainerLaunch {
        environment = Map.copyOf(environment);
    }
}
