package io.mesosframework.client.executor.internal;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times that an {@link ExecutorMachine} waits for, and the one timer that is set for the first of them. */
final class Deadlines {

    /** In the order in which those that are due at once are dealt with. */
    enum Deadline {
        /** To have subscribed at all. */
        GIVE_UP,
        /** For this attempt to have subscribed. */
        ATTEMPT,
        /** To begin the next attempt. */
        RETRY,
        /** To send the next HEARTBEAT. */
        HEARTBEAT
    }

    private final Map<Deadline, Instant> times = new EnumMap<>(Deadline.class);
    private @Nullable Instant timerSet;

    void set(Deadline deadline, Instant time) {
        times.put(deadline, time);
    }

    void forget(Deadline deadline) {
        times.remove(deadline);
    }

    void forgetAll() {
        times.clear();
    }

    /** The timer has run out: the deadline to deal with, no longer set, if one is due. */
    Optional<Deadline> due(Instant now) {
        timerSet = null;
        for (Map.Entry<Deadline, Instant> entry : times.entrySet()) {
            if (!entry.getValue().isAfter(now)) {
                times.remove(entry.getKey());
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /** What to do about the timer. */
    void setTimer(List<Effect> effects) {
        Instant next = times.values().stream().min(Instant::compareTo).orElse(null);
        if (next == null && timerSet != null) {
            effects.add(new Effect.CancelTimer());
        } else if (next != null && !next.equals(timerSet)) {
            effects.add(new Effect.SetTimer(next));
        }
        timerSet = next;
    }
}
