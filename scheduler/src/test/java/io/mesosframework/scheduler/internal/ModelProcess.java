package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.OrphanPolicy;
import io.mesosframework.scheduler.RetryPolicy;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.internal.placement.OwnParts;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.TransactionSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The framework's process, taken apart: the core, and a loop and a client that do one small thing when they are told to.
 * So everything that can come between two of these things can be tried, the end of the process above all.
 */
final class ModelProcess {

    /** Looks on as the process acts. */
    interface Watcher {
        void before(Input input, DefaultTaskManager tasks);

        void after(Input input, DefaultTaskManager tasks);

        void sends(Call call);
    }

    private static final FrameworkSettings SETTINGS = new FrameworkSettings(
            "chaos", List.of(ModelMaster.ROLE), Duration.ofMinutes(15), FrameworkInfo.getDefaultInstance(), true);
    static final Keys KEYS = Keys.of("chaos");

    private enum Client {
        APART,
        ASKS,
        MAY_SUBSCRIBE,
        SUBSCRIBING,
        SUBSCRIBED
    }

    private record OnTheWire(long session, Effect.Send send) {}

    final Storage storage = Storage.inMemory();
    private final ModelMaster master;
    private final Supplier<Instant> clock;
    private final SplittableRandom random;
    private final Watcher watcher;
    private final Deque<Input> inbox = new ArrayDeque<>();
    private final Deque<Effect> effects = new ArrayDeque<>();
    private final Deque<OnTheWire> wire = new ArrayDeque<>();
    private final Deque<Input.Answered> answers = new ArrayDeque<>();

    /** Calls whose sender has given them up, and that the master may still take. */
    private final Deque<OnTheWire> late = new ArrayDeque<>();

    private Deque<Event> stream = new ArrayDeque<>();
    private Effect.@Nullable Commit inFlight;
    private @Nullable FrameworkCore core;
    private @Nullable DefaultTaskManager tasks;
    private Client client = Client.APART;
    private long session;
    private boolean suppressed;
    private Instant retryAt = Instant.MIN;

    ModelProcess(ModelMaster master, Supplier<Instant> clock, SplittableRandom random, Watcher watcher) {
        this.master = master;
        this.clock = clock;
        this.random = random;
        this.watcher = watcher;
    }

    // ---- its beginning and its ends ----

    void start() {
        Stored stored = Stored.takeOver(storage, KEYS, List.of(), clock.get());
        ReservationBook reservations = new ReservationBook(random.split());
        reservations.restore(stored.kept());
        DefaultTaskManager fresh = taskManager(reservations);
        List<Action> first = new ArrayList<>(fresh.restore(stored.kept(), clock.get()));
        AgentBook agents = new AgentBook();
        agents.restore(stored.kept());
        FrameworkParts parts = new FrameworkParts(
                EventController.standard(),
                fresh,
                new DefaultResourceManager(
                        SETTINGS::roleOf,
                        new OwnParts(AgentScore.SPREAD, List.of(), (who, what, cause) -> {}),
                        reservations::claim,
                        agents::known,
                        random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(20)),
                UnaryOperator.identity(),
                random.split(),
                Callbacks.standard(),
                reservations,
                agents);
        core = new FrameworkCore(SETTINGS, parts, stored.fence(), stored.frameworkId(), TransactionSize.LARGEST);
        first.addAll(core.restored(clock.get()));
        tasks = fresh;
        client = Client.APART;
        suppressed = false;
        retryAt = clock.get();
        inbox.add(new Input.Request((manager, now) -> first, new CompletableFuture<>()));
    }

    private DefaultTaskManager taskManager(ReservationBook reservations) {
        return new DefaultTaskManager(
                random.split(),
                Duration.ofMinutes(5),
                OrphanPolicy.KILL_OWN,
                RetryPolicy.standard(),
                reservations::keepsFor);
    }

    /** The process is gone between two of its steps; of what it had begun, the storage and the master see all or not. */
    void crash() {
        if (inFlight != null && random.nextBoolean()) {
            var unused = storage.commit(inFlight.transaction()).join();
        }
        inFlight = null;
        core = null;
        tasks = null;
        inbox.clear();
        effects.clear();
        answers.clear();
        leaveCallsToFate();
        loseStream();
    }

    /** The connections break. What was read of the stream is dealt with yet; calls without an answer are in doubt. */
    void cut() {
        if (core == null || client == Client.APART) {
            return;
        }
        int read = random.nextInt(stream.size() + 1);
        for (int i = 0; i < read; i++) {
            receive();
        }
        boolean answersFirst = random.nextBoolean();
        Input.Disconnected disconnected = new Input.Disconnected(new MesosException("cut"), Duration.ofSeconds(1));
        if (!answersFirst) {
            inbox.add(disconnected);
        }
        answers.forEach(answer -> inbox.add(doubt(answer.call())));
        answers.clear();
        wire.forEach(call -> inbox.add(doubt(call.send())));
        leaveCallsToFate();
        if (answersFirst) {
            inbox.add(disconnected);
        }
        loseStream();
    }

    private static Input doubt(Effect.Send send) {
        return new Input.Answered(
                send, new CallInDoubtException(send.call().getType().name(), new MesosException("cut")));
    }

    private void leaveCallsToFate() {
        late.clear();
        late.addAll(wire);
        wire.clear();
    }

