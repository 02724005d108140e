package io.mesosframework.executor.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which task is to be woken when. */
final class WakeBook {

    private record Wake(Instant at, TaskLife life) {}

    private final TreeSet<Wake> wakes = new TreeSet<>(Comparator.comparing(Wake::at)
            .thenComparing(wake -> wake.life().id().getValue()));

    /** Enters what the task wants now. */
    void book(TaskLife life) {
        Instant next = life.isLive() ? life.nextWake().orElse(null) : null;
        Instant booked = life.booked;
        if (booked != null) {
            wakes.remove(new Wake(booked, life));
        }
        if (next != null) {
            wakes.add(new Wake(next, life));
        }
        life.booked = next;
    }

    Optional<Instant> next() {
        return wakes.isEmpty() ? Optional.empty() : Optional.of(wakes.first().at());
    }

    /** One that is due, no longer booked. */
    @Nullable
    TaskLife due(Instant now) {
        if (wakes.isEmpty() || now.isBefore(wakes.first().at())) {
            return null;
        }
        TaskLife life = wakes.pollFirst().life();
        life.booked = null;
        return life;
    }
}
