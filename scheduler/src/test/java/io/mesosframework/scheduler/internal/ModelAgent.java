package io.mesosframework.scheduler.internal;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.TaskStates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An agent as a master and a framework see it: it runs tasks, and tells each of their states again and again until that
 * is acknowledged, one after the other (PROTOCOL B139, B140).
 */
final class ModelAgent {

    static final Resources WHOLE = Resources.parse("cpus:14;mem:8192;disk:4000");

    /** A task that was delivered here; dead ones stay until their end is acknowledged. */
    static final class Running {
        final String task;
        final Resources taken;

        /** The executor that runs it with others; null where it is alone. */
        final @Nullable String group;

        TaskState state = TaskState.TASK_STAGING;
        boolean alive = true;
        boolean killed;
        Instant next;

        Running(String task, Resources taken, @Nullable String group, Instant next) {
            this.task = task;
            this.taken = taken;
            this.group = group;
            this.next = next;
        }
    }

    final String id;
    final ModelHoldings holdings;
    final Map<String, Running> processes = new LinkedHashMap<>();

    /** What is on its way to the agent, in order; lost with the link. */
    final Deque<Runnable> toAgent = new ArrayDeque<>();

    /** What is on its way to the master, in order; lost with the link. */
    final Deque<Runnable> toMaster = new ArrayDeque<>();

    boolean linked = true;
    boolean shutDown;
    private final SplittableRandom random;
    private final ModelMaster master;
    private final Map<String, Deque<TaskStatus>> updates = new LinkedHashMap<>();
    private final Map<String, Instant> retries = new LinkedHashMap<>();

    ModelAgent(String id, ModelHoldings holdings, ModelMaster master, SplittableRandom random) {
        this.id = id;
        this.holdings = holdings;
        this.master = master;
        this.random = random;
    }

    // ---- what the master says ----

    /** Tasks alone, or the group of an executor. */
    void launch(Map<String, Resources> tasks, @Nullable String group, Instant now) {
        boolean whole = tasks.values().stream().allMatch(holdings::has);
        tasks.forEach((task, taken) -> {
            if (!whole) {
                update(task, TaskState.TASK_DROPPED, TaskStatus.Reason.REASON_RESOURCES_UNKNOWN, now);
            } else if (!processes.containsKey(task)) {
                processes.put(task, new Running(task, taken, group, now.plusMillis(random.nextInt(3000))));
            }
        });
    }

    void apply(String operation, Offer.Operation what, Instant now) {
        holdings.apply(operation, what, now, this::send);
    }

    void kill(String task, Instant now) {
        Running process = processes.get(task);
        if (process == null) {
            update(task, TaskState.TASK_DROPPED, TaskStatus.Reason.REASON_EXECUTOR_TERMINATED, now);
        } else if (process.alive) {
            process.killed = true;
            process.next = now.plusMillis(random.nextInt(2000));
        }
    }

    void acknowledge(String task, ByteString uuid, Instant now) {
        Deque<TaskStatus> waiting = updates.get(task);
        if (waiting == null || !waiting.element().getUuid().equals(uuid)) {
            return;
        }
        TaskStatus acknowledged = waiting.remove();
        if (!waiting.isEmpty()) {
            send(task, now);
            return;
        }
        updates.remove(task);
        retries.remove(task);
        if (TaskStates.isTerminal(acknowledged.getState())) {
            processes.remove(task);
        }
    }

    // ---- what happens on it ----

    /** The next step in the lives of the processes whose time has come. */
    boolean live(Instant now, TaskFate fate) {
        boolean any = false;
        for (Running process : List.copyOf(processes.values())) {
            if (process.alive && !process.next.isAfter(now)) {
                any = true;
                live(process, now, fate);
            }
        }
        any |= holdings.resendDue(now, this::send) && linked;
        for (Map.Entry<String, Instant> retry : List.copyOf(retries.entrySet())) {
            if (!retry.getValue().isAfter(now)) {
                any |= linked;
                send(retry.getKey(), now);
            }
        }
        return any;
    }

    /** What becomes of tasks that run. */
    interface TaskFate {
        /** How long it runs; null for ever. */
        @Nullable
        Duration lasts(String task);

        TaskState end(String task);

