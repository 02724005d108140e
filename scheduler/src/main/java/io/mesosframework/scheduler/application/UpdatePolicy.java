package io.mesosframework.scheduler.application;

import java.time.Duration;

/**
 * How the tasks of an older version give way to those of a new one. An update goes on only as new tasks are up: running, healthy
 * where they are checked, for {@code minHealthyTime}. It halts when a slot has failed for good, or when no further task is up
 * within {@code deadline}.
 *
 * @param maxUnavailable how many slots may be without a task that is up, 0 to 1,000,000; 1 by default
 * @param maxSurge how many tasks there may be more than slots, 0 to 1,000,000; 0 by default
 * @param minHealthyTime how long a task must be up before it counts; zero by default
 * @param deadline how long the next task may take to be up; 10 minutes by default
 */
public record UpdatePolicy(int maxUnavailable, int maxSurge, Duration minHealthyTime, Duration deadline) {

    /** What holds when an application says nothing: one slot at a time. */
    public static final UpdatePolicy DEFAULT = new UpdatePolicy(1, 0, Duration.ZERO, Duration.ofMinutes(10));

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public UpdatePolicy {
        Problems problems = new Problems();
        problems.check("max_unavailable", Rules.between(maxUnavailable, 0, Rules.MAX_INSTANCES));
        problems.check("max_surge", Rules.between(maxSurge, 0, Rules.MAX_INSTANCES));
        problems.check("min_healthy_time", Rules.duration(minHealthyTime, Duration.ZERO));
        problems.check("deadline", Rules.duration(deadline, Duration.ofMillis(1)));
        if (problems.isEmpty() && maxUnavailable == 0 && maxSurge == 0) {
            problems.add("max_surge", "must be at least 1 where max_unavailable is 0: no slot could be updated");
        }
        if (problems.isEmpty() && minHealthyTime.compareTo(deadline) >= 0) {
            problems.add(
                    "min_healthy_time",
                    "must be shorter than deadline (" + Durations.format(deadline) + "), is "
                            + Durations.format(minHealthyTime));
        }
        problems.throwIfAny();
    }

    public UpdatePolicy withMaxUnavailable(int slots) {
        return new UpdatePolicy(slots, maxSurge, minHealthyTime, deadline);
    }

    public UpdatePolicy withMaxSurge(int tasks) {
        return new UpdatePolicy(maxUnavailable, tasks, minHealthyTime, deadline);
    }

    public UpdatePolicy withMinHealthyTime(Duration time) {
        return new UpdatePolicy(maxUnavailable, maxSurge, time, deadline);
    }

    public UpdatePolicy withDeadline(Duration time) {
        return new UpdatePolicy(maxUnavailable, maxSurge, minHealthyTime, time);
    }
}
