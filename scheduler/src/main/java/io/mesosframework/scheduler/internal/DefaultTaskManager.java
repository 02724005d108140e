package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.storage.Bytes;
import io.mesosframework.utils.Backoff;
import io.mesosframework.utils.TaskIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The life of slots as docs/architecture.md tells it under "What an application means". */
public final class DefaultTaskManager implements TaskManager {

    private static final Duration REPLACE_UNREACHABLE_AFTER = Duration.ofMinutes(5);
    private static final Duration STABLE_RUN = Duration.ofMinutes(10);
    private static final Backoff KILL_AGAIN = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final Aftermath aftermath;
    private final SlotTable slots = new SlotTable();
    private final Map<String, Specification> specifications = new ConcurrentSkipListMap<>();
    private final Deadlines<SlotKey> deadlines = new Deadlines<>();
    private final Map<String, Integer> kills = new HashMap<>();
    private final LaunchDoubts doubts = new LaunchDoubts();
    private final Set<String> updating = new HashSet<>();

    /** @param random spreads back-offs */
    public DefaultTaskManager(RandomGenerator random) {
        this.aftermath = new Aftermath(STABLE_RUN, random);
    }

    @Override
    public List<Action> restore(Map<String, Bytes> kept, Instant now) {
        kept.forEach((key, value) -> {
            if (SlotJson.isSpecification(key)) {
                Specification specification = SlotJson.specification(key, value);
                specifications.put(specification.application().name(), specification);
                updating.add(specification.application().name());
            } else if (SlotJson.isSlot(key)) {
                Slot slot = SlotJson.slot(key, value);
                slots.put(slot);
                schedule(slot);
            }
        });
        List<Action> actions = new ArrayList<>();
        specifications.values().forEach(specification -> actions.addAll(complete(specification, now)));
        return actions;
    }

    /** A deployment of very many slots is kept in several commits, and may have been cut between two of them. */
    private List<Action> complete(Specification specification, Instant now) {
        int wanted = specification.deleted() ? 0 : specification.application().instances();
        List<Slot> present = slots.of(specification.application().name());
        boolean whole = present.stream()
                        .filter(slot -> slot.intent() != KillIntent.REMOVE)
                        .count()
                == wanted;
        return whole ? List.of() : apply(specification, now);
    }

    @Override
    public List<Action> put(Application application, Instant now) {
        Specification before = specifications.get(application.name());
        Specification after = before == null ? Specification.first(application) : before.next(application);
        return after.equals(before) ? List.of() : apply(after, now);
    }

    @Override
    public List<Action> restart(String application, Instant now) {
        Specification before = specifications.get(application);
        return before == null || before.deleted() ? List.of() : apply(before.again(), now);
    }

    @Override
    public List<Action> delete(String application, Instant now) {
        Specification before = specifications.get(application);
        return before == null || before.deleted() ? List.of() : apply(before.delete(), now);
    }

    /** Makes the slots follow the specification. */
    private List<Action> apply(Specification specification, Instant now) {
        List<Action> actions = new ArrayList<>();
        String name = specification.application().name();
        int wanted = specification.deleted() ? 0 : specification.application().instances();
        specifications.put(name, specification);
        actions.add(SlotJson.persist(specification));
        for (Slot slot : slots.of(name)) {
            if (slot.key().index() >= wanted) {
                remove(slot, actions, now);
            } else {
                adopt(slot, specification, actions, now);
            }
        }
        for (int index = 0; index < wanted; index++) {
            SlotKey key = new SlotKey(name, index);
            if (slots.get(key).isEmpty()) {
                change(null, Slot.fresh(key, specification.taskVersion(), now), null, actions, now);
            }
        }
        updating.add(name);
        finish(name, actions, now);
        return actions;
    }

    private void remove(Slot slot, List<Action> actions, Instant now) {
        if (slot.state().hasTask()) {
            kill(slot, KillIntent.REMOVE, actions, now);
        } else {
            change(slot, null, null, actions, now);
        }
    }

