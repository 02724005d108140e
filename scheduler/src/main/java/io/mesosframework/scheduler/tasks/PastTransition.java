package io.mesosframework.scheduler.tasks;

import io.mesosframework.protocol.TaskState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One change of a slot's state, as the slot remembers it.
 *
 * @param at when the change was decided, to the millisecond: twenty of them go into each of a slot's records
 * @param from the state before; null where the slot was new
 * @param to the state after
 * @param taskId the task it was about; null where the slot never had one
 * @param agentId the task's agent; null where there is no task
 * @param mesosState the state that Mesos reported to cause it; null where the cause was ours
 * @param reason Mesos' reason, without its {@code REASON_} prefix; null where none was given
 * @param cause Mesos' message, its first 200 characters, or ours; empty where there is nothing to say
 */
public record PastTransition(
        Instant at,
        @Nullable SlotState from,
        SlotState to,
        @Nullable String taskId,
        @Nullable String agentId,
        @Nullable TaskState mesosState,
        @Nullable String reason,
        String cause) {

    private static final int LONGEST_CAUSE = 200;

    /** How many of them a slot remembers: the latest. */
    public static final int REMEMBERED = 20;

    /** The memory of very many slots counts: a long message is kept once, in {@link Slot#ending}. */
    public PastTransition {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        if (cause.length() > LONGEST_CAUSE) {
            int end = Character.isHighSurrogate(cause.charAt(LONGEST_CAUSE - 1)) ? LONGEST_CAUSE - 1 : LONGEST_CAUSE;
            cause = cause.substring(0, end) + "...";
        }
    }

    /** Of a slot that has just been changed; what Mesos said wins over words of ours. */
    static PastTransition of(
            @Nullable SlotState from, Slot after, Instant at, @Nullable TaskReport report, String words) {
        Slot.SlotTask task = after.task();
        return new PastTransition(
                at,
                from,
                after.state(),
                task == null ? null : task.id(),
                task == null ? null : task.agent(),
                report == null ? null : report.state(),
                report == null ? null : report.reason(),
                report == null || report.message().isEmpty() ? words : report.message());
    }
}
