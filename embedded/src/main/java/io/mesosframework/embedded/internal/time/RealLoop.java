package io.mesosframework.embedded.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes by the machine's clock. */
public final class RealLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(RealLoop.class);
    private static final long CLOSE_SECONDS = 10;

    /** How many turns are done before timers get theirs. */
    private static final int TURNS_AT_ONCE = 256;

    private final ScheduledThreadPoolExecutor executor;
    private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile @Nullable Thread own;

    public RealLoop() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "embedded-mesos");
            thread.setDaemon(true);
            own = thread;
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    /** The executor's own queue is a heap behind a lock: it sees one task for many turns. */
    @Override
    public void execute(Runnable turn) {
        if (executor.isShutdown()) {
            throw new RejectedExecutionException("closed");
        }
        turns.add(turn);
        wake();
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            executor.execute(this::doTurns);
        }
    }

    private void doTurns() {
        try {
            int left = TURNS_AT_ONCE;
            for (Runnable turn = turns.poll(); turn != null; turn = --left > 0 ? turns.poll() : null) {
                turn.run();
            }
        } finally {
            awake.set(false);
            if (!turns.isEmpty() && !executor.isShutdown()) {
                wake();
            }
        }
    }

    @Override
    public void look(Runnable turn) {
        execute(turn);
    }

    @Override
    public Timer at(Instant at, Runnable turn) {
        long nanos = Math.max(0, Duration.between(now(), at).toNanos());
        Future<?> future = executor.schedule(turn, nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void touch() {
        // Time goes on by itself, whoever reacts.
    }

    @Override
    public void expect(Object reaction) {
        // as above
    }

    @Override
    public void met(Object reaction) {
        // as above
    }

    @Override
    public boolean isOwnThread() {
        return Thread.currentThread() == own;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The loop of the embedded Mesos is still busy after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
