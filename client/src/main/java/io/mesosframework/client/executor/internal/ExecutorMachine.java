package io.mesosframework.client.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.executor.ListenerException;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.client.executor.UpdateNotKeptException;
import io.mesosframework.client.executor.internal.Deadlines.Deadline;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An executor's subscription: when to connect, what to present, what is still owed, when to give up (PROTOCOL C19-C44).
 * Plain data in and out; not safe for use by several threads.
 */
public final class ExecutorMachine {

    /** The ticket of calls that nobody waits for. */
    static final long NO_TICKET = 0;

    /** Waiting for less would hammer an agent that is down, should the longest wait be set to nothing. */
    private static final Duration LEAST_BACKOFF = Duration.ofMillis(10);

    private static final int MAX_REOPENINGS = 3;

    private enum State {
        NEW,
        WAITING,
        CONNECTING,
        SUBSCRIBING,
        SUBSCRIBED,
        /** The agent has said SHUTDOWN; what is left is to report how the tasks ended. */
        ENDING,
        ENDED
    }

    private final ExecutorSettings settings;
    private final RandomGenerator random;
    private final Unacknowledged unacknowledged = new Unacknowledged();

    private State state = State.NEW;
    private int attempt;
    private boolean callsOpen;
    private int reopenings;
    private MesosException lastLoss = new SubscriptionLostException("The agent was never reached.");

    /** The updates that this attempt's SUBSCRIBE has presented, so they need no UPDATE. */
    private final Set<Long> presented = new HashSet<>();

    private final Deadlines deadlines = new Deadlines();

