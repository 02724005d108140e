package io.mesosframework.reference;

import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import java.util.Set;

/** What a run waits for. */
enum Goal {
    /** Every slot has come to its end. */
    DONE,
    /** Every slot runs, healthy where that is checked, or has come to its end. */
    RUNNING,
    /** Nothing: until a signal. */
    NONE;

    /** @param hopeless applications whose pending slots count as failed */
    boolean isReached(TaskView tasks, Set<String> hopeless) {
        return switch (this) {
            case DONE -> tasks.slots().stream().allMatch(slot -> isOver(slot, hopeless));
            case RUNNING -> tasks.slots().stream().allMatch(slot -> isUp(slot, tasks) || isOver(slot, hopeless));
            case NONE -> false;
        };
    }

    private static boolean isOver(Slot slot, Set<String> hopeless) {
        return slot.state().isDone()
                || (slot.state() == SlotState.PENDING
                        && hopeless.contains(slot.key().application()));
    }

    private static boolean isUp(Slot slot, TaskView tasks) {
        boolean checked = tasks.specification(slot.key().application())
                .filter(specification -> specification.application().isChecked())
                .isPresent();
        boolean current = tasks.specification(slot.key().application())
                .map(specification -> slot.version() >= specification.taskVersion())
                .orElse(true);
        return current && (slot.state() == SlotState.HEALTHY || (slot.state() == SlotState.RUNNING && !checked));
    }
}
