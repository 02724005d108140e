package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.client.scheduler.SubscriptionGateException;
import io.mesosframework.http.Connection;
import io.mesosframework.http.Request;
import io.mesosframework.http.StreamHandle;
import io.mesosframework.protocol.scheduler.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins a {@link SubscriptionMachine} to the network, the clock and the user.
 *
 * <p>Inputs come from I/O threads and the timer's, one at a time under a lock, and whoever brings one carries out its
 * effects: so an event goes from the socket to the user on one thread, and while that takes long, nothing more is read.
 * Users' threads never hold the lock: what they want is handed to the timer's thread.
 */
public final class SubscriptionDriver {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionDriver.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private static final int NO_ATTEMPT = -1;

    private final SubscriptionConfig config;
    private final RequestHeaders headers;
    private final AtomicReference<@Nullable SchedulerListener> listener = new AtomicReference<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final SubscriptionMachine machine;

    /** Inputs that came while one was being dealt with, by the same thread. */
    private final Deque<Input> inputs = new ArrayDeque<>();

    private boolean busy;

    /** What the stream brought while the user did not want to read; at most what one read of the network gives. */
    private final Deque<Input> held = new ArrayDeque<>();

    private boolean machinePaused;
    private int openAttempt = NO_ATTEMPT;
    private @Nullable Connection connection;
    private @Nullable Future<?> timerTask;

    private volatile boolean pauseWanted;
    private volatile @Nullable StreamHandle stream;
    private volatile @Nullable CallChannel calls;

    private final CompletableFuture<Void> tornDown = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final ThreadLocal<Boolean> onClientThread = ThreadLocal.withInitial(() -> false);

    public SubscriptionDriver(SubscriptionConfig config, Profile profile) {
        this.config = config;
        this.headers = new RequestHeaders(config.codec(), config.credentials());
        this.machine = new SubscriptionMachine(config.settings(), profile, config.random());
    }

    // ---- what the user wants; any thread ----

    /** @throws IllegalStateException if started before */
    public void start(SchedulerListener user) {
        if (!listener.compareAndSet(null, user)) {
            throw new IllegalStateException("This client has been started before; build another one.");
        }
        post(() -> take(new Input.Start()));
    }

    /** The session that calls are made in, if there is one. */
    public @Nullable Session session() {
        CallChannel current = calls;
        return current == null ? null : current.session();
    }

    /** Sends a call if subscribed; {@code change}, if any, happens to the profile once the master has taken the call. */
    public CompletableFuture<Void> call(Call call, @Nullable UnaryOperator<Profile> change) {
        CallChannel current = calls;
        if (current == null) {
            return CompletableFuture.failedFuture(
                    new NotSubscribedException(call.getType().name()));
        }
        CompletableFuture<Void> answer = current.send(
                call.toBuilder().setFrameworkId(current.session().frameworkId()).build());
        return change == null ? answer : answer.thenRun(() -> changeProfile(change));
    }

    public void changeProfile(UnaryOperator<Profile> change) {
        post(() -> take(new Input.ProfileChanged(change)));
    }

