package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTableTest {

    private static final Instant NOW = Instant.EPOCH;
    private static final List<SlotState> STATES = List.of(SlotState.values());
    private static final List<String> APPLICATIONS = List.of("a", "b", "b-2");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyIndexSaysWhatALookAtAllSlotsSays(long seed) {
        Random random = new Random(seed);
        SlotTable table = new SlotTable();
        Map<SlotKey, Slot> all = new TreeMap<>();
        for (int step = 0; step < 400; step++) {
            SlotKey key = new SlotKey(APPLICATIONS.get(random.nextInt(3)), random.nextInt(4));
            if (random.nextInt(6) == 0) {
                all.remove(key);
                table.remove(key);
            } else {
                Slot slot = next(all.getOrDefault(key, Slot.fresh(key, 1, NOW)), random);
                all.put(key, slot);
                table.put(slot);
            }
            check(table, all);
        }
    }

    /** Another state, another task, a group's task, or all three. */
    private static Slot next(Slot slot, Random random) {
        Slot next = slot;
        if (next.task() == null || random.nextInt(3) == 0) {
            String id = slot.key() + "." + random.nextLong();
            List<GroupTask> members = random.nextBoolean()
                    ? List.of()
                    : List.of(new GroupTask("one", id + ".one", false, null, null, null));
            next = next.withTask(
                    new SlotTask(id, "agent-" + random.nextInt(3), "host", "host:5051", NOW, null, null, members));
        }
        return random.nextInt(3) == 0 ? next : next.to(STATES.get(random.nextInt(STATES.size())), NOW);
    }

    private static void check(SlotTable table, Map<SlotKey, Slot> all) {
        assertThat(table.all()).containsExactlyElementsOf(all.values());
        for (SlotState state : STATES) {
            assertThat(table.in(state))
                    .as(state.word())
                    .containsExactlyElementsOf(of(all, slot -> slot.state() == state));
        }
        Set<String> pending = new TreeSet<>();
        of(all, slot -> slot.state() == SlotState.PENDING)
                .forEach(slot -> pending.add(slot.key().application()));
        assertThat(table.pendingApplications()).containsExactlyElementsOf(pending);
        for (String application : APPLICATIONS) {
            List<Slot> own = of(all, slot -> slot.key().application().equals(application));
            assertThat(table.of(application)).containsExactlyElementsOf(own);
            assertThat(table.isEmpty(application)).isEqualTo(own.isEmpty());
        }
        List<Slot> withTask = of(all, slot -> slot.state().hasTask());
        for (String agent : List.of("agent-0", "agent-1", "agent-2")) {
            assertThat(table.on(agent))
                    .containsExactlyElementsOf(withTask.stream()
                            .filter(slot -> slot.currentTask().agent().equals(agent))
                            .toList());
        }
        for (Slot slot : all.values()) {
            SlotTask task = slot.task();
            if (task != null) {
                assertThat(table.ofTask(task.id()).isPresent())
                        .isEqualTo(slot.state().hasTask());
                task.members()
                        .forEach(member -> assertThat(table.ofTask(member.id()).isPresent())
                                .isEqualTo(slot.state().hasTask()));
            }
        }
    }

    private static List<Slot> of(Map<SlotKey, Slot> all, Predicate<Slot> which) {
        return all.values().stream().filter(which).toList();
    }
}
