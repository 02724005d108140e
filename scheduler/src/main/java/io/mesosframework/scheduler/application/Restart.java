package io.mesosframework.scheduler.application;

/** When a slot's task that has ended is launched again. */
public enum Restart {
    /** Exit 0 ends the slot as finished, any other end is retried. The default. */
    ON_FAILURE("on-failure"),
    /** Any end is relaunched: a service. */
    ALWAYS("always"),
    /** At most once: every terminal state is final, and an unreachable task is not replaced. */
    NEVER("never");

    private final String text;

    Restart(String text) {
        this.text = text;
    }

    /** The word in JSON, such as {@code on-failure}. */
    public String text() {
        return text;
    }
}
