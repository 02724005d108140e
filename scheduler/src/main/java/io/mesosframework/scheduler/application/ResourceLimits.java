package io.mesosframework.scheduler.application;

/**
 * How far a task may go beyond the resources that it takes, on agents that can hold it to them (Mesos 1.10 and later, with cgroups).
 *
 * @param cpusMillis thousandths of a cpu; {@link #UNLIMITED}, or 0 for what Mesos does without a limit
 * @param memMillis thousandths of a MiB of memory; the same
 */
public record ResourceLimits(long cpusMillis, long memMillis) {

    /** As much as there is. */
    public static final long UNLIMITED = -1;

    /** What Mesos does without limits. */
    public static final ResourceLimits NONE = new ResourceLimits(0, 0);

    /** @throws InvalidApplicationsException if a limit is below what is taken */
    void check(Problems problems, ResourceNeeds needs) {
        check(problems, "resources.limits.cpu", cpusMillis, needs.cpusMillis());
        check(problems, "resources.limits.mem", memMillis, needs.memMillis());
    }

    private static void check(Problems problems, String path, long limit, long least) {
        if (limit > 0 && limit < least) {
            problems.add(
                    path,
                    "must be at least what is taken ("
                            + ResourceNeeds.exact(least).toPlainString() + "), is "
                            + ResourceNeeds.exact(limit).toPlainString());
        }
    }
}
