package io.mesosframework.executor.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a machine its inputs and the time, one at a time on the timer's threads, and has what it decides carried out.
 * Thread-safe.
 *
 * @param <I> what the machine is told
 * @param <E> what it wants done
 */
final class Turns<I, E> {

    /** Plain code that is told what happened and answers what to do; it has no clock of its own. */
    interface Machine<I, E> {

        List<E> on(I input, Instant now);

        /** When it wants to be woken next, if ever; asked after each {@link #on}. */
        Optional<Instant> nextWake();
    }

    private final Machine<I, E> machine;
    private final I wake;
    private final Consumer<E> carryOut;
    private final ScheduledExecutorService timer;
    private final Executor queue;

    private final Instant clockBase = Instant.now();
    private final long clockBaseNanos = System.nanoTime();

    /** Touched by the queue's tasks only. */
    private @Nullable Instant alarmAt;

    private final Object lock = new Object();
    private @Nullable ScheduledFuture<?> alarm;
    private boolean closed;

    /**
     * @param machine nobody else's
     * @param wake tells the machine that its time has come
     * @param carryOut does what the machine wants, within the turn
     */
    Turns(Machine<I, E> machine, I wake, Consumer<E> carryOut, ScheduledExecutorService timer) {
        this.machine = machine;
        this.wake = wake;
        this.carryOut = carryOut;
        this.timer = timer;
        this.queue = new SerialQueue(timer);
    }

    /** Whether the input will have its turn, unless {@link #close} comes first: not once the timer takes no more. */
    boolean submit(I input) {
        try {
            queue.execute(() -> turn(input));
            return true;
        } catch (RejectedExecutionException e) {
            return isClosed();
        }
    }

    private void turn(I input) {
        if (isClosed()) {
            return;
        }
        if (input.equals(wake)) {
            alarmAt = null; // it has rung, and rings again if it was too early
        }
        machine.on(input, now()).forEach(carryOut);
        setAlarm(machine.nextWake().orElse(null));
    }

    private void setAlarm(@Nullable Instant at) {
        if (Objects.equals(at, alarmAt)) {
            return;
        }
        alarmAt = at;
        synchronized (lock) {
            if (alarm != null) {
                alarm.cancel(false);
                alarm = null;
            }
            if (at != null && !closed) {
                long nanos = Math.max(0, now().until(at, ChronoUnit.NANOS));
                alarm = timer.schedule(() -> submit(wake), nanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** No turn begins after this. Idempotent. */
    void close() {
        synchronized (lock) {
            closed = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /** Never goes back and never jumps, whatever becomes of the system's clock: deadlines hang on it. */
    private Instant now() {
        return clockBase.plusNanos(System.nanoTime() - clockBaseNanos);
    }
}
