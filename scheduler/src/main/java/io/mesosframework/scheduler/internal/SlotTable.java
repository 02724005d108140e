package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.structures.IndexedTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The slots, by all that they are looked up by. Written by the loop alone; read by any thread, as an {@link IndexedTable} is. */
final class SlotTable {

    private final IndexedTable<SlotKey, Slot> slots = new IndexedTable<>(Slot::key);
    private final IndexedTable<SlotKey, Slot>.Index<SlotState> byState = slots.index(Slot::state);
    private final IndexedTable<SlotKey, Slot>.Index<String> byAgent = slots.index(SlotTable::agent);
    private final IndexedTable<SlotKey, Slot>.Index<String> pending = slots.index(SlotTable::pendingApplication);
    private final IndexedTable<SlotKey, Slot>.UniqueIndex<String> byTask = slots.uniqueIndex(SlotTable::taskIds);

    private static @Nullable String agent(Slot slot) {
        return slot.state().hasTask() && slot.task() != null ? slot.task().agent() : null;
    }

    private static @Nullable String pendingApplication(Slot slot) {
        return slot.state() == SlotState.PENDING ? slot.key().application() : null;
    }

    private static List<String> taskIds(Slot slot) {
        SlotTask task = slot.task();
        if (task == null || !slot.state().hasTask()) {
            return List.of();
        }
        if (task.members().isEmpty()) {
            return List.of(task.id());
        }
        List<String> ids = new ArrayList<>(task.members().size() + 1);
        ids.add(task.id());
        task.members().forEach(member -> ids.add(member.id()));
        return ids;
    }

    void put(Slot slot) {
        slots.put(slot);
    }

    void remove(SlotKey key) {
        slots.remove(key);
    }

    Optional<Slot> get(SlotKey key) {
        return slots.get(key);
    }

    Optional<Slot> ofTask(String taskId) {
        return byTask.get(taskId);
    }

    /** In their order. */
    List<Slot> on(String agent) {
        return byAgent.of(agent);
    }

    /** In their order. */
    Collection<Slot> all() {
        return slots.all();
    }

    /** In their order. */
    List<Slot> of(String application) {
        return slots.between(new SlotKey(application, 0), new SlotKey(application, Integer.MAX_VALUE));
    }

    boolean isEmpty(String application) {
        return !slots.hasBetween(new SlotKey(application, 0), new SlotKey(application, Integer.MAX_VALUE));
    }

    /** In their order. */
    List<Slot> in(SlotState state) {
        return byState.of(state);
    }

    /** The applications that have a pending slot. */
    Set<String> pendingApplications() {
        return pending.terms();
    }
}
