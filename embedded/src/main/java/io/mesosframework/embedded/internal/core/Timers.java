package io.mesosframework.embedded.internal.core;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Deadlines of a state machine. Nothing happens by itself: whoever owns the machine asks for {@link #next()} and comes
 * back with the time. Timers of the same instant fire in the order they were set.
 */
public final class Timers {

    private final TreeSet<Timer> pending =
            new TreeSet<>(Comparator.comparing(Timer::at).thenComparingLong(Timer::order));
    private long nextOrder;

    /** Runs {@code action} at the first {@link #fireDue} at or after {@code at}. */
    public Timer at(Instant at, Runnable action) {
        Timer timer = new Timer(at, nextOrder++, action);
        pending.add(timer);
        return timer;
    }

    /** Takes all of them back. */
    public void clear() {
        pending.clear();
    }

    /** The earliest deadline. */
    public Optional<Instant> next() {
        return pending.isEmpty() ? Optional.empty() : Optional.of(pending.first().at);
    }

    /** Fires everything due at {@code now}, timers set meanwhile for a past instant included. */
    public void fireDue(Instant now) {
        while (!pending.isEmpty() && !pending.first().at.isAfter(now)) {
            Timer timer = pending.first();
            pending.remove(timer);
            timer.action.run();
        }
    }

    /** One deadline. */
    public final class Timer {

        private final Instant at;
        private final long order;
        private final Runnable action;

        private Timer(Instant at, long order, Runnable action) {
            this.at = at;
            this.order = order;
            this.action = action;
        }

        private Instant at() {
            return at;
        }

        private long order() {
            return order;
        }

        /** Takes it back; without effect once it has fired. */
        public void cancel() {
            pending.remove(this);
        }
    }
}