        /** It begins, and finds this in its volume, to which it adds its id. */
        void finds(String task, String volume, List<String> written);
    }

    private void live(Running process, Instant now, TaskFate fate) {
        if (process.killed) {
            end(process, TaskState.TASK_KILLED, now);
        } else if (process.state == TaskState.TASK_STAGING) {
            process.state = TaskState.TASK_RUNNING;
            process.taken.asList().stream()
                    .filter(resource -> resource.getDisk().hasPersistence())
                    .map(ModelHoldings::persistenceId)
                    .forEach(volume -> fate.finds(process.task, volume, holdings.write(volume, process.task)));
            Duration lasts = fate.lasts(process.task);
            process.next = lasts == null ? Instant.MAX : now.plus(lasts);
            update(process.task, TaskState.TASK_RUNNING, null, now);
        } else {
            end(process, fate.end(process.task), now);
        }
    }

    void end(Running process, TaskState state, Instant now) {
        process.alive = false;
        process.state = state;
        process.next = Instant.MAX;
        update(process.task, state, null, now);
        if (process.group != null && state != TaskState.TASK_FINISHED) {
            // The default executor kills the others.
            alive().stream().filter(other -> process.group.equals(other.group)).forEach(other -> {
                other.killed = true;
                other.next = now.plusMillis(random.nextInt(2000));
            });
        }
    }

    /** The machine starts again: its processes are dead, and it says so. */
    void reboot(Instant now) {
        toAgent.clear();
        for (Running process : List.copyOf(processes.values())) {
            if (process.alive) {
                end(process, TaskState.TASK_GONE, now);
            }
        }
    }

    /** The agent ends for good, and all on it. */
    void shutDown() {
        shutDown = true;
        linked = false;
        processes.clear();
        updates.clear();
        retries.clear();
        toAgent.clear();
        toMaster.clear();
    }

    // ---- updates ----

    void update(String task, TaskState state, TaskStatus.@Nullable Reason reason, Instant now) {
        byte[] uuid = new byte[16];
        random.nextBytes(uuid);
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setAgentId(AgentID.newBuilder().setValue(id))
                .setState(state)
                .setSource(
                        isOfExecutor(state, reason)
                                ? TaskStatus.Source.SOURCE_EXECUTOR
                                : TaskStatus.Source.SOURCE_AGENT)
                .setUuid(ByteString.copyFrom(uuid));
        if (reason != null) {
            status.setReason(reason);
        }
        Deque<TaskStatus> waiting = updates.computeIfAbsent(task, unused -> new ArrayDeque<>());
        waiting.add(status.build());
        if (waiting.size() == 1) {
            send(task, now);
        }
    }

    /** What the agent itself tells has a reason, or is of a machine that started again. */
    private static boolean isOfExecutor(TaskState state, TaskStatus.@Nullable Reason reason) {
        return reason == null && state != TaskState.TASK_GONE;
    }

    private void send(OperationStatus status) {
        if (linked) {
            toMaster.add(() -> master.fromAgent(this, status));
        }
    }

    void resendAll(Instant now) {
        holdings.resendAll(now, this::send);
        List.copyOf(updates.keySet()).forEach(task -> send(task, now));
    }

    private void send(String task, Instant now) {
        retries.put(task, now.plusSeconds(10));
        Deque<TaskStatus> waiting = updates.get(task);
        if (linked && waiting != null && !waiting.isEmpty()) {
            TaskStatus status = waiting.element();
            Running process = processes.get(task);
            TaskState latest = process == null ? status.getState() : process.state;
            toMaster.add(() -> master.fromAgent(this, status, latest));
        }
    }

    boolean hasUnacknowledged() {
        return !updates.isEmpty() || !holdings.updates().isEmpty();
    }

    Instant nextDue() {
        Instant next = linked ? holdings.nextDue() : Instant.MAX;
        for (Running process : processes.values()) {
            next = process.alive && process.next.isBefore(next) ? process.next : next;
        }
        for (Instant retry : retries.values()) {
            next = linked && retry.isBefore(next) ? retry : next;
        }
        return next;
    }

    List<Running> alive() {
        return processes.values().stream().filter(process -> process.alive).toList();
    }

    @Override
    public String toString() {
        return id + (linked ? "" : " cut off");
    }
}
