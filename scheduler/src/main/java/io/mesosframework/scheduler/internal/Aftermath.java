package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Restart;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.scheduler.tasks.TaskReport;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what becomes of a slot whose task has ended: docs/architecture.md, "What an application means". */
final class Aftermath {

    /**
     * Relaunches that are nobody's fault wait this long, doubling, so that a sick agent is not hammered, and a task that every agent drops
     * not launched ever so often. As with retries, a wait is up to a quarter longer.
     */
    private static final Backoff LOSSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final Duration stableRun;
    private final Duration replaceAfter;
    private final RetryPolicy retries;
    private final RandomGenerator random;

    /**
     * @param stableRun a task that ran longer than this has its slot's counts start anew
     * @param replaceAfter when a task that is out of sight is to be replaced, where its application does not say
     * @param retries has the last word on failures
     */
    Aftermath(Duration stableRun, Duration replaceAfter, RetryPolicy retries, RandomGenerator random) {
        this.stableRun = stableRun;
        this.replaceAfter = replaceAfter;
        this.retries = retries;
        this.random = random;
    }

    /** The slot after its task ended so; empty where the slot goes away with it. */
    Optional<Slot> of(Slot slot, TaskReport ending, Specification specification, Instant now) {
        Slot ended = counted(slot.withEnding(ending), now);
        boolean outdated = slot.version() != specification.taskVersion();
        Slot.KillIntent asked = ended.intent();
        Slot.KillIntent intent = outdated && (asked == null || asked.isOpen()) ? Slot.KillIntent.REPLACE : asked;
        Slot free = ended.withIntent(null);
        boolean once = specification.application().restart() == Restart.NEVER;
        if (intent == null) {
            return Optional.of(unasked(ended, ending, specification.application(), now));
        }
        return switch (intent) {
            case REMOVE -> Optional.empty();
            case REPLACE -> Optional.of(free.withCounts(0, 0).to(SlotState.PENDING, now));
            case STOP -> Optional.of(free.to(SlotState.KILLED, now));
            case YIELD -> Optional.of(Sightings.takenBack(free, specification, replaceAfter, now));
            case BROKEN -> Optional.of(unasked(free, ending, specification.application(), now));
            case LATE -> Optional.of(once ? free.to(SlotState.KILLED, now) : lost(free, now));
            case UNHEALTHY ->
                Optional.of(once ? free.to(SlotState.FAILED, now) : failed(free, specification.application(), now));
        };
    }

    private Slot unasked(Slot slot, TaskReport ending, Application application, Instant now) {
        boolean once = application.restart() == Restart.NEVER;
        return switch (ending.state()) {
            case TASK_FINISHED ->
                application.restart() == Restart.ALWAYS
                        ? waiting(slot, delay(application.retry(), 0), now)
                        : slot.to(SlotState.FINISHED, now);
            case TASK_ERROR ->
                !once && isOfItsExecutor(slot, ending) ? lost(slot, now) : slot.to(SlotState.FAILED, now);
            case TASK_FAILED -> once ? slot.to(SlotState.FAILED, now) : failed(slot, application, now);
            case TASK_KILLED ->
                once
                        ? slot.to(SlotState.KILLED, now)
                        : "AGENT_DRAINING".equals(ending.reason()) ? lost(slot, now) : failed(slot, application, now);
            default -> once ? slot.to(SlotState.GONE, now) : lost(slot, now);
        };
    }

    /**
     * Whether the executor that was to take the task had ended meanwhile: then Mesos counts it as a new one, for which nothing was put by
     * (PROTOCOL B86).
     */
    private static boolean isOfItsExecutor(Slot slot, TaskReport ending) {
        return slot.currentTask().executor() != null
                && ending.message().contains("required by task and its executor is more than available");
    }

    /** The application's own failure: uses a retry. */
    private Slot failed(Slot slot, Application application, Instant now) {
        Retry retry = application.retry();
        boolean spent = retry.totalRetries() >= 0 && slot.failures() >= retry.totalRetries();
        Optional<Duration> usual = spent ? Optional.empty() : Optional.of(delay(retry, slot.failures()));
        return retries.retry(slot, application, usual)
                .map(delay -> waiting(slot.withCounts(slot.failures() + 1, slot.losses()), delay, now))
                .orElseGet(() -> slot.to(SlotState.FAILED, now));
    }

    /** Nobody's failure: the agent went, or the launch was dropped on its way. */
    Slot lost(Slot slot, Instant now) {
        Duration delay = LOSSES.quarterMore(slot.losses(), random);
        return waiting(slot.withCounts(slot.failures(), slot.losses() + 1), delay, now);
    }

    private static Slot waiting(Slot slot, Duration delay, Instant now) {
        return slot.to(SlotState.WAITING, now).withUntil(now.plus(delay));
    }

    /** Never less than what was asked for, and up to a quarter more, so that slots that fail together part. */
    private Duration delay(Retry retry, int earlierFailures) {
        Backoff backoff = new Backoff(retry.time(), retry.maxTime());
        Duration plain = backoff.plain(retry.exponential() ? earlierFailures : 0);
        Duration jittered = plain.plus(Duration.ofNanos((long) (plain.toNanos() * 0.25 * random.nextDouble())));
        return jittered.compareTo(retry.maxTime()) > 0 ? retry.maxTime() : jittered;
    }

    private Slot counted(Slot slot, Instant now) {
        SlotTask task = slot.task();
        boolean stable = task != null
                && task.running() != null
                && Duration.between(task.running(), now).compareTo(stableRun) > 0;
        return stable ? slot.withCounts(0, 0) : slot;
    }
}
