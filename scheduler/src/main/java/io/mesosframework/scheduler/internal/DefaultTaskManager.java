package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.OrphanPolicy;
import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.UnknownApplicationException;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.UnreachablePolicy.OnReturn;
import io.mesosframework.scheduler.tasks.Orphan;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.KillIntent;
import io.mesosframework.scheduler.tasks.Slot.LeftTask;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotExecutor;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.scheduler.tasks.Update;
import io.mesosframework.storage.Bytes;
import io.mesosframework.utils.TaskIds;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of slots as docs/architecture.md tells it under "What an application means". */
public final class DefaultTaskManager implements TaskManager {

    private static final Duration REPLACE_UNREACHABLE_AFTER = Duration.ofMinutes(5);
    private static final Logger LOG = LoggerFactory.getLogger(DefaultTaskManager.class);

    /** With more instances than this, an update looks at all of them not at every change but now and then. */
    private static final int MANY = 1000;

    private static final Duration LOOK_AT_MANY = Duration.ofMillis(250);
    /** For so long after a subscription has begun, what may have happened meanwhile is still to be heard. */
    private static final Duration HEARING = Duration.ofSeconds(30);

    private static final Duration STABLE_RUN = Duration.ofMinutes(10);

    private final Aftermath aftermath;
    private final Duration replaceUnreachableAfter;
    private final SlotBook book;
    private final SlotTable slots;
    private final Map<String, Specification> specifications = new ConcurrentSkipListMap<>();
    private final OrphanPolicy orphanPolicy;
    private final Orphans orphans = new Orphans();
    private final Updates updates = new Updates();
    private final Predicate<String> keepsFor;
    private @Nullable Instant subscribedAt;

    /** @param random spreads back-offs */
    public DefaultTaskManager(RandomGenerator random) {
        this(random, REPLACE_UNREACHABLE_AFTER);
    }

    /**
     * @param random spreads back-offs
     * @param replaceUnreachableAfter for how long a task whose agent is out of sight may come back before its slot gets a
     *     new one; 5 minutes where not given
     */
    public DefaultTaskManager(RandomGenerator random, Duration replaceUnreachableAfter) {
        this(random, replaceUnreachableAfter, OrphanPolicy.KILL_OWN, RetryPolicy.standard());
    }

    /**
     * @param random spreads back-offs
     * @param replaceUnreachableAfter for how long a task whose agent is out of sight may come back before its slot gets a
     *     new one, where its application does not say
     * @param orphanPolicy what to do about tasks that no slot holds
     * @param retries decides on failures; throws nothing
     */
    public DefaultTaskManager(
            RandomGenerator random, Duration replaceUnreachableAfter, OrphanPolicy orphanPolicy, RetryPolicy retries) {
        this(random, replaceUnreachableAfter, orphanPolicy, retries, application -> false);
    }

    /**
     * As above.
     *
     * @param keepsFor whether anything is reserved for an application still: then a deleted one stays until that is given back
     */
    public DefaultTaskManager(
            RandomGenerator random,
            Duration replaceUnreachableAfter,
            OrphanPolicy orphanPolicy,
            RetryPolicy retries,
            Predicate<String> keepsFor) {
        this.keepsFor = keepsFor;
        this.orphanPolicy = orphanPolicy;
        this.aftermath = new Aftermath(STABLE_RUN, replaceUnreachableAfter, retries, random);
        this.replaceUnreachableAfter = replaceUnreachableAfter;
        this.book = new SlotBook(replaceUnreachableAfter, this::killGrace);
        this.slots = book.slots;
    }

    @Override
    public List<Action> restore(Map<String, Bytes> kept, Instant now) {
        kept.forEach((key, value) -> {
            if (SlotJson.isSpecification(key)) {
                Specification specification = SlotJson.specification(key, value);
                specifications.put(specification.application().name(), specification);
            }
        });
        Map<SlotExecutor, SlotExecutor> executors = new HashMap<>();
        slots(kept).forEach(slot -> book.restore(rebased(sharing(executors, slot), now)));
        updates.restore(kept, specifications);
        List<Action> actions = new ArrayList<>();
        for (Specification specification : List.copyOf(specifications.values())) {
            if (isWhole(specification)) {
                finish(specification.application().name(), actions, now);
            } else {
                actions.addAll(apply(specification, now));
            }
        }
        return actions;
    }

