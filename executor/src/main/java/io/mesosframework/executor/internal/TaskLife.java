package io.mesosframework.executor.internal;

import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of one task in an executor of the user's: what is told of it, its checks, its end (PROTOCOL C62-C68). Of a task that is not run
 * here only what the user tells is known. Plain code; its instants only grow.
 */
final class TaskLife {

    /** What it wants done. */
    interface Sink {

        void tell(TaskStatus status);

        void effect(RuntimeEffect effect);

        boolean hasKillingState();
    }

    /** No thread can be ended by force; it is interrupted again. */
    private static final Duration INTERRUPT_AGAIN = Duration.ofSeconds(1);

    private enum Phase {
        /** Nobody has begun it here. */
        LAUNCHED,
        STARTING,
        RUNNING,
        ENDED
    }

    final TaskInfo info;
    private final Sink sink;

    private Phase phase = Phase.LAUNCHED;
    private boolean process;
    private TaskStatus last = TaskStatus.getDefaultInstance();
    private List<Checker> checkers = List.of();
    private @Nullable Instant killingSince;
    private @Nullable Instant forceKillAt;
    private @Nullable Instant completionAt;
    private boolean completionTimedOut;
    private boolean unhealthy;

    /** The updates of it without an acknowledgement. */
    int owed;

    TaskLife(TaskInfo info, Sink sink) {
        this.info = info;
        this.sink = sink;
    }

    TaskID id() {
        return info.getTaskId();
    }

    boolean isLive() {
        return phase != Phase.ENDED;
    }

    boolean isRunHere() {
        return phase == Phase.STARTING || phase == Phase.RUNNING;
    }

    void begin(boolean asProcess, Instant now) {
        if (phase != Phase.LAUNCHED) {
            return;
        }
        phase = Phase.STARTING;
        process = asProcess;
        if (!CheckSpec.areComplete(info)) {
            startFailed("The task's health check or check names neither a command, nor HTTP, nor TCP");
            return;
        }
        if (process) {
            tell(status(TaskState.TASK_STARTING));
        }
        sink.effect(new RuntimeEffect.Start(id()));
    }

    void started(Instant now) {
        if (phase != Phase.STARTING) {
            return;
        }
        phase = Phase.RUNNING;
        if (killingSince != null) {
            sink.effect(new RuntimeEffect.Terminate(id()));
            forceKillIfDue(now);
            return;
        }
        tell(status(TaskState.TASK_RUNNING));
        if (info.hasMaxCompletionTime()) {
            completionAt = now.plusNanos(Math.max(0, info.getMaxCompletionTime().getNanoseconds()));
        }
        checkers = Checker.of(info, now);
        beginChecks(now);
    }

    void startFailed(String message) {
        if (phase == Phase.STARTING) {
            end(status(killingSince == null ? TaskState.TASK_FAILED : TaskState.TASK_KILLED)
                    .setMessage(message));
        }
    }

    /** The user could not even begin it. */
    void launchThrew(String message) {
        if (phase == Phase.LAUNCHED) {
            end(status(TaskState.TASK_FAILED).setMessage(message));
        }
    }

