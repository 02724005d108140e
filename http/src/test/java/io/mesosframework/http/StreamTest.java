package io.mesosframework.http;

import static io.mesosframework.http.Loopback.LONG;
import static io.mesosframework.http.Loopback.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final Request GET = Request.get("/", Headers.EMPTY);

    private final Loopback loopback = new Loopback();

    @AfterEach
    void nothingIsLeft() throws Exception {
        loopback.close();
    }

    @Test
    void aStreamComesAsItIsWrittenAndEndsCleanly() {
        CompletableFuture<ResponseStream> opened = new CompletableFuture<>();
        HttpServer server =
                loopback.server(exchange -> opened.complete(exchange.stream(200, Headers.of("Mesos-Stream-Id", "x"))));
        RecordingListener listener = new RecordingListener();

        loopback.connect(server.port()).stream(Request.post("/", Headers.EMPTY, new byte[0]), listener);

        assertThat(get(listener.status)).isEqualTo(200);
        assertThat(get(listener.headers).get("mesos-stream-id")).contains("x");
        assertThat(get(listener.headers).get("transfer-encoding")).contains("chunked");
        get(opened).write("one ".getBytes(UTF_8));
        await().until(() -> listener.text().equals("one "));
        get(opened).write("two".getBytes(UTF_8));
        get(opened).end();
        assertThat(get(listener.end)).asString(UTF_8).isEqualTo("one two");
        assertThat(listener.events).containsExactly("head", "end");
    }

    @Test
    void aStreamThatIsCutIsAFailureBehindWhatCame() {
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            stream.write("half".getBytes(UTF_8));
            stream.abort();
        });
        RecordingListener listener = new RecordingListener();

        loopback.connect(server.port()).stream(Request.get("/", Headers.EMPTY), listener);

        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(listener.end))
                .withMessageContaining("in the middle of an answer");
        assertThat(listener.text()).isEqualTo("half");
        assertThat(listener.events).containsExactly("head", "failure");
    }

    @Test
    void whatDoesNotComeWhilePausedComesInOrderAfterwardsAndTheSenderIsHeldBackMeanwhile() {
        CompletableFuture<ResponseStream> opened = new CompletableFuture<>();
        HttpServer server = loopback.server(exchange -> opened.complete(exchange.stream(200, Headers.EMPTY)));
        RecordingListener listener = new RecordingListener();
        StreamHandle handle = loopback.connect(server.port()).stream(GET, listener);
        ResponseStream stream = get(opened);
        get(listener.status);
        handle.pause();

        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        int number = 0;
        while (sent.size() < 40_000_000 && stream.isWritable()) {
            byte[] chunk = ("record " + number++ + "x".repeat(1000)).getBytes(UTF_8);
            sent.writeBytes(chunk);
            stream.write(chunk);
        }
        assertThat(stream.isWritable()).as("the sender is held back").isFalse();
        assertThat(listener.received()).isEmpty();

        CompletableFuture<Boolean> writable = new CompletableFuture<>();
        stream.onWritable(() -> writable.complete(stream.isWritable()));
        handle.resume();
        assertThat(get(writable)).isTrue();
        stream.end();

        assertThat(get(listener.end)).isEqualTo(sent.toByteArray());
    }

    @Test
    void pausingWithinADeliveryKeepsTheRestOfWhatWasReadAndItsEnd() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        String body = "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n";
        RawServer server = loopback.raw(peer -> {
            peer.head();
            peer.say(head + body);
            peer.waitForClose();
        });
        CompletableFuture<StreamHandle> handle = new CompletableFuture<>();
        BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onData(ByteBuffer chunk) {
                handle.join().pause();
                pieces.add(UTF_8.decode(chunk).toString());
            }
        };
        handle.complete(loopback.connect(server.port()).stream(GET, listener));

        for (String piece : List.of("one", "two", "three")) {
            assertThat(pieces.take()).isEqualTo(piece);
            assertThat(pieces.poll(30, TimeUnit.MILLISECONDS))
                    .as("while paused")
                    .isNull();
            assertThat(listener.end).isNotDone();
            handle.join().resume();
        }
        get(listener.end);
        assertThat(listener.events).containsExactly("head", "end");
    }

    @Test
    void randomPausesLoseNothing() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        byte[] body = new byte[3_000_000];
        random.nextBytes(body);
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            SplittableRandom cuts = random.split();
            for (int at = 0; at < body.length; ) {
                int size = Math.min(body.length - at, cuts.nextInt(1, 5000));
                stream.write(Arrays.copyOfRange(body, at, at + size));
                at += size;
            }
            stream.end();
        });
        RecordingListener listener = new RecordingListener();
        StreamHandle handle = loopback.connect(server.port()).stream(GET, listener);

        while (!listener.end.isDone()) {
            handle.pause();
            Thread.onSpinWait();
            handle.resume();
        }

        assertThat(get(listener.end)).as("seed " + seed).isEqualTo(body);
    }

    @Test
    void aClosedStreamIsSilentAndItsServerHearsOfIt() {
        CompletableFuture<ResponseStream> opened = new CompletableFuture<>();
        CompletableFuture<Exchange> exchange = new CompletableFuture<>();
        HttpServer server = loopback.server(received -> {
            exchange.complete(received);
            opened.complete(received.stream(200, Headers.EMPTY));
        });
        RecordingListener listener = new RecordingListener();
        Connection connection = loopback.connect(server.port());
        StreamHandle handle = connection.stream(GET, listener);
        get(listener.status);

        handle.close();

        get(connection.closed().toCompletableFuture());
        get(get(opened).closed().toCompletableFuture());
        get(get(exchange).closed().toCompletableFuture());
        get(opened).write(new byte[10]);
        assertThat(get(opened).isWritable()).isFalse();
        assertThat(listener.events).containsExactly("head");
    }

    @Test
    void closingTheConnectionOrTheTransportFailsAStreamEvenWhilePaused() {
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            for (int i = 0; i < 1000; i++) {
                stream.write(new byte[1000]);
            }
        });
        HttpTransport transport = loopback.transport(builder -> builder);
        for (boolean all : new boolean[] {false, true}) {
            Connection connection = get(transport.connect(new Origin(false, "127.0.0.1", server.port())));
            CompletableFuture<StreamHandle> handle = new CompletableFuture<>();
            RecordingListener listener = new RecordingListener() {
                @Override
                public void onData(ByteBuffer chunk) {
                    handle.join().pause();
                    events.add("data");
                }
            };
            handle.complete(connection.stream(GET, listener));
            await().until(() -> listener.events.contains("data"));

            if (all) {
                transport.close();
            } else {
                connection.close();
            }

            assertThatExceptionOfType(ConnectionLostException.class)
                    .isThrownBy(() -> get(listener.end))
                    .withMessageContaining("closed on this side");
            assertThat(listener.events).containsExactly("head", "data", "failure");
        }
    }

    @Test
    void aCutSeenWhilePausedIsToldAfterTheDataOnceResumed() throws Exception {
        RawServer server = loopback.raw(peer -> {
            peer.head();
            peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n");
        });
        CompletableFuture<StreamHandle> handle = new CompletableFuture<>();
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onData(ByteBuffer chunk) {
                handle.join().pause();
                super.onData(chunk);
            }
        };
        handle.complete(loopback.connect(server.port()).stream(GET, listener));
        await().until(() -> listener.text().equals("one"));
        handle.join().resume();
        await().until(() -> listener.text().equals("onetwo"));
        assertThat(listener.end).isNotDone();
        handle.join().resume();

        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(listener.end));
    }

    @Test
    void aHeadThatDoesNotComeInItsTimeIsAFailure() {
        HttpServer server = loopback.server(exchange -> {});
        RecordingListener listener = new RecordingListener();

        loopback.connect(server.port()).stream(GET, listener, Duration.ofMillis(50));

        assertThatExceptionOfType(CallTimeoutException.class).isThrownBy(() -> get(listener.end));
    }

    @Test
    void aStreamThatOnlyTakesLongIsNotTimedOut() throws Exception {
        CompletableFuture<ResponseStream> opened = new CompletableFuture<>();
        HttpServer server = loopback.server(exchange -> opened.complete(exchange.stream(200, Headers.EMPTY)));
        RecordingListener listener = new RecordingListener();
        loopback.connect(server.port()).stream(GET, listener, Duration.ofMillis(300));
        get(listener.status);

        assertThat(listener.end).failsWithin(Duration.ofMillis(500)).withThrowableOfType(TimeoutException.class);
        get(opened).end();

        assertThat(get(listener.end)).isEmpty();
    }

    @Test
    void aListenerThatThrowsEndsItsStream() {
        HttpServer server =
                loopback.server(exchange -> exchange.stream(200, Headers.EMPTY).write(new byte[10]));
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onData(ByteBuffer chunk) {
                throw new IllegalStateException("my own fault");
            }
        };
        Connection connection = loopback.connect(server.port());

        connection.stream(GET, listener);

        assertThatExceptionOfType(HttpException.class)
                .isThrownBy(() -> get(listener.end))
                .withMessageContaining("my own fault");
        get(connection.closed().toCompletableFuture());
    }

    @Test
    void aConnectionThatServesAStreamServesNothingElse() {
        HttpServer server = loopback.server(exchange -> exchange.stream(200, Headers.EMPTY));
        RecordingListener listener = new RecordingListener();
        Connection connection = loopback.connect(server.port());
        connection.stream(GET, listener);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> get(connection.call(GET, LONG)));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> connection.stream(GET, new RecordingListener()));
        get(listener.status);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aStreamBehindCallsWaitsForTheirAnswers() {
        HttpServer server = loopback.server(
                exchange -> exchange.respond(Response.of(200, exchange.request().path())));
        RecordingListener listener = new RecordingListener();
        Connection connection = loopback.connect(server.port());

        CompletableFuture<Response> call = connection.call(Request.get("/call", Headers.EMPTY), LONG);
        connection.stream(Request.get("/stream", Headers.EMPTY), listener);

        assertThat(get(call).text()).isEqualTo("/call");
        assertThat(get(listener.end)).asString(UTF_8).isEqualTo("/stream");
    }

    @Test
    void streamsAreNeverCompressed() {
        HttpServer server = loopback.server(exchange -> exchange.respond(Response.of(
                200,
                exchange.request()
                        .headers()
                        .get("Accept-Encoding")
                        .orElse("none")
                        .repeat(1000))));
        RecordingListener listener = new RecordingListener();

        loopback.connect(server.port()).stream(GET, listener);

        assertThat(get(listener.end)).asString(UTF_8).isEqualTo("none".repeat(1000));
    }

    @Test
    void aReaderThatNeverReadsIsCutWhenTooMuchWaitsForIt() {
        CompletableFuture<ResponseStream> opened = new CompletableFuture<>();
        HttpServer server = loopback.server(
                exchange -> opened.complete(exchange.stream(200, Headers.EMPTY)),
                builder -> builder.maxStreamBacklogBytes(2 << 20));
        RecordingListener listener = new RecordingListener();
        StreamHandle handle = loopback.connect(server.port()).stream(GET, listener);
        get(listener.status);
        handle.pause();

        ResponseStream stream = get(opened);
        CompletableFuture<Void> gone = stream.closed().toCompletableFuture();
        for (int i = 0; i < 100_000 && !gone.isDone(); i++) {
            stream.write(new byte[10_000]);
        }

        get(gone);
        handle.resume();
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(listener.end));
    }
}
