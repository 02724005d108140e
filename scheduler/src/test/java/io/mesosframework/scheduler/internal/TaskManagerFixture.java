package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.storage.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A task manager with a clock of its own, and a store that does what its actions say, so that it can start again. */
final class TaskManagerFixture {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    DefaultTaskManager tasks = new DefaultTaskManager(new SplittableRandom(1));
    Instant now = START;
    final List<Action> actions = new ArrayList<>();
    final Map<String, Bytes> kept = new HashMap<>();
    private int launched;

    void put(Application application) {
        take(tasks.put(application, now));
    }

    void delete(String name) {
        take(tasks.delete(name, now));
    }

    void scale(String name, int instances) {
        take(tasks.scale(name, instances, now));
    }

    List<Action> rollback(String name) {
        return take(tasks.rollback(name, now));
    }

    List<Action> resume(String name) {
        return take(tasks.resume(name, now));
    }

    void restart(String name) {
        take(tasks.restart(name, now));
    }

    List<Action> kill(String application, int index) {
        return take(tasks.kill(new SlotKey(application, index), now));
    }

    /** Gives a pending slot a task, and answers its id. */
    String launch(String application, int index) {
        String id = application + "." + index + ".t" + launched++;
        take(tasks.launching(
                Map.of(
                        new SlotKey(application, index),
                        new SlotTask(id, "agent" + index, "host" + index, "127.0.0.1:5051", now, null, null)),
                now));
        return id;
    }

    String launchAndRun(String application, int index) {
        String id = launch(application, index);
        accepted(id);
        status(id, TaskState.TASK_RUNNING);
        return id;
    }

    void accepted(String id) {
        take(tasks.launchAccepted(List.of(id), now));
    }

    void refused(String id) {
        take(tasks.launchRefused(List.of(id), "Framework is not subscribed", now));
    }

    List<Action> status(String id, TaskState state) {
        return status(id, state, status -> status);
    }

    List<Action> status(String id, TaskState state, UnaryOperator<TaskStatus.Builder> more) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(AgentID.newBuilder().setValue("agent"))
                .setState(state);
        return take(tasks.status(more.apply(status).build(), now));
    }

    /** The master's answer to a question about a task. */
    List<Action> reconciled(String id, TaskState state) {
        return status(
                id,
                state,
                status -> status.setSource(TaskStatus.Source.SOURCE_MASTER)
                        .setReason(TaskStatus.Reason.REASON_RECONCILIATION));
    }

    List<Action> subscribed() {
        return take(tasks.subscribed(now));
    }

    List<Action> disconnected() {
        return take(tasks.disconnected(now));
    }

    List<Action> pass(Duration duration) {
        now = now.plus(duration);
        return take(tasks.due(now));
    }

    /** A new task manager that knows what this one has kept. */
    void startAgain() {
        tasks = new DefaultTaskManager(new SplittableRandom(2));
        take(tasks.restore(kept, now));
    }

    SlotState state(String application, int index) {
        return slot(application, index).state();
    }

    Slot slot(String application, int index) {
        return tasks.slot(new SlotKey(application, index)).orElseThrow();
    }

    List<SlotState> states(String application) {
        return tasks.slotsOf(application).stream().map(Slot::state).toList();
    }

    List<String> killed(List<Action> some) {
        return some.stream()
                .filter(Action.Kill.class::isInstance)
                .map(action -> ((Action.Kill) action).task().getValue())
                .toList();
    }

    List<String> killed() {
        return killed(actions);
    }

    private List<Action> take(List<Action> some) {
        actions.addAll(some);
        keep(some);
        return some;
    }

    void keep(List<Action> some) {
        for (Action action : some) {
            if (action instanceof Action.Persist persist) {
                kept.put(persist.key(), persist.value());
            } else if (action instanceof Action.Forget forget) {
                kept.remove(forget.key());
            }
        }
    }
}
