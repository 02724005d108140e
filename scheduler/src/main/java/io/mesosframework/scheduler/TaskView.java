package io.mesosframework.scheduler;

import io.mesosframework.scheduler.tasks.Orphan;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The applications and slots as they stand. May be asked by any thread at any time: each slot is seen whole, and nothing
 * waits for the framework's loop. Two slots that change in the same turn may be seen one after the other.
 */
public interface TaskView {

    /** All slots, by application and index. */
    Collection<Slot> slots();

    Optional<Slot> slot(SlotKey key);

    /** The slot whose current task has this id. */
    Optional<Slot> slotOfTask(String taskId);

    List<Slot> slotsOf(String application);

    List<Slot> slotsIn(SlotState state);

    /** The slots that have a task on this agent now. */
    default List<Slot> slotsOn(String agentId) {
        return slots().stream()
                .filter(slot ->
                        slot.state().hasTask() && slot.currentTask().agent().equals(agentId))
                .toList();
    }

    /** The slot of this name, an application and an index such as {@code web.0}. */
    default Optional<Slot> slotNamed(String name) {
        return SlotKey.parse(name).flatMap(this::slot);
    }

    Optional<Specification> specification(String application);

    Collection<Specification> specifications();

    /** How the last update of an application goes or went; empty where its tasks were never replaced, and once it is deleted. */
    default Optional<Update> update(String application) {
        return Optional.empty();
    }

    /** The specifications before the present one that a rollback can go back to, the oldest first: the last few. */
    default List<Specification> earlier(String application) {
        return List.of();
    }

    /** Tasks that run under this framework's id and that no slot holds, as last heard of: the first thousand. */
    default List<Orphan> orphans() {
        return List.of();
    }
}
