package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Kills are repeated for as long as the task has not ended: a call may be lost on its way to the agent. */
final class Kills {

    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5));

    private final Map<String, Integer> attempts = new HashMap<>();

    /** The call that ends the slot's task. */
    static Action call(Slot slot) {
        SlotTask task = slot.currentTask();
        return new Action.Kill(
                TaskID.newBuilder().setValue(task.id()).build(),
                AgentID.newBuilder().setValue(task.agent()).build(),
                null);
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
