package io.mesosframework.scheduler.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a slot, told once it is durable.
 *
 * @param before the slot before; null where it is new
 * @param after the slot after; null where it was removed
 * @param at when the change was decided
 * @param report what Mesos said to cause it; null where the cause was another
 */
public record SlotTransition(
        @Nullable Slot before,
        @Nullable Slot after,
        Instant at,
        @Nullable TaskReport report) {

    /** The slot's key. */
    public SlotKey key() {
        Slot slot = after != null ? after : before;
        if (slot == null) {
            throw new IllegalStateException("a transition from nothing to nothing");
        }
        return slot.key();
    }

    /** Whether the state is another than before. */
    public boolean changesState() {
        return before == null || after == null || before.state() != after.state() || !sameTask(before, after);
    }

    private static boolean sameTask(Slot before, Slot after) {
        return before.task() == null
                ? after.task() == null
                : after.task() != null && before.task().id().equals(after.task().id());
    }
}
