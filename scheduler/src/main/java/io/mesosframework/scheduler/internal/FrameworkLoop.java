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
import io.mesosframework.scheduler.FrameworkListener;
import io.mesosframework.scheduler.FrameworkTerminatedException;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Storage;
import io.mesosframework.utils.Futures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one that owns a framework's state, on one thread: takes inputs in their order, hands them to the core, and carries out what
 * comes back. It ends for good when it is closed, when the client gives up, or when a commit does not succeed.
 */
final class FrameworkLoop implements AutoCloseable, SchedulerListener {

    private static final Logger LOG = LoggerFactory.getLogger(FrameworkLoop.class);

    /** With so many inputs, turns and calls waiting the event stream is paused, and resumed at a quarter of it. */
    private static final int PAUSE_AT = 8192;

    private static final long CLOSE_SECONDS = 5;

    /** Why it ends; no cause where it was asked to. */
    private record End(@Nullable MesosException cause) {
        MesosException orClosed() {
            return cause != null ? cause : new FrameworkTerminatedException("The framework has been closed");
        }
    }

    private final Queue<Input> inputs = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private final FrameworkCore core;
    private final Storage storage;
    private final List<Consumer<SlotTransition>> listeners;
    private final List<FrameworkListener> frameworkListeners;
    private final Consumer<SubscriptionState> subscriptionListener;
    private final Measurements measurements;
    private final Conditions conditions;
    private final Consumer<MesosException> unreadableEvents;
    private final Runnable changed;
    private final InstantSource clock;
    private final LoopThread on;
    private final BooleanSupplier leads;
    private @Nullable SchedulerClient client;
    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final Map<Long, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong posted = new AtomicLong();
    private final ReentrantLock flow = new ReentrantLock();
    private volatile boolean paused;
    private final AtomicInteger waitingInputs = new AtomicInteger();
    private volatile int waitingTurns;
    private final Outbox outbox = new Outbox(this::call, this::answered, this::wake);

    /** Whether turns are about to be taken anyway. */
    private final AtomicBoolean awake = new AtomicBoolean();

    /** When it was woken, of {@link System#nanoTime}; 0 where it was not. */
    private volatile long wokenAt;

    private volatile @Nullable Thread turning;
    private @Nullable Instant wakeUpAt;
    private volatile @Nullable Future<?> wakeUp;
    private final AtomicBoolean finishing = new AtomicBoolean();
    private volatile boolean finished;
    private volatile @Nullable FrameworkID frameworkId;

    FrameworkLoop(
            FrameworkCore core,
            Storage storage,
            List<Consumer<SlotTransition>> listeners,
            List<FrameworkListener> frameworkListeners,
            Consumer<SubscriptionState> subscriptionListener,
            Consumer<MesosException> unreadableEvents,
            Runnable changed,
            InstantSource clock,
            LoopThread on,
            BooleanSupplier leads,
            Measurements measurements,
            Conditions conditions) {
        this.core = core;
        this.storage = storage;
        this.listeners = listeners;
        this.frameworkListeners = frameworkListeners;
        this.subscriptionListener = subscriptionListener;
        this.measurements = measurements;
        this.conditions = conditions;
        this.unreadableEvents = unreadableEvents;
        this.changed = changed;
        this.clock = clock;
        this.frameworkId = core.frameworkId().orElse(null);
        this.on = on;
        this.leads = leads;
    }

    /** Begins to work, with what the restored state calls for, and to subscribe. */
    void start(List<Action> first, SchedulerClient ownClient) {
        client = ownClient;
        offer(new Input.Request((tasks, now) -> first, new CompletableFuture<>()));
        ownClient.start(this);
    }

