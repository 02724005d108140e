package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.scheduler.FrameworkFailedOverException;
import io.mesosframework.client.scheduler.FrameworkRemovedException;
import io.mesosframework.client.scheduler.NoMasterKnownException;
import io.mesosframework.client.scheduler.SubscriptionRefusedException;
import io.mesosframework.client.scheduler.UnexpectedAnswerException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler's subscription, without I/O: finds the leading master, subscribes, watches the stream, and subscribes again
 * (PROTOCOL A17-A20, A51-A70, G29-G31).
 *
 * <p>From start to end a timer is always set, so that no silence of a peer can hold it for ever. A SUBSCRIBE is sent only
 * when the user's gate has just said yes to this very one: the master lets each SUBSCRIBE win (PROTOCOL A64), so an
 * instance that has lost its leadership must not send one.
 */
public final class SubscriptionMachine {

    /** Where a subscription stands. */
    public enum State {
        DISCONNECTED,
        CONNECTING,
        SUBSCRIBED
    }

    private enum Phase {
        IDLE(State.DISCONNECTED),
        /** Until the timer lets the next attempt begin. */
        WAITING(State.DISCONNECTED),
        OPENING(State.CONNECTING),
        GATED(State.CONNECTING),
        /** SUBSCRIBE is sent; no answer yet. */
        ASKING(State.CONNECTING),
        /** The answer is no event stream; its words are still to come. */
        REFUSED(State.CONNECTING),
        /** The answer is an event stream; SUBSCRIBED is still to come. */
        STREAMING(State.CONNECTING),
        SUBSCRIBED(State.SUBSCRIBED),
        /** The stream has ended after a TEARDOWN was sent, whose answer is still to come. */
        LEAVING(State.DISCONNECTED),
        OVER(State.DISCONNECTED);

        private final State state;

        Phase(State state) {
            this.state = state;
        }
    }

    private static final Target NOBODY = new Target(new Origin(false, "nobody-yet", 1));

    private final SubscriptionSettings settings;
    private final RandomGenerator random;
    private final MasterRotation rotation;

    private Profile profile;
    private Phase phase = Phase.IDLE;
    private int attempt;

    /** Whom the present attempt is made at. */
    private Target target = NOBODY;

    private int redirects;

    /** Attempts in a row that did not lead to a subscription of some duration. */
    private int failures;

    private Instant subscribedAt = Instant.EPOCH;

    /** When something was last heard, in the phases that wait for the master. */
    private Instant heard = Instant.EPOCH;

    /** How long the phase may last, or the silence in it. */
    private Duration limit = Duration.ZERO;

    private boolean paused;
    private int refusedStatus;
    private Headers answerHeaders = Headers.of();
    private boolean teardownSent;
    private boolean tornDown;

    private List<Effect> effects = new ArrayList<>();

    public SubscriptionMachine(SubscriptionSettings settings, Profile profile, RandomGenerator random) {
        this.settings = settings;
        this.profile = profile;
        this.random = random;
        this.rotation = new MasterRotation(settings.masters());
    }

    /** Where the subscription stands. */
    public State state() {
        return phase.state;
    }

    /** Whether it has ended for good. */
    public boolean isOver() {
        return phase == Phase.OVER;
    }

    /** What the next SUBSCRIBE will say of the framework. */
    public Profile profile() {
        return profile;
    }

    /** Takes an input; what is to be done then, in order. */
    public List<Effect> on(Input input, Instant now) {
        if (input instanceof Input.Received received) {
            return isStreaming(received.attempt()) ? event(received.event(), now) : List.of();
        }
        if (phase != Phase.OVER) {
            dispatch(input, now);
        }
        return taken();
    }

