package io.mesosframework.embedded.internal.simulation;

import io.mesosframework.embedded.TaskScript;
import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.MesosUuid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task that follows its script; it has at most one timer at a time, for whatever its script brings next. */
final class SimulatedTask {

    private static final Duration DEFAULT_KILL_GRACE = Duration.ofSeconds(3);

    final TaskID id;

    /** Those that were launched together bear the same number. */
    final int group;

    private final SimulatedExecutor executor;
    private final TaskScript script;
    private final @Nullable KillPolicy killPolicy;

    private TaskState state = TaskState.TASK_STAGING;
    private @Nullable Boolean healthy;

    /** When it began to run. */
    private Instant since = Instant.EPOCH;

    private int healthChanges;
    private int reports;
    private boolean killing;
    private Instant dead = Instant.MAX;
    private Loop.@Nullable Timer timer;

    SimulatedTask(SimulatedExecutor executor, int group, TaskInfo info, TaskScript script) {
        this.executor = executor;
        this.group = group;
        this.id = info.getTaskId();
        this.script = script;
        this.killPolicy = info.hasKillPolicy() ? info.getKillPolicy() : null;
    }

    void start() {
        if (script.start() == TaskScript.Start.FAILS) { // in an executor that is there already
            end(TaskState.TASK_FAILED, script.launchFailure());
            return;
        }
        if (script.start() == TaskScript.Start.NEVER) {
            return;
        }
        tell(TaskState.TASK_STARTING);
        if (script.starting().isZero()) {
            run();
        } else {
            timer = executor.after(script.starting(), this::run);
        }
    }

    private void run() {
        timer = null;
        since = executor.runtime.cluster.now();
        tell(TaskState.TASK_RUNNING);
        next();
    }

    /** Waits for what the script brings next. */
    private void next() {
        Instant health = script.health().size() > healthChanges
                ? since.plus(script.health().get(healthChanges).after())
                : Instant.MAX;
        Instant report = script.reports()
                .map(every -> since.plus(every.multipliedBy(reports + 1L)))
                .orElse(Instant.MAX);
        Instant end = script.lifetime().map(since::plus).orElse(Instant.MAX);
        if (!health.isAfter(end) && !health.isAfter(report) && health.isBefore(Instant.MAX)) {
            timer = at(health, this::changeHealth);
        } else if (report.isBefore(end)) {
            timer = at(report, this::report);
        } else if (end.isBefore(Instant.MAX)) {
            timer = at(end, this::exit);
        }
    }

    private Loop.@Nullable Timer at(Instant at, Runnable turn) {
        return executor.runtime.cluster.at(at, turn);
    }

    private void changeHealth() {
        healthy = script.health().get(healthChanges++).healthy();
        executor.update(status(state).setReason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED));
        next();
    }

    private void report() {
        reports++;
        tell(TaskState.TASK_RUNNING);
        next();
    }

    private void exit() {
        if (script.end() == TaskScript.End.CRASH) {
            executor.die(SimulatedExecutor.SIGKILL);
            return;
        }
        end(
                script.exitCode() == 0 ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED,
                "Command exited with status " + script.exitCode());
    }

    /** The kill's own policy, else the task's, else 3 s (PROTOCOL C62). */
    Duration grace(KillPolicy policy) {
        KillPolicy chosen = policy.hasGracePeriod() || killPolicy == null ? policy : killPolicy;
        return chosen.hasGracePeriod()
                ? Duration.ofNanos(Math.max(0, chosen.getGracePeriod().getNanoseconds()))
                : DEFAULT_KILL_GRACE;
    }

    /** A second kill may only hasten the end. */
    void kill(Duration grace, boolean announced) {
        Instant now = executor.runtime.cluster.now();
        boolean forced = grace.compareTo(script.killTakes()) < 0;
        Instant at = now.plus(forced ? grace : script.killTakes());
        if (!at.isBefore(dead)) {
            return;
        }
        if (!killing && announced) {
            tell(TaskState.TASK_KILLING);
        }
        killing = true;
        dead = at;
        stop();
        String signal = forced ? "Killed" : "Terminated";
        if (at.equals(now)) {
            killed(signal);
        } else {
            timer = at(at, () -> killed(signal));
        }
    }

    private void killed(String signal) {
        end(TaskState.TASK_KILLED, "Command terminated with signal " + signal);
    }

    private void end(TaskState ended, String message) {
        stop();
        executor.update(status(ended).setMessage(message));
        executor.ended(this, ended == TaskState.TASK_FINISHED);
    }

    private void tell(TaskState told) {
        state = told;
        executor.update(status(told));
    }

    private TaskStatus.Builder status(TaskState told) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(id)
                .setState(told)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setUuid(MesosUuid.toBytes(executor.runtime.uuid()));
        Optional.ofNullable(healthy).ifPresent(status::setHealthy);
        return status;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
