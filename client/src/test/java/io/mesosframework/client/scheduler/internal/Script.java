package io.mesosframework.client.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.http.Headers;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Plays a {@link SubscriptionMachine} through a sequence of inputs with a clock of its own. */
final class Script {

    static final String PROTOBUF = "application/x-protobuf";
    static final Headers STREAM = Headers.of("Content-Type", PROTOBUF, "Mesos-Stream-Id", "stream-1");
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));

    final SubscriptionMachine machine;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private List<Effect> effects = List.of();
    private int attempt;
    private Duration lastWait = Duration.ZERO;

    private Script(SubscriptionSettings settings, Profile profile) {
        this.machine = new SubscriptionMachine(settings, profile, new SplittableRandom(7));
    }

    static Script of(MasterDetector detector) {
        return new Script(settings(false, detector), profile(null));
    }

    static Script of(String... masters) {
        return new Script(settings(false, masters), profile(null));
    }

    static Script withCredentials(String... masters) {
        return new Script(settings(true, masters), profile(null));
    }

    static Script withId(String id, String... masters) {
        return new Script(settings(false, masters), profile(id));
    }

    static SubscriptionSettings settings(boolean credentials, String... masters) {
        return settings(credentials, MasterDetector.of(masters));
    }

    private static SubscriptionSettings settings(boolean credentials, MasterDetector masters) {
        return new SubscriptionSettings(
                masters,
                PROTOBUF,
                credentials,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(16),
                Duration.ofSeconds(15),
                5,
                Duration.ofSeconds(20),
                5,
                BACKOFF);
    }

    static Profile profile(@Nullable String id) {
        FrameworkInfo.Builder info = FrameworkInfo.newBuilder().setUser("u").setName("n");
        if (id != null) {
            info.setId(FrameworkID.newBuilder().setValue(id));
        }
        return new Profile(info.build(), java.util.Set.of(), null);
    }

    // ---- inputs ----

    Script on(Input input) {
        effects = machine.on(input, now);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Open open) {
                attempt = open.attempt();
            } else if (effect instanceof Effect.NotifyDisconnected disconnected) {
                lastWait = disconnected.retryIn();
            }
        }
        return this;
    }

    Script start() {
        return on(new Input.Start());
    }

    Script connected() {
        return on(new Input.Connected(attempt));
    }

    Script connectFailed() {
        return on(new Input.ConnectFailed(attempt, new MesosException("refused")));
    }

    Script gateOpen() {
        return on(new Input.GateOpen(attempt));
    }

    Script head(int status, String... headers) {
        return on(new Input.Head(attempt, status, Headers.of(headers)));
    }

    Script words(String text) {
        return on(new Input.Words(attempt, text));
    }

    Script streamHead() {
        return on(new Input.Head(attempt, 200, STREAM));
    }

    Script event(Event event) {
        return on(new Input.Received(attempt, event));
    }

    Script subscribedEvent(String id) {
        return event(subscribedEvent(id, 15));
    }

    Script streamEnded() {
        return on(new Input.StreamEnded(attempt));
    }

    Script streamFailed() {
        return on(new Input.StreamFailed(attempt, new MesosException("cut")));
    }

    Script pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    Script timer() {
        return on(new Input.Timer());
    }

    /** Lets time pass until the last wait that was told is over. */
    Script retry() {
        return pass(lastWait).timer();
    }

    // ---- whole stretches ----

    /** Started, connected and past the gate: SUBSCRIBE has just been sent. */
    Script asked() {
        return start().connected().gateOpen();
    }

    /** From an attempt just opened to a subscription. */
    Script takes() {
        return connected().gateOpen().streamHead().subscribedEvent("F1");
    }

    Script subscribed() {
        return start().takes();
    }

    // ---- what came of it ----

    int attempt() {
        return attempt;
    }

    Instant now() {
        return now;
    }

    List<Effect> effects() {
        return effects;
    }

    boolean has(Class<? extends Effect> kind) {
        return effects.stream().anyMatch(kind::isInstance);
    }

    <E extends Effect> E the(Class<E> kind) {
        List<E> found =
                effects.stream().filter(kind::isInstance).map(kind::cast).toList();
        assertThat(found).as("%s in %s", kind.getSimpleName(), effects).hasSize(1);
        return found.get(0);
    }

    String opened() {
        return the(Effect.Open.class).origin().toString();
    }

    Target target() {
        return the(Effect.Subscribe.class).target();
    }

    Call subscribe() {
        return the(Effect.Subscribe.class).call();
    }

    MesosException failure() {
        return the(Effect.Fail.class).cause();
    }

    MesosException disconnectedBy() {
        return the(Effect.NotifyDisconnected.class).cause();
    }

    Duration retryIn() {
        return the(Effect.NotifyDisconnected.class).retryIn();
    }

    Duration timerIn() {
        return Duration.between(now, the(Effect.SetTimer.class).at());
    }

    // ---- events ----

    static Event subscribedEvent(String id, double heartbeat) {
        return Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue(id))
                        .setHeartbeatIntervalSeconds(heartbeat))
                .build();
    }

    static Event heartbeat() {
        return Event.newBuilder().setType(Event.Type.HEARTBEAT).build();
    }

    static Event error(String words) {
        return Event.newBuilder()
                .setType(Event.Type.ERROR)
                .setError(Event.Error.newBuilder().setMessage(words))
                .build();
    }
}
