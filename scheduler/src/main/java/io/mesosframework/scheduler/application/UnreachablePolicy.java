package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of a slot whose task the master does not see. Under {@link Restart#NEVER} it is not replaced, whatever is said here.
 *
 * @param replaceAfter when a new task takes the slot; the framework's own time where empty, which is 5 minutes by default
 * @param onReturn which of the two goes if the old task returns after that
 */
public record UnreachablePolicy(Optional<Duration> replaceAfter, OnReturn onReturn) {

    /** Which task goes when one that was replaced returns. */
    public enum OnReturn {
        /** The one that returned. The default. */
        KILL_RETURNED("kill-returned"),
        /** The one that replaced it, if the returned one is of the present version; else the one that returned. */
        KEEP_RETURNED("keep-returned");

        private final String text;

        OnReturn(String text) {
            this.text = text;
        }

        /** The word in JSON, such as {@code kill-returned}. */
        public String text() {
            return text;
        }
    }

    public static final UnreachablePolicy DEFAULT = new UnreachablePolicy(Optional.empty(), OnReturn.KILL_RETURNED);

    /** @throws InvalidApplicationsException if the time is out of its range */
    public UnreachablePolicy {
        Problems problems = new Problems();
        replaceAfter.ifPresent(time -> problems.check("replace_after", Rules.duration(time, Duration.ZERO)));
        problems.throwIfAny();
    }
}
