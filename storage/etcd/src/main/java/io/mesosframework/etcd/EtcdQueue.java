package io.mesosframework.etcd;

import io.grpc.Status;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.utils.Futures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Requests, one under way at a time, each tried again while that may help, for so long at most. */
final class EtcdQueue {

    static final long ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long SHORTEST_ATTEMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final ScheduledThreadPoolExecutor thread;
    private final long patience;
    private final Runnable silence;

    /** Since when attempts have failed for want of a connection, or when that was last told; null where there is one. */
    private volatile @Nullable Long silentSince;

    /** Guarded by itself, as is all below. */
    private final Deque<Request<?>> waiting = new ArrayDeque<>();

    private @Nullable Request<?> current;
    private boolean closing;

    EtcdQueue(String name, ScheduledThreadPoolExecutor thread, Duration patience) {
        this(name, thread, patience, () -> {});
    }

    /** @param silence is told where attempts have failed for five seconds for want of a connection, and again every five */
    EtcdQueue(String name, ScheduledThreadPoolExecutor thread, Duration patience, Runnable silence) {
        this.name = name;
        this.thread = thread;
        this.patience = patience.toNanos();
        this.silence = silence;
    }

    <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> question, int bound) {
        return submit(question, error -> EtcdErrors.translate(name, error, false), bound);
    }

    /**
     * @param question asked on the storage's thread, once for each attempt
     * @param failure what the last attempt's error means
     * @param bound how many may wait
     */
    <T> CompletableFuture<T> submit(
            Supplier<CompletableFuture<T>> question, Function<Throwable, StorageException> failure, int bound) {
        return add(new Request<>(question, failure, new CompletableFuture<>(), false), bound);
    }

    /** As {@link #submit}, for what tries again by itself: asked once, for as long as it takes. */
    <T> CompletableFuture<T> submitOnce(
            Supplier<CompletableFuture<T>> question, Function<Throwable, StorageException> failure, int bound) {
        return add(new Request<>(question, failure, new CompletableFuture<>(), true), bound);
    }

    private <T> CompletableFuture<T> add(Request<T> request, int bound) {
        synchronized (waiting) {
            if (closing) {
                return CompletableFuture.failedFuture(closed());
            }
            if (waiting.size() >= bound) {
                return CompletableFuture.failedFuture(new StorageException(
                        Kind.OVERLOADED,
                        false,
                        name + " is behind: " + bound + " requests wait; ask again later",
                        null));
            }
            waiting.add(request);
            if (current == null) {
                next();
            }
            return request.answer();
        }
    }

    boolean isClosing() {
        synchronized (waiting) {
            return closing;
        }
    }

    /** Takes nothing more. */
    void close() {
        synchronized (waiting) {
            closing = true;
        }
    }

    /** Fails all that has no answer yet. */
    void abandon(Throwable why) {
        List<Request<?>> left = new ArrayList<>();
        Request<?> underWay;
        synchronized (waiting) {
            closing = true;
            underWay = current;
            left.addAll(waiting);
            waiting.clear();
        }
        if (underWay != null) {
            fail(underWay, why);
        }
        left.forEach(request -> request.answer().completeExceptionally(closed()));
    }

    private static <T> void fail(Request<T> request, Throwable why) {
        request.answer().completeExceptionally(request.failure().apply(why));
    }

    StorageException closed() {
        return new StorageException(Kind.CLOSED, false, name + " is closed", null);
    }

    private void next() {
        synchronized (waiting) {
            Request<?> request = waiting.poll();
            current = request;
            if (request != null) {
                execute(() -> begin(request), 0);
            }
        }
    }

    private <T> void begin(Request<T> request) {
        attempt(request, System.nanoTime() + patience, FIRST_WAIT_NANOS, Optional.empty());
    }

    private void execute(Runnable work, long nanos) {
        try {
            var unused = thread.schedule(work, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            abandon(closed());
        }
    }

    private <T> void attempt(Request<T> request, long until, long wait, Optional<Throwable> first) {
        CompletableFuture<T> asked;
        long limit = Math.min(ATTEMPT_NANOS, Math.max(1, until - System.nanoTime()));
        try {
            asked = request.question().get().copy();
            if (!request.once()) {
                asked = asked.orTimeout(limit, TimeUnit.NANOSECONDS);
            }
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        var unused = asked.whenComplete((answer, error) -> {
            if (error == null) {
                silentSince = null;
                request.answer().complete(answer);
                next();
                return;
            }
            Throwable cause = Futures.cause(error);
            lookWhetherSilent(cause);
            if (!request.once()
                    && EtcdErrors.isPassing(cause)
                    && System.nanoTime() + wait + SHORTEST_ATTEMPT_NANOS - until < 0) {
                Optional<Throwable> earliest = Optional.of(first.orElse(cause));
                execute(() -> attempt(request, until, Math.min(2 * wait, LONGEST_WAIT_NANOS), earliest), wait);
            } else {
                StorageException failure = request.failure().apply(cause);
                first.filter(earlier -> !earlier.equals(cause)).ifPresent(failure::addSuppressed);
                request.answer().completeExceptionally(failure);
                next();
            }
        });
    }

    private void lookWhetherSilent(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return; // there may be a connection, or none
        }
        if (Status.fromThrowable(cause).getCode() != Status.Code.UNAVAILABLE) {
            silentSince = null;
            return;
        }
        long now = System.nanoTime();
        Long since = silentSince;
        if (since == null) {
            silentSince = now;
        } else if (now - since >= SILENCE_NANOS) {
            silentSince = now;
            execute(silence, 0);
        }
    }

    private record Request<T>(
            Supplier<CompletableFuture<T>> question,
            Function<Throwable, StorageException> failure,
            CompletableFuture<T> answer,
            boolean once) {}
}
