package io.mesosframework.client.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.MesosException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds through any sequence of inputs, sensible or not. */
class SubscriptionMachinePropertyTest {

    private static final int STEPS = 2000;

    static List<Long> seeds() {
        List<Long> seeds =
                new ArrayList<>(new SplittableRandom(20260101).longs(60).boxed().toList());
        seeds.add(System.nanoTime());
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anySequenceKeepsTheInvariants(long seed) {
        new World(seed).run();
    }

    /** Sends random inputs, now and then of an attempt that is over, and watches what comes of them. */
    private static final class World {

        private final SplittableRandom random;
        private final boolean credentials;
        private final SubscriptionMachine machine;
        private final Set<Origin> trusted = new HashSet<>();
        private final Deque<Object> trail = new ArrayDeque<>();

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private @Nullable Instant timer;
        private boolean started;
        private boolean over;

        private int attempt;
        private @Nullable Origin openTo;
        private boolean gateAsked;
        private boolean gateSaidYes;
        private boolean subscribeSent;
        private boolean answered;
        private @Nullable Session session;
        private String streamId = "";
        private int streams;

        World(long seed) {
            random = new SplittableRandom(seed);
            credentials = random.nextBoolean();
            String[] masters = random.nextBoolean()
                    ? new String[] {"https://a:1", "https://b:1"}
                    : new String[] {"http://a:1", "https://b:1", "http://c:1"};
            SubscriptionSettings settings = Script.settings(credentials, masters);
            trusted.addAll(settings.masters().masters());
            machine = new SubscriptionMachine(settings, Script.profile(null), random.split());
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(80_000) : random.nextInt(50));
                Input input = input();
                note(input);
                before(input);
                for (Effect effect : machine.on(input, now)) {
                    check(effect);
                }
                check(machine.isOver() == over, "it is over exactly when said so");
                check(!started || over || timer != null, "a timer is always set");
                check(
                        (machine.state() == SubscriptionMachine.State.SUBSCRIBED) == (session != null)
                                || machine.state() == SubscriptionMachine.State.DISCONNECTED,
                        "calls only while subscribed");
                check(
                        machine.state() == SubscriptionMachine.State.DISCONNECTED || openTo != null,
                        "an attempt is open");
            }
        }

        private Input input() {
            int of = random.nextInt(8) == 0 ? attempt - random.nextInt(3) : attempt;
            MesosException cause = new MesosException("cause");
            return switch (random.nextInt(started ? 26 : 3)) {
                case 0 -> new Input.Start();
                case 1 -> random.nextInt(200) == 0 ? new Input.Close() : new Input.Timer();
                case 2 -> new Input.Paused(random.nextInt(4) == 0);
                case 3, 4, 5 -> new Input.Connected(of);
                case 6 -> new Input.ConnectFailed(of, cause);
                case 7, 8, 9 -> new Input.GateOpen(of);
                case 10 -> random.nextInt(100) == 0 ? new Input.GateRefused(of, cause) : new Input.GateOpen(of);
                case 11, 12, 13 -> new Input.Head(of, 200, stream());
                case 14 -> new Input.Head(of, 307, Headers.of("Location", location()));
                case 15 ->
                    new Input.Head(of, random.nextInt(20) == 0 ? 401 : random.nextBoolean() ? 503 : 200, Headers.of());
                case 16 -> new Input.Words(of, "words");
                case 17, 18 -> new Input.Received(of, Script.subscribedEvent("F1", random.nextInt(20)));
                case 19 ->
                    new Input.Received(
                            of, random.nextInt(60) == 0 ? Script.error("Framework failed over") : Script.heartbeat());
                case 20 ->
                    new Input.Received(
                            of, Event.newBuilder().setType(Event.Type.OFFERS).build());
                case 21 -> random.nextInt(5) == 0 ? new Input.StreamEnded(of) : new Input.Heard(of);
                case 22 ->
                    random.nextInt(5) == 0 ? new Input.StreamFailed(of, cause) : new Input.Undecodable(of, cause);
                case 23 -> random.nextInt(5) == 0 ? new Input.SessionOver(of, cause) : new Input.Timer();
                case 24 -> new Input.TeardownSent();
                default -> new Input.TeardownAnswered(random.nextInt(100) == 0);
            };
        }

