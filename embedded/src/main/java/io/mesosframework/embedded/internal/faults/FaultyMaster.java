package io.mesosframework.embedded.internal.faults;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before the masters' scheduler API and does what was planted. Thread-safe. */
public final class FaultyMaster {

    private static final Logger LOG = LoggerFactory.getLogger(FaultyMaster.class);

    private final Loop loop;
    private final List<CallFault> callFaults = new CopyOnWriteArrayList<>();
    private final List<EventFault> eventFaults = new CopyOnWriteArrayList<>();
    private final Set<FaultyStream> streams = ConcurrentHashMap.newKeySet();
    private final List<Partition> partitions = new CopyOnWriteArrayList<>();

    public FaultyMaster(Loop loop) {
        this.loop = loop;
    }

    /** The same routes, with faults. */
    public Handler over(Handler master) {
        return exchange -> {
            if (exchange.request().path().contains("/api/v1/scheduler")) {
                handle(exchange, master);
            } else {
                master.handle(exchange);
            }
        };
    }

    public void plant(CallFault fault) {
        callFaults.removeIf(old -> old.strikes().isOver());
        callFaults.add(fault);
    }

    public void plant(EventFault fault) {
        eventFaults.removeIf(old -> old.strikes().isOver());
        eventFaults.add(fault);
    }

    /** Cuts every framework's stream that is open. */
    public void cutStreams() {
        streams.forEach(FaultyStream::abort);
    }

    /** Nothing passes between the master and frameworks until it is healed. */
    public Partition partition() {
        Partition partition = new Partition(this::heal);
        partitions.add(partition);
        return partition;
    }

    /** Keeps what it is given until it is healed, and strikes nothing by itself. */
    public Partition holding() {
        return new Partition(this::heal);
    }

    private void heal(Partition partition) {
        soon(() -> {
            partitions.remove(partition);
            partition.kept().forEach(Runnable::run);
        });
    }

    private @Nullable Partition partitioned() {
        return partitions.isEmpty() ? null : partitions.get(0);
    }

    /** Does this at once, or once there is no partition any more. */
    void through(Runnable passing) {
        Partition partition = partitioned();
        if (partition == null) {
            passing.run();
        } else {
            partition.keep(() -> through(passing));
        }
    }

    private void handle(Exchange exchange, Handler master) {
        through(() -> handleNow(exchange, master));
    }

    private void handleNow(Exchange exchange, Handler master) {
        Exchange watched = new FaultyExchange(exchange, exchange.request(), this);
        Optional<Call> call = callFaults.isEmpty() ? Optional.empty() : call(exchange);
        Optional<CallFault> fault = call.flatMap(known -> Strikes.first(
                callFaults.stream().filter(each -> each.matches().test(known)).toList(), CallFault::strikes));
        if (fault.isPresent()) {
            fault.get().harm().strike(watched, master);
        } else {
            master.handle(watched);
        }
    }

    private static Optional<Call> call(Exchange exchange) {
        Codec codec =
                exchange.request().headers().get("Content-Type").orElse("").equals(Codec.JSON.mediaType())
                        ? Codec.JSON
                        : Codec.PROTOBUF;
        try {
            return Optional.of(codec.decode(exchange.request().body(), Call.getDefaultInstance()));
        } catch (CodecException e) {
            return Optional.empty(); // the master says what is wrong with it
        }
    }

    void opened(FaultyStream stream) {
        streams.add(stream);
        stream.closed().thenRun(() -> streams.remove(stream));
    }

    /** A record on its way to a framework. */
    void record(byte[] record, FaultyStream stream) {
        through(() -> recordNow(record, stream));
    }

    private void recordNow(byte[] record, FaultyStream stream) {
        Optional<Event> event = eventFaults.isEmpty() ? Optional.empty() : stream.event(record);
        Optional<EventFault> fault = event.flatMap(known -> Strikes.first(
                eventFaults.stream().filter(each -> each.matches().test(known)).toList(), EventFault::strikes));
        if (fault.isPresent()) {
            fault.get().harm().strike(record, stream);
        } else {
            stream.pass(record);
        }
    }

    /** Does this when so much of the cluster's time has passed. */
    public void after(Duration time, Runnable action) {
        try {
            loop.at(loop.now().plus(time), () -> {
                loop.touch();
                action.run();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: a fault is over");
        }
    }

    /** Does this as a turn of its own. */
    public void soon(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closed: a fault is over");
        }
    }

    /** The exchange with this header in place of its own. */
    public Exchange withHeader(Exchange exchange, String name, String value) {
        return new FaultyExchange(
                exchange,
                new Request(
                        exchange.request().method(),
                        exchange.request().path(),
                        exchange.request().headers().with(name, value),
                        exchange.request().body()),
                this);
    }

    /** An exchange whose answer nobody gets. */
    public static Exchange unheard(Exchange exchange) {
        return new Unheard(exchange.request(), exchange.peer());
    }

    /** Answers that the leader is elsewhere. */
    public static void redirect(Exchange exchange, String hostAndPort) {
        exchange.respond(new Response(
                307, Headers.of("Location", "//" + hostAndPort + "/master/api/v1/scheduler"), new byte[0]));
    }
}