    private void dispatch(Input input, Instant now) {
        if (input instanceof Input.Heard in) {
            if (isStreaming(in.attempt())) {
                heard = now;
            }
        } else if (input instanceof Input.Timer) {
            timer(now);
        } else if (input instanceof Input.Start) {
            if (phase == Phase.IDLE) {
                openNext(now);
            }
        } else if (input instanceof Input.Close) {
            finish();
        } else if (input instanceof Input.Paused in) {
            pause(in.paused(), now);
        } else if (input instanceof Input.ProfileChanged in) {
            profile = in.change().apply(profile);
        } else if (input instanceof Input.ListenerThrew in) {
            fail(new MesosException("The listener threw, so events may be lost: " + in.thrown(), in.thrown()));
        } else if (input instanceof Input.TeardownSent) {
            teardownSent = phase == Phase.SUBSCRIBED;
        } else if (input instanceof Input.TeardownAnswered in) {
            teardownAnswered(in.accepted(), now);
        } else {
            dispatchOfAttempt(input, now);
        }
    }

    private void dispatchOfAttempt(Input input, Instant now) {
        if (input instanceof Input.Connected in && in.attempt() == attempt) {
            if (phase == Phase.OPENING) {
                enter(Phase.GATED, settings.gateLimit(), now);
                effects.add(new Effect.AskGate(attempt));
            }
        } else if (input instanceof Input.ConnectFailed in && in.attempt() == attempt) {
            if (phase == Phase.OPENING) {
                drop(in.cause(), now);
            }
        } else if (input instanceof Input.GateOpen in && in.attempt() == attempt) {
            if (phase == Phase.GATED) {
                enter(Phase.ASKING, settings.headLimit(), now);
                effects.add(new Effect.Subscribe(attempt, target, profile.subscribe()));
            }
        } else if (input instanceof Input.GateRefused in && in.attempt() == attempt) {
            if (phase == Phase.GATED) {
                fail(in.cause());
            }
        } else if (input instanceof Input.Head in && in.attempt() == attempt) {
            if (phase == Phase.ASKING) {
                head(in.status(), in.headers(), now);
            }
        } else if (input instanceof Input.Words in && in.attempt() == attempt) {
            if (phase == Phase.REFUSED) {
                refused(in.text(), now);
            }
        } else if (input instanceof Input.Undecodable in && isStreaming(in.attempt())) {
            heard = now;
            effects.add(new Effect.Report(in.cause()));
        } else if (input instanceof Input.StreamEnded in && in.attempt() == attempt) {
            streamEnded(null, now);
        } else if (input instanceof Input.StreamFailed in && in.attempt() == attempt) {
            streamEnded(in.cause(), now);
        } else if (input instanceof Input.SessionOver in && in.attempt() == attempt) {
            if (phase == Phase.SUBSCRIBED) {
                drop(in.cause(), now);
            }
        }
    }

    // ---- one attempt ----

    private void openNext(Instant now) {
        Target next;
        try {
            next = rotation.current();
        } catch (NoMasterKnownException e) {
            drop(e, now);
            return;
        }
        open(next, now);
    }

    private void open(Target next, Instant now) {
        attempt++;
        target = next;
        enter(Phase.OPENING, settings.connectLimit(), now);
        effects.add(new Effect.Open(attempt, next.origin()));
    }

    private void head(int status, Headers headers, Instant now) {
        if (Answers.isRedirect(status)) {
            redirect(headers, now);
        } else if (Answers.isEventStream(status, headers, settings.mediaType())) {
            answerHeaders = headers;
            enter(Phase.STREAMING, silence(settings.heartbeatInterval()), now);
        } else {
            refusedStatus = status;
            answerHeaders = headers;
            enter(Phase.REFUSED, settings.headLimit(), now);
        }
    }

    private void redirect(Headers headers, Instant now) {
        Target next;
        try {
            next = Redirect.follow(target, headers.get("Location").orElse(""), settings.credentials());
        } catch (UnexpectedAnswerException e) {
            drop(e, now);
            return;
        }
        if (redirects == settings.redirectLimit()) {
            drop(
                    new UnexpectedAnswerException("No master took the subscription after " + redirects
                            + " redirects, the last from " + target + " to " + next
                            + ". The masters may be electing a leader."),
                    now);
            return;
        }
        redirects++;
        effects.add(new Effect.CloseStream(attempt));
        open(next, now);
    }

