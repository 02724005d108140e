package io.mesosframework.scheduler.internal;

import io.mesosframework.scheduler.HandlerBlockedException;
import io.mesosframework.scheduler.HandlerProblem;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees from outside of a framework's loop that something of the user's does not return: the loop itself, which is held by it, cannot
 * tell. It only looks on; the loop's state is not touched.
 */
final class Watchdog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    /** Something that is being called on the loop; no other one is the same, whatever it says. */
    static final class Call {
        private final String handler;
        private final String what;
        private final long from;
        private final Thread thread = Thread.currentThread();

        private Call(String handler, String what, long from) {
            this.handler = handler;
            this.what = what;
            this.from = from;
        }
    }

    private final Duration after;
    private final LongSupplier nanos;
    private final Consumer<HandlerProblem> listener;
    private volatile @Nullable Call running;
    private @Nullable Call told;
    private Duration nextAt = Duration.ZERO;
    private @Nullable ScheduledThreadPoolExecutor looking;

    /**
     * @param after how long a call may take before it is told of; told again each time twice as long has passed
     * @param nanos a clock to measure with
     * @param listener called on the watchdog's own thread
     */
    Watchdog(Duration after, LongSupplier nanos, Consumer<HandlerProblem> listener) {
        this.after = after;
        this.nanos = nanos;
        this.listener = listener;
    }

    /** Begins to look by itself. */
    Watchdog start(String framework) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "framework-" + framework + "-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        long period = Math.max(1, after.toNanos() / 4);
        var unused = executor.scheduleWithFixedDelay(this::look, period, period, TimeUnit.NANOSECONDS);
        looking = executor;
        return this;
    }

    /** On the loop: a call begins. Answers the one it is made within, for {@link #leave}. */
    @Nullable
    Call enter(String handler, String what, long from) {
        Call outer = running;
        running = new Call(handler, what, from);
        return outer;
    }

    /** On the loop: a call has returned. */
    void leave(@Nullable Call outer) {
        running = outer;
    }

    /** Tells of the present call if that is due. */
    synchronized void look() {
        Call call = running;
        if (call == null) {
            return;
        }
        if (call != told) {
            told = call;
            nextAt = after;
        }
        Duration took = Duration.ofNanos(nanos.getAsLong() - call.from);
        if (took.compareTo(nextAt) < 0) {
            return;
        }
        nextAt = nextAt.multipliedBy(2);
        HandlerBlockedException place =
                new HandlerBlockedException(call.handler, call.what, took, call.thread.getStackTrace());
        if (running == call) {
            tell(new HandlerProblem(call.handler, call.what, took, place), place);
        }
    }

    private void tell(HandlerProblem problem, HandlerBlockedException place) {
        LOG.error("The framework stands still", place);
        try {
            listener.accept(problem);
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.error("The listener of blocked handlers failed", e);
        }
    }

    @Override
    public void close() {
        ScheduledThreadPoolExecutor executor = looking;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
