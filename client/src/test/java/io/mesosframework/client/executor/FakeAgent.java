package io.mesosframework.client.executor;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An agent that does what a test tells it, over real bytes on loopback. */
final class FakeAgent implements AutoCloseable {

    private final HttpServer server;
    private final Queue<Consumer<Exchange>> answers = new ConcurrentLinkedQueue<>();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile @Nullable ResponseStream stream;
    private volatile Codec codec = Codec.PROTOBUF;
    private volatile boolean acknowledging;

    FakeAgent() {
        this(0);
    }

    FakeAgent(int port) {
        server = HttpServer.builder().port(port).handler(this::handle).start();
    }

    int port() {
        return server.port();
    }

    /** The next call is answered so, whatever it is. */
    void answerNext(Consumer<Exchange> answer) {
        answers.add(answer);
    }

    void refuseNext(int status, String words) {
        answerNext(exchange -> exchange.respond(Response.of(status, words)));
    }

    /** Acknowledges each update that comes from now on. */
    void acknowledge() {
        acknowledging = true;
    }

    private synchronized void handle(Exchange exchange) {
        exchanges.add(exchange);
        Codec used = Codec.ofMediaType(
                        exchange.request().headers().get("Content-Type").orElse(""))
                .orElseThrow();
        Call call = used.decode(exchange.request().body(), Call.getDefaultInstance());
        calls.add(call);
        Consumer<Exchange> told = answers.poll();
        if (told != null) {
            told.accept(exchange);
        } else if (call.getType() == Call.Type.SUBSCRIBE) {
            codec = used;
            stream = exchange.stream(200, Headers.of("Content-Type", used.mediaType()));
            send(Events.subscribed());
            call.getSubscribe().getUnacknowledgedUpdatesList().forEach(this::acknowledge);
        } else {
            exchange.respond(Response.of(202));
            acknowledge(call.getUpdate());
        }
    }

    private void acknowledge(Call.Update update) {
        if (acknowledging && update.hasStatus()) {
            send(Events.acknowledged(update.getStatus()));
        }
    }

    void send(Event event) {
        sendBytes(RecordEncoder.frame(codec.encode(event)));
    }

    void sendBytes(byte[] bytes) {
        Objects.requireNonNull(stream, "nobody has subscribed").write(bytes);
    }

    void endStream() {
        Objects.requireNonNull(stream, "nobody has subscribed").end();
    }

    void cutStream() {
        Objects.requireNonNull(stream, "nobody has subscribed").abort();
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    List<Call> calls(Call.Type type) {
        return calls.stream().filter(call -> call.getType() == type).toList();
    }

    /** The n-th call of this type, once it has come. */
    Call call(Call.Type type, int number) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> calls(type).size() >= number);
        return calls(type).get(number - 1);
    }

    @Override
    public void close() {
        server.close();
    }
}
