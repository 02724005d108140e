package io.mesosframework.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What must not get through, as bytes on a socket. */
final class BadRequestsTest {

    private final AtomicInteger handled = new AtomicInteger();
    private final MesosServer server = serve(ServerLimits.DEFAULT);

    private MesosServer serve(ServerLimits limits) {
        return MesosServer.builder()
                .limits(limits)
                .route(Route.of("POST", "/echo", request -> {
                    handled.incrementAndGet();
                    return ServerResponse.text(200, new String(request.body(), StandardCharsets.UTF_8))
                            .now();
                }))
                .route(Route.of("GET", "/files/*", request -> {
                    handled.incrementAndGet();
                    return ServerResponse.text(200, request.variable("*")).now();
                }))
                .route(Route.of("GET", "/never", request -> new CompletableFuture<>()))
                .route(Route.of("GET", "/broken", request -> {
                    throw new IllegalStateException("secret words");
                }))
                .route(Route.of("GET", "/error", request -> {
                    throw new StackOverflowError("secret words");
                }))
                .route(Route.of(
                        "GET",
                        "/big",
                        request -> ServerResponse.bytes(200, "text/plain", new byte[1 << 20])
                                .now()))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> requests() {
        String host = "Host: localhost\r\n";
        String close = "Connection: close\r\n";
        return Stream.of(
                Arguments.of("no version", "GET /files/a\r\n\r\n", List.of(400, 505)),
                Arguments.of("no host", "GET /files/a HTTP/1.1\r\n\r\n", List.of(400)),
                Arguments.of("two hosts", "GET /files/a HTTP/1.1\r\n" + host + host + "\r\n", List.of(400)),
                Arguments.of(
                        "another host",
                        "GET /files/a HTTP/1.1\r\nHost: evil.example\r\n" + close + "\r\n",
                        List.of(403)),
                Arguments.of("garbage", "\u0001\u0002\u0003\r\n\r\n", List.of(400)),
                Arguments.of("TLS to plain", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n", List.of(400)),
                Arguments.of(
                        "length twice",
                        "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        List.of(400)),
                Arguments.of(
                        "length and chunks",
                        "POST /echo HTTP/1.1\r\n" + host
                                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /files/x HTTP/1.1\r\n"
                                + host + close + "\r\n",
                        List.of(400)),
                Arguments.of(
                        "hidden chunks",
                        "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                        List.of(400)),
                Arguments.of(
                        "unknown coding",
                        "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n" + close + "\r\n0\r\n\r\n",
                        List.of(400, 501)),
                Arguments.of(
                        "bad chunk",
                        "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
                        List.of(400)),
                Arguments.of(
                        "negative length",
                        "POST /echo HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
                        List.of(400)),
                Arguments.of(
                        "huge length",
                        "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
                        List.of(400, 413)),
                Arguments.of("folded header", "GET /files/a HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", List.of(400)),
                Arguments.of("space in name", "GET /files/a HTTP/1.1\r\n" + host + "X y: a\r\n\r\n", List.of(400)),
                Arguments.of(
                        "long header",
                        "GET /files/a HTTP/1.1\r\n" + host + "X: " + "a".repeat(9000) + "\r\n\r\n",
                        List.of(431)),
                Arguments.of(
                        "many headers",
                        "GET /files/a HTTP/1.1\r\n" + host + "X: a\r\n".repeat(2000) + "\r\n",
                        List.of(431)),
                Arguments.of(
                        "long path",
                        "GET /files/" + "a".repeat(9000) + " HTTP/1.1\r\n" + host + "\r\n",
                        List.of(414, 431)),
                Arguments.of(
                        "long body",
                        "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 1048577\r\n\r\n",
                        List.of(413)),
                Arguments.of(
                        "long chunked body",
                        "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n"
                                + ("10000\r\n" + "a".repeat(0x10000) + "\r\n").repeat(17) + "0\r\n\r\n",
                        List.of(413)),
                Arguments.of("dots", "GET /files/../echo HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of(
                        "encoded dots", "GET /files/%2e%2e/echo HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of(
                        "half encoded dots", "GET /files/.%2E/echo HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of(
                        "encoded slash", "GET /files/a%2f..%2fb HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of("backslash", "GET /files/a%5c..%5cb HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of("NUL", "GET /files/a%00b HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of(
                        "overlong UTF-8",
                        "GET /files/%c0%ae%c0%ae/a HTTP/1.1\r\n" + host + close + "\r\n",
                        List.of(400)),
                Arguments.of("half an escape", "GET /files/a%2 HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of(
                        "dots with parameter",
                        "GET /files/..;/echo HTTP/1.1\r\n" + host + close + "\r\n",
                        List.of(400, 404)),
                Arguments.of("empty segment", "GET /files//a HTTP/1.1\r\n" + host + close + "\r\n", List.of(400, 404)),
                Arguments.of("bad query", "GET /files/a?x=%zz HTTP/1.1\r\n" + host + close + "\r\n", List.of(400)),
                Arguments.of("nothing", "GET /nothing HTTP/1.1\r\n" + host + close + "\r\n", List.of(404)),
                Arguments.of("method", "PATCH /echo HTTP/1.1\r\n" + host + close + "\r\n", List.of(405)),
                Arguments.of(
                        "method in small letters",
                        "get /files/a HTTP/1.1\r\n" + host + close + "\r\n",
                        List.of(400, 405)),
                Arguments.of("TRACE", "TRACE /echo HTTP/1.1\r\n" + host + close + "\r\n", List.of(405)),
                Arguments.of("failing handler", "GET /broken HTTP/1.1\r\n" + host + close + "\r\n", List.of(500)),
                Arguments.of("handler's error", "GET /error HTTP/1.1\r\n" + host + close + "\r\n", List.of(500)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void isRefusedInJsonAndNotHandled(String what, String request, List<Integer> statuses) throws IOException {
        String answer = Raw.ask(server.port(), request);

        assertThat(Raw.statusOf(answer)).as(answer).isIn(statuses);
        assertThat(answer).contains("{\"errors\":[{\"path\":").doesNotContain("secret words");
        assertThat(answer.indexOf("HTTP/1.1", 1)).as("one answer").isNegative();
        assertThat(handled).hasValue(0);
    }

    @Test
    void methodNotAllowedTellsWhatIs() throws IOException {
        assertThat(Raw.ask(server.port(), "DELETE /files/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .contains("Allow: GET, HEAD");
    }

    @Test
    void aGoodOneIsAnsweredBesideThem() throws IOException {
        assertThat(
                        Raw.ask(
                                server.port(),
                                "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("ab");
        assertThat(Raw.ask(
                        server.port(), "GET /files/a%20b/c HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: close\r\n\r\n"))
                .endsWith("a b/c");
    }

    @Test
    void aSlowBodyIsToldAndCutOff() throws IOException {
        try (MesosServer strict = serve(ServerLimits.DEFAULT.withRequestTime(Duration.ofMillis(300)))) {
            String answer =
                    Raw.ask(strict.port(), "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab");

            assertThat(Raw.statusOf(answer)).as(answer).isEqualTo(408);
            assertThat(answer).contains("Connection: close").contains("\"errors\"");
        }
    }

    @Test
    void slowHeadersAreCutOffThoughTheyKeepComing() throws Exception {
        try (MesosServer strict = serve(ServerLimits.DEFAULT.withRequestTime(Duration.ofMillis(500)));
                Raw raw = new Raw(strict.port())) {
            raw.send("GET /files/a HTTP/1.1\r\nHost: localhost\r\nX: ");
            long begin = System.nanoTime();
            Thread trickle = new Thread(() -> {
                try {
                    while (true) {
                        raw.send("a");
                        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                    }
                } catch (IOException e) {
                    return; // cut off
                }
            });
            trickle.setDaemon(true);
            trickle.start();

            assertThat(raw.readAll()).doesNotContain(" 200 ");
            assertThat(System.nanoTime() - begin).isLessThan(8_000_000_000L);
        }
    }

    @Test
    void aHandlerThatDoesNotAnswerIsNotWaitedForLong() throws IOException {
        try (MesosServer strict = serve(ServerLimits.DEFAULT.withAnswerTime(Duration.ofMillis(100)))) {
            String answer =
                    Raw.ask(strict.port(), "GET /never HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(Raw.statusOf(answer)).isEqualTo(503);
            assertThat(answer).contains("Retry-After: 1");
        }
    }

    @Test
    void whatAClientDoesWrongWithItsBodyIsCounted() throws Exception {
        List<String> observed = new CopyOnWriteArrayList<>();
        String head = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
        ServerLimits usual = ServerLimits.DEFAULT;
        ServerLimits hasty = new ServerLimits(
                usual.bodyBytes(),
                usual.headerBytes(),
                usual.requestTime(),
                usual.answerTime(),
                Duration.ofMillis(300),
                usual.requestsPerSecond(),
                usual.connections(),
                usual.streams(),
                usual.streamBuffer());
        try (MesosServer counting = MesosServer.builder()
                .limits(hasty)
                .observer((method, path, status, took) -> observed.add(method + " " + path + " " + status))
                .route(Route.of(
                        "POST", "/echo", request -> ServerResponse.text(200, "").now()))
                .start()) {
            String bad = Raw.ask(counting.port(), head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n");
            assertThat(Raw.statusOf(bad)).isEqualTo(400);
            assertThat(observed).containsExactly("POST /echo 400");

            observed.clear();
            String idle = Raw.ask(counting.port(), head + "Content-Length: 10\r\n\r\nabc");
            assertThat(Raw.statusOf(idle)).isEqualTo(408);
            assertThat(observed).containsExactly("POST /echo 408");

            observed.clear();
            try (Raw gone = new Raw(counting.port())) {
                gone.send(head + "Content-Length: 10\r\n\r\nabc");
            }
            await().untilAsserted(() -> assertThat(observed).containsExactly("POST /echo 400"));
        }
    }

    @Test
    void aFileThatComesTooLateIsClosed(@TempDir Path folder) throws IOException {
        FileChannel file = FileChannel.open(Files.writeString(folder.resolve("file"), "a"));
        CompletableFuture<ServerResponse> late = new CompletableFuture<>();
        try (MesosServer impatient = MesosServer.builder()
                .limits(ServerLimits.DEFAULT.withAnswerTime(Duration.ofMillis(100)))
                .route(Route.of("GET", "/late", request -> late))
                .start()) {
            String answer =
                    Raw.ask(impatient.port(), "GET /late HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(Raw.statusOf(answer)).isEqualTo(503);
            late.complete(new ServerResponse(200, Map.of(), new ServerResponse.FilePart(file, 0, 1)));

            assertThat(file.isOpen()).isFalse();
        }
    }

    /** It was taken for a client that went away. */
    @Test
    void whatIsLateInAHandlerIsCountedAsItsFailure() throws IOException {
        List<Integer> observed = new CopyOnWriteArrayList<>();
        try (MesosServer counting = MesosServer.builder()
                .observer((method, path, status, took) -> observed.add(status))
                .route(Route.of("GET", "/late", request -> CompletableFuture.failedFuture(new TimeoutException())))
                .start()) {
            String answer =
                    Raw.ask(counting.port(), "GET /late HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(Raw.statusOf(answer)).isEqualTo(500);
            assertThat(observed).containsExactly(500);
        }
    }

    @Test
    void tooManyRequestsAreRefusedWithWhenToComeBack() throws IOException {
        try (MesosServer strict = serve(ServerLimits.DEFAULT.withRequestsPerSecond(1))) {
            String get = "GET /files/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertThat(Raw.statusOf(Raw.ask(strict.port(), get))).isEqualTo(200);
            assertThat(Raw.statusOf(Raw.ask(strict.port(), get))).isEqualTo(200);

            String third = Raw.ask(strict.port(), get);

            assertThat(Raw.statusOf(third)).isEqualTo(429);
            assertThat(third).contains("Retry-After: 1").contains("\"errors\"");
        }
    }

    @Test
    void moreConnectionsThanAllowedWait() throws IOException {
        try (MesosServer strict = serve(ServerLimits.DEFAULT.withConnections(1))) {
            String get = "GET /files/a HTTP/1.1\r\nHost: localhost\r\n\r\n";
            try (Raw first = new Raw(strict.port())) {
                first.send(get).readUntil("\r\n\r\na");
                try (Raw second = new Raw(strict.port())) {
                    second.send(get).socket().setSoTimeout(300);
                    assertThatThrownBy(() -> second.readUntil("\r\n\r\na"))
                            .isInstanceOf(java.net.SocketTimeoutException.class);
                    first.socket().close();
                    second.socket().setSoTimeout(10_000);
                    assertThat(second.readUntil("\r\n\r\na")).startsWith("HTTP/1.1 200");
                }
            }
        }
    }

    @Test
    void isNotOpenToOthersUnlessSaid() {
        assertThatThrownBy(() -> MesosServer.builder().listen("0.0.0.0", 0).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it has no TLS and authentication");
        assertThatThrownBy(() -> MesosServer.builder()
                        .listen("0.0.0.0", 0)
                        .access(Access.open().token("0123456789"))
                        .start())
                .hasMessageContaining("it has no TLS:");
        MesosServer.builder().listen("0.0.0.0", 0).insecure(true).start().close();
    }

    @Test
    void anAddressThatIsTakenIsNamed() {
        assertThatThrownBy(() ->
                        MesosServer.builder().listen("127.0.0.1", server.port()).start())
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("Cannot listen on 127.0.0.1:" + server.port() + ": Address already in use");
    }
}