    void ended(boolean succeeded, String message) {
        if (!isRunHere()) {
            return;
        }
        TaskStatus.Builder status = status(endState(succeeded));
        if (!message.isEmpty()) {
            status.setMessage(message);
        }
        if (completionTimedOut) {
            status.setReason(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
        }
        if (unhealthy) {
            status.setHealthy(false);
        }
        end(status);
    }

    private TaskState endState(boolean succeeded) {
        if (completionTimedOut) {
            return TaskState.TASK_FAILED;
        }
        if (killingSince != null) {
            return TaskState.TASK_KILLED;
        }
        return succeeded ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
    }

    private void end(TaskStatus.Builder status) {
        stopChecks();
        forceKillAt = null;
        completionAt = null;
        phase = Phase.ENDED;
        tell(status);
    }

    /** What the user tells of it has been let through. */
    void told(TaskStatus status, boolean terminal) {
        last = status;
        if (terminal) {
            phase = Phase.ENDED;
        }
    }

    void kill(Duration grace, Instant now) {
        if (phase == Phase.LAUNCHED) {
            end(status(TaskState.TASK_KILLED));
        }
        if (!isRunHere()) {
            return;
        }
        if (killingSince != null) {
            hasten(killingSince.plus(grace));
            forceKillIfDue(now);
            return;
        }
        killingSince = now;
        forceKillAt = now.plus(grace);
        completionAt = null;
        stopChecks();
        if (!completionTimedOut && sink.hasKillingState()) {
            tell(status(TaskState.TASK_KILLING));
        }
        if (phase == Phase.RUNNING) {
            sink.effect(new RuntimeEffect.Terminate(id()));
            forceKillIfDue(now);
        }
    }

    /** A later kill may only shorten the wait. */
    private void hasten(Instant at) {
        if (forceKillAt != null && at.isBefore(forceKillAt)) {
            forceKillAt = at;
        }
    }

    private void forceKillIfDue(Instant now) {
        if (phase == Phase.RUNNING && due(forceKillAt, now)) {
            forceKillAt = process ? null : now.plus(INTERRUPT_AGAIN);
            sink.effect(new RuntimeEffect.Kill(id()));
        }
    }

    void probed(RuntimeInput.Probed probed, Instant now) {
        for (Checker checker : checkers) {
            if (checker.spec().kind() == probed.kind()) {
                Checker.Report report = checker.done(probed.run(), probed.result(), now);
                if (report != null) {
                    report(report, now);
                }
            }
        }
        beginChecks(now);
    }

    void healthy(boolean healthy) {
        if (phase == Phase.RUNNING && killingSince == null && (!last.hasHealthy() || last.getHealthy() != healthy)) {
            tell(again().setHealthy(healthy).setReason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED));
        }
    }

    /** The running task's state once more, with what is known of its health and its check (PROTOCOL C67). */
    private void report(Checker.Report report, Instant now) {
        TaskStatus.Builder status = again();
        if (report.healthy() != null) {
            status.setHealthy(report.healthy()).setReason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
        }
        if (report.status() != null) {
            status.setCheckStatus(report.status()).setReason(TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED);
        }
        tell(status);
        if (report.kill()) {
            unhealthy = true;
            kill(KillGrace.of(info), now);
        }
    }

    /** A status with all that the last one said and that still holds. */
    private TaskStatus.Builder again() {
        return last.toBuilder().clearMessage().clearUuid().clearTimestamp().clearData();
    }

    private void beginChecks(Instant now) {
        for (Checker checker : checkers) {
            if (due(checker.dueAt(), now)) {
                sink.effect(new RuntimeEffect.Probe(id(), checker.spec(), checker.begin()));
            }
        }
    }

    private void stopChecks() {
        if (!checkers.isEmpty()) {
            checkers = List.of();
            sink.effect(new RuntimeEffect.CancelProbes(id()));
        }
    }

    void wake(Instant now) {
        if (due(completionAt, now)) {
            completionTimedOut = true;
            kill(Duration.ZERO, now);
        }
        forceKillIfDue(now);
        beginChecks(now);
    }

    Optional<Instant> nextWake() {
        Instant next = phase == Phase.RUNNING ? earlier(forceKillAt, completionAt) : null;
        for (Checker checker : checkers) {
            next = earlier(next, checker.dueAt());
        }
        return Optional.ofNullable(next);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private TaskStatus.Builder status(TaskState state) {
        TaskStatus.Builder status = TaskStatus.newBuilder().setTaskId(id()).setState(state);
        if (info.hasCheck()) {
            status.setCheckStatus(CheckSpec.emptyStatus(info.getCheck()));
        }
        return status;
    }

    private void tell(TaskStatus.Builder status) {
        last = status.build();
        sink.tell(last);
    }

    private static boolean due(@Nullable Instant at, Instant now) {
        return at != null && !now.isBefore(at);
    }
}