    /** A slot that stays: one that has no task takes the new version at once, the others when their turn comes. */
    private void adopt(Slot slot, Specification specification, List<Action> actions, Instant now) {
        boolean outdated = slot.version() < specification.taskVersion();
        if (slot.intent() == KillIntent.REMOVE) {
            change(slot, slot.withIntent(KillIntent.REPLACE), null, actions, now);
        } else if (outdated && !slot.state().hasTask()) {
            Slot next = slot.withVersion(specification.taskVersion()).withCounts(0, 0);
            change(slot, next.to(SlotState.PENDING, now), null, actions, now);
        }
    }

    @Override
    public List<Action> status(TaskStatus status, Instant now) {
        List<Action> actions = new ArrayList<>();
        String taskId = status.getTaskId().getValue();
        Optional<Slot> holder = slots.ofTask(taskId);
        if (holder.isEmpty()) {
            stray(status, actions);
            return actions;
        }
        Slot slot = holder.get();
        if (isDoubtful(slot, status) && !doubts.isLost(taskId, now)) {
            return actions;
        }
        doubts.settled(taskId);
        TaskReport report = TaskReport.of(status);
        if (Aftermath.isTerminal(status.getState())) {
            ended(slot, report, actions, now);
        } else {
            Slot next = alive(slot, status, now);
            change(slot, next, report, actions, now);
            if (slot.intent() != null && next.state() == SlotState.KILLING && slot.state() == SlotState.UNREACHABLE) {
                actions.add(killCall(next));
            }
        }
        finish(slot.key().application(), actions, now);
        return actions;
    }

    private void ended(Slot slot, TaskReport report, List<Action> actions, Instant now) {
        Specification specification = specification(slot);
        Slot seen = slot.withTask(seen(slot.currentTask(), report.state(), now));
        Slot next = aftermath
                .of(seen, report, specification, now)
                .map(after -> after.withVersion(specification.taskVersion()))
                .orElse(null);
        change(slot, next, report, actions, now);
    }

    /** The slot while its task may live. */
    private Slot alive(Slot slot, TaskStatus status, Instant now) {
        Slot seen = slot.withTask(seen(slot.currentTask(), status.getState(), now));
        return switch (status.getState()) {
            case TASK_UNREACHABLE, TASK_UNKNOWN -> unreachable(seen, now);
            default -> seen.intent() != null ? seen.to(SlotState.KILLING, now) : seen.to(stateOf(status), now);
        };
    }

    private Slot unreachable(Slot slot, Instant now) {
        if (slot.state() == SlotState.UNREACHABLE) {
            return slot;
        }
        boolean replaceable =
                slot.intent() != null || specification(slot).application().restart() != Restart.NEVER;
        Slot next = slot.to(SlotState.UNREACHABLE, now);
        return replaceable ? next.withUntil(now.plus(REPLACE_UNREACHABLE_AFTER)) : next;
    }

    private static SlotState stateOf(TaskStatus status) {
        return switch (status.getState()) {
            case TASK_STAGING -> SlotState.STAGING;
            case TASK_STARTING -> SlotState.STARTING;
            case TASK_KILLING -> SlotState.KILLING;
            default -> status.getHealthy() ? SlotState.HEALTHY : SlotState.RUNNING;
        };
    }

    private static SlotTask seen(SlotTask task, TaskState state, Instant now) {
        Instant running = task.running() == null && state == TaskState.TASK_RUNNING ? now : task.running();
        return new SlotTask(task.id(), task.agent(), task.hostname(), task.address(), task.launched(), running, state);
    }

    /** Whether this denies a task that nothing was ever heard of: the launch may be on its way still. */
    private static boolean isDoubtful(Slot slot, TaskStatus status) {
        boolean denial = switch (status.getState()) {
            case TASK_GONE, TASK_UNKNOWN, TASK_DROPPED -> true;
            default -> false;
        };
        return denial
                && slot.currentTask().mesosState() == null
                && status.getReason() == TaskStatus.Reason.REASON_RECONCILIATION
                && status.getSource() == TaskStatus.Source.SOURCE_MASTER;
    }