    private void loseStream() {
        if (random.nextBoolean()) {
            master.streamClosed(session);
        }
        stream = new ArrayDeque<>();
        client = Client.APART;
        retryAt = clock.get().plusMillis(random.nextInt(3000));
    }

    // ---- its steps; each says whether there was anything to do ----

    boolean perform() {
        Effect effect = effects.poll();
        if (effect == null) {
            return false;
        }
        if (effect instanceof Effect.Send send) {
            send(send);
        } else if (effect instanceof Effect.Commit commit) {
            if (inFlight != null) {
                throw new AssertionError("two commits in flight");
            }
            inFlight = commit;
        } else if (effect instanceof Effect.GiveLeave give) {
            give.leave().complete(null);
        } else if (effect instanceof Effect.Reply reply) {
            reply.done().complete(null);
        } else if (effect instanceof Effect.Refuse refuse) {
            refuse.done().completeExceptionally(refuse.why());
        }
        return true;
    }

    private void send(Effect.Send send) {
        watcher.sends(send.call());
        if (client == Client.SUBSCRIBED) {
            wire.add(new OnTheWire(session, send));
        } else {
            inbox.add(new Input.Answered(
                    send, new NotSubscribedException(send.call().getType().name())));
        }
    }

    /** One input into the core; only once the effects of the one before are done, as in the loop. */
    boolean take() {
        if (core == null || !effects.isEmpty() || inbox.isEmpty()) {
            return false;
        }
        on(inbox.remove());
        return true;
    }

    boolean tick() {
        if (core == null || !effects.isEmpty()) {
            return false;
        }
        boolean due = core.nextDue().filter(at -> !at.isAfter(clock.get())).isPresent();
        if (due) {
            on(new Input.Tick());
        }
        return due;
    }

    private void on(Input input) {
        if (core != null && tasks != null) {
            watcher.before(input, tasks);
            effects.addAll(core.on(input, clock.get()));
            watcher.after(input, tasks);
        }
    }

    boolean landCommit() {
        Effect.Commit commit = inFlight;
        if (commit == null) {
            return false;
        }
        inFlight = null;
        if (!(storage.commit(commit.transaction()).join() instanceof CommitResult.Committed)) {
            throw new AssertionError("the only instance lost its term");
        }
        inbox.add(new Input.Committed(commit.sequence()));
        return true;
    }

    boolean receive() {
        Event event = stream.poll();
        if (event == null || core == null) {
            return false;
        }
        if (event.getType() == Event.Type.SUBSCRIBED) {
            client = Client.SUBSCRIBED;
        }
        inbox.add(new Input.FromMaster(event));
        return true;
    }

    /** The master reads the next call, and answers. */
    boolean deliverCall() {
        OnTheWire call = wire.poll();
        if (call == null) {
            return false;
        }
        if (random.nextInt(200) == 0) {
            // Taken or not, the answer is of no help.
            boolean unused = random.nextBoolean()
                    && master.call(call.session(), call.send().call());
            answers.add(new Input.Answered(call.send(), new MesosCallException("CALL", "m", 500, "broken")));
        } else {
            boolean taken = master.call(call.session(), call.send().call());
            answers.add(new Input.Answered(
                    call.send(), taken ? null : new MesosCallException("CALL", "m", 403, "not subscribed")));
        }
        return true;
    }

    boolean deliverLateCall() {
        OnTheWire call = late.poll();
        return call != null && master.call(call.session(), call.send().call());
    }

    boolean receiveAnswer() {
        Input.Answered answer = answers.poll();
        if (answer == null) {
            return false;
        }
        Call.Type type = answer.call().call().getType();
        if (answer.error() == null && type == Call.Type.SUPPRESS) {
            suppressed = true;
        } else if (answer.error() == null && type == Call.Type.REVIVE) {
            suppressed = false;
        }
        if (answer.error() != null || type == Call.Type.ACCEPT) {
            inbox.add(answer);
        }
        return true;
    }

    boolean subscribe() {
        if (core == null) {
            return false;
        }
        if (client == Client.APART && !retryAt.isAfter(clock.get())) {
            client = Client.ASKS;
            CompletableFuture<Void> leave = new CompletableFuture<>();
            FrameworkCore asking = core;
            var unused = leave.thenRun(() -> client = asking == core ? Client.MAY_SUBSCRIBE : client);
            inbox.add(new Input.SubscribeAsked(leave));
            return true;
        }
        if (client == Client.MAY_SUBSCRIBE) {
            client = Client.SUBSCRIBING;
            stream = new ArrayDeque<>();
            session = master.subscribe(stream, suppressed);
            return true;
        }
        return false;
    }

    CompletableFuture<Void> request(Input.Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        inbox.add(new Input.Request(work, done));
        return done;
    }

    // ---- looked at ----

    boolean isUp() {
        return core != null;
    }

    boolean isSubscribed() {
        return client == Client.SUBSCRIBED;
    }

    FrameworkCore core() {
        if (core == null) {
            throw new IllegalStateException("the process is down");
        }
        return core;
    }

    DefaultTaskManager tasks() {
        if (tasks == null) {
            throw new IllegalStateException("the process is down");
        }
        return tasks;
    }

    Instant nextDue() {
        if (core == null) {
            return Instant.MAX;
        }
        Instant next = core.nextDue().orElse(Instant.MAX);
        return client == Client.APART && retryAt.isBefore(next) ? retryAt : next;
    }
}
