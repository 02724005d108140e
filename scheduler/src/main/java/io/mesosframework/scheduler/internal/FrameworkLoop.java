package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.FrameworkFailedOverException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.FrameworkTerminatedException;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns a framework's state: takes inputs in their order, hands them to the core, and carries out what
 * comes back. It ends for good when it is closed, when the client gives up, or when a commit does not succeed.
 */
final class FrameworkLoop implements AutoCloseable, SchedulerListener {

    private static final Logger LOG = LoggerFactory.getLogger(FrameworkLoop.class);

    /** With so many inputs waiting the event stream is paused, and resumed at a quarter of it. */
    private static final int PAUSE_AT = 8192;

    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

    /** Why it ends; no cause where it was asked to. */
    private record End(@Nullable MesosException cause) {
        MesosException orClosed() {
            return cause != null ? cause : new FrameworkTerminatedException("The framework has been closed");
        }
    }

    private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final FrameworkCore core;
    private final Storage storage;
    private final List<Consumer<SlotTransition>> listeners;
    private final Consumer<SubscriptionState> subscriptionListener;
    private final Clock clock;
    private final Thread thread;
    private @Nullable SchedulerClient client;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong posted = new AtomicLong();
    private final ReentrantLock flow = new ReentrantLock();
    private boolean paused;
    private volatile boolean finished;
    private volatile @Nullable FrameworkID frameworkId;

    FrameworkLoop(
            FrameworkCore core,
            Storage storage,
            List<Consumer<SlotTransition>> listeners,
            Consumer<SubscriptionState> subscriptionListener,
            Clock clock,
            String name) {
        this.core = core;
        this.storage = storage;
        this.listeners = listeners;
        this.subscriptionListener = subscriptionListener;
        this.clock = clock;
        this.frameworkId = core.frameworkId().orElse(null);
        this.thread = new Thread(this::run, "framework-" + name);
        thread.setDaemon(true);
    }

    /** Begins to work, with what the restored state calls for, and to subscribe. */
    void start(List<Action> first, SchedulerClient ownClient) {
        client = ownClient;
        inputs.add(new Input.Request((tasks, now) -> first, new CompletableFuture<>()));
        thread.start();
        ownClient.start(this);
    }

    boolean isLoopThread() {
        return Thread.currentThread() == thread;
    }

    /** Tells of the end: with no cause where it was closed. */
    void whenEnded(Consumer<@Nullable Throwable> listener) {
        var unused = terminated.whenComplete((nothing, cause) -> listener.accept(cause));
    }

    Optional<FrameworkID> frameworkId() {
        return Optional.ofNullable(frameworkId);
    }

    FrameworkCore core() {
        return core;
    }

    /** Asks for something to be done as a turn of its own; answers when that is durable. */
    CompletableFuture<Void> request(Input.Work work) {
        CompletableFuture<Void> done = new LoopFuture<>(this::isLoopThread);
        post(new Input.Request(work, done), done);
        return done;
    }

    /** Gives leave to subscribe once it is proven that this instance still leads. */
    CompletableFuture<Void> askLeave() {
        CompletableFuture<Void> leave = new CompletableFuture<>();
        post(new Input.SubscribeAsked(leave), leave);
        return leave;
    }

    /** Ends the framework in Mesos, forgets it, and ends. */
    CompletableFuture<Void> teardown() {
        CompletableFuture<Void> erased = new LoopFuture<>(this::isLoopThread);
        var unused = requireClient().teardown().whenComplete((nothing, error) -> {
            if (error == null) {
                post(new Input.Erase(erased), erased);
            } else {
                erased.completeExceptionally(CallErrors.cause(error));
            }
        });
        var ignored = erased.thenRun(() -> end(null));
        return erased;
    }

    private void post(Input input, CompletableFuture<Void> answer) {
        Long number = posted.incrementAndGet();
        waiting.put(number, answer);
        var unused = answer.whenComplete((nothing, error) -> waiting.remove(number));
        inputs.add(input);
        if (finished) {
            failWaiting();
        }
    }

    private void failWaiting() {
        End why = end.get();
        MesosException cause = (why == null ? new End(null) : why).orClosed();
        waiting.values().forEach(answer -> answer.completeExceptionally(cause));
    }

    @Override
    public void event(Event event) {
        inputs.add(new Input.FromMaster(event));
        if (inputs.size() >= PAUSE_AT) {
            flow(true);
        }
    }

    /** Pauses or resumes the stream, in one step with remembering which. */
    private void flow(boolean pause) {
        flow.lock();
        try {
            boolean change = pause ? !paused && inputs.size() >= PAUSE_AT : paused && inputs.size() <= PAUSE_AT / 4;
            if (change && pause) {
                requireClient().pause();
            } else if (change) {
                requireClient().resume();
            }
            paused = change ? pause : paused;
        } finally {
            flow.unlock();
        }
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        inputs.add(new Input.Disconnected(cause, retryIn));
    }

    @Override
    public void failed(MesosException cause) {
        end(
                cause instanceof FrameworkFailedOverException
                        ? new DeposedException("Another instance has subscribed with this framework's id")
                        : cause);
    }

