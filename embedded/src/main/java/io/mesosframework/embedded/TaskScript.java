package io.mesosframework.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a simulated task behaves, in the cluster's time: {@link #runs} and its like begin a script, the other methods give
 * one that differs in one respect. Those throw {@link IllegalStateException} where it could not show: a task that runs until it is
 * killed has no exit code, one that never starts no health.
 * Times above a hundred years are taken for a hundred years.
 *
 * <pre>{@code
 * TaskScript.runsFor(Duration.ofSeconds(3)).thenExits(2)
 * TaskScript.runs().startingFor(Duration.ofSeconds(2)).healthyAfter(Duration.ofSeconds(5))
 * }</pre>
 *
 * @param start what becomes of the launch
 * @param launchFailure Mesos' message where the launch fails
 * @param starting the time from TASK_STARTING to TASK_RUNNING
 * @param lifetime the time from TASK_RUNNING to the task's own end; empty if only a kill ends it
 * @param end how it ends by itself
 * @param exitCode its exit code, 0 to 255
 * @param health the changes of its health, in their order
 * @param reports how often TASK_RUNNING is told again; empty for never
 * @param killTakes the time from a kill to the end, if the kill's grace period does not end it before
 * @see EmbeddedMesosBuilder#simulatedTasks
 */
public record TaskScript(
        Start start,
        String launchFailure,
        Duration starting,
        Optional<Duration> lifetime,
        End end,
        int exitCode,
        List<Health> health,
        Optional<Duration> reports,
        Duration killTakes) {

    /** Longer than any grace period, and any test. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final TaskScript RUNS = new TaskScript(
            Start.NORMAL, "", Duration.ZERO, Optional.empty(), End.EXIT, 0, List.of(), Optional.empty(), Duration.ZERO);

    /** What becomes of a launch. */
    public enum Start {
        /** The executor comes up and takes the task. */
        NORMAL,
        /** The executor never subscribes; the agent gives it up after its registration time-out (PROTOCOL C28). */
        NEVER,
        /** The container cannot be started (PROTOCOL C47). */
        FAILS
    }

    /** How a task ends by itself. */
    public enum End {
        /** With its exit code. */
        EXIT,
        /** Its executor dies without a word (PROTOCOL C45). */
        CRASH
    }

    /**
     * A change of health.
     *
     * @param after the time from TASK_RUNNING to it
     */
    public record Health(Duration after, boolean healthy) {}

    public TaskScript {
        starting = withinReach(starting);
        killTakes = withinReach(killTakes);
        lifetime = lifetime.map(TaskScript::withinReach);
        reports = reports.map(TaskScript::withinReach);
        health = health.stream()
                .map(change -> new Health(withinReach(change.after), change.healthy))
                .toList();
        notNegative(starting, "time to start");
        notNegative(killTakes, "time to be killed");
        lifetime.ifPresent(time -> notNegative(time, "time to run"));
        health.forEach(change -> notNegative(change.after, "time to a change of health"));
        reports.filter(time -> time.isNegative() || time.isZero()).ifPresent(time -> {
            throw new IllegalArgumentException("The time between reports must be above zero: " + time);
        });
        if (exitCode < 0 || exitCode > 255) {
            throw new IllegalArgumentException("The exit code is not within 0 to 255: " + exitCode);
        }
    }

    /** Only what runs at all, or ends by itself, can do so in some way. */
    private static void require(boolean possible, String verb, String why) {
        if (!possible) {
            throw new IllegalStateException(verb + ": " + why);
        }
    }

    private void running(String verb) {
        require(start == Start.NORMAL, verb, "a task that never starts, or fails to launch, never runs");
    }

    private void ending(String verb) {
        running(verb);
        require(
                lifetime.isPresent(),
                verb,
                "a task that runs until it is killed does not end by itself; begin the script with runsFor(time)");
    }

    /** Whoever says a million years means for ever, and no point in time is so far. */
    private static Duration withinReach(Duration time) {
        return time.compareTo(FOR_EVER) > 0 ? FOR_EVER : time;
    }

    private static void notNegative(Duration time, String what) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("The " + what + " is negative: " + time);
        }
    }

    /** TASK_STARTING, TASK_RUNNING at once, then nothing until it is killed. */
    public static TaskScript runs() {
        return RUNS;
    }

    /** As {@link #runs}, but it finishes by itself after this time. */
    public static TaskScript runsFor(Duration time) {
        return new TaskScript(
                Start.NORMAL,
                "",
                Duration.ZERO,
                Optional.of(time),
                End.EXIT,
                0,
                List.of(),
                Optional.empty(),
                Duration.ZERO);
    }

    /** Stays TASK_STAGING until the agent gives up: TASK_FAILED, REASON_EXECUTOR_REGISTRATION_TIMEOUT. */
    public static TaskScript neverStarts() {
        return new TaskScript(
                Start.NEVER,
                "",
                Duration.ZERO,
                Optional.empty(),
                End.EXIT,
                0,
                List.of(),
                Optional.empty(),
                Duration.ZERO);
    }

    /** TASK_FAILED with REASON_CONTAINER_LAUNCH_FAILED and this message, as when a URI cannot be fetched. */
    public static TaskScript failsToLaunch(String message) {
        return new TaskScript(
                Start.FAILS,
                message,
                Duration.ZERO,
                Optional.empty(),
                End.EXIT,
                0,
                List.of(),
                Optional.empty(),
                Duration.ZERO);
    }

    /** Stays TASK_STARTING for this time. */
    public TaskScript startingFor(Duration time) {
        running("startingFor");
        return new TaskScript(start, launchFailure, time, lifetime, end, exitCode, health, reports, killTakes);
    }

    /** When its time has run it exits with this code: 0 is TASK_FINISHED, any other TASK_FAILED. */
    public TaskScript thenExits(int code) {
        ending("thenExits");
        return new TaskScript(start, launchFailure, starting, lifetime, End.EXIT, code, health, reports, killTakes);
    }

    /** When its time has run its executor dies: TASK_FAILED by the agent, REASON_EXECUTOR_TERMINATED. */
    public TaskScript thenCrashes() {
        ending("thenCrashes");
        return new TaskScript(
                start, launchFailure, starting, lifetime, End.CRASH, exitCode, health, reports, killTakes);
    }

    /** Its health check succeeds for the first time after this time of running. */
    public TaskScript healthyAfter(Duration time) {
        running("healthyAfter");
        return changing(new Health(time, true));
    }

    /** Its health check fails after this time of running; nothing kills it for that. */
    public TaskScript unhealthyAfter(Duration time) {
        running("unhealthyAfter");
        return changing(new Health(time, false));
    }

    private TaskScript changing(Health change) {
        List<Health> changes = new ArrayList<>(health);
        changes.add(change);
        changes.sort(Comparator.comparing(Health::after));
        return new TaskScript(start, launchFailure, starting, lifetime, end, exitCode, changes, reports, killTakes);
    }

    /** While it runs it says so again and again, each a status of its own to acknowledge. */
    public TaskScript reportingEvery(Duration time) {
        running("reportingEvery");
        return new TaskScript(
                start, launchFailure, starting, lifetime, end, exitCode, health, Optional.of(time), killTakes);
    }

    /** A kill ends it after this time, or by force when the kill's grace period is over, 3 s by default. */
    public TaskScript killedWithin(Duration time) {
        running("killedWithin");
        return new TaskScript(start, launchFailure, starting, lifetime, end, exitCode, health, reports, time);
    }

    /** Only force ends it, when the kill's grace period is over, 3 s by default. */
    public TaskScript ignoringKill() {
        running("ignoringKill");
        return killedWithin(FOR_EVER);
    }
}
