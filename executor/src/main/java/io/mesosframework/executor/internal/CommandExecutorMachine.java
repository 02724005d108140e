package io.mesosframework.executor.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command executor does and when, as Mesos' own does it (PROTOCOL C59-C71, C81-C86): plain code that is told
 * what happened and answers what to do. It has no clock: every instant comes from the caller, who must let them only
 * grow. Not thread-safe.
 */
public final class CommandExecutorMachine implements Turns.Machine<Input, Effect> {

    /** How long the end of the task waits for the agent's ACKNOWLEDGED (PROTOCOL C70). */
    static final Duration ACKNOWLEDGEMENT_LIMIT = Duration.ofSeconds(60);

    /** Of the agent's grace period so much is kept back for the update of the task's end (PROTOCOL C71). */
    static final Duration SHUTDOWN_RESERVE = Duration.ofSeconds(2);

    private enum Phase {
        /** No task yet. */
        IDLE,
        STARTING,
        RUNNING,
        /** The terminal update is on its way. */
        ENDED,
        FINISHED
    }

    private final ExecutorID executorId;
    private final Duration shutdownGrace;
    private final Supplier<ByteString> uuids;

    private Phase phase = Phase.IDLE;
    private FrameworkInfo framework = FrameworkInfo.getDefaultInstance();
    private TaskInfo task = TaskInfo.getDefaultInstance();
    private TaskStatus lastStatus = TaskStatus.getDefaultInstance();
    private List<Checker> checkers = List.of();

    /** When killing began; null as long as nobody wants the task dead. */
    private @Nullable Instant killingSince;

    private boolean agentLost;
    private boolean completionTimedOut;
    private boolean unhealthy;

    private @Nullable Instant forceKillAt;
    private @Nullable Instant completionAt;
    private @Nullable Instant acknowledgementUntil;
    private @Nullable Instant shutdownUntil;

    private List<Effect> effects = new ArrayList<>();

    /**
     * @param executorId named in every status
     * @param shutdownGrace how long the agent waits after SHUTDOWN before it destroys the container (PROTOCOL C9)
     * @param uuids gives a fresh 16-byte uuid for each update
     */
    public CommandExecutorMachine(ExecutorID executorId, Duration shutdownGrace, Supplier<ByteString> uuids) {
        this.executorId = executorId;
        this.shutdownGrace = shutdownGrace;
        this.uuids = uuids;
    }

    /** Takes one input and says what is to be done, in order. After {@link Effect.Finish} nothing more ever is. */
    @Override
    public List<Effect> on(Input input, Instant now) {
        if (phase == Phase.FINISHED) {
            return List.of();
        }
        effects = new ArrayList<>();
        if (input instanceof Input.AgentEvent agent) {
            event(agent.event(), now);
        } else if (input instanceof Input.AgentLost) {
            agentLost = true;
            shutdown(now);
        } else if (input instanceof Input.Started) {
            started(now);
        } else if (input instanceof Input.StartFailed failed) {
            startFailed(failed.message(), now);
        } else if (input instanceof Input.Exited exited) {
            exited(exited.exitValue(), now);
        } else if (input instanceof Input.Probed probed) {
            probed(probed, now);
        } else if (input instanceof Input.Wake) {
            wake(now);
        }
        return List.copyOf(effects);
    }