    private List<Effect> effects = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    public ExecutorMachine(ExecutorSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** What to do about it, in order. */
    public List<Effect> on(Input input, Instant at) {
        effects = new ArrayList<>();
        now = at;
        if (input instanceof Input.Timer) {
            deadlines.due(now).ifPresent(this::timer);
        } else if (input instanceof Input.Received received) {
            ifCurrent(received.attempt(), () -> received(received.event()));
        } else if (input instanceof Input.Update update) {
            update(update);
        } else if (input instanceof Input.Other other) {
            other(other);
        } else if (input instanceof Input.Close) {
            close();
        } else if (input instanceof Input.ListenerThrew threw) {
            listenerThrew(threw.thrown());
        } else {
            connection(input);
        }
        deadlines.setTimer(effects);
        return effects;
    }

    private void connection(Input input) {
        if (input instanceof Input.Start) {
            start();
        } else if (input instanceof Input.Connected connected) {
            ifCurrent(connected.attempt(), this::connected);
        } else if (input instanceof Input.ConnectFailed failed) {
            ifCurrent(failed.attempt(), () -> lost(failed.cause()));
        } else if (input instanceof Input.Refused refused) {
            ifCurrent(refused.attempt(), () -> refused(refused.cause()));
        } else if (input instanceof Input.StreamLost streamLost) {
            ifCurrent(streamLost.attempt(), () -> lost(streamLost.cause()));
        } else if (input instanceof Input.CallsLost callsLost) {
            ifCurrent(callsLost.attempt(), () -> callsLost(callsLost.cause()));
        } else if (input instanceof Input.CallsReopened reopened) {
            ifCurrent(reopened.attempt(), this::callsReopened);
        } else if (input instanceof Input.CallsReopenFailed failed) {
            ifCurrent(failed.attempt(), () -> lost(failed.cause()));
        } else if (input instanceof Input.Accepted accepted) {
            accepted(accepted);
        } else if (input instanceof Input.CallRefused refused) {
            callRefused(refused);
        } else if (input instanceof Input.Unanswered unanswered) {
            unanswered(unanswered);
        }
    }

    private void ifCurrent(int of, Runnable action) {
        if (of == attempt && state != State.ENDED) {
            action.run();
        }
    }

    // ---- the subscription ----

    private void start() {
        if (state == State.NEW) {
            deadlines.set(
                    Deadline.GIVE_UP,
                    now.plus(settings.checkpoint() ? settings.recoveryTimeout() : settings.registrationTimeout()));
            connect();
        }
    }

    private void connect() {
        attempt++;
        state = State.CONNECTING;
        deadlines.forget(Deadline.RETRY);
        deadlines.set(Deadline.ATTEMPT, now.plus(settings.subscribeTimeout()));
        effects.add(new Effect.Connect(attempt));
    }

    private void connected() {
        if (state != State.CONNECTING) {
            return;
        }
        state = State.SUBSCRIBING;
        callsOpen = true;
        reopenings = 0;
        presented.clear();
        unacknowledged.updates().forEach(update -> presented.add(update.ticket()));
        effects.add(new Effect.Subscribe(
                attempt,
                call(Call.Type.SUBSCRIBE)
                        .setSubscribe(unacknowledged.subscribe())
                        .build()));
    }

    private void received(Event event) {
        if (state == State.CONNECTING || state == State.WAITING) {
            return;
        }
        switch (event.getType()) {
            case SUBSCRIBED -> subscribed();
            case LAUNCH, LAUNCH_GROUP -> unacknowledged.launched(event);
            case ACKNOWLEDGED -> acknowledged(event.getAcknowledged());
            default -> {}
        }
        effects.add(new Effect.Deliver(event));
        if (event.getType() == Event.Type.SHUTDOWN && state != State.ENDING) {
            state = State.ENDING;
            deadlines.forgetAll();
            sendUnpresented();
            effects.add(new Effect.Shutdown(new ShutdownReason(ShutdownReason.Kind.REQUESTED, Optional.empty())));
        }
    }

    private void subscribed() {
        if (state == State.SUBSCRIBING) {
            state = State.SUBSCRIBED;
            deadlines.forget(Deadline.GIVE_UP);
            deadlines.forget(Deadline.ATTEMPT);
            deadlines.set(Deadline.HEARTBEAT, now.plus(settings.heartbeatInterval()));
            effects.add(new Effect.NotifyConnected());
            sendUnpresented();
        }
    }

    private void acknowledged(Event.Acknowledged acknowledged) {
        Unacknowledged.Update update = unacknowledged.acknowledged(acknowledged);
        if (update != null) {
            settle(update.ticket(), null);
        }
    }

    /** The connection is gone, or of no use. */
    private void lost(MesosException cause) {
        lastLoss = cause;
        if (state == State.ENDING) {
            end(cause);
            return;
        }
        boolean wasSubscribed = state == State.SUBSCRIBED;
        if (wasSubscribed && !settings.checkpoint()) {
            end(ShutdownReason.Kind.AGENT_LOST, cause);
            return;
        }
        effects.add(new Effect.Disconnect());
        attempt++;
        state = State.WAITING;
        callsOpen = false;
        deadlines.forget(Deadline.ATTEMPT);
        deadlines.forget(Deadline.HEARTBEAT);
        if (wasSubscribed) {
            deadlines.set(Deadline.GIVE_UP, now.plus(settings.recoveryTimeout()));
        }
        Duration wait = backoff();
        deadlines.set(Deadline.RETRY, now.plus(wait));
        effects.add(new Effect.NotifyDisconnected(cause, wait));
    }

    private Duration backoff() {
        long nanos = settings.backoffMax().toNanos();
        Duration wait = Duration.ofNanos(nanos <= 0 ? 0 : random.nextLong(nanos + 1));
        return wait.compareTo(LEAST_BACKOFF) < 0 ? LEAST_BACKOFF : wait;
    }

    private void refused(MesosException cause) {
        end(ShutdownReason.Kind.REFUSED, cause);
    }

    private void listenerThrew(Throwable thrown) {
        if (state != State.ENDING && state != State.ENDED) {
            end(ShutdownReason.Kind.LISTENER_FAILED, new ListenerException(thrown));
        }
    }

    private void close() {
        if (state != State.ENDED) {
            end(new SubscriptionLostException("The client was closed."));
        }
    }

    private void end(ShutdownReason.Kind kind, MesosException cause) {
        end(cause);
        effects.add(new Effect.Shutdown(new ShutdownReason(kind, Optional.of(cause))));
    }

    private void end(MesosException cause) {
        state = State.ENDED;
        deadlines.forgetAll();
        effects.add(new Effect.Disconnect());
        for (Unacknowledged.Update update : unacknowledged.dropUpdates()) {
            TaskStatus status = update.status();
            settle(
                    update.ticket(),
                    new SubscriptionLostException(
                            "The agent has not acknowledged " + status.getState() + " of task "
                                    + status.getTaskId().getValue() + ", and will not any more: " + cause.getMessage(),
                            cause));
        }
    }

    // ---- calls ----

    private void update(Input.Update update) {
        if (state == State.ENDED) {
            settle(update.ticket(), new NotSubscribedException("UPDATE"));
            return;
        }
        TaskStatus status = Statuses.completed(update.status(), settings.executorId(), random, now);
        if (unacknowledged.holds(status.getUuid())) {
            settle(
                    update.ticket(),
                    new UpdateNotKeptException("Another update with the same uuid waits for its acknowledgement; each"
                            + " needs its own. Leave the uuid unset to have one made."));
        } else if (unacknowledged.count() >= settings.maxUpdates()) {
            settle(
                    update.ticket(),
                    new UpdateNotKeptException("There are " + settings.maxUpdates()
                            + " updates without acknowledgement already; is the agent gone?"));
        } else {
            Unacknowledged.Update made = new Unacknowledged.Update(update.ticket(), status);
            unacknowledged.made(made);
            if (mayCall()) {
                send(made);
            }
        }
    }

    private void other(Input.Other other) {
        if (mayCall()) {
            send(other.ticket(), other.call().toBuilder());
        } else {
            settle(
                    other.ticket(),
                    new NotSubscribedException(other.call().getType().name()));
        }
    }

    private boolean mayCall() {
        return callsOpen && (state == State.SUBSCRIBED || state == State.ENDING);
    }

    private void sendUnpresented() {
        unacknowledged.updates().stream()
                .filter(update -> !presented.contains(update.ticket()))
                .forEach(this::send);
    }

    private void send(Unacknowledged.Update update) {
        send(
                update.ticket(),
                Call.newBuilder()
                        .setType(Call.Type.UPDATE)
                        .setUpdate(Call.Update.newBuilder().setStatus(update.status())));
    }

    private void send(long ticket, Call.Builder call) {
        effects.add(new Effect.Send(
                attempt,
                ticket,
                call.setFrameworkId(settings.frameworkId())
                        .setExecutorId(settings.executorId())
                        .build()));
    }

    private Call.Builder call(Call.Type type) {
        return Call.newBuilder()
                .setType(type)
                .setFrameworkId(settings.frameworkId())
                .setExecutorId(settings.executorId());
    }

    private void accepted(Input.Accepted accepted) {
        reopenings = 0;
        if (!unacknowledged.holds(accepted.ticket())) {
            settle(accepted.ticket(), null); // an update is done only when it is acknowledged
        }
    }

    private void callRefused(Input.CallRefused refused) {
        boolean agentIsAnother = refused.cause() instanceof MesosCallException call && mayPass(call.status());
        if (!unacknowledged.holds(refused.ticket())) {
            settle(refused.ticket(), refused.cause());
        } else if (!agentIsAnother) {
            unacknowledged.refused(refused.ticket());
            settle(refused.ticket(), refused.cause());
        }
        if (agentIsAnother) {
            ifCurrent(refused.attempt(), () -> lost(refused.cause()));
        }
    }

    /** Answers of an agent that was restarted and does not know the subscription, or not yet (PROTOCOL A74, A76). */
    private static boolean mayPass(int status) {
        return status == 403 || status == 404 || status >= 500;
    }

    private void unanswered(Input.Unanswered unanswered) {
        if (!unacknowledged.holds(unanswered.ticket())) {
            settle(unanswered.ticket(), unanswered.cause());
        }
        ifCurrent(unanswered.attempt(), () -> callsLost(unanswered.cause()));
    }

    /** The stream may be well: opens another connection and sends all again that is owed; a repeated update does no harm. */
    private void callsLost(MesosException cause) {
        if (!mayCall()) {
            if (state == State.SUBSCRIBING) {
                lost(cause);
            }
            return;
        }
        callsOpen = false;
        if (++reopenings > MAX_REOPENINGS) {
            lost(cause);
        } else {
            effects.add(new Effect.ReopenCalls(attempt));
        }
    }

    private void callsReopened() {
        callsOpen = true;
        if (mayCall()) {
            unacknowledged.updates().forEach(this::send);
        }
    }

    private void settle(long ticket, @Nullable MesosException error) {
        if (ticket != NO_TICKET) {
            effects.add(new Effect.Settle(ticket, error));
        }
    }

    private void timer(Deadline deadline) {
        switch (deadline) {
            case GIVE_UP -> end(ShutdownReason.Kind.RECOVERY_TIMED_OUT, lastLoss);
            case ATTEMPT ->
                lost(new SubscriptionLostException("The agent did not answer SUBSCRIBE by the event SUBSCRIBED within "
                        + settings.subscribeTimeout().toMillis() + " ms."));
            case RETRY -> connect();
            case HEARTBEAT -> heartbeat();
        }
    }

    private void heartbeat() {
        deadlines.set(Deadline.HEARTBEAT, now.plus(settings.heartbeatInterval()));
        if (mayCall()) {
            send(NO_TICKET, Call.newBuilder().setType(Call.Type.HEARTBEAT));
        }
    }
}
