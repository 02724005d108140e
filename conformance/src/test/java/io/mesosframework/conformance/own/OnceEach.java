package io.mesosframework.conformance.own;

import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.storage.Bytes;
import io.mesosframework.utils.TaskStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A task manager for jobs: every slot gets one task, whose end is the slot's. It keeps what it was asked for, and no states. */
final class OnceEach implements TaskManager {

    private final Map<SlotKey, Slot> slots = new ConcurrentSkipListMap<>();
    private final Map<String, Specification> specifications = new ConcurrentSkipListMap<>();

    @Override
    public List<Action> restore(Map<String, Bytes> kept, Instant now) {
        return List.of();
    }

    @Override
    public List<Action> put(Application application, Instant now) {
        specifications.put(application.name(), Specification.first(application));
        List<Action> actions = new ArrayList<>();
        actions.add(new Action.Persist("jobs/" + application.name(), Bytes.ofText(application.toString())));
        for (int i = 0; i < application.instances(); i++) {
            SlotKey key = new SlotKey(application.name(), i);
            if (!slots.containsKey(key)) {
                actions.add(change(null, Slot.fresh(key, 1, now), now, null));
            }
        }
        return actions;
    }

    @Override
    public List<Action> delete(String application, Instant now) {
        specifications.remove(application);
        slotsOf(application).forEach(slot -> slots.remove(slot.key()));
        return List.of(new Action.Forget("jobs/" + application));
    }

    @Override
    public List<Action> restart(String application, Instant now) {
        return List.of();
    }

    @Override
    public List<Action> status(TaskStatus status, Instant now) {
        return slotOfTask(status.getTaskId().getValue())
                .map(slot -> List.of(change(slot, slot.to(stateOf(status), now), now, TaskReport.of(status))))
                .orElse(List.of());
    }

    private static SlotState stateOf(TaskStatus status) {
        return switch (status.getState()) {
            case TASK_FINISHED -> SlotState.FINISHED;
            case TASK_RUNNING -> SlotState.RUNNING;
            default -> TaskStates.isTerminal(status.getState()) ? SlotState.FAILED : SlotState.STAGING;
        };
    }

    @Override
    public List<Action> launching(Map<SlotKey, SlotTask> tasks, Instant now) {
        List<Action> actions = new ArrayList<>();
        tasks.forEach((key, task) -> slot(key)
                .ifPresent(slot ->
                        actions.add(change(slot, slot.withTask(task).to(SlotState.LAUNCHING, now), now, null))));
        return actions;
    }

    @Override
    public List<Action> launchAccepted(Collection<String> taskIds, Instant now) {
        return List.of();
    }

    @Override
    public List<Action> launchRefused(Collection<String> taskIds, String why, Instant now) {
        return taskIds.stream()
                .flatMap(id -> slotOfTask(id).stream())
                .map(slot -> change(slot, slot.to(SlotState.PENDING, now), now, null))
                .toList();
    }

    private Action change(@Nullable Slot before, Slot after, Instant now, @Nullable TaskReport report) {
        slots.put(after.key(), after);
        return new Action.Announce(new SlotTransition(before, after, now, report));
    }

    @Override
    public List<Action> subscribed(Instant now) {
        return List.of();
    }

    @Override
    public List<Action> due(Instant now) {
        return List.of();
    }

    @Override
    public Optional<Instant> nextDue() {
        return Optional.empty();
    }

    @Override
    public List<Slot> pending() {
        return slotsIn(SlotState.PENDING);
    }

    @Override
    public Collection<Slot> slots() {
        return List.copyOf(slots.values());
    }

    @Override
    public Optional<Slot> slot(SlotKey key) {
        return Optional.ofNullable(slots.get(key));
    }

    @Override
    public Optional<Slot> slotOfTask(String taskId) {
        return slots.values().stream().filter(slot -> slot.holds(taskId)).findFirst();
    }

    @Override
    public List<Slot> slotsOf(String application) {
        return slots.values().stream()
                .filter(slot -> slot.key().application().equals(application))
                .toList();
    }

    @Override
    public List<Slot> slotsIn(SlotState state) {
        return slots.values().stream().filter(slot -> slot.state() == state).toList();
    }

    @Override
    public Optional<Specification> specification(String application) {
        return Optional.ofNullable(specifications.get(application));
    }

    @Override
    public Collection<Specification> specifications() {
        return List.copyOf(specifications.values());
    }
}
