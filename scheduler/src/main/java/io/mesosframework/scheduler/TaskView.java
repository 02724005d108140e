package io.mesosframework.scheduler;

import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
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

    Optional<Specification> specification(String application);

    Collection<Specification> specifications();
}