    /** A task that no slot holds: one of ours that was superseded is killed, any other is none of our business. */
    private void stray(TaskStatus status, List<Action> actions) {
        boolean ours = TaskIds.parse(status.getTaskId().getValue()).isPresent();
        boolean alive = switch (status.getState()) {
            case TASK_STAGING, TASK_STARTING, TASK_RUNNING -> true;
            default -> false;
        };
        if (ours && alive) {
            actions.add(new Action.Kill(status.getTaskId(), status.hasAgentId() ? status.getAgentId() : null, null));
        }
    }

    @Override
    public List<Action> launching(Map<SlotKey, SlotTask> tasks, Instant now) {
        List<Action> actions = new ArrayList<>();
        tasks.forEach((key, task) -> {
            Slot slot = slots.get(key).orElseThrow(() -> new IllegalArgumentException("no slot " + key));
            Slot next = slot.withTask(task)
                    .withVersion(specification(slot).taskVersion())
                    .to(SlotState.LAUNCHING, now);
            change(slot, next, null, actions, now);
        });
        return actions;
    }

    @Override
    public List<Action> launchAccepted(Collection<String> taskIds, Instant now) {
        taskIds.forEach(id -> doubts.accepted(id, now));
        return List.of();
    }

    @Override
    public List<Action> launchRefused(Collection<String> taskIds, String why, Instant now) {
        List<Action> actions = new ArrayList<>();
        for (String id : taskIds) {
            doubts.settled(id);
            slots.ofTask(id)
                    .filter(slot -> slot.currentTask().mesosState() == null)
                    .ifPresent(slot -> {
                        TaskReport dropped = new TaskReport(TaskState.TASK_DROPPED, null, why, null);
                        Slot next = slot.intent() == null
                                ? slot.to(SlotState.PENDING, now)
                                : aftermath
                                        .of(slot, dropped, specification(slot), now)
                                        .orElse(null);
                        change(slot, next, null, actions, now);
                        finish(slot.key().application(), actions, now);
                    });
        }
        return actions;
    }

    @Override
    public List<Action> subscribed(Instant now) {
        doubts.subscribed(now);
        kills.clear();
        List<Action> actions = new ArrayList<>();
        for (Slot slot : slots.in(SlotState.KILLING)) {
            if (slot.intent() != null) {
                actions.add(killCall(slot));
                killAgainLater(slot, now);
            }
        }
        return actions;
    }

    @Override
    public List<Action> due(Instant now) {
        List<Action> actions = new ArrayList<>();
        for (SlotKey key : deadlines.due(now)) {
            slots.get(key).ifPresent(slot -> due(slot, actions, now));
        }
        for (String application : List.copyOf(updating)) {
            updateNext(application, actions, now);
        }
        return actions;
    }

    private void due(Slot slot, List<Action> actions, Instant now) {
        switch (slot.state()) {
            case WAITING -> change(slot, slot.to(SlotState.PENDING, now), null, actions, now);
            case UNREACHABLE -> {
                KillIntent intent = slot.intent();
                Slot next = intent == KillIntent.REMOVE
                        ? null
                        : slot.withIntent(null)
                                .to(intent == KillIntent.STOP ? SlotState.KILLED : SlotState.PENDING, now);
                change(slot, next, null, actions, now);
                finish(slot.key().application(), actions, now);
            }
            case KILLING -> {
                actions.add(killCall(slot));
                killAgainLater(slot, now);
            }
            default -> {}
        }
    }

    @Override
    public Optional<Instant> nextDue() {
        return deadlines.next();
    }

    /** Replaces the next task of an older version, unless one of the new version is still on its way. */
    private void updateNext(String application, List<Action> actions, Instant now) {
        Specification specification = specifications.get(application);
        if (specification == null || specification.deleted()) {
            updating.remove(application);
            return;
        }
        List<Slot> all = slots.of(application);
        Optional<Slot> outdated = all.stream()
                .filter(slot -> slot.version() < specification.taskVersion()
                        && slot.state().hasTask())
                .findFirst();
        if (outdated.isEmpty()) {
            updating.remove(application);
        } else if (outdated.get().intent() == null && all.stream().noneMatch(slot -> onItsWay(slot, specification))) {
            kill(outdated.get(), KillIntent.REPLACE, actions, now);
        }
    }

