package io.mesosframework.client.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.executor.ExecutorListener;
import io.mesosframework.http.Connection;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.StreamHandle;
import io.mesosframework.protocol.executor.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins an {@link ExecutorMachine} to the network, the clock and the user. All of it happens on one thread of its own, to
 * which I/O threads and users hand what they bring; while more events wait there than a few hundred, the agent is not read.
 */
public final class ExecutorDriver {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorDriver.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final int READ_UNTIL = 256;
    private static final int READ_AGAIN_AT = 64;
    private static final int NO_ATTEMPT = -1;

    private final ExecutorConfig config;
    private final ExecutorListener listener;
    private final ExecutorMachine machine;
    private final ScheduledThreadPoolExecutor thread;
    private final Headers headers;

    private final Map<Long, CompletableFuture<Void>> tickets = new ConcurrentHashMap<>();
    private final AtomicLong lastTicket = new AtomicLong(ExecutorMachine.NO_TICKET);
    private final AtomicBoolean closed = new AtomicBoolean();

    private final AtomicInteger unread = new AtomicInteger();
    private volatile @Nullable StreamHandle stream;
    private volatile @Nullable Thread running;

    // Of the driver's thread only:
    private final Deque<Input> inputs = new ArrayDeque<>();
    private int openAttempt = NO_ATTEMPT;
    private @Nullable Connection events;
    private @Nullable Connection calls;

    /** Which of the connections for calls it is, as an attempt may need several. */
    private int callsGeneration;

    private @Nullable Future<?> timer;

    public ExecutorDriver(ExecutorConfig config, ExecutorListener listener) {
        this.config = config;
        this.listener = listener;
        this.machine = new ExecutorMachine(config.settings(), config.random());
        this.thread = new ScheduledThreadPoolExecutor(1, this::newThread) {
            @Override
            protected void terminated() {
                failTheRest();
            }
        };
        thread.setRemoveOnCancelPolicy(true); // or a timer of long would keep the thread
        Headers plain = Headers.of(
                "Content-Type",
                config.codec().mediaType(),
                "Accept",
                config.codec().mediaType());
        this.headers = config.credentials()
                .map(credentials -> plain.with("Authorization", credentials.authorization()))
                .orElse(plain);
    }

    private Thread newThread(Runnable task) {
        Thread made = new Thread(task, "mesos-executor-client");
        made.setDaemon(true);
        running = made;
        return made;
    }

    // ---- from any thread ----

    public void start() {
        post(() -> take(new Input.Start()));
    }

    /** An input that stands for a call, with the future of what becomes of it. */
    public CompletableFuture<Void> submit(String call, LongFunction<Input> input) {
        long ticket = lastTicket.incrementAndGet();
        CompletableFuture<Void> future = new CompletableFuture<>();
        tickets.put(ticket, future);
        if (!post(() -> take(input.apply(ticket)))) {
            tickets.remove(ticket);
            future.completeExceptionally(new NotSubscribedException(call));
        }
        return future;
    }

    /** Ends everything, and waits for it for a while, but not on the driver's own thread. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            post(() -> take(new Input.Close()));
            thread.shutdown();
        }
        if (Thread.currentThread() != running) {
            try {
                if (!thread.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.warn("The listener is busy; the client will be closed once it returns.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (config.ownsTransport()) {
            config.transport().close();
        }
    }

    /** Calls that were on their way at the end. */
    private void failTheRest() {
        tickets.values().forEach(future -> future.completeExceptionally(new CallInDoubtException("a call", null)));
        tickets.clear();
    }

