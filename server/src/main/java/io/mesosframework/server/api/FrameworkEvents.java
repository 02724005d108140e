package io.mesosframework.server.api;

import io.mesosframework.scheduler.FrameworkListener;
import io.mesosframework.scheduler.SubscriptionState;
import io.mesosframework.scheduler.TaskView;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.server.RefusedException;
import io.mesosframework.server.Route;
import io.mesosframework.server.ServerRequest;
import io.mesosframework.server.ServerResponse;
import io.mesosframework.server.StreamWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a framework, as a stream of Server-Sent Events at {@code GET /v1/api/events}: {@code slot}, {@code application}, {@code
 * subscription}, {@code leader} and {@code reset}, each with an id from which a client can go on. {@code ?name=} shows, of slots and
 * applications, those of the applications named.
 *
 * <p>The {@link #listener} does no more on the framework's loop than to put what it hears into a queue; a thread of this encodes each event
 * once for all clients. The last events are kept, up to a number and a size. A client that has fallen behind them is cut off; one that
 * comes back with the id of an event that is not among them, or of another instance, is sent a {@code reset}: it is to read the state anew,
 * and the stream goes on from there. An instance that stands by sends clients on to the one that leads.
 */
public final class FrameworkEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrameworkEvents.class);

    /** How many events are kept, how many bytes of them, and how many may wait for being encoded. */
    static final int KEPT = 16_384;

    static final long KEPT_BYTES = 8L << 20;
    private static final int WAITING = 32_768;

    /** Events that come together go out together. */
    private static final long GATHER_NANOS = Duration.ofMillis(50).toNanos();

    private static final long TICK_MILLIS = 250;
    private static final long LOOK_AT_LEADER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private sealed interface News {}

    /** @param application whom it is about; empty for what all hear */
    private record Told(String application, java.util.function.Supplier<EventText> text) implements News {}

    private record Began(boolean again) implements News {}

    private record Ended() implements News {}

    private final BlockingQueue<News> news;
    private final AtomicBoolean missed = new AtomicBoolean();
    private final EventRing ring;
    private final long silentNanos;
    private final Set<EventClient> clients = ConcurrentHashMap.newKeySet();
    private final LongAdder encoded = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final Thread thread = new Thread(this::run, "server-events");
    private volatile Optional<ApiSource> source = Optional.empty();
    private volatile boolean closed;
    private Optional<ApiLeader> leader = Optional.empty();
    private boolean leading;
    private long lookedAtLeader = System.nanoTime();

    FrameworkEvents(int kept, long keptBytes, int waiting, Duration heartbeat) {
        news = new ArrayBlockingQueue<>(waiting);
        ring = new EventRing(newEpoch(), kept, keptBytes);
        silentNanos = heartbeat.toNanos();
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins without clients. Keeps the last 16,384 events, 8 MiB of them at most; a stream is never silent for longer than 15 s. */
    public static FrameworkEvents open() {
        return new FrameworkEvents(KEPT, KEPT_BYTES, WAITING, Duration.ofSeconds(15));
    }

    private static String newEpoch() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** Hears what the stream tells, to be given to {@link io.mesosframework.scheduler.FrameworkBuilder#listener(FrameworkListener)}. */
    public FrameworkListener listener() {
        return new Listener();
    }

    /** How many clients there are just now. */
    public int clients() {
        return clients.size();
    }

    /** How many events there were. */
    long encoded() {
        return encoded.sum();
    }

    /** How many clients were too slow. */
    long cut() {
        return cut.sum();
    }

    /** The route of the stream, to be given to a {@link io.mesosframework.server.MesosServerBuilder}. */
    public List<Route> routes(ApiSource newSource) {
        source = Optional.of(newSource);
        return List.of(Route.of("GET", "/v1/api/events", request -> stream(newSource, request)));
    }

    private CompletionStage<ServerResponse> stream(ApiSource from, ServerRequest request) {
        if (closed || from.leading().isEmpty()) {
            return ApiWrites.toLeader(from, request).now();
        }
        ApiRoute.refuseUnknown(request, Set.of("name"));
        Set<String> names = Set.copyOf(request.query().getOrDefault("name", List.of()));
        Optional<String> last = request.header("Last-Event-ID").filter(id -> !id.isEmpty());
        if (last.filter(id -> id.length() > 100).isPresent()) {
            throw new RefusedException(400, "Last-Event-ID", "is no id of this stream");
        }
        return ServerResponse.stream("text/event-stream", writer -> begin(writer, names, last))
                .with("X-Accel-Buffering", "no")
                .now();
    }

    private void begin(StreamWriter writer, Set<String> names, Optional<String> last) {
        long after = last.map(ring::after).orElse(0L);
        long next = after == 0 ? ring.end() : after;
        String preamble = "retry: 2000\nid: " + ring.idBefore(next) + "\n";
        if (last.isPresent() && after == 0) {
            EventText reset = EventText.reset("what came after " + last.get() + " is not kept", Instant.now());
            preamble += "event: reset\ndata: " + reset.data() + "\n";
        }
        EventClient client = new EventClient(ring, writer, names, next, cut::increment);
        clients.add(client);
        writer.whenClosed(() -> clients.remove(client));
        client.begin(preamble + "\n");
        if (closed) {
            client.close();
        }
    }

    private void run() {
        List<News> some = new ArrayList<>();
        long sentAt = System.nanoTime() - GATHER_NANOS;
        while (!closed) {
            try {
                News first = news.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                long early = GATHER_NANOS - (System.nanoTime() - sentAt);
                if (first != null) {
                    if (early > 0) {
                        TimeUnit.NANOSECONDS.sleep(early);
                    }
                    some.add(first);
                    news.drainTo(some);
                    sentAt = System.nanoTime();
                }
                publish(some);
                some.clear();
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException | Error e) {
                some.clear();
                missed.set(true);
                LOG.error("Events were lost", e);
            }
        }
    }

    private void publish(List<News> some) {
        boolean ended = false;
        for (News one : some) {
            if (one instanceof Told told) {
                add(told.application(), told.text().get());
            } else if (one instanceof Began began) {
                begin(began);
            } else {
                leading = false;
                ended = true;
                add("", EventText.leader(false, leaderNow(), Instant.now()));
            }
        }
        if (missed.getAndSet(false)) {
            ring.beginEpoch(newEpoch(), EventText.reset("more happened than could be told", Instant.now()));
        }
        lookAtLeader();
        clients.forEach(EventClient::pump);
        clients.forEach(client -> client.heartbeat(silentNanos, PATIENCE_NANOS));
        // Who came while it ended is told to go, too, once this instance knows that it stands by.
        if (ended || source.filter(from -> from.leading().isEmpty()).isPresent()) {
            clients.forEach(EventClient::close);
        }
    }

    private void add(String application, EventText text) {
        ring.add(application, text);
        encoded.increment();
    }

    private void begin(Began began) {
        Instant now = Instant.now();
        ring.beginEpoch(
                newEpoch(),
                EventText.reset(began.again() ? "what is stored was read anew" : "the framework has started", now));
        leading = true;
        leader = leaderNow();
        add("", EventText.leader(true, leader, now));
    }

    /** Who leads may be known a little later than that this instance does. */
    private void lookAtLeader() {
        long now = System.nanoTime();
        if (now - lookedAtLeader < LOOK_AT_LEADER_NANOS) {
            return;
        }
        lookedAtLeader = now;
        Optional<ApiLeader> present = leaderNow();
        if (!present.equals(leader)) {
            leader = present;
            add("", EventText.leader(leading, present, Instant.now()));
        }
    }

    private Optional<ApiLeader> leaderNow() {
        return source.flatMap(ApiSource::leader);
    }

    /** Ends the streams. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        clients.forEach(EventClient::close);
    }

    private final class Listener implements FrameworkListener {
        private final AtomicBoolean began = new AtomicBoolean();

        @Override
        public void takenUp(TaskView tasks) {
            put(new Began(began.getAndSet(true)));
        }

        @Override
        public void slotChanged(SlotTransition transition) {
            if (transition.changesState()) {
                put(new Told(transition.key().application(), () -> EventText.slot(transition)));
            }
        }

        @Override
        public void applicationChanged(ApplicationChange change) {
            put(new Told(change.name(), () -> EventText.application(change)));
        }

        @Override
        public void subscriptionChanged(SubscriptionState state) {
            Instant now = Instant.now();
            put(new Told("", () -> EventText.subscription(state, now)));
        }

        @Override
        public void ended(Optional<Throwable> cause) {
            put(new Ended());
        }

        /** On the loop, so it must not wait. */
        private void put(News one) {
            if (!news.offer(one)) {
                missed.set(true);
            }
        }
    }
}