    private void refused(String words, Instant now) {
        MesosException error = Answers.notAStream(target, refusedStatus, answerHeaders, words, settings.mediaType());
        if (Answers.mayPass(refusedStatus)) {
            drop(error, now);
        } else {
            fail(error);
        }
    }

    // ---- the stream ----

    private List<Effect> event(Event event, Instant now) {
        heard = now;
        if (event.getType() == Event.Type.ERROR) {
            effects.add(new Effect.Deliver(event));
            fail(error(event.getError().getMessage()));
            return taken();
        }
        if (phase == Phase.SUBSCRIBED) {
            return List.of(new Effect.Deliver(event));
        }
        if (event.getType() == Event.Type.SUBSCRIBED) {
            subscribed(event, now);
        } else {
            drop(
                    new UnexpectedAnswerException("The stream from " + target + " begins with " + event.getType()
                            + " where SUBSCRIBED was due."),
                    now);
        }
        return taken();
    }

    private void subscribed(Event event, Instant now) {
        FrameworkID id = event.getSubscribed().getFrameworkId();
        if (id.getValue().isEmpty()) {
            drop(new UnexpectedAnswerException("SUBSCRIBED from " + target + " has no framework id."), now);
            return;
        }
        profile = profile.withId(id);
        rotation.leads(target);
        subscribedAt = now;
        enter(Phase.SUBSCRIBED, silence(heartbeatInterval(event.getSubscribed())), now);
        String streamId = answerHeaders.get(Answers.STREAM_ID).orElseThrow();
        effects.add(new Effect.BeginCalls(new Session(attempt, target, streamId, id)));
        effects.add(new Effect.Deliver(event));
    }

    private MesosException error(String words) {
        if (words.startsWith("Framework failed over")) {
            return new FrameworkFailedOverException(words);
        }
        if (words.startsWith("Framework has been removed")) {
            FrameworkID id = profile.id();
            return new FrameworkRemovedException(id == null ? "without id" : id.getValue(), words);
        }
        return new SubscriptionRefusedException(target.origin().toString(), words);
    }

    private void streamEnded(@Nullable MesosException cause, Instant now) {
        switch (phase) {
            case REFUSED -> refused("", now);
            case SUBSCRIBED -> {
                if (teardownSent && !tornDown) {
                    effects.add(new Effect.CloseStream(attempt));
                    enter(Phase.LEAVING, settings.teardownLimit(), now);
                } else {
                    drop(lost(cause), now);
                }
            }
            case GATED, ASKING, STREAMING -> drop(lost(cause), now);
            default -> {}
        }
    }

    private MesosException lost(@Nullable MesosException cause) {
        String what = phase == Phase.SUBSCRIBED ? "The event stream" : "The connection";
        return cause == null
                ? new SubscriptionLostException(what + " was ended by " + target.origin() + ".")
                : new SubscriptionLostException(
                        what + " from " + target.origin() + " broke: " + cause.getMessage(), cause);
    }

    // ---- time ----

    private void timer(Instant now) {
        if (phase == Phase.IDLE) {
            return;
        }
        Instant due = heard.plus(limit);
        if (paused && waitsForMaster()) {
            due = now.plus(limit);
        }
        if (now.isBefore(due)) {
            effects.add(new Effect.SetTimer(due));
            return;
        }
        switch (phase) {
            case WAITING -> openNext(now);
            case REFUSED -> refused("", now);
            case LEAVING -> {
                teardownSent = false;
                drop(new SubscriptionLostException("The stream ended, and TEARDOWN was not answered."), now);
            }
            default -> drop(silent(), now);
        }
    }