    /** On all processors: the records of very many slots are most of what a start has to do. */
    private static List<Slot> slots(Map<String, Bytes> kept) {
        Map<String, String> texts = new ConcurrentHashMap<>();
        UnaryOperator<String> shared = text -> {
            String same = texts.putIfAbsent(text, text);
            return same == null ? text : same;
        };
        return List.copyOf(kept.entrySet()).parallelStream()
                .filter(entry -> SlotJson.isSlot(entry.getKey()))
                .map(entry -> SlotJson.slot(entry.getKey(), entry.getValue(), shared))
                .toList();
    }

    /** Very many tasks may run in one executor. */
    private static Slot sharing(Map<SlotExecutor, SlotExecutor> executors, Slot slot) {
        SlotTask task = slot.task();
        return task == null || task.executor() == null
                ? slot
                : slot.withTask(task.withExecutor(executors.computeIfAbsent(task.executor(), same -> same)));
    }

    private Optional<Duration> killGrace(SlotKey key) {
        Specification specification = specifications.get(key.application());
        return specification == null
                ? Optional.empty()
                : specification.application().lifecycle().killGrace();
    }

    /** A slot kept by a clock that was ahead of this one waits as long as it was to wait, and not for ever. */
    private static Slot rebased(Slot slot, Instant now) {
        Instant until = slot.until();
        if (until == null || !slot.since().isAfter(now)) {
            return slot;
        }
        return slot.withUntil(now.plus(Duration.between(slot.since(), until)));
    }

    /** A deployment of very many slots is kept in several commits, and may have been cut between two of them. */
    private boolean isWhole(Specification specification) {
        int wanted = wanted(specification);
        List<Slot> present = slots.of(specification.application().name());
        long staying = present.stream()
                .filter(slot -> slot.key().index() < wanted && slot.intent() != KillIntent.REMOVE)
                .count();
        boolean allElseGoes =
                present.stream().allMatch(slot -> slot.key().index() < wanted || slot.intent() == KillIntent.REMOVE);
        return staying == wanted
                && allElseGoes
                && present.stream().noneMatch(slot -> isLeftBehind(slot, specification))
                && !lacksUpdate(specification, present);
    }

    /** Whether the slot has no task and follows an older version: an update reaches such slots at once. */
    private static boolean isLeftBehind(Slot slot, Specification specification) {
        return slot.version() < specification.updateVersion() && !slot.state().hasTask();
    }

    /** Whether tasks are to be replaced, and no update is there to do it. */
    private boolean lacksUpdate(Specification specification, List<Slot> present) {
        Update update = updates.get(specification.application().name());
        boolean begun = update != null && update.version() == specification.updateVersion();
        return !specification.deleted() && !begun && outdated(specification, present) > 0;
    }

    private static int outdated(Specification specification, List<Slot> present) {
        return (int) present.stream()
                .filter(slot -> slot.key().index() < specification.application().instances()
                        && slot.intent() != KillIntent.REMOVE
                        && Rollout.isOutdated(slot, specification))
                .count();
    }

    /** The slots beyond the instances carry an update's surge. */
    private int wanted(Specification specification) {
        Application application = specification.application();
        return specification.deleted() ? 0 : application.instances() + updates.surge(application.name());
    }

    @Override
    public List<Action> put(Application application, Instant now) {
        Specification before = specifications.get(application.name());
        Specification after = before == null ? Specification.first(application) : before.next(application);
        if (after.equals(before)) {
            return List.of();
        }
        SlotJson.requireKeepable(after);
        List<Action> actions = new ArrayList<>();
        if (before != null && !before.deleted() && after.updateVersion() != before.updateVersion()) {
            updates.keep(before, actions);
        }
        actions.addAll(apply(after, now));
        return actions;
    }

    @Override
    public List<Action> scale(String application, int instances, Instant now) {
        return put(present(application).application().withInstances(instances), now);
    }

