package io.mesosframework.scheduler.tasks;

import java.time.Instant;

/**
 * How the replacement of an application's tasks by those of a new version goes.
 *
 * @param version the {@link Specification#updateVersion} that it leads to
 * @param state how it stands
 * @param began when it began
 * @param progressed when a further task was up last; when it began where none was yet
 * @param ready how many tasks of the new version have been up at once
 * @param surge how many slots there are more than instances, until it is done
 * @param why why it halted; empty otherwise
 */
public record Update(int version, State state, Instant began, Instant progressed, int ready, int surge, String why) {

    /** How an update stands. */
    public enum State {
        /** Tasks are being replaced. */
        ROLLING,
        /**
         * A slot failed, or the deadline has passed: no further task is replaced until the update is resumed, or the application is
         * updated, restarted or rolled back.
         */
        HALTED,
        DONE
    }

    public static Update begin(int version, int surge, Instant now) {
        return new Update(version, State.ROLLING, now, now, 0, surge, "");
    }

    public Update progressed(int nowReady, Instant now) {
        return new Update(version, state, began, now, nowReady, surge, why);
    }

    public Update halted(String reason) {
        return new Update(version, State.HALTED, began, progressed, ready, surge, reason);
    }

    /** Goes on after it had halted, with its deadline from now on. */
    public Update resumed(Instant now) {
        return new Update(version, State.ROLLING, began, now, 0, surge, "");
    }

    public Update done() {
        return new Update(version, State.DONE, began, progressed, ready, 0, "");
    }
}
