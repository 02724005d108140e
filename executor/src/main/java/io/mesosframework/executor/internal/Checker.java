package io.mesosframework.executor.internal;

import io.mesosframework.protocol.CheckStatusInfo;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When one check of a running task is due, and what its results mean (PROTOCOL C83-C85). */
final class Checker {

    /**
     * What is to be told to the scheduler.
     *
     * @param healthy of a health check
     * @param status of a check
     * @param kill the task is unhealthy for good
     */
    record Report(@Nullable Boolean healthy, @Nullable CheckStatusInfo status, boolean kill) {}

    private final CheckSpec spec;
    private final Instant started;
    private @Nullable Instant dueAt;
    private long run;
    private boolean succeededOnce;
    private int failures;
    private CheckStatusInfo lastStatus;

    Checker(CheckSpec spec, Instant started) {
        this.spec = spec;
        this.started = started;
        this.dueAt = started.plus(spec.delay());
        this.lastStatus = spec.status(new ProbeResult.TimedOut());
    }

    /** Those of a task that runs from now on: of what its health check and its check name to look at. */
    static List<Checker> of(TaskInfo task, Instant started) {
        return Stream.of(
                        task.hasHealthCheck() ? CheckSpec.of(task.getHealthCheck()) : Optional.<CheckSpec>empty(),
                        task.hasCheck() ? CheckSpec.of(task.getCheck()) : Optional.<CheckSpec>empty())
                .flatMap(Optional::stream)
                .map(spec -> new Checker(spec, started))
                .toList();
    }

    CheckSpec spec() {
        return spec;
    }

    /** When the next run is due; null while one is under way. */
    @Nullable
    Instant dueAt() {
        return dueAt;
    }

    /** Begins a run and gives its number. */
    long begin() {
        dueAt = null;
        return ++run;
    }

    /** Takes the result of a run, null if there is nothing to tell; the next run is due one interval from now. */
    @Nullable
    Report done(long finishedRun, ProbeResult result, Instant now) {
        if (dueAt != null || finishedRun != run) {
            return null;
        }
        dueAt = now.plus(spec.interval());
        return spec.kind() == CheckSpec.Kind.HEALTH ? health(result, now) : check(result);
    }

    private @Nullable Report health(ProbeResult result, Instant now) {
        if (result.passed()) {
            boolean news = !succeededOnce || failures > 0;
            succeededOnce = true;
            failures = 0;
            return news ? new Report(true, null, false) : null;
        }
        boolean inGrace = Duration.between(started, now).compareTo(spec.grace()) <= 0;
        if (!succeededOnce && !spec.grace().isZero() && inGrace) {
            return null;
        }
        failures++;
        return new Report(false, null, failures >= spec.consecutiveFailures());
    }

    private @Nullable Report check(ProbeResult result) {
        CheckStatusInfo status = spec.status(result);
        if (status.equals(lastStatus)) {
            return null;
        }
        lastStatus = status;
        return new Report(null, status, false);
    }
}
