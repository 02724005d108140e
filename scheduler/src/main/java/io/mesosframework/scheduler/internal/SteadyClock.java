package io.mesosframework.scheduler.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * The time of day that never goes back: where the system's clock is set back, this one goes on as if it had not been, so
 * that deadlines come when they are due. Set forward, as after a sleep of the machine, it follows. Safe for any thread.
 */
final class SteadyClock extends Clock {

    private final Clock wall;
    private final LongSupplier nanos;
    private Instant base;
    private long baseNanos;

    /** @param nanos counts nanoseconds that pass, as {@link System#nanoTime} does */
    SteadyClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.base = wall.instant();
        this.baseNanos = nanos.getAsLong();
    }

    @Override
    public synchronized Instant instant() {
        long now = nanos.getAsLong();
        Instant steady = base.plusNanos(now - baseNanos);
        Instant told = wall.instant();
        if (told.isAfter(steady)) {
            base = told;
            baseNanos = now;
            return told;
        }
        return steady;
    }

    @Override
    public ZoneId getZone() {
        return wall.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new SteadyClock(wall.withZone(zone), nanos);
    }
}
