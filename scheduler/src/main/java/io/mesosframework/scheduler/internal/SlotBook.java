package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.structures.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The slots with all that is remembered of their tasks between turns: deadlines, kills, launches in doubt, tasks out of
 * the master's sight. Each change is entered here once, and its actions keep it and tell of it. For the loop alone.
 */
final class SlotBook {

    final SlotTable slots = new SlotTable();
    final LaunchDoubts doubts = new LaunchDoubts();
    private final Deadlines<SlotKey> deadlines = new Deadlines<>();
    final Kills kills;

    /** The tasks that the master said on this subscription to be out of its sight. */
    private final Set<String> outOfSight = new HashSet<>();

    private final Duration replaceUnreachableAfter;

    /**
     * @param replaceUnreachableAfter for how long a task to be killed may be out of sight before its slot goes on
     * @param grace how long a slot's task has to end before it is killed hard, where its application says so
     */
    SlotBook(Duration replaceUnreachableAfter, Function<SlotKey, Optional<Duration>> grace) {
        this.replaceUnreachableAfter = replaceUnreachableAfter;
        this.kills = new Kills(grace);
    }

    /** Takes back a slot that is kept already. */
    void restore(Slot slot) {
        slots.put(slot);
        schedule(slot);
    }

    /** A subscription has begun, and with it all that is to be heard and tried on it. */
    void subscribed() {
        doubts.subscribed();
        kills.startAnew();
        outOfSight.clear();
    }

    void disconnected() {
        outOfSight.clear();
    }

    /** Enters a change; null is absence. */
    void change(@Nullable Slot before, @Nullable Slot changed, Cause cause, List<Action> actions, Instant now) {
        if (changed != null && changed.equals(before)) {
            return;
        }
        Slot after = changed == null ? null : remembered(before, changed, cause, now);
        SlotTransition transition = new SlotTransition(before, after, now, cause.report());
        if (before != null
                && before.task() != null
                && (after == null || !after.holds(before.task().id()))) {
            forget(before.task().id());
        }
        if (after == null) {
            slots.remove(transition.key());
            deadlines.clear(transition.key());
            actions.add(new Action.Forget(SlotJson.slotKey(transition.key())));
        } else {
            slots.put(after);
            schedule(before, after, now);
            actions.add(SlotJson.persist(after));
        }
        actions.add(new Action.Announce(transition));
    }

    /** Something that changes nothing goes into the slot's history. */
    void note(Slot slot, String words, List<Action> actions, Instant now) {
        Slot after = slot.remembering(slot.state(), now, null, words);
        slots.put(after);
        actions.add(SlotJson.persist(after));
    }

    /** A change of state, or of the task, goes into the slot's history. */
    private static Slot remembered(@Nullable Slot before, Slot changed, Cause cause, Instant now) {
        if (before != null && before.state() == changed.state() && sameTask(before, changed)) {
            return changed;
        }
        return changed.remembering(before == null ? null : before.state(), now, cause.report(), cause.words());
    }

    private static boolean sameTask(Slot before, Slot after) {
        return before.task() == null
                ? after.task() == null
                : after.task() != null && before.task().id().equals(after.task().id());
    }

    private void forget(String taskId) {
        kills.ended(taskId);
        doubts.settled(taskId);
        outOfSight.remove(taskId);
    }

    private void schedule(@Nullable Slot before, Slot slot, Instant now) {
        if (slot.state() != SlotState.KILLING || slot.intent() == null) {
            schedule(slot);
        } else if (before == null || before.state() != SlotState.KILLING || before.intent() == null) {
            deadlines.set(slot.key(), kills.next(slot.currentTask().id(), now));
        }
    }

    private void schedule(Slot slot) {
        if (slot.until() != null) {
            deadlines.set(slot.key(), slot.until());
        } else {
            deadlines.clear(slot.key());
        }
    }

    /** Has the slot's task killed, with what is to become of the slot then. */
    void kill(Slot slot, KillIntent intent, String why, List<Action> actions, Instant now) {
        Slot next = slot.withIntent(intent);
        if (slot.state() == SlotState.UNREACHABLE) {
            Instant until = slot.until();
            next = next.withUntil(until == null ? now.plus(replaceUnreachableAfter) : until);
        } else {
            next = next.to(SlotState.KILLING, now);
        }
        change(slot, next, Cause.ours(why), actions, now);
        actions.addAll(kills.calls(next));
    }

    void killAgain(Slot slot, List<Action> actions, Instant now) {
        actions.addAll(kills.calls(slot));
        deadlines.set(slot.key(), kills.next(slot.currentTask().id(), now));
    }

    /** What was due while nothing could be heard waits until there was time to hear. */
    void dueNotBefore(Slot slot, Instant at) {
        Instant until = slot.until();
        if (until != null) {
            deadlines.set(slot.key(), until.isAfter(at) ? until : at);
        }
    }

    /** The master sees the slot's task. */
    void inSight(Slot slot) {
        outOfSight.remove(slot.currentTask().id());
    }

    /** The master says that it does not see the slot's task: from now on its deadline counts, be it long past. */
    void outOfSight(Slot slot) {
        if (outOfSight.add(slot.currentTask().id()) && slot.until() != null) {
            deadlines.set(slot.key(), slot.until());
        }
    }

    boolean isOutOfSight(Slot slot) {
        return outOfSight.contains(slot.currentTask().id());
    }

    /** The slots whose deadline has come, the earliest first. */
    List<SlotKey> due(Instant now) {
        return deadlines.due(now);
    }

    Optional<Instant> nextDue() {
        return deadlines.next();
    }
}
