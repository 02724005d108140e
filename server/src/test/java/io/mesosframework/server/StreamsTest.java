package io.mesosframework.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that go on, and the stop of a server that has some. */
@Timeout(60)
final class StreamsTest {

    private static final String GET = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final BlockingQueue<StreamWriter> writers = new ArrayBlockingQueue<>(10);
    private final BlockingQueue<CompletableFuture<ServerResponse>> asked = new ArrayBlockingQueue<>(10);
    private final MesosServer server = MesosServer.builder()
            .limits(ServerLimits.DEFAULT.withStreams(2, 64 * 1024))
            .route(Route.of(
                    "GET",
                    "/stream",
                    request -> ServerResponse.stream("text/plain", writers::add).now()))
            .route(Route.of("GET", "/later", request -> {
                CompletableFuture<ServerResponse> later = new CompletableFuture<>();
                asked.add(later);
                return later;
            }))
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private StreamWriter writer() throws InterruptedException {
        return required(writers.poll(10, TimeUnit.SECONDS));
    }

    private static <T> T required(@Nullable T value) {
        assertThat(value).isNotNull();
        if (value == null) {
            throw new IllegalStateException();
        }
        return value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes in little, and reads nothing. */
    private Socket lazy() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.getOutputStream().write(bytes(GET));
        return socket;
    }

    @Test
    void whatIsSentComesInItsOrderAndThenTheEnd() throws Exception {
        try (Raw raw = new Raw(server.port())) {
            raw.send(GET);
            StreamWriter writer = writer();
            assertThat(server.openStreams()).isEqualTo(1);
            assertThat(writer.send(bytes("one "))).isTrue();
            raw.readUntil("one ");
            assertThat(writer.send(bytes("two "))).isTrue();
            writer.close();
            assertThat(writer.send(bytes("three"))).isFalse();
            assertThat(raw.readUntil("0\r\n\r\n")).contains("two ").doesNotContain("three");
            await().until(() -> server.openStreams() == 0);
        }
    }

    @Test
    void aClientThatReadsNothingIsCutOffAndNobodyWaitsForIt() throws Exception {
        try (Socket lazy = lazy()) {
            StreamWriter writer = writer();
            CompletableFuture<Void> closed = new CompletableFuture<>();
            writer.whenClosed(() -> closed.complete(null));
            byte[] some = new byte[8 * 1024];
            int sent = 0;
            while (writer.send(some)) {
                sent++;
                assertThat(sent).as("sent without an end").isLessThan(10_000);
            }
            assertThat(closed).succeedsWithin(java.time.Duration.ofSeconds(10));
            assertThat(server.openStreams()).isZero();
            lazy.setSoTimeout(10_000);
            long read = 0;
            try {
                for (int n = lazy.getInputStream().read(some);
                        n >= 0;
                        n = lazy.getInputStream().read(some)) {
                    read += n;
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("reset");
            }
            assertThat(read).isLessThan((sent + 1) * 8L * 1024);
        }
    }

    @Test
    void aSenderCanGoByWhatItsClientTakes() throws Exception {
        try (Socket lazy = lazy()) {
            StreamWriter writer = writer();
            byte[] some = new byte[32 * 1024];
            AtomicInteger sent = new AtomicInteger();
            int total = 400;
            CompletableFuture<Void> all = new CompletableFuture<>();
            Runnable[] next = new Runnable[1];
            next[0] = () -> {
                if (sent.incrementAndGet() > total) {
                    writer.close();
                    all.complete(null);
                } else if (writer.send(some)) {
                    writer.whenTaken(next[0]);
                }
            };
            next[0].run();
            // More than what the sockets hold is sent only as it is read.
            assertThat(sent.get()).isLessThan(total);
            long read = 0;
            byte[] buffer = new byte[64 * 1024];
            lazy.setSoTimeout(10_000);
            while (read < total * 32L * 1024) {
                int n = lazy.getInputStream().read(buffer);
                assertThat(n).isPositive();
                read += n;
            }
            assertThat(all).succeedsWithin(java.time.Duration.ofSeconds(10));
        }
    }

    @Test
    void aClientThatGoesAwayIsNoticed() throws Exception {
        Raw raw = new Raw(server.port());
        raw.send(GET);
        StreamWriter writer = writer();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        writer.whenClosed(() -> closed.complete(null));
        raw.close();
        await().until(() -> {
            boolean unused = writer.send(bytes("still there?"));
            return closed.isDone();
        });
        assertThat(writer.send(bytes("no"))).isFalse();
        CompletableFuture<Void> late = new CompletableFuture<>();
        writer.whenClosed(() -> late.complete(null));
        assertThat(late).isCompleted();
    }

    @Test
    void aStreamCanBeCutOff() throws Exception {
        try (Raw raw = new Raw(server.port())) {
            raw.send(GET);
            StreamWriter writer = writer();
            assertThat(writer.send(bytes("one "))).isTrue();
            raw.readUntil("one ");
            writer.cut();
            assertThat(raw.readAll()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
        try (Raw one = new Raw(server.port());
                Raw two = new Raw(server.port());
                Raw three = new Raw(server.port())) {
            one.send(GET);
            writer();
            two.send(GET);
            writer();
            assertThat(three.send(GET).readUntil("}]}"))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 10");
        }
    }

    @Test
    void aStopEndsStreamsAndLetsRequestsBeAnswered() throws Exception {
        try (Raw stream = new Raw(server.port());
                Raw request = new Raw(server.port())) {
            stream.send(GET);
            writer();
            request.send("GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n");
            CompletableFuture<ServerResponse> later = required(asked.poll(10, TimeUnit.SECONDS));

            CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
            assertThat(stream.readAll()).endsWith("0\r\n\r\n");
            assertThat(stopped).isNotDone();
            later.complete(ServerResponse.text(200, "after all"));
            assertThat(request.readAll()).startsWith("HTTP/1.1 200").endsWith("after all");
            assertThat(stopped).succeedsWithin(java.time.Duration.ofSeconds(10));
        }
        assertThatThrownBy(() -> new Raw(server.port())).isInstanceOf(ConnectException.class);
    }

    @Test
    void aStopDoesNotWaitLongForAClientThatReadsNothing() throws Exception {
        try (Socket lazy = lazy()) {
            StreamWriter writer = writer();
            byte[] some = new byte[32 * 1024];
            AtomicInteger sent = new AtomicInteger();
            Runnable[] next = new Runnable[1];
            next[0] = () -> {
                if (writer.send(some)) {
                    sent.incrementAndGet();
                    writer.whenTaken(next[0]);
                }
            };
            next[0].run();
            long begin = System.nanoTime();
            server.close();
            assertThat(System.nanoTime() - begin).isLessThan(15_000_000_000L);
            assertThat(lazy.isConnected()).isTrue();
        }
    }
}
