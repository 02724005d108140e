package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.TaskManager;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.structures.Deadlines;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the master for the states of tasks until it answers (PROTOCOL B157): all of them when a subscription begins and
 * every so often, and each launch that nothing is heard of. A new master is silent about agents that are not back yet
 * (PROTOCOL B149), so questions repeat with a back-off for as long as there is no answer. For the loop alone.
 */
final class Reconciliation {

    private static final Duration LAUNCH_SILENCE = Duration.ofSeconds(10);
    private static final Backoff AGAIN = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));
    private static final int TASKS_A_CALL = 1000;

    /**
     * Very many questions at once would hold the master up: so many are asked, and the next after a pause. In it the answers to the
     * question for all tasks come in, and what they tell need not be asked.
     */
    private static final int TASKS_AT_ONCE = 10_000;

    /** For as long at most, and until the last of them is answered. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What a busy master and a busy framework may take for one. */
    private static final Duration ANSWER = Duration.ofNanos(200_000);

    private final Duration interval;
    private final Deadlines<String> questions = new Deadlines<>();

    /** How often each open question was asked. */
    private final Map<String, Integer> asked = new HashMap<>();

    /** How many of them were asked at least once. */
    private int unanswered;

    private @Nullable Instant nextRound;
    private Instant pausedUntil = Instant.MIN;

    Reconciliation(Duration interval) {
        this.interval = interval;
    }

    /** A subscription has begun: asks for all, and for what the master knows beyond that. */
    void subscribed(Instant now) {
        asked.clear();
        unanswered = 0;
        pausedUntil = Instant.MIN;
        nextRound = now;
    }

    void disconnected() {
        nextRound = null;
    }

    /** Whether the master has been asked on this subscription and has answered all there was to ask. */
    boolean isAnswered() {
        return nextRound != null && asked.isEmpty();
    }

    void launched(String taskId, Instant now) {
        questions.set(taskId, now.plus(LAUNCH_SILENCE));
    }

    /** Something was heard of a task; a denial that was not believed leaves the question open. */
    void heard(String taskId, TaskManager tasks) {
        boolean open = tasks.slotOfTask(taskId)
                .filter(slot -> isUnheardOf(slot, taskId))
                .isPresent();
        if (!open) {
            questions.clear(taskId);
            close(taskId);
        }
    }

    private void close(String taskId) {
        Integer times = asked.remove(taskId);
        if (times != null && times > 0 && --unanswered == 0) {
            pausedUntil = Instant.MIN;
        }
    }

    /** The questions whose time has come. */
    List<Action> due(TaskManager tasks, Instant now) {
        List<Action> actions = new ArrayList<>();
        if (nextRound == null) {
            return actions;
        }
        if (!nextRound.isAfter(now)) {
            nextRound = now.plus(interval);
            actions.add(new Action.Reconcile(List.of()));
            tasks.slots().stream()
                    .filter(slot -> slot.state().hasTask())
                    .forEach(slot -> slot.currentTask().liveIds().forEach(id -> open(id, now)));
        }
        if (pausedUntil.isAfter(now)) {
            return actions;
        }
        List<Call.Reconcile.Task> batch = new ArrayList<>();
        List<String> due = questions.due(now, TASKS_AT_ONCE);
        if (due.size() == TASKS_AT_ONCE) {
            pausedUntil = now.plus(PAUSE);
        }
        // So many answers take their time.
        Duration patience = Duration.ofNanos(asked.size() * ANSWER.toNanos());
        for (String taskId : due) {
            Optional<SlotTask> task = tasks.slotOfTask(taskId)
                    .map(Slot::currentTask)
                    .filter(current -> current.liveIds().contains(taskId));
            if (task.isPresent()) {
                batch.add(question(taskId, task.get()));
                int attempt = asked.merge(taskId, 1, Integer::sum);
                unanswered += attempt == 1 ? 1 : 0;
                questions.set(taskId, now.plus(AGAIN.plain(attempt - 1)).plus(patience));
            } else {
                close(taskId);
            }
        }
        for (int from = 0; from < batch.size(); from += TASKS_A_CALL) {
            actions.add(new Action.Reconcile(batch.subList(from, Math.min(batch.size(), from + TASKS_A_CALL))));
        }
        return actions;
    }

    /** A question that is still to be asked is not answered either. */
    private void open(String taskId, Instant now) {
        questions.set(taskId, now);
        asked.putIfAbsent(taskId, 0);
    }

    Optional<Instant> nextDue() {
        if (nextRound == null) {
            return Optional.empty();
        }
        Instant round = nextRound;
        Optional<Instant> question = questions.next().map(next -> next.isBefore(pausedUntil) ? pausedUntil : next);
        return Optional.of(question.filter(next -> next.isBefore(round)).orElse(round));
    }

    private static boolean isUnheardOf(Slot slot, String taskId) {
        SlotTask task = slot.currentTask();
        return slot.state() == SlotState.LAUNCHING
                || task.mesosState() == null
                || task.member(taskId)
                        .filter(member -> member.mesosState() == null)
                        .isPresent();
    }

    private static Call.Reconcile.Task question(String taskId, SlotTask task) {
        return Call.Reconcile.Task.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(taskId))
                .setAgentId(AgentID.newBuilder().setValue(task.agent()))
                .build();
    }
}
