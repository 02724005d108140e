package io.mesosframework.embedded.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A loop, as frameworks want their timers. It ends with its loop only. */
public final class VirtualExecutor extends AbstractExecutorService implements ScheduledExecutorService {

    private final Loop loop;

    public VirtualExecutor(Loop loop) {
        this.loop = loop;
    }

    private final class Scheduled<V> extends FutureTask<V> implements ScheduledFuture<V> {

        /** The time between two runs; null for a single one. */
        private final @Nullable Duration period;

        private volatile Instant at;
        private volatile Loop.@Nullable Timer timer;

        Scheduled(Callable<V> task, Instant at, @Nullable Duration period) {
            super(task);
            this.at = at;
            this.period = period;
        }

        void arm() {
            timer = loop.at(at, this);
        }

        @Override
        public void run() {
            if (period == null) {
                super.run();
            } else if (runAndReset() && !isCancelled()) {
                at = at.plus(period);
                arm();
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            Loop.Timer armed = timer;
            if (armed != null) {
                armed.cancel();
            }
            return super.cancel(false);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(Duration.between(loop.now(), at));
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private <V> ScheduledFuture<V> arm(Scheduled<V> task) {
        task.arm();
        return task;
    }

    private Instant in(long delay, TimeUnit unit) {
        return loop.now().plusNanos(Math.max(0, unit.toNanos(delay)));
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return arm(new Scheduled<>(Executors.callable(task), in(delay, unit), null));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return arm(new Scheduled<>(task, in(delay, unit), null));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return arm(new Scheduled<>(
                Executors.callable(task), in(initialDelay, unit), Duration.ofNanos(unit.toNanos(period))));
    }

    /** A run takes no time here, so that this is the same as a fixed rate. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(task, initialDelay, delay, unit);
    }

    /** Does nothing: the cluster's owner ends it. */
    @Override
    public void shutdown() {
        // nothing
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
