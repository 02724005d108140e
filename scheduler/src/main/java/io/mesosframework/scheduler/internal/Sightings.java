package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what a slot is in while its task may live, by what Mesos says of the task. */
final class Sightings {

    private Sightings() {}

    /**
     * The slot after a status that is no end.
     *
     * @param replaceAfter when a task that is out of sight is to be replaced, where its application does not say
     */
    static Slot of(Slot slot, TaskStatus status, Specification specification, Duration replaceAfter, Instant now) {
        Slot seen = seen(slot, status.getState(), now);
        if (isOutOfSight(status.getState())) {
            return unreachable(seen, specification, replaceAfter, now);
        }
        return seen.intent() != null
                ? seen.to(SlotState.KILLING, now)
                : withDeadline(seen.to(stateOf(status), now), specification);
    }

    /** The slot with the time noted at which another task is tried, if this one is not up by then. */
    static Slot withDeadline(Slot slot, Specification specification) {
        Optional<Instant> deadline = deadline(slot, specification);
        return deadline.map(slot::withUntil).orElse(slot);
    }

    /** When another task is to be tried, if this one stays as it is. */
    static Optional<Instant> deadline(Slot slot, Specification specification) {
        Application application = specification.application();
        return switch (slot.state()) {
            case STAGING, STARTING ->
                application.lifecycle().maxLaunchDelay().map(slot.currentTask().launched()::plus);
            case RUNNING ->
                application.isChecked()
                        ? application.lifecycle().maxUnhealthyTime().map(slot.since()::plus)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** A slot whose task has ended, or was never there, once the task that it had given up has returned. */
    static Slot takenBack(Slot slot, Specification specification, Duration replaceAfter, Instant now) {
        Slot.LeftTask left = slot.left();
        if (left == null) {
            return slot.to(SlotState.PENDING, now);
        }
        Slot back = slot.withTask(left.task()).withVersion(left.version()).withLeft(null);
        TaskState said = left.task().mesosState();
        if (said == null || isOutOfSight(said)) {
            return unreachable(back, specification, replaceAfter, now);
        }
        SlotState state = switch (said) {
            case TASK_STAGING -> SlotState.STAGING;
            case TASK_STARTING -> SlotState.STARTING;
            default -> SlotState.RUNNING;
        };
        return withDeadline(back.to(state, now), specification);
    }

    /** The slot with this noted as what Mesos last said of its task. */
    static Slot seen(Slot slot, TaskState state, Instant now) {
        return slot.withTask(seen(slot.currentTask(), state, now));
    }

    static SlotTask seen(SlotTask task, TaskState state, Instant now) {
        Instant running = task.running() == null && state == TaskState.TASK_RUNNING ? now : task.running();
        return new SlotTask(
                task.id(),
                task.agent(),
                task.hostname(),
                task.address(),
                task.launched(),
                running,
                state,
                task.members(),
                task.executor(),
                task.ports());
    }

    /** Whether the master does not see the task, which may live on all the same. */
    static boolean isOutOfSight(TaskState state) {
        return state == TaskState.TASK_UNREACHABLE || state == TaskState.TASK_UNKNOWN;
    }

    /** Whether this denies a task that nothing was ever heard of: the launch may be on its way still (PROTOCOL B150). */
    static boolean isDoubtful(Slot slot, TaskStatus status) {
        boolean denial = switch (status.getState()) {
            case TASK_GONE, TASK_UNKNOWN, TASK_DROPPED -> true;
            default -> false;
        };
        return denial
                && slot.currentTask().mesosState() == null
                && status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION
                && status.getSource() == TaskStatus.Source.SOURCE_MASTER;
    }

    /** When this was said, by the clock of who said it. */
    static Instant said(TaskStatus status, Instant otherwise) {
        return status.hasTimestamp() ? Instant.ofEpochMilli((long) (status.getTimestamp() * 1000)) : otherwise;
    }

    private static Slot unreachable(Slot slot, Specification specification, Duration replaceAfter, Instant now) {
        if (slot.state() == SlotState.UNREACHABLE) {
            return slot;
        }
        Slot.KillIntent intent = slot.intent();
        boolean replaceable = (intent != null && !intent.isOpen())
                || specification.application().restart() != Restart.NEVER;
        Slot next = slot.to(SlotState.UNREACHABLE, now);
        Duration after = specification
                .application()
                .lifecycle()
                .unreachable()
                .replaceAfter()
                .orElse(replaceAfter);
        return replaceable ? next.withUntil(now.plus(after)) : next;
    }

    private static SlotState stateOf(TaskStatus status) {
        return switch (status.getState()) {
            case TASK_STAGING -> SlotState.STAGING;
            case TASK_STARTING -> SlotState.STARTING;
            case TASK_KILLING -> SlotState.KILLING;
            default -> status.getHealthy() ? SlotState.HEALTHY : SlotState.RUNNING;
        };
    }
}
