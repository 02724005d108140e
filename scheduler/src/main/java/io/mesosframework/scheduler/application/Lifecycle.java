package io.mesosframework.scheduler.application;

/**
 * What becomes of an application's tasks in the course of time. A change of it touches no task that runs.
 *
 * @param restart when a task that has ended is launched again
 * @param retry how a failure is tried again; {@link Retry#defaultFor} the restart policy unless given, and always that under
 *     {@link Restart#NEVER}
 */
public record Lifecycle(Restart restart, Retry retry) {

    static final String NOTHING_TO_RETRY =
            "restart \"never\" retries nothing: leave retry out, or choose another restart";

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Lifecycle {
        Problems problems = new Problems();
        if (restart == Restart.NEVER && !retry.equals(Retry.defaultFor(Restart.NEVER))) {
            problems.add("retry", NOTHING_TO_RETRY);
        }
        problems.throwIfAny();
    }
}
