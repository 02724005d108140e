package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of an application's tasks in the course of time. A change of it touches no task that runs.
 *
 * @param restart when a task that has ended is launched again
 * @param retry how a failure is tried again; {@link Retry#defaultFor} the restart policy unless given, and always that under
 *     {@link Restart#NEVER}
 * @param update how tasks of an older version give way to those of a new one
 * @param unreachable what becomes of a slot whose task the master does not see
 * @param maxLaunchDelay how long a task may be staging or starting, from its launch on, before another one is tried; without limit
 *     where empty
 * @param maxUnhealthyTime how long a task that is checked may run without being healthy before another one is tried; without limit
 *     where empty, as Mesos itself ends tasks whose checks fail
 * @param killGrace how long a task that is to end has before it is killed hard; what the task or its agent says where empty
 */
public record Lifecycle(
        Restart restart,
        Retry retry,
        UpdatePolicy update,
        UnreachablePolicy unreachable,
        Optional<Duration> maxLaunchDelay,
        Optional<Duration> maxUnhealthyTime,
        Optional<Duration> killGrace) {

    static final String NOTHING_TO_RETRY =
            "restart \"never\" retries nothing: leave retry out, or choose another restart";

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Lifecycle {
        Problems problems = new Problems();
        if (restart == Restart.NEVER && !retry.equals(Retry.defaultFor(Restart.NEVER))) {
            problems.add("retry", NOTHING_TO_RETRY);
        }
        maxLaunchDelay.ifPresent(time -> problems.check("max_launch_delay", Rules.duration(time, SHORTEST)));
        maxUnhealthyTime.ifPresent(time -> problems.check("max_unhealthy_time", Rules.duration(time, SHORTEST)));
        killGrace.ifPresent(time -> problems.check("kill_policy.grace_period", Rules.duration(time, Duration.ZERO)));
        problems.throwIfAny();
    }

    /** With the defaults of all else. */
    public Lifecycle(Restart restart, Retry retry) {
        this(
                restart,
                retry,
                UpdatePolicy.DEFAULT,
                UnreachablePolicy.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
