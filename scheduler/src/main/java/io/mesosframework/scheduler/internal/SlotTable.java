package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The slots with their secondary indexes. Written by the loop alone; read by any thread, which sees each slot whole
 * but may see one of two slots changed in the same turn and not yet the other.
 */
final class SlotTable {

    private static final Comparator<Slot> ORDER = Comparator.comparing(Slot::key);

    private final Map<SlotKey, Slot> slots = new ConcurrentHashMap<>();

    /** A change of a slot, of which there are very many, does not look for the slot's place. */
    private final NavigableSet<SlotKey> ordered = new ConcurrentSkipListSet<>();

    private final Map<String, SlotKey> byTask = new ConcurrentHashMap<>();
    private final Map<String, Set<SlotKey>> byAgent = new ConcurrentHashMap<>();
    private final Map<String, Integer> pending = new ConcurrentSkipListMap<>();
    private final Map<SlotState, Set<SlotKey>> byState = new EnumMap<>(SlotState.class);

    SlotTable() {
        for (SlotState state : SlotState.values()) {
            byState.put(state, ConcurrentHashMap.newKeySet());
        }
    }

    void put(Slot slot) {
        Slot before = slots.put(slot.key(), slot);
        countPending(before, slot);
        if (before == null) {
            ordered.add(slot.key());
        }
        if (before == null || before.state() != slot.state()) {
            keysIn(slot.state()).add(slot.key());
        }
        if (before != null) {
            unindex(before, slot);
        }
        SlotTask task = slot.task();
        if (task != null && slot.state().hasTask() && !isIndexed(before, task)) {
            byTask.put(task.id(), slot.key());
            task.members().forEach(member -> byTask.put(member.id(), slot.key()));
            byAgent.computeIfAbsent(task.agent(), agent -> new ConcurrentSkipListSet<>())
                    .add(slot.key());
        }
    }

    private static boolean isIndexed(@Nullable Slot before, SlotTask task) {
        return before != null
                && before.holds(task.id())
                && before.currentTask().agent().equals(task.agent());
    }

    void remove(SlotKey key) {
        Slot before = slots.remove(key);
        if (before != null) {
            ordered.remove(key);
            countPending(before, null);
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

    List<Slot> on(String agent) {
        return slotsOf(byAgent.getOrDefault(agent, Set.of()))
                .filter(slot ->
                        slot.state().hasTask() && slot.currentTask().agent().equals(agent))
                .toList();
    }

    /** In their order. */
    Collection<Slot> all() {
        return slotsOf(ordered).toList();
    }

    List<Slot> of(String application) {
        return slotsOf(keysOf(application)).toList();
    }

    boolean isEmpty(String application) {
        return keysOf(application).isEmpty();
    }

    /** In their order. */
    List<Slot> in(SlotState state) {
        return slotsOf(keysIn(state))
                .filter(slot -> slot.state() == state)
                .sorted(ORDER)
                .toList();
    }

    private NavigableSet<SlotKey> keysOf(String application) {
        return ordered.subSet(new SlotKey(application, 0), true, new SlotKey(application, Integer.MAX_VALUE), true);
    }

    private Stream<Slot> slotsOf(Collection<SlotKey> keys) {
        return keys.stream().map(slots::get).filter(Objects::nonNull);
    }

    /** The applications that have a pending slot. */
    Set<String> pendingApplications() {
        return Collections.unmodifiableSet(pending.keySet());
    }

    private void countPending(@Nullable Slot before, @Nullable Slot after) {
        boolean was = before != null && before.state() == SlotState.PENDING;
        boolean is = after != null && after.state() == SlotState.PENDING;
        if (before != null && was && !is) {
            pending.computeIfPresent(before.key().application(), (name, count) -> count == 1 ? null : count - 1);
        } else if (after != null && is && !was) {
            pending.merge(after.key().application(), 1, Integer::sum);
        }
    }

    private void unindex(Slot before, @Nullable Slot after) {
        if (after == null || after.state() != before.state()) {
            keysIn(before.state()).remove(before.key());
        }
        SlotTask task = before.task();
        if (task != null && (after == null || !after.holds(task.id()))) {
            byTask.remove(task.id());
            task.members().forEach(member -> byTask.remove(member.id()));
            byAgent.computeIfPresent(task.agent(), (agent, keys) -> without(keys, before.key()));
        }
    }

    private static @Nullable Set<SlotKey> without(Set<SlotKey> keys, SlotKey key) {
        keys.remove(key);
        return keys.isEmpty() ? null : keys;
    }

    private Set<SlotKey> keysIn(SlotState state) {
        Set<SlotKey> keys = byState.get(state);
        if (keys == null) {
            throw new IllegalStateException("no index for " + state);
        }
        return keys;
    }
}
