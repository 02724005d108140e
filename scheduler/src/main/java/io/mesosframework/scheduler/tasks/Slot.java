package io.mesosframework.scheduler.tasks;

import io.mesosframework.protocol.TaskState;
import io.mesosframework.structures.BoundedHistory;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One slot of an application as it stands: immutable, and safe to hand to any thread.
 *
 * @param key the application and the index
 * @param version the version of the application's specification that its task was, or will be, made from
 * @param state what it is doing
 * @param since when it entered that state
 * @param task its current task, or the last one it had; null where it never had one
 * @param failures own failures since the last stable run, each of which used a retry
 * @param losses relaunches that used no retry (agent lost, launch dropped) since the last stable run
 * @param until when a {@link SlotState#WAITING} slot wants a task again, an {@link SlotState#UNREACHABLE} one is replaced, and one
 *     that is not up yet has another one tried; null where nothing is due
 * @param intent why its task is being killed; null while nobody asked for that
 * @param ending how its last task ended; null where none has
 * @param history its last {@link PastTransition#REMEMBERED} changes of state, the oldest first; of more, the last are kept
 * @param left the task that was given up as unreachable and takes the slot back should it return; null where there is none
 */
public record Slot(
        SlotKey key,
        int version,
        SlotState state,
        Instant since,
        @Nullable SlotTask task,
        int failures,
        int losses,
        @Nullable Instant until,
        @Nullable KillIntent intent,
        @Nullable TaskReport ending,
        List<PastTransition> history,
        @Nullable LeftTask left) {

    public Slot {
        history = BoundedHistory.of(PastTransition.REMEMBERED, history);
    }

    /** Why a task is killed, which decides what becomes of its slot when it has ended. */
    public enum KillIntent {
        /** The slot goes away with its task: the application was deleted or scaled down. */
        REMOVE,
        /** A new task takes the slot: the application was updated or restarted. */
        REPLACE,
        /** The slot stays as killed. */
        STOP,
        /** It did not run within the application's {@code max_launch_delay}: another one takes the slot after a back-off. */
        LATE,
        /** It did not become healthy in time: another one takes the slot, as after a failure. */
        UNHEALTHY,
        /** The task that it had replaced has returned, and takes the slot back. */
        YIELD,
        /** A task of its group has ended other than well, and the others end with it: what follows is as that end says. */
        BROKEN;

        /** Whether what follows the task's end is left to how it ends, and not told by the kill. */
        public boolean isOpen() {
            return switch (this) {
                case LATE, UNHEALTHY, BROKEN -> true;
                case REMOVE, REPLACE, STOP, YIELD -> false;
            };
        }
    }

    /**
     * A task that was launched for a slot, or a group of tasks.
     *
     * @param id the task id; a group's is the id of its executor
     * @param agent the id of its agent
     * @param hostname the agent's host
     * @param address where the agent listens, as {@code host:port}
     * @param launched when its ACCEPT was decided
     * @param running when it was first seen running; null before that
     * @param mesosState what Mesos last said of it; of a group, what all that was said of its tasks comes to; null before it said
     *     anything
     * @param members the tasks of a group; none where it is one task
     * @param executor the executor of the application's own that it runs in; null where it is one of Mesos'
     * @param ports what it has of its agent's ports, in the order of its variables {@code PORT0}, {@code PORT1} and so on; of a group none,
     *     as each of its tasks has its own
     */
    public record SlotTask(
            String id,
            String agent,
            String hostname,
            String address,
            Instant launched,
            @Nullable Instant running,
            @Nullable TaskState mesosState,
            List<GroupTask> members,
            @Nullable SlotExecutor executor,
            List<Integer> ports) {

        public SlotTask {
            members = List.copyOf(members);
            ports = List.copyOf(ports);
        }

        /** In an executor of Mesos', without ports. */
        public SlotTask(
                String id,
                String agent,
                String hostname,
                String address,
                Instant launched,
                @Nullable Instant running,
                @Nullable TaskState mesosState,
                List<GroupTask> members) {
            this(id, agent, hostname, address, launched, running, mesosState, members, null, List.of());
        }

        /** One task. */
        public SlotTask(
                String id,
                String agent,
                String hostname,
                String address,
                Instant launched,
                @Nullable Instant running,
                @Nullable TaskState mesosState) {
            this(id, agent, hostname, address, launched, running, mesosState, List.of());
        }

        public boolean isGroup() {
            return !members.isEmpty();
        }

        /** The group's task with this id. */
        public Optional<GroupTask> member(String taskId) {
            return members.stream().filter(member -> member.id().equals(taskId)).findFirst();
        }

        /** Whether this is its id, or that of one of the group's tasks. */
        public boolean has(String taskId) {
            return id.equals(taskId) || member(taskId).isPresent();
        }

        /** The ids of Mesos' tasks that may live: of a group, its tasks that are not known to have ended. */
        public List<String> liveIds() {
            return members.isEmpty()
                    ? List.of(id)
                    : members.stream()
                            .filter(member -> member.ending() == null)
                            .map(GroupTask::id)
                            .toList();
        }

        public SlotTask withMembers(List<GroupTask> next) {
            return new SlotTask(id, agent, hostname, address, launched, running, mesosState, next, executor, ports);
        }

        public SlotTask withExecutor(@Nullable SlotExecutor next) {
            return new SlotTask(id, agent, hostname, address, launched, running, mesosState, members, next, ports);
        }

        public SlotTask withPorts(List<Integer> next) {
            return new SlotTask(id, agent, hostname, address, launched, running, mesosState, members, executor, next);
        }
    }

    /**
     * A task that the slot has stopped to wait for.
     *
     * @param task the task
     * @param version the version of the specification that it was made from
     */
    public record LeftTask(SlotTask task, int version) {}

    /** A slot that never had a task. */
    public static Slot fresh(SlotKey key, int version, Instant now) {
        return new Slot(key, version, SlotState.PENDING, now, null, 0, 0, null, null, null, List.of(), null);
    }

    /**
     * Its current task, or the last one it had.
     *
     * @throws NullPointerException where it never had one
     */
    public SlotTask currentTask() {
        return Objects.requireNonNull(task, () -> key + " has no task");
    }

    /** Whether it has a task with this id now, or a group with this id or a task of this id in it. */
    public boolean holds(String taskId) {
        return state.hasTask() && task != null && task.has(taskId);
    }

    public Slot to(SlotState next, Instant now) {
        return new Slot(
                key,
                version,
                next,
                next == state ? since : now,
                task,
                failures,
                losses,
                null,
                intent,
                ending,
                history,
                left);
    }

    public Slot withTask(SlotTask next) {
        return new Slot(key, version, state, since, next, failures, losses, until, intent, ending, history, left);
    }

    public Slot withUntil(@Nullable Instant next) {
        return new Slot(key, version, state, since, task, failures, losses, next, intent, ending, history, left);
    }

    public Slot withIntent(@Nullable KillIntent next) {
        return new Slot(key, version, state, since, task, failures, losses, until, next, ending, history, left);
    }

    public Slot withVersion(int next) {
        return new Slot(key, next, state, since, task, failures, losses, until, intent, ending, history, left);
    }

    public Slot withCounts(int nextFailures, int nextLosses) {
        return new Slot(
                key, version, state, since, task, nextFailures, nextLosses, until, intent, ending, history, left);
    }

    public Slot withEnding(@Nullable TaskReport next) {
        return new Slot(key, version, state, since, task, failures, losses, until, intent, next, history, left);
    }

    /** With one more change of state remembered, and the oldest forgotten where there are too many. */
    public Slot remembering(@Nullable SlotState from, Instant at, @Nullable TaskReport report, String words) {
        List<PastTransition> next = BoundedHistory.<PastTransition>of(PastTransition.REMEMBERED, history)
                .plus(PastTransition.of(from, this, at, report, words));
        return new Slot(key, version, state, since, task, failures, losses, until, intent, ending, next, left);
    }

    public Slot withLeft(@Nullable LeftTask next) {
        return new Slot(key, version, state, since, task, failures, losses, until, intent, ending, history, next);
    }
}