    private MesosException silent() {
        String what = switch (phase) {
            case OPENING -> "No connection to " + target.origin();
            case GATED -> "No leave to subscribe (the gate before SUBSCRIBE did not complete)";
            case ASKING -> "No answer to SUBSCRIBE from " + target.origin();
            default -> "Nothing was heard, not even a heartbeat, from " + target.origin();
        };
        return new SubscriptionLostException(what + " within " + limit.toMillis() + " ms.");
    }

    /** Time in which the user read nothing is not the master's silence. */
    private void pause(boolean pause, Instant now) {
        paused = pause;
        if (waitsForMaster()) {
            heard = now;
        }
    }

    private boolean waitsForMaster() {
        return switch (phase) {
            case ASKING, REFUSED, STREAMING, SUBSCRIBED -> true;
            default -> false;
        };
    }

    private Duration heartbeatInterval(Event.Subscribed subscribed) {
        double seconds = subscribed.getHeartbeatIntervalSeconds();
        return subscribed.hasHeartbeatIntervalSeconds() && seconds > 0 && seconds < 1e6
                ? Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)))
                : settings.heartbeatInterval();
    }

    private Duration silence(Duration interval) {
        return interval.multipliedBy(settings.missedHeartbeats());
    }

    // ---- the ends ----

    private void teardownAnswered(boolean accepted, Instant now) {
        if (!accepted) {
            teardownSent = false;
            if (phase == Phase.LEAVING) {
                drop(new SubscriptionLostException("The stream ended, but TEARDOWN was not accepted."), now);
            }
        } else if (phase == Phase.SUBSCRIBED && teardownSent) {
            tornDown = true;
            limit = settings.teardownLimit();
            heard = now;
            effects.add(new Effect.SetTimer(now.plus(limit)));
        } else if (phase != Phase.IDLE) {
            finishTeardown();
        }
    }

    private void finishTeardown() {
        tornDown = true;
        finish();
    }

    private void fail(MesosException cause) {
        if (tornDown) {
            finishTeardown();
            return;
        }
        closeAll(cause);
        phase = Phase.OVER;
        effects.add(new Effect.CancelTimer());
        effects.add(new Effect.Fail(cause));
    }

    private void finish() {
        closeAll(new SubscriptionLostException("The client was closed."));
        phase = Phase.OVER;
        effects.add(new Effect.CancelTimer());
        if (tornDown) {
            effects.add(new Effect.TornDown());
        }
    }

    /** Gives up this attempt or subscription; the next one begins after a while. */
    private void drop(MesosException cause, Instant now) {
        if (tornDown) {
            finishTeardown();
            return;
        }
        boolean wasSubscribed = phase == Phase.SUBSCRIBED;
        closeAll(cause);
        if (wasSubscribed) {
            if (!now.isBefore(subscribedAt.plus(settings.backoff().cap()))) {
                failures = 0;
            }
        } else {
            rotation.advance();
        }
        Duration wait = settings.backoff().full(failures, random);
        failures++;
        redirects = 0;
        enter(Phase.WAITING, wait, now);
        effects.add(new Effect.NotifyDisconnected(cause, wait));
    }

    private void closeAll(MesosException cause) {
        switch (phase) {
            case OPENING, GATED, ASKING, REFUSED, STREAMING -> effects.add(new Effect.CloseStream(attempt));
            case SUBSCRIBED -> {
                effects.add(new Effect.CloseStream(attempt));
                effects.add(new Effect.EndCalls(attempt, cause));
            }
            case LEAVING -> effects.add(new Effect.EndCalls(attempt, cause));
            default -> {}
        }
        teardownSent = false;
    }

    private void enter(Phase next, Duration limit, Instant now) {
        phase = next;
        this.limit = limit;
        heard = now;
        effects.add(new Effect.SetTimer(now.plus(limit)));
    }

    private boolean isStreaming(int ofAttempt) {
        return ofAttempt == attempt && (phase == Phase.SUBSCRIBED || phase == Phase.STREAMING);
    }

    private List<Effect> taken() {
        if (effects.isEmpty()) {
            return List.of();
        }
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