    @Override
    public void problem(MesosException cause) {
        LOG.warn("The master sent what cannot be read: {}", cause.getMessage());
    }

    private void run() {
        try {
            while (end.get() == null) {
                Input input = next();
                flow(false);
                if (end.get() == null) {
                    turn(input);
                }
            }
        } catch (InterruptedException e) {
            end(new FrameworkTerminatedException("The framework's loop was interrupted"));
        } catch (RuntimeException | Error e) {
            LOG.error("The framework's loop failed", e);
            end(e instanceof MesosException mesos ? mesos : new MesosException("The framework's loop failed: " + e, e));
        } finally {
            finish();
        }
    }

    /** The next input, or a tick when a deadline comes first. */
    private Input next() throws InterruptedException {
        Input ready = inputs.poll();
        if (ready != null) {
            return ready;
        }
        Duration sleep = core.nextDue()
                .map(due -> Duration.between(clock.instant(), due))
                .filter(left -> left.compareTo(LONGEST_SLEEP) < 0)
                .orElse(LONGEST_SLEEP);
        Input input = inputs.poll(Math.max(sleep.toNanos(), 1), TimeUnit.NANOSECONDS);
        return input == null ? new Input.Tick() : input;
    }

    private void turn(Input input) {
        Instant now = clock.instant();
        perform(core.on(input, now));
        if (input instanceof Input.FromMaster fromMaster && fromMaster.event().getType() == Event.Type.SUBSCRIBED) {
            frameworkId = fromMaster.event().getSubscribed().getFrameworkId();
            tell(new SubscriptionState.Subscribed(fromMaster.event().getSubscribed()));
        } else if (input instanceof Input.Disconnected disconnected) {
            tell(new SubscriptionState.Disconnected(disconnected.cause(), disconnected.retryIn()));
        }
    }

    private void tell(SubscriptionState state) {
        try {
            subscriptionListener.accept(state);
        } catch (RuntimeException e) {
            LOG.error("The subscription listener failed on {}", state, e);
        }
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                send(send);
            } else if (effect instanceof Effect.Commit commit) {
                commit(commit);
            } else if (effect instanceof Effect.Announce announce) {
                announce(announce.transition());
            } else if (effect instanceof Effect.Reply reply) {
                reply.done().complete(null);
            } else if (effect instanceof Effect.Refuse refuse) {
                refuse.done().completeExceptionally(refuse.why());
            } else if (effect instanceof Effect.GiveLeave give) {
                give.leave().complete(null);
            }
        }
    }

    private void send(Effect.Send send) {
        CompletableFuture<Void> answer;
        try {
            answer = requireClient().call(send.call());
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((nothing, error) -> {
            if (error != null || send.call().getType() == Call.Type.ACCEPT) {
                inputs.add(new Input.Answered(send, error));
            }
        });
    }

    /** A storage that answers at once, as memory does, costs no turn of its own. */
    private void commit(Effect.Commit commit) {
        CompletableFuture<CommitResult> result = storage.commit(commit.transaction());
        if (result.isDone() && !result.isCompletedExceptionally()) {
            committed(commit, result.join());
        } else {
            var unused = result.whenComplete((outcome, error) -> {
                if (error != null) {
                    Throwable cause = CallErrors.cause(error);
                    end(cause instanceof MesosException mesos ? mesos : new MesosException("A commit failed", cause));
                } else if (outcome instanceof CommitResult.Committed) {
                    inputs.add(new Input.Committed(commit.sequence()));
                } else {
                    deposed(outcome);
                }
            });
        }
    }

    private void committed(Effect.Commit commit, CommitResult outcome) {
        if (outcome instanceof CommitResult.Committed) {
            perform(core.on(new Input.Committed(commit.sequence()), clock.instant()));
        } else {
            deposed(outcome);
        }
    }

    private void deposed(CommitResult outcome) {
        end(new DeposedException("Another instance of this framework has started on the same storage: " + outcome));
    }

    private void announce(SlotTransition transition) {
        for (Consumer<SlotTransition> listener : listeners) {
            try {
                listener.accept(transition);
            } catch (RuntimeException e) {
                LOG.error("The listener {} failed on {}", listener.getClass().getName(), transition, e);
            }
        }
    }

    private SchedulerClient requireClient() {
        SchedulerClient present = client;
        if (present == null) {
            throw new IllegalStateException("The framework has not started");
        }
        return present;
    }

    /** Has the loop end after the turn it is in, for the first reason that is given. */
    private void end(@Nullable MesosException cause) {
        if (end.compareAndSet(null, new End(cause))) {
            inputs.add(new Input.Tick());
        }
    }

    /** The last that the loop's thread does: what waited is told, and nothing is called back after {@link #whenEnded}. */
    private void finish() {
        requireClient().close();
        finished = true;
        failWaiting();
        End why = end.get();
        if (why == null || why.cause() == null) {
            terminated.complete(null);
        } else {
            terminated.completeExceptionally(why.cause());
        }
    }

    /** Stops, and waits a moment for the turn in progress. Tasks go on. */
    @Override
    public void close() {
        end(null);
        if (!isLoopThread()) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        // A callback that does not return, or that called this, keeps the loop from doing so by itself.
        requireClient().close();
    }
}
