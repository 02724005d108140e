package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;

/**
 * Hears what the master says, and how the subscription fares.
 *
 * <p>All methods are called one at a time, in order, on the client's own I/O and timer threads; they must return quickly
 * and must not wait for anything, not for a call's future either. What takes time goes to another thread; use
 * {@link SchedulerClient#pause} when that falls behind. While a method runs, nothing more is read from the master, so a
 * slow one slows the master's sending down but never loses an event.
 *
 * <p>A method that throws ends the client, as the event would else be lost silently: {@link #failed} is called.
 */
public interface SchedulerListener {

    /** An event from the master, heartbeats too. The first of each subscription is SUBSCRIBED (PROTOCOL A61). */
    void event(Event event);

    /**
     * There is no subscription: it was lost, or the attempt to subscribe did not succeed. The client tries again by itself
     * after {@code retryIn}. Calls fail until then. Outstanding offers are void (PROTOCOL A65, A67).
     */
    void disconnected(MesosException cause, Duration retryIn);

    /** The client has given up for good, and says why. Nothing follows. It still has to be closed. */
    void failed(MesosException cause);

    /**
     * A record arrived whole but could not be decoded; it was skipped, and the subscription goes on (PROTOCOL A7). Updates
     * come again if not acknowledged; for all else, reconcile.
     */
    default void problem(MesosException cause) {}
}
