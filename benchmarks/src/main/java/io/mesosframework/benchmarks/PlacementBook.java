package io.mesosframework.benchmarks;

import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.storage.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As much of a task manager as placing asks for: applications, and where their slots are. */
final class PlacementBook implements TaskManager {

    private static final Instant START = Instant.EPOCH;

    private final Map<String, Specification> specifications = new LinkedHashMap<>();
    private final Map<String, Slot[]> slots = new LinkedHashMap<>();

    /** Adds slots that wait for a task, or more of them. */
    @Override
    public List<Action> put(Application application, Instant now) {
        Slot[] before = slots.getOrDefault(application.name(), new Slot[0]);
        Slot[] all = Arrays.copyOf(before, application.instances());
        for (int index = before.length; index < all.length; index++) {
            all[index] = Slot.fresh(new SlotKey(application.name(), index), 1, START);
        }
        specifications.put(application.name(), Specification.first(application));
        slots.put(application.name(), all);
        return List.of();
    }

    void launch(Placement placement) {
        for (Placement.Launch launch : placement.launches()) {
            for (Assignment assignment : launch.assignments()) {
                SlotKey key = assignment.slot();
                Slot[] all = slots.getOrDefault(key.application(), new Slot[0]);
                all[key.index()] = all[key.index()]
                        .to(SlotState.RUNNING, START)
                        .withTask(new SlotTask(
                                key.application() + "." + key.index() + ".t",
                                assignment.agent().getValue(),
                                assignment.hostname(),
                                assignment.address(),
                                START,
                                START,
                                null));
            }
        }
    }

    @Override
    public List<Slot> pending() {
        return slotsIn(SlotState.PENDING);
    }

    @Override
    public Collection<Slot> slots() {
        List<Slot> all = new ArrayList<>();
        slots.values().forEach(some -> all.addAll(Arrays.asList(some)));
        return all;
    }

    @Override
    public List<Slot> slotsIn(SlotState state) {
        return slots().stream().filter(slot -> slot.state() == state).toList();
    }

    @Override
    public List<Slot> slotsOf(String application) {
        return List.of(slots.getOrDefault(application, new Slot[0]));
    }

    @Override
    public Optional<Specification> specification(String application) {
        return Optional.ofNullable(specifications.get(application));
    }

    @Override
    public Collection<Specification> specifications() {
        return specifications.values();
    }

    // ---- what placing never asks ----

    @Override
    public Optional<Slot> slot(SlotKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Slot> slotOfTask(String taskId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> restore(Map<String, Bytes> kept, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> delete(String application, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> restart(String application, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> status(TaskStatus status, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> launching(Map<SlotKey, SlotTask> tasks, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> launchAccepted(Collection<String> taskIds, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> launchRefused(Collection<String> taskIds, String why, Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> subscribed(Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Action> due(Instant now) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Instant> nextDue() {
        throw new UnsupportedOperationException();
    }
}