    @Override
    public List<Action> rollback(String application, Instant now) {
        Specification before = present(application);
        List<Specification> earlier = updates.earlier(application);
        if (earlier.isEmpty()) {
            throw new UnknownApplicationException(
                    "Application " + application + " has no earlier version to go back to");
        }
        Specification last = earlier.get(earlier.size() - 1);
        List<Action> actions = apply(before.back(last), now);
        updates.takeBack(last, actions);
        return actions;
    }

    private Specification present(String application) {
        Specification specification = specifications.get(application);
        if (specification == null || specification.deleted()) {
            throw new UnknownApplicationException("There is no application " + application);
        }
        return specification;
    }

    @Override
    public List<Action> resume(String application, Instant now) {
        Specification specification = present(application);
        Update update = updates.get(application);
        if (update == null || update.state() != Update.State.HALTED) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        for (Slot slot : slots.of(application)) {
            if (slot.state() == SlotState.FAILED || slot.state() == SlotState.WAITING) {
                Slot again = slot.withCounts(0, 0).to(SlotState.PENDING, now);
                book.change(slot, again, Cause.ours("update resumed"), actions, now);
            }
        }
        // Last: were it kept without the slots, it would halt at once on one that has failed.
        updates.set(application, update.resumed(now), actions);
        finish(specification.application().name(), actions, now);
        return actions;
    }

    @Override
    public List<Action> restart(String application, Instant now) {
        Specification before = specifications.get(application);
        return before == null || before.deleted() ? List.of() : apply(before.again(), now);
    }

    @Override
    public List<Action> kill(SlotKey key, Instant now) {
        Slot slot = slots.get(key).orElseThrow(() -> new UnknownApplicationException("There is no slot " + key));
        List<Action> actions = new ArrayList<>();
        if (slot.state().hasTask() && slot.intent() == null) {
            book.kill(slot, KillIntent.REPLACE, "asked for", actions, now);
            finish(key.application(), actions, now);
        }
        return actions;
    }

    @Override
    public List<Action> delete(String application, Instant now) {
        Specification before = specifications.get(application);
        if (before == null || before.deleted()) {
            return List.of();
        }
        List<Action> actions = apply(before.delete(), now);
        updates.forgetEarlier(application, actions);
        return actions;
    }

