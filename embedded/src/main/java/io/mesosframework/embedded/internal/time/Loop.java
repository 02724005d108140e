package io.mesosframework.embedded.internal.time;

import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;

/** One thread that takes turns, and the time they happen at. Safe for use by any thread. */
public interface Loop extends AutoCloseable {

    /** A turn that waits for its time. */
    interface Timer {

        /** Takes it back; without effect once it has begun. */
        void cancel();
    }

    Instant now();

    /**
     * Takes a turn behind those that wait already.
     *
     * @throws RejectedExecutionException once closed
     */
    void execute(Runnable turn);

    /** As {@link #execute}, for a turn that only looks and changes nothing. */
    void look(Runnable turn);

    /**
     * Takes a turn at this time or soon after it. Those of the same instant keep the order they were asked for in.
     *
     * @throws RejectedExecutionException once closed
     */
    Timer at(Instant at, Runnable turn);

    /** Somebody outside has been told something, and may be about to react. */
    void touch();

    /** Somebody outside owes this reaction to what it was told. */
    void expect(Object reaction);

    /** The reaction has come. */
    void met(Object reaction);

    /** Whether this is called in a turn. */
    boolean isOwnThread();

    /** Finishes the turn that is under way and begins no other. Waits for it, but not on the loop itself. */
    @Override
    void close();
}