    /** Completes once the framework is torn down and the client closed. */
    public CompletableFuture<Void> teardown() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        post(() -> {
            take(new Input.TeardownSent());
            Call call = Call.newBuilder().setType(Call.Type.TEARDOWN).build();
            var unused = call(call, null).whenComplete((done, failure) -> teardownAnswered(result, failure));
        });
        return result;
    }

    private void teardownAnswered(CompletableFuture<Void> result, @Nullable Throwable failure) {
        take(new Input.TeardownAnswered(failure == null));
        if (failure == null) {
            var unused = tornDown.thenRun(() -> result.complete(null));
        } else {
            result.completeExceptionally(Failures.unwrap(failure));
        }
    }

    /** No event is delivered after this but the one being delivered now; calls go on. */
    public void pause() {
        pauseWanted = true;
        StreamHandle current = stream;
        if (current != null) {
            current.pause();
        }
        post(this::applyPause);
    }

    public void resume() {
        pauseWanted = false;
        post(this::applyPause);
    }

    /** Lets go of everything; done when that has happened. */
    public CompletableFuture<Void> closeAsync() {
        if (closing.compareAndSet(false, true)) {
            post(this::release);
        }
        return released.copy();
    }

    /** Lets go of everything; waits for it, but not on a thread of the client's own. */
    public void close() {
        CompletableFuture<Void> closed = closeAsync();
        if (lock.isHeldByCurrentThread() || onClientThread.get()) {
            return;
        }
        try {
            closed.get(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The client's threads are busy; it will be closed once the listener returns.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("never, as nothing fails it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs once: whoever sets {@link #closing} posts it. */
    private void release() {
        take(new Input.Close());
        config.release().run();
        released.complete(null);
    }

    private void post(Runnable task) {
        try {
            config.timer().execute(() -> onClientThread(task));
        } catch (RejectedExecutionException e) {
            if (!released.isDone()) {
                LOG.debug("The timer is shut down; going on without it.", e);
                task.run();
            }
        }
    }

    private void onClientThread(Runnable task) {
        boolean before = onClientThread.get();
        onClientThread.set(true);
        try {
            task.run();
        } finally {
            onClientThread.set(before);
        }
    }

    private void applyPause() {
        lock.lock();
        try {
            boolean wanted = pauseWanted;
            if (wanted != machinePaused) {
                machinePaused = wanted;
                take(new Input.Paused(wanted));
            }
            while (!pauseWanted && !held.isEmpty()) {
                take(held.remove());
            }
            StreamHandle current = stream;
            if (current != null) {
                if (pauseWanted) {
                    current.pause();
                } else {
                    current.resume();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- inputs ----

    private void takeFromStream(Input input) {
        lock.lock();
        try {
            if (pauseWanted || !held.isEmpty()) {
                held.add(input);
            } else {
                take(input);
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(Input input) {
        lock.lock();
        try {
            if (busy) {
                inputs.add(input);
                return;
            }
            busy = true;
            try {
                for (Input next = input; next != null; next = inputs.poll()) {
                    Instant now = config.clock().instant();
                    for (Effect effect : machine.on(next, now)) {
                        perform(effect, now);
                    }
                }
            } finally {
                busy = false;
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- effects ----

    private void perform(Effect effect, Instant now) {
        if (effect instanceof Effect.Deliver deliver) {
            tell(user -> user.event(deliver.event()));
        } else if (effect instanceof Effect.SetTimer timer) {
            setTimer(Duration.between(now, timer.at()));
        } else if (effect instanceof Effect.CancelTimer) {
            cancelTimer();
        } else if (effect instanceof Effect.Open open) {
            open(open);
        } else if (effect instanceof Effect.AskGate ask) {
            askGate(ask.attempt());
        } else if (effect instanceof Effect.Subscribe subscribe) {
            subscribe(subscribe);
        } else if (effect instanceof Effect.CloseStream) {
            closeStream();
        } else if (effect instanceof Effect.BeginCalls begin) {
            beginCalls(begin.session());
        } else if (effect instanceof Effect.EndCalls end) {
            endCalls(end.cause());
        } else if (effect instanceof Effect.Report report) {
            LOG.warn(
                    "A record of the event stream was skipped: {}",
                    report.cause().getMessage());
            tell(user -> user.problem(report.cause()));
        } else if (effect instanceof Effect.NotifyDisconnected notify) {
            LOG.info(
                    "Not subscribed, next attempt in {} ms: {}",
                    notify.retryIn().toMillis(),
                    notify.cause().getMessage());
            tell(user -> user.disconnected(notify.cause(), notify.retryIn()));
        } else if (effect instanceof Effect.Fail fail) {
            tellFailure(fail.cause());
        } else if (effect instanceof Effect.TornDown) {
            finishTeardown();
        }
    }

    private void tell(Consumer<SchedulerListener> news) {
        try {
            news.accept(listener());
        } catch (Throwable thrown) { // whatever it is, the user must hear that the client has stopped
            inputs.add(new Input.ListenerThrew(thrown));
        }
    }

    private SchedulerListener listener() {
        return Objects.requireNonNull(listener.get(), "nothing happens before the start");
    }

    private void tellFailure(MesosException cause) {
        LOG.warn("The subscription has ended for good: {}", cause.getMessage());
        try {
            listener().failed(cause);
        } catch (RuntimeException e) {
            LOG.error("The listener threw on being told so.", e);
        }
    }

    private void setTimer(Duration wait) {
        cancelTimer();
        try {
            timerTask = config.timer()
                    .schedule(
                            () -> onClientThread(() -> take(new Input.Timer())),
                            Math.max(0, wait.toNanos()),
                            TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (!closing.get()) {
                inputs.add(new Input.ListenerThrew(new IllegalStateException("the given timer is shut down", e)));
            }
        }
    }

    private void cancelTimer() {
        Future<?> task = timerTask;
        if (task != null) {
            task.cancel(false);
            timerTask = null;
        }
    }

    private void open(Effect.Open open) {
        int attempt = open.attempt();
        openAttempt = attempt;
        CompletableFuture<Connection> opening;
        try {
            opening = config.transport().connect(open.origin());
        } catch (RuntimeException e) {
            inputs.add(new Input.ConnectFailed(attempt, Failures.typed(e)));
            return;
        }
        var unused = opening.whenComplete((opened, failure) -> opened(attempt, opened, failure));
    }

    private void opened(int attempt, @Nullable Connection opened, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (opened == null) {
                take(new Input.ConnectFailed(attempt, Failures.typed(failure)));
            } else if (attempt == openAttempt) {
                connection = opened;
                take(new Input.Connected(attempt));
            } else {
                opened.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void askGate(int attempt) {
        try {
            var unused = config.gate().get().whenComplete((yes, no) -> post(() -> take(gateSaid(attempt, no))));
        } catch (RuntimeException e) {
            inputs.add(gateSaid(attempt, e));
        }
    }

    private static Input gateSaid(int attempt, @Nullable Throwable no) {
        if (no == null) {
            return new Input.GateOpen(attempt);
        }
        Throwable cause = Failures.unwrap(no);
        return new Input.GateRefused(
                attempt, cause instanceof MesosException ours ? ours : new SubscriptionGateException(cause));
    }

    private void subscribe(Effect.Subscribe subscribe) {
        Connection current = connection;
        int attempt = subscribe.attempt();
        if (current == null) {
            inputs.add(new Input.StreamFailed(attempt, new SubscriptionLostException("The connection is closed.")));
            return;
        }
        try {
            Request request = Request.post(
                    subscribe.target().path(),
                    headers.ofSubscribe(),
                    config.codec().encode(subscribe.call()));
            EventReader reader =
                    new EventReader(attempt, config.codec(), config.maxRecordBytes(), this::takeFromStream);
            StreamHandle opened = current.stream(request, reader);
            stream = opened;
            if (pauseWanted) {
                opened.pause();
            }
        } catch (RuntimeException e) {
            inputs.add(new Input.StreamFailed(attempt, Failures.typed(e)));
        }
    }

    private void closeStream() {
        openAttempt = NO_ATTEMPT;
        held.clear();
        StreamHandle current = stream;
        stream = null;
        if (current != null) {
            current.close();
        }
        Connection lost = connection;
        connection = null;
        if (lost != null) {
            lost.close();
        }
    }

    private void beginCalls(Session session) {
        LOG.info(
                "Subscribed to {} as framework {}",
                session.target().origin(),
                session.frameworkId().getValue());
        CallChannel channel = new CallChannel(
                session,
                config.transport(),
                config.codec(),
                headers,
                config.callTimeout(),
                config.maxWaitingCalls(),
                this::onClientThread,
                cause -> take(new Input.SessionOver(session.attempt(), cause)));
        calls = channel;
        channel.open();
    }

    private void endCalls(MesosException cause) {
        CallChannel channel = calls;
        calls = null;
        if (channel != null) {
            channel.end(cause);
        }
    }

    private void finishTeardown() {
        if (closing.compareAndSet(false, true)) {
            post(() -> {
                release();
                tornDown.complete(null);
            });
        } else {
            tornDown.complete(null);
        }
    }
}
