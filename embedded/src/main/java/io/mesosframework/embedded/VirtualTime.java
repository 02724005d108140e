package io.mesosframework.embedded;

import io.mesosframework.embedded.internal.time.VirtualExecutor;
import io.mesosframework.embedded.internal.time.VirtualLoop;
import io.mesosframework.utils.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The time of a cluster built with {@link EmbeddedMesosBuilder#virtualTime}. It stands still until a test moves it; then
 * it jumps from one timer of masters, agents and scripted tasks to the next, so that an hour takes milliseconds. Before
 * each jump the cluster does all there is to do, and waits until frameworks over HTTP have been quiet for a while
 * ({@link EmbeddedMesosBuilder#settleTime}); those that are attached in process are never waited for in real time.
 *
 * <p>The timers of a framework stay real, unless it takes this for its time: {@code SchedulerClient.builder(...).time(...)},
 * {@code Framework.named(...).time(...)}. Processes of real
 * tasks take their real time.
 *
 * <p>Safe for use by any thread but the cluster's own: whatever runs on {@link #executor} must not move the time.
 */
public final class VirtualTime implements TimeSource {

    private final VirtualLoop loop;
    private final VirtualExecutor executor;

    VirtualTime(VirtualLoop loop) {
        this.loop = loop;
        this.executor = new VirtualExecutor(loop);
    }

    /** The present time; it begins at 2026-01-01T00:00:00Z. */
    public Instant now() {
        return loop.now();
    }

    /**
     * Moves the time on, and returns once all that was due has happened.
     *
     * @param by zero or more; with zero, what waits at the present instant happens
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException on the cluster's own thread
     * @throws CancellationException if the thread is interrupted, which it still is then; the time stays where it has come to
     * @throws java.util.concurrent.RejectedExecutionException once the cluster is closed
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time does not go back: " + by);
        }
        pass(() -> loop.advanceTo(after(by)));
    }

    /**
     * Moves the time on from one event to the next until the condition holds. It is asked on the calling thread, first once
     * all that waits at the present instant has happened.
     *
     * @param limit how far to go at most
     * @return how much time it took
     * @throws AssertionError if it does not hold within the limit
     * @throws CancellationException if the thread is interrupted, as with {@link #advance}
     */
    public Duration advanceUntil(BooleanSupplier condition, Duration limit) {
        Instant begin = loop.now();
        Instant end = after(limit);
        boolean more = true;
        advance(Duration.ZERO);
        while (!condition.getAsBoolean()) {
            if (!more) {
                throw new AssertionError("It does not come true within " + limit + " of the cluster's time");
            }
            more = pass(() -> loop.step(end));
        }
        return Duration.between(begin, loop.now());
    }

    /**
     * From now on the time jumps by itself whenever there is nothing to do: tests just wait for what they want. It never
     * rests then, since a cluster always has timers; {@link #hold} ends it.
     */
    public void skipWhenIdle() {
        loop.skipWhenIdle(true);
    }

    /** The time stands still again, as it did at first. */
    public void hold() {
        loop.skipWhenIdle(false);
    }

    /** Tells {@link #now}. */
    @Override
    public InstantSource clock() {
        return loop::now;
    }

    /**
     * Runs tasks on the cluster's own thread, at the cluster's time. Tasks must not block. It cannot be shut down by itself: it
     * ends with the cluster.
     */
    @Override
    public ScheduledExecutorService executor() {
        return executor;
    }

    private Instant after(Duration time) {
        return time.compareTo(Duration.between(now(), Instant.MAX)) < 0 ? now().plus(time) : Instant.MAX;
    }

    private boolean pass(Supplier<CompletableFuture<Boolean>> begin) {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        CompletableFuture<Boolean> move = begin.get();
        try {
            return move.get();
        } catch (InterruptedException e) {
            loop.abandon(move);
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        }
    }

    private CancellationException interrupted() {
        return new CancellationException("Interrupted while the cluster's time was moved; it is " + now());
    }
}