    boolean isLoopThread() {
        return Thread.currentThread() == turning;
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

    /** One that this loop completes. */
    private CompletableFuture<Void> ownFuture() {
        return Futures.guarded(
                this::isLoopThread,
                "This is the framework's loop: it would wait for itself for ever. Use whenComplete instead.");
    }

    /** Asks for something to be done as a turn of its own; answers when that is durable. */
    CompletableFuture<Void> request(Input.Work work) {
        CompletableFuture<Void> done = ownFuture();
        post(new Input.Request(work, done), done);
        return done;
    }

    /** Makes a call by hand; answers when the master has. */
    CompletableFuture<Void> ask(Action action) {
        CompletableFuture<Void> done = ownFuture();
        post(new Input.Asked(action, done), done);
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
        CompletableFuture<Void> erased = ownFuture();
        var unused = requireClient().teardown().whenComplete((nothing, error) -> {
            if (error == null) {
                post(new Input.Erase(erased), erased);
            } else {
                erased.completeExceptionally(Futures.cause(error));
            }
        });
        var ignored = erased.thenRun(() -> end(null));
        return erased.copy(); // whatever the caller does to it
    }

    private void post(Input input, CompletableFuture<Void> answer) {
        Long number = posted.incrementAndGet();
        waiting.put(number, answer);
        var unused = answer.whenComplete((nothing, error) -> waiting.remove(number));
        offer(input);
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
        offer(new Input.FromMaster(event));
        if (load() >= PAUSE_AT) {
            flow(true);
        }
    }

    /** How many inputs, turns and calls wait. */
    int load() {
        return waitingInputs.get() + waitingTurns + outbox.waiting();
    }

    /** Pauses or resumes the stream, in one step with remembering which. */
    private void flow(boolean pause) {
        flow.lock();
        try {
            boolean change = pause ? !paused && load() >= PAUSE_AT : paused && load() <= PAUSE_AT / 4;
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

    private void resume() {
        if (paused) {
            flow(false);
        }
    }

    @Override
    public void disconnected(MesosException cause, Duration retryIn) {
        offer(new Input.Disconnected(cause, retryIn));
    }

    @Override
    public void failed(MesosException cause) {
        if (isOfAnEndedExecutor(cause)) { // which the client may find out first
            end(new FrameworkTerminatedException("The framework's executor is shut down: " + cause.getMessage()));
            return;
        }
        end(
                cause instanceof FrameworkFailedOverException
                        ? new DeposedException("Another instance has subscribed with this framework's id")
                        : cause);
    }

    private static boolean isOfAnEndedExecutor(@Nullable Throwable cause) {
        return cause != null && (cause instanceof RejectedExecutionException || isOfAnEndedExecutor(cause.getCause()));
    }

    @Override
    public void problem(MesosException cause) {
        LOG.warn("The master sent what cannot be read: {}", cause.getMessage());
        offer(new Input.Unreadable(cause));
    }

    private void offer(Input input) {
        waitingInputs.incrementAndGet();
        inputs.add(input);
        wake();
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            wokenAt = System.nanoTime();
            schedule();
        } else if (on.executor().isShutdown()) {
            // It may have dropped what was to take the turns.
            endWithoutThread("it takes no more turns");
        }
    }

    private void schedule() {
        try {
            on.executor().execute(this::takeTurns);
        } catch (RejectedExecutionException e) {
            endWithoutThread(e.toString());
        }
    }

    /** The executor that was given has ended before the framework. */
    private void endWithoutThread(String why) {
        end.compareAndSet(
                null, new End(new FrameworkTerminatedException("The framework's executor is shut down: " + why)));
        finish();
    }

    /** Takes the turns of all that waits, and has itself called again when a deadline comes. */
    private void takeTurns() {
        turning = Thread.currentThread();
        try {
            lag();
            awake.set(false);
            for (Input input = inputs.poll(); input != null && end.get() == null; input = inputs.poll()) {
                waitingInputs.decrementAndGet();
                turn(input);
                resume();
            }
            outbox.handOver();
            resume();
            if (end.get() == null) {
                sleep();
            }
        } catch (Throwable e) { // a checked one, too, that a part of the user's has thrown undeclared
            LOG.error("The framework's loop failed", e);
            end(e instanceof MesosException mesos ? mesos : new MesosException("The framework's loop failed: " + e, e));
        } finally {
            turning = null;
        }
        if (end.get() != null) {
            finish();
        }
    }

    private void lag() {
        long woken = wokenAt;
        if (woken != 0) {
            measurements.lag(System.nanoTime() - woken);
            wokenAt = 0;
        }
    }

    private void sleep() {
        Instant now = clock.instant();
        Instant latest = now.plus(on.longestSleep());
        Instant at = core.nextDue().filter(latest::isAfter).orElse(latest);
        if (wakeUp != null && at.equals(wakeUpAt)) {
            return;
        }
        cancelWakeUp();
        wakeUpAt = at;
        // At least a little, so that time goes on even where what is due stays due.
        long nanos = Math.max(Duration.between(now, at).toNanos(), 1);
        try {
            wakeUp = on.executor().schedule(this::wakeUp, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            endWithoutThread(e.toString());
        }
    }

    private void cancelWakeUp() {
        Future<?> armed = wakeUp;
        if (armed != null) {
            armed.cancel(false);
        }
    }

    private void wakeUp() {
        wakeUp = null;
        offer(new Input.Tick());
    }

    private void turn(Input input) {
        long from = System.nanoTime();
        take(input);
        measurements.turn(System.nanoTime() - from);
    }

    private void take(Input input) {
        Instant now = clock.instant();
        if (input instanceof Input.Disconnected) {
            outbox.drop();
        } else if (input instanceof Input.FromMaster fromMaster) {
            measurements.event(fromMaster.event());
        }
        perform(core.on(input, now));
        waitingTurns = core.waitingTurns();
        measurements.offers(core.openOffers(), core.heldOffers());
        if (input instanceof Input.FromMaster fromMaster && fromMaster.event().getType() == Event.Type.SUBSCRIBED) {
            frameworkId = fromMaster.event().getSubscribed().getFrameworkId();
            conditions.subscribed(fromMaster.event().getSubscribed().getMasterInfo());
            tell(new SubscriptionState.Subscribed(fromMaster.event().getSubscribed()));
        } else if (input instanceof Input.Committed) {
            changed.run();
        } else if (input instanceof Input.Disconnected disconnected) {
            conditions.disconnected(CallErrors.words(disconnected.cause()));
            tell(new SubscriptionState.Disconnected(disconnected.cause(), disconnected.retryIn()));
        } else if (input instanceof Input.Unreadable unreadable) {
            core.callbacks()
                    .run(
                            unreadableEvents.getClass().getName(),
                            "an unreadable event",
                            () -> unreadableEvents.accept(unreadable.cause()));
        }
    }

    private void tell(SubscriptionState state) {
        core.callbacks()
                .run(
                        subscriptionListener.getClass().getName(),
                        state.getClass().getSimpleName(),
                        () -> subscriptionListener.accept(state));
        tellAll(state.getClass().getSimpleName(), listener -> listener.subscriptionChanged(state));
    }

    private void tellAll(String what, Consumer<FrameworkListener> telling) {
        for (FrameworkListener listener : frameworkListeners) {
            core.callbacks().run(listener.getClass().getName(), what, () -> telling.accept(listener));
        }
    }

    private void perform(List<Effect> effects) {
        if (!leads.getAsBoolean()) {
            leadershipLost();
            return;
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                outbox.send(send);
            } else if (effect instanceof Effect.Commit commit) {
                commit(commit);
            } else if (effect instanceof Effect.Announce announce) {
                announce(announce.transition());
            } else if (effect instanceof Effect.AnnounceApplication announce) {
                announce(announce.change());
            } else if (effect instanceof Effect.Reply reply) {
                reply.done().complete(null);
            } else if (effect instanceof Effect.Refuse refuse) {
                refuse.done().completeExceptionally(refuse.why());
            } else if (effect instanceof Effect.GiveLeave give) {
                give.leave().complete(null);
            }
        }
    }

    private CompletableFuture<Void> call(Call call) {
        measurements.sent(call);
        return requireClient().call(call);
    }

    private void answered(Effect.Send send, @Nullable Throwable error) {
        measurements.answered(send.call().getType(), error);
        if (error != null || send.asked() != null || send.needsAnswer()) {
            offer(new Input.Answered(send, error));
        }
    }

    /** A storage that answers at once, as memory does, costs no turn of its own. */
    private void commit(Effect.Commit commit) {
        long from = System.nanoTime();
        CompletableFuture<CommitResult> result = storage.commit(commit.transaction());
        if (result.isDone() && !result.isCompletedExceptionally()) {
            durable(commit, from);
            committed(commit, result.join());
        } else {
            conditions.committing();
            var unused = result.whenComplete((outcome, error) -> {
                if (error != null) {
                    measurements.commitFailed();
                    conditions.storageFailed(CallErrors.words(error));
                    Throwable cause = Futures.cause(error);
                    end(cause instanceof MesosException mesos ? mesos : new MesosException("A commit failed", cause));
                } else if (outcome instanceof CommitResult.Committed) {
                    durable(commit, from);
                    offer(new Input.Committed(commit.sequence()));
                } else {
                    deposed(outcome);
                }
            });
        }
    }

    private void durable(Effect.Commit commit, long from) {
        measurements.committed(
                System.nanoTime() - from, commit.transaction().writes().size());
        conditions.committed();
    }

    private void committed(Effect.Commit commit, CommitResult outcome) {
        if (outcome instanceof CommitResult.Committed) {
            perform(core.on(new Input.Committed(commit.sequence()), clock.instant()));
            changed.run();
        } else {
            deposed(outcome);
        }
    }

    /** Nothing is done any more, whatever was about to be. */
    void leadershipLost() {
        end(new DeposedException("This instance does not lead any more: it has lost its lease, or given it up"));
    }

    private void deposed(CommitResult outcome) {
        end(new DeposedException("Another instance of this framework has started on the same storage: " + outcome));
    }

    private void announce(SlotTransition transition) {
        for (Consumer<SlotTransition> listener : listeners) {
            String name = listener.getClass().getName();
            core.callbacks().run(name, "a change of " + transition.key(), () -> listener.accept(transition));
        }
        tellAll("a change of " + transition.key(), listener -> listener.slotChanged(transition));
        changed.run(); // a task manager of one's own may keep nothing, and then there is no commit
    }

    private void announce(ApplicationChange change) {
        tellAll("a change of " + change.name(), listener -> listener.applicationChanged(change));
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
            wake();
        }
    }

    /** The last that it does: what waited is told, and nothing is called back after {@link #whenEnded}. */
    private void finish() {
        if (finishing.compareAndSet(false, true)) {
            cancelWakeUp();
            var unused = requireClient().closeAsync().whenComplete((nothing, error) -> finished());
        }
    }

    private void finished() {
        on.end();
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
        if (isLoopThread()) {
            // A callback that called this keeps the loop from doing so by itself.
            var unused = requireClient().closeAsync();
            return;
        }
        schedule(); // where the executor has ended with turns still to be taken, this tells
        try {
            terminated.handle((nothing, cause) -> true).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // A callback that does not return keeps the loop from doing so by itself.
            requireClient().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var unused = requireClient().closeAsync();
        }
    }
}
