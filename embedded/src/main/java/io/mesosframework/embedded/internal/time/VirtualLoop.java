package io.mesosframework.embedded.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a time of its own that stands still until it is told to go on, and then jumps from one timer to the next. It never
 * jumps while a turn waits, nor before everybody outside has had a while of the machine's time to react to what they were
 * told.
 */
public final class VirtualLoop implements Loop {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualLoop.class);
    /** How long, by the machine's clock, a reaction that is owed is waited for. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private static final long CLOSE_MILLIS = 10_000;

    /** How far the time is to go. */
    private record Goal(Instant until, boolean oneStep, CompletableFuture<Boolean> done) {}

    private final class Waiting implements Timer {
        private final Instant at;
        private final long order;
        private final Runnable turn;

        Waiting(Instant at, long order, Runnable turn) {
            this.at = at;
            this.order = order;
            this.turn = turn;
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                timers.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    private final long settleNanos;
    private final Thread thread = new Thread(this::run, "embedded-mesos");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Runnable> turns = new ArrayDeque<>();
    private final TreeSet<Waiting> timers =
            new TreeSet<>((a, b) -> a.at.equals(b.at) ? Long.compare(a.order, b.order) : a.at.compareTo(b.at));
    private final Deque<Goal> goals = new ArrayDeque<>();
    private long nextOrder;
    private boolean skipping;
    private boolean closed;
    private long quietFrom = System.nanoTime();

    private final Set<Object> owed = new HashSet<>();
    private long patientUntil;

    /** Not while those who owe reactions have let the time run out and still give none. */
    private boolean trusting = true;

    private volatile Instant now;

    /**
     * @param start the time at first
     * @param settle how long, by the machine's clock, nothing must have come in or gone out before the time jumps
     */
    public VirtualLoop(Instant start, Duration settle) {
        this.now = start;
        this.settleNanos = settle.toNanos();
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void execute(Runnable turn) {
        lock.lock();
        try {
            look(turn);
            if (Thread.currentThread() != thread) {
                touch();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void look(Runnable turn) {
        lock.lock();
        try {
            refuseIfClosed();
            turns.addLast(turn);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer at(Instant at, Runnable turn) {
        lock.lock();
        try {
            refuseIfClosed();
            Waiting waiting = new Waiting(at, nextOrder++, turn);
            timers.add(waiting);
            changed.signalAll();
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void touch() {
        lock.lock();
        try {
            quietFrom = System.nanoTime() + settleNanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void expect(Object reaction) {
        lock.lock();
        try {
            if (trusting) {
                owed.add(reaction);
                patientUntil = System.nanoTime() + PATIENCE_NANOS;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void met(Object reaction) {
        lock.lock();
        try {
            owed.remove(reaction);
            trusting = true;
        } finally {
            lock.unlock();
        }
    }

    /** Goes on to this time; complete once all that was due by then has happened. */
    public CompletableFuture<Boolean> advanceTo(Instant until) {
        return pursue(new Goal(until, false, new CompletableFuture<>()));
    }

    /** Goes on to the next instant at which something is due; false if that is after {@code limit}, where the time is then. */
    public CompletableFuture<Boolean> step(Instant limit) {
        return pursue(new Goal(limit, true, new CompletableFuture<>()));
    }

    /** Whether the time jumps on by itself whenever there is nothing to do at the present one. */
    public void skipWhenIdle(boolean skip) {
        lock.lock();
        try {
            refuseIfClosed();
            skipping = skip;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever asked to go on does not want it any more: the time stays where it is. */
    public void abandon(CompletableFuture<Boolean> move) {
        lock.lock();
        try {
            move.cancel(false);
            goals.removeIf(goal -> goal.done.isCancelled());
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Boolean> pursue(Goal goal) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("The time cannot be moved from within the cluster's own turn");
        }
        lock.lock();
        try {
            refuseIfClosed();
            goals.addLast(goal);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return goal.done;
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new RejectedExecutionException("The embedded Mesos is closed");
        }
    }

    private void run() {
        while (true) {
            Runnable turn;
            lock.lock();
            try {
                turn = next();
            } catch (InterruptedException e) {
                LOG.warn("The loop of the embedded Mesos was interrupted and ends");
                return;
            } finally {
                lock.unlock();
            }
            if (turn == null) {
                return;
            }
            try {
                turn.run();
            } catch (RuntimeException e) {
                LOG.error("A turn of the embedded Mesos failed; it goes on with the next", e);
            }
        }
    }

    /** Waits for a turn; null once closed. */
    private @Nullable Runnable next() throws InterruptedException {
        while (!closed) {
            if (!turns.isEmpty()) {
                return turns.removeFirst();
            }
            if (isDue(now)) {
                return timers.pollFirst().turn;
            }
            Goal goal = goals.peekFirst();
            if (goal == null && !(skipping && !timers.isEmpty())) {
                changed.await();
                continue;
            }
            long unsettled = unsettledNanos();
            if (unsettled > 0) {
                changed.await(unsettled, TimeUnit.NANOSECONDS);
                continue;
            }
            if (goal == null) {
                now = timers.first().at;
            } else {
                goTowards(goal);
            }
        }
        return null;
    }

    private long unsettledNanos() {
        long present = System.nanoTime();
        if (!owed.isEmpty() && patientUntil <= present) {
            owed.clear();
            trusting = false;
        }
        return (owed.isEmpty() ? quietFrom : patientUntil) - present;
    }

    private boolean isDue(Instant at) {
        return !timers.isEmpty() && !timers.first().at.isAfter(at);
    }

    private void goTowards(Goal goal) {
        if (!isDue(goal.until)) {
            if (goal.until.isAfter(now)) {
                now = goal.until;
            }
            goals.removeFirst();
            goal.done.complete(!goal.oneStep);
            return;
        }
        now = timers.first().at;
        if (goal.oneStep) {
            goals.removeFirst();
            // What is due now happens first, and what comes of it; then whoever asked goes on.
            goals.addFirst(new Goal(now, false, goal.done));
        }
    }

    @Override
    public boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            goals.forEach(goal ->
                    goal.done.completeExceptionally(new RejectedExecutionException("The embedded Mesos is closed")));
            goals.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (isOwnThread()) {
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
            if (thread.isAlive()) {
                LOG.warn("The loop of the embedded Mesos is still busy after {} ms", CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