    /** Makes the slots follow the specification. */
    private List<Action> apply(Specification specification, Instant now) {
        List<Action> actions = new ArrayList<>();
        String name = specification.application().name();
        specifications.put(name, specification);
        actions.add(SlotJson.persist(specification));
        beginUpdate(specification, actions, now);
        int wanted = wanted(specification);
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
                book.change(
                        null,
                        Slot.fresh(key, specification.updateVersion(), now),
                        Cause.ours("deployed"),
                        actions,
                        now);
            }
        }
        finish(name, actions, now);
        return actions;
    }

    /** An update replaces the one before it, which may have halted. */
    private void beginUpdate(Specification specification, List<Action> actions, Instant now) {
        String name = specification.application().name();
        Update update = updates.get(name);
        if (update != null && (specification.deleted() || update.version() != specification.updateVersion())) {
            updates.forget(name, actions);
        }
        List<Slot> present = slots.of(name);
        if (lacksUpdate(specification, present)) {
            int surge = Math.min(
                    specification.application().lifecycle().update().maxSurge(), outdated(specification, present));
            updates.set(name, Update.begin(specification.updateVersion(), surge, now), actions);
        }
    }

    private void remove(Slot slot, List<Action> actions, Instant now) {
        LeftTask left = slot.left();
        if (left != null && slot.intent() == KillIntent.YIELD) {
            actions.addAll(book.kills.calls(slot.key(), left.task()));
        }
        if (!slot.state().hasTask()) {
            book.change(slot, null, Cause.ours("not wanted any more"), actions, now);
        } else if (slot.intent() != KillIntent.REMOVE) {
            book.kill(slot, KillIntent.REMOVE, "not wanted any more", actions, now);
        }
    }

    /** A slot that stays: one that has no task takes the new version at once, the others when their turn comes. */
    private void adopt(Slot slot, Specification specification, List<Action> actions, Instant now) {
        if (slot.intent() == KillIntent.REMOVE) {
            book.change(slot, slot.withIntent(KillIntent.REPLACE), Cause.ours("wanted again"), actions, now);
        } else if (isLeftBehind(slot, specification)) {
            Slot next = slot.withVersion(specification.updateVersion());
            boolean anotherChance = isToRunAgain(slot.state(), specification);
            book.change(
                    slot,
                    anotherChance ? next.withCounts(0, 0).to(SlotState.PENDING, now) : next,
                    Cause.ours("updated"),
                    actions,
                    now);
        }
    }

    /** Whether a slot without a task gets one under a new version. Where tasks stay as they are, what has ended well does too. */
    private static boolean isToRunAgain(SlotState state, Specification specification) {
        boolean newTask = specification.taskVersion() == specification.updateVersion();
        return switch (state) {
            case PENDING -> false;
            case WAITING, FAILED -> true;
            case FINISHED -> newTask || specification.application().restart() == Restart.ALWAYS;
            default -> newTask;
        };
    }

    @Override
    public List<Action> status(TaskStatus status, Instant now) {
        List<Action> actions = new ArrayList<>();
        String taskId = status.getTaskId().getValue();
        Optional<Slot> holder = slots.ofTask(taskId);
        if (holder.isEmpty()) {
            Optional<Slot> giver = slotThatLeft(taskId);
            if (giver.isPresent()) {
                left(giver.get(), status, actions, now);
            } else {
                stray(status, actions, now);
            }
            return actions;
        }
        Slot slot = holder.get();
        SlotTask task = slot.currentTask();
        if (GroupStatus.isLate(task, status)) {
            stray(status, actions, now);
            return actions;
        }
        if (Sightings.isDoubtful(slot, status) && !book.doubts.isLost(task.id(), Sightings.said(status, now))) {
            return actions;
        }
        book.doubts.settled(task.id());
        GroupStatus.Heard heard = GroupStatus.hear(task, status);
        if (TaskStates.isTerminal(heard.status().getState())) {
            ended(slot, heard, actions, now);
        } else {
            seen(slot, heard, actions, now);
            sight(slot.key(), status.getState(), heard.status().getState());
        }
        finish(slot.key().application(), actions, now);
        return actions;
    }

    private void ended(Slot slot, GroupStatus.Heard heard, List<Action> actions, Instant now) {
        Specification specification = specification(slot);
        Slot ended = Sightings.seen(slot.withTask(heard.task()), heard.status().getState(), now);
        Slot next = aftermath.of(ended, heard.report(), specification, now).orElse(null);
        end(slot, next, Cause.of(heard.report()), actions, now);
    }

    /** The slot follows the present version now, unless a task that it had given up has it back. */
    private void end(Slot slot, @Nullable Slot next, Cause cause, List<Action> actions, Instant now) {
        Slot following = next == null || next.state().hasTask()
                ? next
                : next.withVersion(specification(slot).updateVersion());
        book.change(slot, following, cause, actions, now);
    }

    private void seen(Slot slot, GroupStatus.Heard heard, List<Action> actions, Instant now) {
        Slot known = slot.withTask(heard.task());
        // The executor kills what is left of a broken group; it is only helped where that takes long.
        Slot meant = heard.isBroken() && slot.intent() == null ? known.withIntent(KillIntent.BROKEN) : known;
        TaskStatus status = heard.status();
        Slot next = Sightings.of(meant, status, specification(slot), replaceUnreachableAfter, now);
        book.change(slot, next, Cause.of(heard.report()), actions, now);
        if (!Sightings.isOutOfSight(status.getState())
                && slot.intent() != null
                && slot.state() == SlotState.UNREACHABLE) {
            actions.addAll(book.kills.calls(next));
        }
    }

    /**
     * Notes whether the master sees the slot's task.
     *
     * @param said of the task, or of one of the group's; what an earlier subscription said of the others does not count
     * @param folded what that comes to for the group
     */
    private void sight(SlotKey key, TaskState said, TaskState folded) {
        slots.get(key).ifPresent(slot -> {
            if (Sightings.isOutOfSight(said)) {
                book.outOfSight(slot);
            } else if (!TaskStates.isTerminal(said) || !Sightings.isOutOfSight(folded)) {
                book.inSight(slot);
            }
        });
    }

    /** The slot that has given up this task as unreachable, and would have it back. */
    private Optional<Slot> slotThatLeft(String taskId) {
        return TaskIds.parse(taskId)
                .flatMap(ids -> slots.get(new SlotKey(ids.application(), ids.slot())))
                .filter(slot -> slot.left() != null && slot.left().task().has(taskId));
    }

    /**
     * Something is heard of a task that its slot had given up. It takes the slot back only when the task that replaced it has ended,
     * so that there are never two on purpose.
     */
    private void left(Slot slot, TaskStatus said, List<Action> actions, Instant now) {
        LeftTask before = Objects.requireNonNull(slot.left());
        GroupStatus.Heard group = GroupStatus.hear(before.task(), said);
        TaskStatus status = group.status();
        LeftTask left = new LeftTask(Sightings.seen(group.task(), status.getState(), now), before.version());
        if (TaskStates.isTerminal(status.getState())) {
            book.change(slot, slot.withLeft(null), Cause.ours(""), actions, now);
            return;
        }
        Slot heard = slot.withLeft(left);
        if (slot.intent() == KillIntent.YIELD || left.task().isGroup()) {
            book.change(slot, heard, Cause.ours(""), actions, now);
        }
        if (slot.intent() == KillIntent.YIELD || Sightings.isOutOfSight(status.getState())) {
            return;
        }
        if (group.isBroken() || !isWantedBack(slot, left)) {
            actions.addAll(book.kills.calls(slot.key(), left.task()));
        } else if (slot.state().hasTask()) {
            book.kill(heard, KillIntent.YIELD, "the task before has returned", actions, now);
        } else {
            Slot back = Sightings.takenBack(heard, specification(slot), replaceUnreachableAfter, now);
            book.change(slot, back, Cause.ours("the task before has returned"), actions, now);
            finish(slot.key().application(), actions, now);
        }
    }

    private boolean isWantedBack(Slot slot, LeftTask left) {
        Specification specification = specification(slot);
        return slot.intent() == null
                && !slot.state().isDone()
                && left.version() == specification.taskVersion()
                && keepsReturned(specification);
    }

    private static boolean keepsReturned(Specification specification) {
        return specification.application().lifecycle().unreachable().onReturn() == OnReturn.KEEP_RETURNED;
    }

    /** A task that no slot holds. One that was superseded is killed, as a late one would be beside that which took its place. */
    private void stray(TaskStatus status, List<Action> actions, Instant now) {
        Optional<TaskIds> ids = TaskIds.parse(status.getTaskId().getValue());
        boolean alive = isAlive(status.getState());
        if (alive
                && orphanPolicy == OrphanPolicy.ADOPT
                && ids.isPresent()
                && adopted(ids.get(), status, actions, now)) {
            orphans.forget(status.getTaskId().getValue());
            return;
        }
        boolean superseded =
                ids.isPresent() && specifications.containsKey(ids.get().application());
        boolean unwanted = superseded
                || orphanPolicy == OrphanPolicy.KILL
                || (orphanPolicy == OrphanPolicy.KILL_OWN && ids.isPresent());
        if (alive && unwanted) {
            actions.add(book.kills.stray(status, ids.map(id -> new SlotKey(id.application(), id.slot()))));
        }
        orphans.heard(status, unwanted, !unwanted && orphanPolicy != OrphanPolicy.KILL_OWN, now);
    }

    private static boolean isAlive(TaskState state) {
        return switch (state) {
            case TASK_STAGING, TASK_STARTING, TASK_RUNNING -> true;
            default -> false;
        };
    }

    /** Gives a task to the slot that its id names, if that waits for one. */
    private boolean adopted(TaskIds ids, TaskStatus status, List<Action> actions, Instant now) {
        Optional<Slot> waiting = slots.get(new SlotKey(ids.application(), ids.slot()))
                .filter(slot -> slot.state() == SlotState.PENDING || slot.state() == SlotState.WAITING);
        if (waiting.isEmpty() || !status.hasAgentId()) {
            return false;
        }
        Slot slot = waiting.get();
        Specification specification = specification(slot);
        Optional<SlotTask> task = Adoption.task(ids, status, specification.application(), now);
        if (task.isEmpty()) {
            return false;
        }
        SlotTask adopted = task.get();
        if (specification.application().executor().isPresent()) {
            Stream<Slot> around =
                    Stream.concat(slots.on(adopted.agent()).stream(), slots.of(ids.application()).stream());
            adopted = adopted.withExecutor(Adoption.executor(status, around));
        }
        GroupStatus.Heard heard = GroupStatus.hear(adopted, status);
        Slot given = slot.withTask(heard.task())
                .withVersion(specification.taskVersion())
                .to(SlotState.LAUNCHING, now);
        Slot seen = Sightings.of(given, heard.status(), specification, replaceUnreachableAfter, now);
        book.change(slot, seen, new Cause(heard.report(), "adopted"), actions, now);
        finish(ids.application(), actions, now);
        return true;
    }

    @Override
    public List<Action> launching(Map<SlotKey, SlotTask> tasks, Instant now) {
        List<Action> actions = new ArrayList<>();
        tasks.forEach((key, task) -> {
            Slot slot = slots.get(key).orElseThrow(() -> new IllegalArgumentException("no slot " + key));
            Slot next = slot.withTask(task)
                    .withVersion(specification(slot).taskVersion())
                    .to(SlotState.LAUNCHING, now);
            book.change(slot, next, Cause.ours("placed"), actions, now);
            book.doubts.launching(task.id());
        });
        return actions;
    }

    @Override
    public List<Action> launchAccepted(Collection<String> taskIds, Instant now) {
        taskIds.forEach(book.doubts::accepted);
        return List.of();
    }

    private static boolean isUnheardOf(Slot slot) {
        return slot.currentTask().mesosState() == null;
    }

    @Override
    public List<Action> launchRefused(Collection<String> taskIds, String why, Instant now) {
        List<Action> actions = new ArrayList<>();
        for (String id : taskIds) {
            book.doubts.settled(id);
            slots.ofTask(id).filter(DefaultTaskManager::isUnheardOf).ifPresent(slot -> {
                TaskReport dropped = new TaskReport(TaskState.TASK_DROPPED, null, why, null);
                Slot next = slot.intent() == null
                        ? slot.to(SlotState.PENDING, now)
                        : aftermath.of(slot, dropped, specification(slot), now).orElse(null);
                end(slot, next, Cause.ours(why), actions, now);
                finish(slot.key().application(), actions, now);
            });
        }
        return actions;
    }

    @Override
    public List<Action> subscribed(Instant now) {
        book.subscribed();
        subscribedAt = now;
        updates.lookAtAll(now);
        List<Action> actions = new ArrayList<>();
        for (Slot slot : slots.in(SlotState.KILLING)) {
            if (slot.intent() != null) {
                book.killAgain(slot, actions, now);
            }
        }
        for (SlotState state : List.of(SlotState.STAGING, SlotState.STARTING, SlotState.RUNNING)) {
            slots.in(state).forEach(slot -> book.dueNotBefore(slot, now.plus(HEARING)));
        }
        return actions;
    }

    @Override
    public List<Action> disconnected(Instant now) {
        book.disconnected();
        subscribedAt = null;
        return List.of();
    }

    @Override
    public List<Action> note(SlotKey slot, String words, Instant now) {
        List<Action> actions = new ArrayList<>();
        slots.get(slot).ifPresent(present -> book.note(present, words, actions, now));
        return actions;
    }

    @Override
    public List<Action> released(String application, Instant now) {
        List<Action> actions = new ArrayList<>();
        finish(application, actions, now);
        return actions;
    }

    @Override
    public List<Action> due(Instant now) {
        List<Action> actions = new ArrayList<>();
        for (SlotKey key : book.due(now)) {
            slots.get(key).ifPresent(slot -> due(slot, actions, now));
        }
        updates.due(now).forEach(application -> goOn(application, actions, now));
        return actions;
    }

    private void due(Slot slot, List<Action> actions, Instant now) {
        switch (slot.state()) {
            case WAITING ->
                book.change(slot, slot.to(SlotState.PENDING, now), Cause.ours("the back-off has passed"), actions, now);
            case UNREACHABLE -> giveUp(slot, actions, now);
            case STAGING, STARTING -> tryAnother(slot, KillIntent.LATE, "max_launch_delay has passed", actions, now);
            case RUNNING -> tryAnother(slot, KillIntent.UNHEALTHY, "max_unhealthy_time has passed", actions, now);
            case KILLING -> book.killAgain(slot, actions, now);
            default -> {}
        }
    }

    /** Gives up a task that is not up in time. Without a subscription it may be up and unheard of. */
    private void tryAnother(Slot slot, KillIntent intent, String why, List<Action> actions, Instant now) {
        Optional<Instant> deadline = Sightings.deadline(slot, specification(slot));
        if (subscribedAt == null || deadline.isEmpty()) {
            return;
        }
        if (deadline.get().isAfter(now)) {
            book.change(slot, slot.withUntil(deadline.get()), Cause.ours(""), actions, now);
        } else {
            book.kill(slot, intent, why, actions, now);
        }
    }

    /**
     * Stops to wait for an unreachable task. Only the word of the present subscription counts: while there is none, the
     * agent may have come back unheard of. Once the master repeats it, the deadline is set again.
     */
    private void giveUp(Slot slot, List<Action> actions, Instant now) {
        if (!book.isOutOfSight(slot)) {
            return;
        }
        KillIntent intent = slot.intent();
        Slot free = slot.withIntent(null);
        Slot next;
        if (intent == null && keepsReturned(specification(slot))) {
            next = free.withLeft(new LeftTask(slot.currentTask(), slot.version()))
                    .to(SlotState.PENDING, now);
        } else if (intent == KillIntent.YIELD) {
            next = Sightings.takenBack(free, specification(slot), replaceUnreachableAfter, now);
        } else if (intent == KillIntent.REMOVE) {
            next = null;
        } else {
            next = free.to(intent == KillIntent.STOP ? SlotState.KILLED : SlotState.PENDING, now);
        }
        end(slot, next, Cause.ours("given up as unreachable"), actions, now);
        finish(slot.key().application(), actions, now);
    }

    @Override
    public Optional<Instant> nextDue() {
        return Stream.of(book.nextDue(), updates.nextDue())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** After a change: drops a deleted application whose last slot is gone, or goes on with an update. */
    private void finish(String application, List<Action> actions, Instant now) {
        Specification specification = specifications.get(application);
        if (specification == null) {
            return;
        }
        if (specification.deleted()) {
            if (slots.isEmpty(application) && !keepsFor.test(application)) {
                specifications.remove(application);
                actions.add(new Action.Forget(SlotJson.specificationKey(application)));
            }
        } else if (updates.isRolling(application)) {
            if (specification.application().instances() <= MANY) {
                goOn(application, actions, now);
            } else {
                updates.lookBy(application, now.plus(LOOK_AT_MANY));
            }
        }
    }

    private void goOn(String application, List<Action> actions, Instant now) {
        Specification specification = specifications.get(application);
        Update update = updates.get(application);
        if (specification == null || update == null || update.state() != Update.State.ROLLING) {
            return;
        }
        Rollout.Step step = Rollout.look(specification, update, slots.of(application), subscribedAt, now);
        updates.set(application, step.update(), actions);
        updates.lookAgain(application, step.lookAgain());
        step.replace().forEach(slot -> book.kill(slot, KillIntent.REPLACE, "updated", actions, now));
        if (step.update().state() == Update.State.HALTED) {
            LOG.warn(
                    "The update of {} has halted: {}",
                    application,
                    step.update().why());
        } else if (step.update().state() == Update.State.DONE) {
            slots.of(application).stream()
                    .filter(slot ->
                            slot.key().index() >= specification.application().instances())
                    .forEach(slot -> remove(slot, actions, now));
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
    public Set<String> pendingApplications() {
        return slots.pendingApplications();
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
    public List<Slot> slotsOn(String agentId) {
        return slots.on(agentId);
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

    @Override
    public Optional<Update> update(String application) {
        return Optional.ofNullable(updates.get(application));
    }

    @Override
    public List<Specification> earlier(String application) {
        return updates.earlier(application);
    }

    @Override
    public List<Orphan> orphans() {
        return orphans.all();
    }
}
