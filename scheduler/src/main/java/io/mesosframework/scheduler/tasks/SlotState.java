package io.mesosframework.scheduler.tasks;

import java.util.Locale;

/** What a slot is doing, in the words that every table, log line and API answer uses. */
public enum SlotState {
    /** Wants a task and waits for an offer that fits. */
    PENDING,
    /** An ACCEPT that launches its task is durable and on its way; Mesos has said nothing of the task yet. */
    LAUNCHING,
    STAGING,
    STARTING,
    RUNNING,
    /** Runs, and the last health check passed. */
    HEALTHY,
    /** Its agent is out of the master's sight; the task may live on. */
    UNREACHABLE,
    /** Its task has been told to end. */
    KILLING,
    /** Will want a task again when its back-off has passed. */
    WAITING,
    FINISHED,
    FAILED,
    KILLED,
    /** Its task was lost with its agent and is not to be replaced. */
    GONE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Whether a task may exist for the slot: launched, and not known to have ended. */
    public boolean hasTask() {
        return switch (this) {
            case LAUNCHING, STAGING, STARTING, RUNNING, HEALTHY, UNREACHABLE, KILLING -> true;
            case PENDING, WAITING, FINISHED, FAILED, KILLED, GONE -> false;
        };
    }

    /** Whether nothing more will happen to the slot by itself. */
    public boolean isDone() {
        return switch (this) {
            case FINISHED, FAILED, KILLED, GONE -> true;
            default -> false;
        };
    }

    /** The state's word: its name in lower case. */
    public String word() {
        return word;
    }

    /** The state of a word. */
    public static SlotState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
