package io.mesosframework.executor.internal;

import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;

/** What a {@link CommandExecutorMachine} wants done, in the order given. */
public sealed interface Effect {

    /** Send this update to the agent. Its timestamp is left to the sender, whose clock is the wall's. */
    record Update(TaskStatus status) implements Effect {}

    /**
     * Start the task's process; answered by {@link Input.Started} or {@link Input.StartFailed}, later {@link Input.Exited}.
     *
     * @param frameworkUser the user of the framework, empty if it has none
     */
    record Start(TaskInfo task, String frameworkUser) implements Effect {}

    /** Ask every process of the task to end: SIGTERM. */
    record Terminate() implements Effect {}

    /** End every process of the task: SIGKILL. */
    record Kill() implements Effect {}

    /** Perform one check, answered by {@link Input.Probed} with the same kind and run. */
    record Probe(CheckSpec spec, long run) implements Effect {}

    /** Abandon the checks under way; their answers no longer matter. */
    record CancelProbes() implements Effect {}

    /**
     * The executor has done its work.
     *
     * @param exitCode 0, or 1 if the agent never acknowledged the task's end
     */
    record Finish(int exitCode) implements Effect {}
}
