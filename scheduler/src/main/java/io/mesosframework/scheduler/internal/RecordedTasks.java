package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Orphan;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.Update;
import io.mesosframework.storage.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A task manager that remembers the actions it has answered with. What it has changed in memory has to be kept even where the handler
 * that asked for it throws and never hands the actions on.
 */
final class RecordedTasks implements TaskManager {

    private final TaskManager tasks;
    private final List<Action> answered = new ArrayList<>();

    RecordedTasks(TaskManager tasks) {
        this.tasks = tasks;
    }

    List<Action> answered() {
        return answered;
    }

    private List<Action> remembered(List<Action> actions) {
        answered.addAll(actions);
        return actions;
    }

    @Override
    public List<Action> restore(Map<String, Bytes> kept, Instant now) {
        return remembered(tasks.restore(kept, now));
    }

    @Override
    public List<Action> put(Application application, Instant now) {
        return remembered(tasks.put(application, now));
    }

    @Override
    public List<Action> scale(String application, int instances, Instant now) {
        return remembered(tasks.scale(application, instances, now));
    }

    @Override
    public List<Action> rollback(String application, Instant now) {
        return remembered(tasks.rollback(application, now));
    }

    @Override
    public List<Action> resume(String application, Instant now) {
        return remembered(tasks.resume(application, now));
    }

    @Override
    public List<Action> delete(String application, Instant now) {
        return remembered(tasks.delete(application, now));
    }

    @Override
    public List<Action> restart(String application, Instant now) {
        return remembered(tasks.restart(application, now));
    }

    @Override
    public List<Action> kill(SlotKey slot, Instant now) {
        return remembered(tasks.kill(slot, now));
    }

    @Override
    public List<Action> note(SlotKey slot, String words, Instant now) {
        return remembered(tasks.note(slot, words, now));
    }

    @Override
    public List<Action> released(String application, Instant now) {
        return remembered(tasks.released(application, now));
    }

    @Override
    public List<Action> status(TaskStatus status, Instant now) {
        return remembered(tasks.status(status, now));
    }

    @Override
    public List<Action> launching(Map<SlotKey, SlotTask> launched, Instant now) {
        return remembered(tasks.launching(launched, now));
    }

    @Override
    public List<Action> launchAccepted(Collection<String> taskIds, Instant now) {
        return remembered(tasks.launchAccepted(taskIds, now));
    }

    @Override
    public List<Action> launchRefused(Collection<String> taskIds, String why, Instant now) {
        return remembered(tasks.launchRefused(taskIds, why, now));
    }

    @Override
    public List<Action> subscribed(Instant now) {
        return remembered(tasks.subscribed(now));
    }

    @Override
    public List<Action> disconnected(Instant now) {
        return remembered(tasks.disconnected(now));
    }

    @Override
    public List<Action> due(Instant now) {
        return remembered(tasks.due(now));
    }

    @Override
    public Optional<Instant> nextDue() {
        return tasks.nextDue();
    }

    @Override
    public List<Slot> pending() {
        return tasks.pending();
    }

    @Override
    public Set<String> pendingApplications() {
        return tasks.pendingApplications();
    }

    @Override
    public Collection<Slot> slots() {
        return tasks.slots();
    }

    @Override
    public Optional<Slot> slot(SlotKey key) {
        return tasks.slot(key);
    }

    @Override
    public Optional<Slot> slotOfTask(String taskId) {
        return tasks.slotOfTask(taskId);
    }

    @Override
    public List<Slot> slotsOf(String application) {
        return tasks.slotsOf(application);
    }

    @Override
    public List<Slot> slotsIn(SlotState state) {
        return tasks.slotsIn(state);
    }

    @Override
    public List<Slot> slotsOn(String agentId) {
        return tasks.slotsOn(agentId);
    }

    @Override
    public Optional<Slot> slotNamed(String name) {
        return tasks.slotNamed(name);
    }

    @Override
    public Optional<Specification> specification(String application) {
        return tasks.specification(application);
    }

    @Override
    public Collection<Specification> specifications() {
        return tasks.specifications();
    }

    @Override
    public Optional<Update> update(String application) {
        return tasks.update(application);
    }

    @Override
    public List<Specification> earlier(String application) {
        return tasks.earlier(application);
    }

    @Override
    public List<Orphan> orphans() {
        return tasks.orphans();
    }
}