    /** When {@link Input.Wake} is due next, if ever; asked after each {@link #on}. */
    @Override
    public Optional<Instant> nextWake() {
        return phase == Phase.FINISHED
                ? Optional.empty()
                : Stream.concat(
                                Stream.of(
                                        Optional.ofNullable(phase == Phase.RUNNING ? forceKillAt : null),
                                        Optional.ofNullable(completionAt),
                                        Optional.ofNullable(acknowledgementUntil),
                                        Optional.ofNullable(shutdownUntil)),
                                checkers.stream().map(checker -> Optional.ofNullable(checker.dueAt())))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo);
    }

    private void event(Event event, Instant now) {
        switch (event.getType()) {
            case SUBSCRIBED -> framework = event.getSubscribed().getFrameworkInfo();
            case LAUNCH -> launch(event.getLaunch().getTask(), now);
            case LAUNCH_GROUP, SHUTDOWN -> shutdown(now);
            case KILL -> {
                if (event.getKill().getTaskId().equals(task.getTaskId())) {
                    kill(KillGrace.of(event.getKill().getKillPolicy(), task), now);
                }
            }
            case ACKNOWLEDGED -> acknowledged(event.getAcknowledged().getUuid());
            default -> {} // HEARTBEAT; MESSAGE and ERROR, which mean nothing to a command
        }
    }

    private void launch(TaskInfo launched, Instant now) {
        if (phase != Phase.IDLE) {
            refuse(launched);
            return;
        }
        phase = Phase.STARTING;
        task = launched;
        update(status(TaskState.TASK_STARTING));
        if (CheckSpec.areComplete(task)) {
            effects.add(new Effect.Start(task, framework.getUser()));
        } else {
            startFailed("The task's health check or check names neither a command, nor HTTP, nor TCP", now);
        }
    }

    private void refuse(TaskInfo second) {
        if (second.getTaskId().equals(task.getTaskId())) {
            return; // the same one again: a FAILED for it would bury the running task
        }
        effects.add(new Effect.Update(newStatus(second.getTaskId(), TaskState.TASK_FAILED)
                .setMessage("Attempted to run multiple tasks using a \"command\" executor")
                .build()));
    }

    private void started(Instant now) {
        if (phase != Phase.STARTING) {
            return;
        }
        phase = Phase.RUNNING;
        if (killingSince != null) {
            effects.add(new Effect.Terminate());
            forceKillIfDue(now);
            return;
        }
        update(status(TaskState.TASK_RUNNING));
        if (task.hasMaxCompletionTime()) {
            completionAt = now.plusNanos(Math.max(0, task.getMaxCompletionTime().getNanoseconds()));
        }
        checkers = Checker.of(task, now);
        beginChecks(now);
    }

    private void startFailed(String message, Instant now) {
        if (phase == Phase.STARTING) {
            end(
                    status(killingSince == null ? TaskState.TASK_FAILED : TaskState.TASK_KILLED)
                            .setMessage(message),
                    now);
        }
    }

    private void exited(int exitValue, Instant now) {
        if (phase != Phase.RUNNING) {
            return;
        }
        TaskStatus.Builder status = status(endState(exitValue)).setMessage(ExitStatus.describe(exitValue));
        if (completionTimedOut) {
            status.setReason(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
        }
        if (unhealthy) {
            status.setHealthy(false);
        }
        end(status, now);
    }

    private TaskState endState(int exitValue) {
        if (completionTimedOut) {
            return TaskState.TASK_FAILED;
        }
        if (killingSince != null) {
            return TaskState.TASK_KILLED;
        }
        return exitValue == 0 ? TaskState.TASK_FINISHED : TaskState.TASK_FAILED;
    }

    private void end(TaskStatus.Builder status, Instant now) {
        phase = Phase.ENDED;
        forceKillAt = null;
        completionAt = null;
        stopChecks();
        update(status);
        acknowledgementUntil = now.plus(ACKNOWLEDGEMENT_LIMIT);
        if (agentLost) {
            finish(1);
        }
    }

    private void acknowledged(ByteString uuid) {
        if (phase == Phase.ENDED && uuid.equals(lastStatus.getUuid())) {
            finish(0);
        }
    }

    private void shutdown(Instant now) {
        if (phase == Phase.IDLE) {
            finish(0);
            return;
        }
        if (phase == Phase.ENDED && agentLost) {
            finish(1);
            return;
        }
        if (shutdownUntil == null) {
            shutdownUntil = now.plus(shutdownGrace);
        }
        Duration grace = shutdownGrace.minus(SHUTDOWN_RESERVE);
        kill(grace.isNegative() ? Duration.ZERO : grace, now);
    }

    private void kill(Duration grace, Instant now) {
        if (phase != Phase.STARTING && phase != Phase.RUNNING) {
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
        if (!completionTimedOut && hasKillingState()) {
            update(status(TaskState.TASK_KILLING));
        }
        if (phase == Phase.RUNNING) {
            effects.add(new Effect.Terminate());
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
            forceKillAt = null;
            effects.add(new Effect.Kill());
        }
    }

    private boolean hasKillingState() {
        return framework.getCapabilitiesList().stream()
                .anyMatch(capability -> capability.getType() == FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
    }

    private void wake(Instant now) {
        if (due(shutdownUntil, now) || due(acknowledgementUntil, now)) {
            if (phase != Phase.ENDED) {
                effects.add(new Effect.Kill());
            }
            finish(1);
            return;
        }
        if (due(completionAt, now)) {
            completionTimedOut = true;
            kill(Duration.ZERO, now);
        }
        forceKillIfDue(now);
        beginChecks(now);
    }

    private void beginChecks(Instant now) {
        for (Checker checker : checkers) {
            if (due(checker.dueAt(), now)) {
                effects.add(new Effect.Probe(checker.spec(), checker.begin()));
            }
        }
    }

    private void stopChecks() {
        if (!checkers.isEmpty()) {
            checkers = List.of();
            effects.add(new Effect.CancelProbes());
        }
    }

    private void probed(Input.Probed probed, Instant now) {
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

    /** The running task's state once more, with what is known of its health and its check (PROTOCOL C67). */
    private void report(Checker.Report report, Instant now) {
        TaskStatus.Builder status = lastStatus.toBuilder().clearMessage().setUuid(uuids.get());
        if (report.healthy() != null) {
            status.setHealthy(report.healthy()).setReason(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
        }
        if (report.status() != null) {
            status.setCheckStatus(report.status()).setReason(TaskStatus.Reason.REASON_TASK_CHECK_STATUS_UPDATED);
        }
        update(status);
        if (report.kill()) {
            unhealthy = true;
            kill(KillGrace.of(task), now);
        }
    }

    private TaskStatus.Builder status(TaskState state) {
        TaskStatus.Builder status = newStatus(task.getTaskId(), state);
        if (task.hasCheck()) {
            status.setCheckStatus(CheckSpec.emptyStatus(task.getCheck()));
        }
        return status;
    }

    private TaskStatus.Builder newStatus(TaskID taskId, TaskState state) {
        return TaskStatus.newBuilder()
                .setTaskId(taskId)
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setExecutorId(executorId)
                .setUuid(uuids.get());
    }

    private void update(TaskStatus.Builder status) {
        lastStatus = status.build();
        effects.add(new Effect.Update(lastStatus));
    }

    private void finish(int exitCode) {
        phase = Phase.FINISHED;
        effects.add(new Effect.Finish(exitCode));
    }

    private static boolean due(@Nullable Instant at, Instant now) {
        return at != null && !now.isBefore(at);
    }
}
