package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The slots with their secondary indexes. Written by the loop alone; read by any thread, which sees each slot whole
 * but may see one of two slots changed in the same turn and not yet the other.
 */
final class SlotTable {

    private final ConcurrentNavigableMap<SlotKey, Slot> slots = new ConcurrentSkipListMap<>();
    private final Map<String, SlotKey> byTask = new ConcurrentHashMap<>();
    private final Map<SlotState, NavigableSet<SlotKey>> byState = new ConcurrentHashMap<>();

    SlotTable() {
        for (SlotState state : SlotState.values()) {
            byState.put(state, new ConcurrentSkipListSet<>());
        }
    }

    void put(Slot slot) {
        Slot before = slots.put(slot.key(), slot);
        if (before != null) {
            unindex(before, slot);
        }
        keysIn(slot.state()).add(slot.key());
        SlotTask task = slot.task();
        if (task != null && slot.state().hasTask()) {
            byTask.put(task.id(), slot.key());
        }
    }

    void remove(SlotKey key) {
        Slot before = slots.remove(key);
        if (before != null) {
            unindex(before, null);
        }
    }

    Optional<Slot> get(SlotKey key) {
        return Optional.ofNullable(slots.get(key));
    }

    Optional<Slot> ofTask(String taskId) {
        SlotKey key = byTask.get(taskId);
        return key == null ? Optional.empty() : get(key).filter(slot -> slot.holds(taskId));
    }

    Collection<Slot> all() {
        return slots.values();
    }

    List<Slot> of(String application) {
        return List.copyOf(slots.subMap(new SlotKey(application, 0), new SlotKey(application, Integer.MAX_VALUE))
                .values());
    }

    List<Slot> in(SlotState state) {
        return keysIn(state).stream()
                .flatMap(key -> get(key).stream())
                .filter(slot -> slot.state() == state)
                .toList();
    }

    boolean anyIn(SlotState state) {
        return !keysIn(state).isEmpty();
    }

    private void unindex(Slot before, @Nullable Slot after) {
        if (after == null || after.state() != before.state()) {
            keysIn(before.state()).remove(before.key());
        }
        SlotTask task = before.task();
        if (task != null && (after == null || !after.holds(task.id()))) {
            byTask.remove(task.id());
        }
    }

    private NavigableSet<SlotKey> keysIn(SlotState state) {
        NavigableSet<SlotKey> keys = byState.get(state);
        if (keys == null) {
            throw new IllegalStateException("no index for " + state);
        }
        return keys;
    }
}
