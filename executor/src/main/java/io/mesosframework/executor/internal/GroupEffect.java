package io.mesosframework.executor.internal;

import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;

/** What a {@link DefaultExecutorMachine} wants done, in the order given. */
public sealed interface GroupEffect {

    /** Send this update to the agent. Its timestamp is left to the sender, whose clock is the wall's. */
    record Update(TaskStatus status) implements GroupEffect {}

    /**
     * Ask the agent for the task's container; answered by {@link GroupInput.Launched}, {@link GroupInput.Refused} or
     * {@link GroupInput.LaunchInDoubt}.
     */
    record Launch(TaskInfo task, ContainerID containerId) implements GroupEffect {}

    /** Ask the agent for the container's end; answered by {@link GroupInput.Ended}. */
    record Await(TaskID taskId, ContainerID containerId) implements GroupEffect {}

    /** Ask the agent to send a signal to the container. */
    record Kill(ContainerID containerId, int signal) implements GroupEffect {}

    /** Perform one check, answered by {@link GroupInput.Probed} with the same task, kind and run. */
    record Probe(TaskID taskId, CheckSpec spec, long run) implements GroupEffect {}

    /** Abandon the task's checks under way; their answers no longer matter. */
    record CancelProbes(TaskID taskId) implements GroupEffect {}

    /**
     * The executor has done its work.
     *
     * @param exitCode 0, or 1 if the agent went away or did not wait any longer
     */
    record Finish(int exitCode) implements GroupEffect {}
}
