package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.TaskInfos;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Kills are repeated for as long as the task has not ended: a call may be lost on its way to the agent. */
final class Kills {

    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final Map<String, Integer> attempts = new HashMap<>();
    private final Function<SlotKey, Optional<Duration>> grace;

    /** @param grace how long a slot's task has to end before it is killed hard, where its application says so */
    Kills(Function<SlotKey, Optional<Duration>> grace) {
        this.grace = grace;
    }

    /** The calls that end the slot's task, or each task of its group. */
    List<Action> calls(Slot slot) {
        return calls(slot.key(), slot.currentTask());
    }

    /** The calls that end a task or group of the slot's. */
    List<Action> calls(SlotKey key, SlotTask task) {
        List<Action> calls = new ArrayList<>(1);
        for (String id : task.liveIds()) {
            calls.add(new Action.Kill(
                    TaskID.newBuilder().setValue(id).build(),
                    AgentID.newBuilder().setValue(task.agent()).build(),
                    policy(key)));
        }
        return calls;
    }

    /**
     * The call that ends a task that no slot holds.
     *
     * @param key the slot that it may have been made for, by its id
     */
    Action stray(TaskStatus status, Optional<SlotKey> key) {
        return new Action.Kill(
                status.getTaskId(),
                status.hasAgentId() ? status.getAgentId() : null,
                key.map(this::policy).orElse(null));
    }

    private @Nullable KillPolicy policy(SlotKey key) {
        return grace.apply(key).map(TaskInfos::killPolicy).orElse(null);
    }

    /** When the next attempt on this task is due, now that one was made. */
    Instant next(String taskId, Instant now) {
        int attempt = attempts.merge(taskId, 1, Integer::sum);
        return now.plus(AGAIN.plain(attempt - 1));
    }

    void ended(String taskId) {
        attempts.remove(taskId);
    }

    /** A subscription has begun: all of them are tried anew. */
    void startAnew() {
        attempts.clear();
    }
}
