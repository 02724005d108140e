package io.mesosframework.executor;

/** A task that runs in the executor's own JVM. */
@FunctionalInterface
public interface TaskBody {

    /**
     * Does the task's work, on a thread of its own. It should end soon after it is interrupted, or after {@link TaskRun#isKilled}.
     *
     * @return the message of TASK_FINISHED; empty for none
     * @throws Exception for TASK_FAILED, with the exception's words as message
     */
    String run(TaskRun run) throws Exception;
}
