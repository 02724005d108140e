package io.mesosframework.testing.mesos;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A master that knows nothing by itself: it takes each SUBSCRIBE, sends what the test hands it, answers calls as the test
 * has queued, else 202, and keeps all calls. For what no Mesos would do, and what is hard to have one do.
 *
 * <p>Safe for use by any thread.
 */
public final class ScriptedMaster implements MesosUnderTest {

    private static final String HOST = "127.0.0.1";

    private record Stream(ResponseStream out, Codec codec) {}

    private final HttpServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();
    private final List<Call> calls = new ArrayList<>();
    private final Map<Call.Type, Deque<Response>> answers = new EnumMap<>(Call.Type.class);
    private @Nullable Stream stream;
    private int subscriptions;

    /** How many calls of each type {@link #next} has handed out. */
    private final Map<Call.Type, Integer> taken = new EnumMap<>(Call.Type.class);

    private ScriptedMaster() {
        server = HttpServer.builder().host(HOST).handler(this::handle).start();
    }

    /** One on a free port of this machine. */
    public static ScriptedMaster start() {
        return new ScriptedMaster();
    }

    @Override
    public MesosCluster.Mode mode() {
        return MesosCluster.Mode.SCRIPTED;
    }

    @Override
    public List<String> masters() {
        return List.of(HOST + ":" + server.port());
    }

    @Override
    public List<String> agents() {
        return List.of();
    }

    /**
     * The next call of this type that has no queued answer yet is answered so. Queue several for several calls. A status of
     * 200 is nothing for SUBSCRIBE: without a queued answer it gets its stream and SUBSCRIBED.
     */
    public void answer(Call.Type type, int status, String text) {
        answer(type, text.isEmpty() ? Response.of(status) : Response.of(status, text));
    }

    /** As {@link #answer(Call.Type, int, String)}, with headers too, a {@code Location} for instance. */
    public void answer(Call.Type type, Response response) {
        lock.lock();
        try {
            answers.computeIfAbsent(type, key -> new ArrayDeque<>()).addLast(response);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends these on the present stream, in one record each.
     *
     * @throws IllegalStateException if nobody is subscribed
     */
    public void send(Event... events) {
        Stream present = present();
        for (Event event : events) {
            present.out.write(RecordEncoder.frame(present.codec.encode(event)));
        }
    }

    /** Sends bytes as they are, be they records or not. */
    public void sendBytes(byte[] bytes) {
        present().out.write(bytes);
    }

    /** Ends the present stream in good order. */
    public void endStream() {
        present().out.end();
    }

    /** Cuts the present stream's connection. */
    public void cutStream() {
        present().out.abort();
    }

    private Stream present() {
        lock.lock();
        try {
            if (stream == null) {
                throw new IllegalStateException("Nobody has subscribed yet");
            }
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /** All calls so far, in the order they came in. */
    public List<Call> calls() {
        lock.lock();
        try {
            return List.copyOf(calls);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The first call of this type that was not handed out before; waits for it.
     *
     * @throws AssertionError if none comes within the limit
     */
    public Call next(Call.Type type, Duration limit) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (true) {
                int skip = taken.getOrDefault(type, 0);
                List<Call> ofType =
                        calls.stream().filter(call -> call.getType() == type).toList();
                if (ofType.size() > skip) {
                    taken.put(type, skip + 1);
                    return ofType.get(skip);
                }
                if (left <= 0) {
                    throw new AssertionError("No call " + type + " within " + limit + ", but "
                            + calls.stream().map(Call::getType).toList());
                }
                left = called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a call " + type, e);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #next(Call.Type, Duration)}, within 10 s. */
    public Call next(Call.Type type) {
        return next(type, Duration.ofSeconds(10));
    }

    private void handle(Exchange exchange) {
        Codec codec =
                exchange.request().headers().get("Content-Type").orElse("").equals(Codec.JSON.mediaType())
                        ? Codec.JSON
                        : Codec.PROTOBUF;
        Call call;
        try {
            call = codec.decode(exchange.request().body(), Call.getDefaultInstance());
        } catch (CodecException e) {
            exchange.respond(Response.of(400, e.reason()));
            return;
        }
        lock.lock();
        try {
            calls.add(call);
            Deque<Response> queued = answers.get(call.getType());
            Response answer = queued == null ? null : queued.pollFirst();
            if (answer != null) {
                exchange.respond(answer);
            } else if (call.getType() == Call.Type.SUBSCRIBE) {
                subscribe(exchange, codec, call);
            } else {
                exchange.respond(Response.of(202));
            }
            called.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void subscribe(Exchange exchange, Codec codec, Call call) {
        FrameworkID id = call.hasFrameworkId()
                ? call.getFrameworkId()
                : FrameworkID.newBuilder().setValue("scripted-0000").build();
        Headers headers =
                Headers.of("Mesos-Stream-Id", "scripted-" + subscriptions++, "Content-Type", codec.mediaType());
        stream = new Stream(exchange.stream(200, headers), codec);
        send(Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder().setFrameworkId(id).setHeartbeatIntervalSeconds(15))
                .build());
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        server.close();
    }
}