        private Headers stream() {
            streams++;
            return Headers.of("Content-Type", Script.PROTOBUF, "Mesos-Stream-Id", "stream-" + streams);
        }

        private String location() {
            String[] shapes = {"//d:1", "http://e:1", "https://f:1/x", "g:1", "/y", "", "//a:1"};
            return shapes[random.nextInt(shapes.length)];
        }

        /** What the input itself changes in the world. */
        private void before(Input input) {
            if (input instanceof Input.Start) {
                started = true;
            } else if (input instanceof Input.Timer) {
                timer = null;
            } else if (input instanceof Input.GateOpen open && open.attempt() == attempt && gateAsked) {
                gateSaidYes = true;
            } else if (input instanceof Input.Head head && head.attempt() == attempt && subscribeSent && !answered) {
                answered = true;
                streamId = head.headers().get("Mesos-Stream-Id").orElse("");
                trust(head);
            }
        }

        /** Whom a trusted master names, over the same or a better scheme. */
        private void trust(Input.Head head) {
            Origin from = openTo;
            if (head.status() == 307 && from != null) {
                switch (head.headers().get("Location").orElseThrow()) {
                    case "//d:1" -> trusted.add(new Origin(from.tls(), "d", 1));
                    case "//a:1" -> trusted.add(new Origin(from.tls(), "a", 1));
                    case "g:1" -> trusted.add(new Origin(from.tls(), "g", 1));
                    case "https://f:1/x" -> trusted.add(new Origin(true, "f", 1));
                    case "http://e:1" -> {
                        if (!from.tls()) {
                            trusted.add(new Origin(false, "e", 1));
                        }
                    }
                    default -> {}
                }
            }
        }

        private void check(Effect effect) {
            note(effect);
            check(!over || effect instanceof Effect.Fail || effect instanceof Effect.TornDown, "nothing after the end");
            if (effect instanceof Effect.Open open) {
                check(openTo == null, "never two connections");
                check(session == null, "no calls left from before");
                check(open.attempt() > attempt, "attempts are told apart");
                attempt = open.attempt();
                openTo = open.origin();
                gateAsked = false;
                gateSaidYes = false;
                subscribeSent = false;
                answered = false;
                check(!credentials || trusted.contains(open.origin()), "credentials go to masters only");
            } else if (effect instanceof Effect.CloseStream) {
                check(openTo != null, "only what is open is closed");
                openTo = null;
            } else if (effect instanceof Effect.AskGate) {
                check(!gateAsked && openTo != null, "one question an attempt");
                gateAsked = true;
            } else if (effect instanceof Effect.Subscribe subscribe) {
                check(gateSaidYes && !subscribeSent, "one SUBSCRIBE for each yes of the gate");
                check(subscribe.target().origin().equals(openTo), "it goes where the connection leads");
                subscribeSent = true;
            } else if (effect instanceof Effect.BeginCalls begin) {
                check(session == null, "never two sessions");
                check(begin.session().streamId().equals(streamId), "the stream id is this subscription's");
                check(begin.session().target().origin().equals(openTo), "calls go where the stream comes from");
                session = begin.session();
            } else if (effect instanceof Effect.EndCalls end) {
                check(session != null && end.attempt() == session.attempt(), "the session that ends is the open one");
                session = null;
            } else if (effect instanceof Effect.SetTimer set) {
                check(!set.at().isBefore(now), "timers lie ahead");
                timer = set.at();
            } else if (effect instanceof Effect.CancelTimer) {
                timer = null;
                over = true;
                check(openTo == null && session == null, "nothing is open after the end");
            } else if (effect instanceof Effect.NotifyDisconnected disconnected) {
                check(session == null && openTo == null, "the user hears of it when all is let go of");
                check(disconnected.retryIn().compareTo(Duration.ofSeconds(15)) <= 0, "no wait above the cap");
            } else if (effect instanceof Effect.Deliver) {
                check(openTo != null, "events come from an open stream");
            }
        }

        private void check(boolean holds, String what) {
            if (!holds) {
                assertThat(trail).as("violated: %s", what).isEmpty();
            }
        }

        private void note(Object step) {
            trail.add(step);
            if (trail.size() > 30) {
                trail.remove();
            }
        }
    }
}