    private boolean post(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // closed: nothing that comes now is of interest
        }
    }

    private void postInput(Input input) {
        post(() -> take(input));
    }

    /** On an I/O thread: an event, or the end of them. */
    private void fromStream(Input input) {
        if (unread.incrementAndGet() > READ_UNTIL) {
            withStream(StreamHandle::pause);
            if (unread.get() <= READ_AGAIN_AT) { // all was read in between, nobody else will wake it
                withStream(StreamHandle::resume);
            }
        }
        post(() -> {
            if (unread.decrementAndGet() == READ_AGAIN_AT) {
                withStream(StreamHandle::resume);
            }
            take(input);
        });
    }

    private void withStream(Consumer<StreamHandle> action) {
        StreamHandle current = stream;
        if (current != null) {
            action.accept(current);
        }
    }

    // ---- on the driver's thread ----

    private void take(Input input) {
        inputs.add(input);
        for (Input next = inputs.poll(); next != null; next = inputs.poll()) {
            Instant now = config.clock().instant();
            for (Effect effect : machine.on(next, now)) {
                perform(effect, now);
            }
        }
    }

    private void perform(Effect effect, Instant now) {
        if (effect instanceof Effect.Deliver deliver) {
            tell(user -> user.event(deliver.event()));
        } else if (effect instanceof Effect.Settle settle) {
            settle(settle);
        } else if (effect instanceof Effect.Send send) {
            send(send);
        } else if (effect instanceof Effect.Connect connect) {
            connect(connect.attempt());
        } else if (effect instanceof Effect.Subscribe subscribe) {
            subscribe(subscribe);
        } else if (effect instanceof Effect.ReopenCalls reopen) {
            reopenCalls(reopen.attempt());
        } else if (effect instanceof Effect.Disconnect) {
            disconnect();
        } else if (effect instanceof Effect.SetTimer set) {
            setTimer(Duration.between(now, set.at()));
        } else if (effect instanceof Effect.CancelTimer) {
            cancelTimer();
        } else if (effect instanceof Effect.NotifyConnected) {
            tell(ExecutorListener::connected);
        } else if (effect instanceof Effect.NotifyDisconnected notify) {
            LOG.info(
                    "Not subscribed, next attempt in {} ms: {}",
                    notify.retryIn().toMillis(),
                    notify.cause().getMessage());
            tell(user -> user.disconnected(notify.cause(), notify.retryIn()));
        } else if (effect instanceof Effect.Shutdown shutdown) {
            LOG.info("The executor has to end: {}", shutdown.reason());
            tell(user -> user.shutdown(shutdown.reason()));
        }
    }

    private void tell(Consumer<ExecutorListener> news) {
        try {
            news.accept(listener);
        } catch (Throwable thrown) { // whatever it is, what was told is lost
            LOG.error("The listener threw.", thrown);
            inputs.add(new Input.ListenerThrew(thrown));
        }
    }

    private void settle(Effect.Settle settle) {
        CompletableFuture<Void> future = tickets.remove(settle.ticket());
        if (future != null) {
            if (settle.error() == null) {
                future.complete(null);
            } else {
                future.completeExceptionally(settle.error());
            }
        }
    }

    private void setTimer(Duration wait) {
        cancelTimer();
        try {
            timer = thread.schedule(() -> take(new Input.Timer()), Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed, so no timer is needed.");
        }
    }

    private void cancelTimer() {
        Future<?> current = timer;
        if (current != null) {
            current.cancel(false);
            timer = null;
        }
    }

    private void connect(int attempt) {
        openAttempt = attempt;
        open(
                first -> open(second -> connected(attempt, first, second), failure -> {
                    first.close();
                    take(new Input.ConnectFailed(attempt, failure));
                }),
                failure -> take(new Input.ConnectFailed(attempt, failure)));
    }

    /** Opens a connection; what becomes of it is told on the driver's thread. */
    private void open(Consumer<Connection> opened, Consumer<MesosException> failed) {
        CompletableFuture<Connection> opening;
        try {
            opening = config.transport().connect(config.agent());
        } catch (RuntimeException e) {
            opening = CompletableFuture.failedFuture(e);
        }
        var unused = opening.whenComplete((connection, failure) -> {
            if (connection == null) {
                post(() -> failed.accept(Answers.typed("Cannot connect to " + config.agent(), failure)));
            } else if (!post(() -> opened.accept(connection))) {
                connection.close();
            }
        });
    }

    private void connected(int attempt, Connection forEvents, Connection forCalls) {
        if (attempt != openAttempt) {
            forEvents.close();
            forCalls.close();
            return;
        }
        events = forEvents;
        watchCalls(attempt, forCalls);
        take(new Input.Connected(attempt));
    }

    private void watchCalls(int attempt, Connection connection) {
        calls = connection;
        int generation = ++callsGeneration;
        var unused = connection
                .closed()
                .thenRun(() -> post(() -> {
                    if (generation == callsGeneration) {
                        take(new Input.CallsLost(
                                attempt,
                                new SubscriptionLostException("The agent has closed the connection for calls.")));
                    }
                }));
    }

    private void reopenCalls(int attempt) {
        Connection old = calls;
        calls = null;
        callsGeneration++;
        if (old != null) {
            old.close();
        }
        open(
                connection -> {
                    if (attempt == openAttempt) {
                        watchCalls(attempt, connection);
                        take(new Input.CallsReopened(attempt));
                    } else {
                        connection.close();
                    }
                },
                failure -> take(new Input.CallsReopenFailed(attempt, failure)));
    }

    private void subscribe(Effect.Subscribe subscribe) {
        Connection connection = events;
        int attempt = subscribe.attempt();
        if (connection == null) {
            return; // disconnected by an effect in between
        }
        EventReader reader =
                new EventReader(attempt, config.agent(), config.codec(), config.maxRecordBytes(), this::fromStream);
        try {
            stream = connection.stream(
                    request(subscribe.call()), reader, config.settings().subscribeTimeout());
        } catch (RuntimeException e) {
            inputs.add(new Input.StreamLost(attempt, Answers.typed("SUBSCRIBE cannot be sent", e)));
        }
    }

    private void send(Effect.Send send) {
        Connection connection = calls;
        if (connection == null) {
            inputs.add(new Input.Unanswered(
                    send.attempt(),
                    send.ticket(),
                    new NotSubscribedException(send.call().getType().name())));
            return;
        }
        String type = send.call().getType().name();
        CompletableFuture<Response> answer;
        try {
            answer = connection.call(request(send.call()), config.callTimeout());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((response, failure) -> postInput(outcome(send, type, response, failure)));
    }

    private Input outcome(Effect.Send send, String type, @Nullable Response response, @Nullable Throwable failure) {
        if (response == null) {
            return new Input.Unanswered(send.attempt(), send.ticket(), Answers.unanswered(type, failure));
        }
        return Answers.isTaken(response.status())
                ? new Input.Accepted(send.attempt(), send.ticket())
                : new Input.CallRefused(
                        send.attempt(),
                        send.ticket(),
                        Answers.refusal(type, config.agent(), response.status(), response.text()));
    }

    private Request request(Call call) {
        return Request.post(config.path(), headers, config.codec().encode(call));
    }

    private void disconnect() {
        openAttempt = NO_ATTEMPT;
        withStream(StreamHandle::close);
        stream = null;
        Connection first = events;
        Connection second = calls;
        events = null;
        calls = null;
        callsGeneration++;
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }
}