    private static boolean onItsWay(Slot slot, Specification specification) {
        boolean up = slot.state() == SlotState.HEALTHY
                || (slot.state() == SlotState.RUNNING
                        && specification.application().healthCheck().isEmpty());
        return slot.intent() != null
                || (slot.version() == specification.taskVersion()
                        && !up
                        && !slot.state().isDone());
    }

    private void kill(Slot slot, KillIntent intent, List<Action> actions, Instant now) {
        Slot next = slot.withIntent(intent);
        if (slot.state() == SlotState.UNREACHABLE) {
            next = next.withUntil(slot.until() == null ? now.plus(REPLACE_UNREACHABLE_AFTER) : slot.until());
        } else {
            next = next.to(SlotState.KILLING, now);
        }
        change(slot, next, null, actions, now);
        actions.add(killCall(next));
    }

    private static Action killCall(Slot slot) {
        SlotTask task = slot.currentTask();
        return new Action.Kill(
                TaskID.newBuilder().setValue(task.id()).build(),
                AgentID.newBuilder().setValue(task.agent()).build(),
                null);
    }

    private void killAgainLater(Slot slot, Instant now) {
        int attempt = kills.merge(slot.currentTask().id(), 1, Integer::sum);
        deadlines.set(slot.key(), now.plus(KILL_AGAIN.plain(attempt - 1)));
    }

    /** Puts a change into the table, keeps it and tells of it; null is absence. */
    private void change(
            @Nullable Slot before,
            @Nullable Slot after,
            @Nullable TaskReport report,
            List<Action> actions,
            Instant now) {
        if (after != null && after.equals(before)) {
            return;
        }
        SlotTransition transition = new SlotTransition(before, after, now, report);
        if (before != null && (after == null || !after.state().hasTask()) && before.task() != null) {
            kills.remove(before.task().id());
            doubts.settled(before.task().id());
        }
        if (after == null) {
            slots.remove(transition.key());
            deadlines.clear(transition.key());
            actions.add(new Action.Forget(SlotJson.slotKey(transition.key())));
        } else {
            slots.put(after);
            schedule(after, now, before);
            actions.add(SlotJson.persist(after));
        }
        actions.add(new Action.Announce(transition));
    }

    private void schedule(Slot slot, Instant now, @Nullable Slot before) {
        if (slot.state() == SlotState.KILLING && slot.intent() != null) {
            if (before == null || before.state() != SlotState.KILLING) {
                killAgainLater(slot, now);
            }
        } else {
            schedule(slot);
        }
    }

    private void schedule(Slot slot) {
        if (slot.until() != null) {
            deadlines.set(slot.key(), slot.until());
        } else {
            deadlines.clear(slot.key());
        }
    }

    /** Drops a deleted application whose last slot is gone. */
    private void finish(String application, List<Action> actions, Instant now) {
        Specification specification = specifications.get(application);
        if (specification != null
                && specification.deleted()
                && slots.of(application).isEmpty()) {
            specifications.remove(application);
            updating.remove(application);
            actions.add(new Action.Forget(SlotJson.specificationKey(application)));
        } else if (updating.contains(application)) {
            updateNext(application, actions, now);
        }
    }

    private Specification specification(Slot slot) {
        Specification specification = specifications.get(slot.key().application());
        if (specification == null) {
            throw new IllegalStateException("slot " + slot.key() + " has no application");
        }
        return specification;
    }

    @Override
    public List<Slot> pending() {
        return slots.in(SlotState.PENDING);
    }

    @Override
    public Collection<Slot> slots() {
        return slots.all();
    }

    @Override
    public Optional<Slot> slot(SlotKey key) {
        return slots.get(key);
    }

    @Override
    public Optional<Slot> slotOfTask(String taskId) {
        return slots.ofTask(taskId);
    }

    @Override
    public List<Slot> slotsOf(String application) {
        return slots.of(application);
    }

    @Override
    public List<Slot> slotsIn(SlotState state) {
        return slots.in(state);
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
