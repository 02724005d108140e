package io.mesosframework.client.scheduler;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A master over loopback HTTP that does as it is told. It takes every SUBSCRIBE and every call unless told otherwise. */
final class FakeMaster implements AutoCloseable {

    /** A request as it came. */
    record Seen(Call call, String path, Headers headers, String peer) {}

    static final String FRAMEWORK = "F1";

    private final Codec codec;
    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<ResponseStream> streams = new CopyOnWriteArrayList<>();
    private final AtomicInteger subscriptions = new AtomicInteger();

    private volatile Consumer<Exchange> onSubscribe = this::take;
    private volatile Consumer<Exchange> onCall = exchange -> exchange.respond(Response.of(202));
    private volatile double heartbeatSeconds = 15;

    FakeMaster() {
        this(Codec.PROTOBUF);
    }

    FakeMaster(Codec codec) {
        this.codec = codec;
        this.server = HttpServer.builder()
                .host("127.0.0.1")
                .port(0)
                .handler(this::handle)
                .start();
    }

    private void handle(Exchange exchange) {
        Call call =
                codec.decode(exchange.request().body(), 0, exchange.request().body().length, Call.getDefaultInstance());
        seen.add(new Seen(call, exchange.request().path(), exchange.request().headers(), exchange.peer()));
        (call.getType() == Call.Type.SUBSCRIBE ? onSubscribe : onCall).accept(exchange);
    }

    // ---- what to do ----

    FakeMaster onSubscribe(Consumer<Exchange> action) {
        onSubscribe = action;
        return this;
    }

    FakeMaster onCall(Consumer<Exchange> action) {
        onCall = action;
        return this;
    }

    FakeMaster heartbeat(double seconds) {
        heartbeatSeconds = seconds;
        return this;
    }

    /** Answers SUBSCRIBE with status and words the first time, and takes it from then on. */
    FakeMaster firstAnswers(Response response) {
        return onSubscribe(exchange -> {
            onSubscribe = this::take;
            exchange.respond(response);
        });
    }

    FakeMaster redirectsTo(String location) {
        return onSubscribe(
                exchange -> exchange.respond(new Response(307, Headers.of("Location", location), new byte[0])));
    }

    /** Takes a subscription as Mesos does. */
    void take(Exchange exchange) {
        Event subscribed = Event.newBuilder()
                .setType(Event.Type.SUBSCRIBED)
                .setSubscribed(Event.Subscribed.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue(FRAMEWORK))
                        .setHeartbeatIntervalSeconds(heartbeatSeconds))
                .build();
        openStream(exchange).write(record(subscribed));
    }

    /** Opens the stream and says nothing on it. */
    ResponseStream openStream(Exchange exchange) {
        String id = "stream-" + port() + "-" + subscriptions.incrementAndGet();
        ResponseStream stream =
                exchange.stream(200, Headers.of("Content-Type", codec.mediaType(), "Mesos-Stream-Id", id));
        streams.add(stream);
        return stream;
    }

    // ---- the present stream ----

    @Nullable
    ResponseStream stream() {
        return streams.isEmpty() ? null : streams.get(streams.size() - 1);
    }

    ResponseStream openedStream() {
        ResponseStream stream = stream();
        if (stream == null) {
            throw new IllegalStateException("nobody has subscribed");
        }
        return stream;
    }

    void send(Event event) {
        openedStream().write(record(event));
    }

    byte[] record(Event event) {
        return RecordEncoder.frame(codec.encode(event));
    }

    String streamId() {
        return "stream-" + port() + "-" + subscriptions.get();
    }

    // ---- what was seen ----

    List<Seen> seen() {
        return seen;
    }

    List<Seen> subscribes() {
        return seen.stream()
                .filter(one -> one.call().getType() == Call.Type.SUBSCRIBE)
                .toList();
    }

    List<Seen> calls() {
        return seen.stream()
                .filter(one -> one.call().getType() != Call.Type.SUBSCRIBE)
                .toList();
    }

    int port() {
        return server.port();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.close();
    }
}
