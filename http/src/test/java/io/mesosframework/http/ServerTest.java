package io.mesosframework.http;

import static io.mesosframework.http.Loopback.get;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, spoken to byte by byte. */
class ServerTest {

    private static final Handler ECHO = exchange -> exchange.respond(new Response(
            200,
            Headers.of(
                    "X-Method",
                    exchange.request().method(),
                    "X-Path",
                    exchange.request().path()),
            exchange.request().body()));

    private final Loopback loopback = new Loopback();

    @AfterEach
    void nothingIsLeft() throws Exception {
        loopback.close();
    }

    /** Sends these bytes and reads until the server closes. */
    private static String exchange(HttpServer server, String... texts) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            for (String text : texts) {
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            }
            return readAll(socket.getInputStream());
        }
    }

    private static String readAll(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (SocketException e) {
            text.append("<reset>");
        }
        return text.toString();
    }

    private static String readUpTo(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("The connection ended; so far: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderEvenByAHandlerThatIsNot() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        HttpServer server = loopback.server(exchange -> {
            if (exchange.request().path().equals("/slow")) {
                held.add(exchange);
            } else {
                exchange.respond(Response.of(200, exchange.request().path()));
            }
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(Wire.ascii("GET /1 HTTP/1.1\r\n\r\nGET /slow HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"));
            assertThat(readUpTo(socket.getInputStream(), "\r\n\r\n/1")).startsWith("HTTP/1.1 200 OK\r\n");
            await().until(() -> held.size() == 1);
            assertThat(socket.getInputStream().available()).isZero();
            held.get(0).respond(Response.of(202, "late"));
            assertThat(readUpTo(socket.getInputStream(), "/3"))
                    .startsWith("HTTP/1.1 202 Accepted")
                    .containsSubsequence("late", "HTTP/1.1 200 OK", "/3");
        }
    }

    @Test
    void aRequestBehindAnOpenStreamWaitsForItsEnd() throws Exception {
        CompletableFuture<ResponseStream> opened = new CompletableFuture<>();
        CompletableFuture<Exchange> second = new CompletableFuture<>();
        HttpServer server = loopback.server(exchange -> {
            if (exchange.request().path().equals("/stream")) {
                opened.complete(exchange.stream(200, Headers.EMPTY));
            } else {
                second.complete(exchange);
                ECHO.handle(exchange);
            }
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(Wire.ascii("GET /stream HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n"));
            get(opened).write(Wire.ascii("record"));
            assertThat(readUpTo(socket.getInputStream(), "6\r\nrecord\r\n")).doesNotContain("X-Path");
            assertThat(second).isNotDone();
            get(opened).end();
            assertThat(readUpTo(socket.getInputStream(), "X-Path: /next")).startsWith("0\r\n\r\nHTTP/1.1 200 OK");
        }
    }

    @Test
    void requestsHandedOverTogetherAreAnsweredInTheirOrderWhoeverAnswersFirst() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        HttpServer server = loopback.server(held::add, builder -> builder.maxConcurrentRequests(4));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            for (int i = 0; i < 5; i++) {
                socket.getOutputStream().write(Wire.ascii("GET /" + i + " HTTP/1.1\r\n\r\n"));
            }
            await().until(() -> held.size() == 4);
            held.get(3).respond(Response.of(200, "three"));
            held.get(2).respond(Response.of(200, "two"));
            ResponseStream stream = held.get(1).stream(200, Headers.EMPTY);
            stream.write(Wire.ascii("record"));
            assertThat(held).hasSize(4);
            assertThat(socket.getInputStream().available()).isZero();
            held.get(0).respond(Response.of(200, "zero"));
            assertThat(readUpTo(socket.getInputStream(), "6\r\nrecord\r\n")).containsSubsequence("zero", "chunked");
            await().until(() -> held.size() == 5);
            held.get(4).respond(Response.of(200, "four"));
            stream.end();
            assertThat(readUpTo(socket.getInputStream(), "four"))
                    .containsSubsequence("0\r\n\r\n", "HTTP/1.1 200 OK", "two", "three", "four");
        }
    }

    @Test
    void whoWaitsForHisTurnLearnsOfTheEndOfTheConnection() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        ResponseStream stream;
        HttpServer server = loopback.server(held::add, builder -> builder.maxConcurrentRequests(3));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(Wire.ascii("GET /0 HTTP/1.1\r\n\r\nGET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"));
            await().until(() -> held.size() == 3);
            stream = held.get(1).stream(200, Headers.EMPTY);
            held.get(2).abort();
            held.get(0).respond(new Response(200, Headers.of("Connection", "close"), new byte[0]));
            assertThat(readAll(socket.getInputStream()))
                    .startsWith("HTTP/1.1 200 OK")
                    .doesNotContain("chunked");
        }
        get(stream.closed().toCompletableFuture());
        for (Exchange exchange : held) {
            get(exchange.closed().toCompletableFuture());
        }
    }

    @Test
    void theBodiesHandedOverTogetherStayWithinTheLimitOfOne() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        HttpServer server = loopback.server(
                held::add, builder -> builder.maxConcurrentRequests(10).maxBodyBytes(10));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(Wire.ascii("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345"));
            }
            await().until(() -> held.size() == 2);
            held.get(0).respond(Response.of(200, "one"));
            readUpTo(socket.getInputStream(), "one");
            await().until(() -> held.size() == 3);
        }
    }

    @Test
    void eachWriteIsOneChunkAndTheHeadStandsAsMesosWritesIt() throws Exception {
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.of("Mesos-Stream-Id", "id", "Connection", "close"));
            stream.write(Wire.ascii("a".repeat(20)));
            stream.write(new byte[0]);
            stream.write(Wire.ascii("b"));
            stream.end();
        });

        String answer = exchange(server, "POST /api/v1/scheduler HTTP/1.1\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer)
                .matches("(?s)HTTP/1.1 200 OK\r\nDate: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n"
                        + "Transfer-Encoding: chunked\r\nMesos-Stream-Id: id\r\nConnection: close\r\n\r\n.*")
                .endsWith("\r\n\r\n14\r\n" + "a".repeat(20) + "\r\n1\r\nb\r\n0\r\n\r\n");
    }

    @Test
    void anAbortedStreamHasNoTerminalChunk() throws Exception {
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            stream.write(Wire.ascii("half a rec"));
            stream.abort();
            stream.end();
            assertThatIllegalStateException().isThrownBy(() -> stream.write(new byte[1]));
        });

        assertThat(exchange(server, "GET / HTTP/1.1\r\n\r\n")).endsWith("a\r\nhalf a rec\r\n");
    }

    @Test
    void anExchangeAbortedIsCutWithoutAnAnswer() throws Exception {
        HttpServer server = loopback.server(Exchange::abort);

        assertThat(exchange(server, "GET / HTTP/1.1\r\n\r\n")).isEmpty();
    }

    @Test
    void anOldClientIsAnsweredAndClosedUnlessItAsksToGoOn() throws Exception {
        HttpServer server = loopback.server(ECHO);

        assertThat(exchange(server, "POST /old HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc"))
                .contains("Connection: close", "Content-Length: 3")
                .endsWith("\r\n\r\nabc");
        assertThat(exchange(server, "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /2 HTTP/1.0\r\n\r\n"))
                .containsSubsequence("X-Path: /1", "Connection: keep-alive", "X-Path: /2", "Connection: close");
    }

    @Test
    void anOldClientGetsAStreamWithoutChunks() throws Exception {
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            stream.write(Wire.ascii("one"));
            stream.write(Wire.ascii("two"));
            stream.end();
        });

        assertThat(exchange(server, "GET / HTTP/1.0\r\n\r\n"))
                .doesNotContain("chunked")
                .endsWith("\r\n\r\nonetwo");
    }

    @Test
    void headIsAnsweredWithoutABody() throws Exception {
        HttpServer server = loopback.server(exchange -> exchange.respond(Response.of(200, "12345")));

        assertThat(exchange(server, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .contains("Content-Length: 5\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aHeadOfAStreamHasNoBodyEither() throws Exception {
        HttpServer server = loopback.server(exchange -> {
            ResponseStream stream = exchange.stream(200, Headers.EMPTY);
            stream.write(Wire.ascii("unseen"));
            stream.end();
        });

        assertThat(exchange(server, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .contains("chunked")
                .endsWith("\r\n\r\n");
    }

    @Test
    void chunkedAndPackedRequestsAreUnderstood() throws Exception {
        HttpServer server = loopback.server(ECHO);
        byte[] packed = Wire.gzip(Wire.ascii("packed"));

        assertThat(exchange(
                        server,
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
                        "POST / HTTP/1.1\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: "
                                + packed.length + "\r\n\r\n" + new String(packed, ISO_8859_1)))
                .contains("\r\n\r\nabcdeHTTP/1.1 200")
                .endsWith("\r\n\r\npacked");
    }

    @Test
    void onlyBigAnswersArePackedAndOnlyForWhoAsks() throws Exception {
        HttpServer server = loopback.server(exchange -> exchange.respond(Response.of(
                200, "x".repeat(Integer.parseInt(exchange.request().path().substring(1))))));

        assertThat(exchange(
                        server,
                        "GET /1024 HTTP/1.1\r\nAccept-Encoding: deflate, GZIP;q=0.5\r\nConnection: close\r\n\r\n"))
                .contains("Content-Encoding: gzip");
        assertThat(exchange(server, "GET /1024 HTTP/1.1\r\nAccept-Encoding: *\r\nConnection: close\r\n\r\n"))
                .contains("Content-Encoding: gzip");
        for (String plain : List.of(
                "GET /1023 HTTP/1.1\r\nAccept-Encoding: gzip\r\n",
                "GET /1024 HTTP/1.1\r\n",
                "GET /1024 HTTP/1.1\r\nAccept-Encoding: gzip;q=0, deflate\r\n")) {
            assertThat(exchange(server, plain + "Connection: close\r\n\r\n"))
                    .doesNotContain("Content-Encoding")
                    .endsWith("xxx");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "\26\3\1\2\0\1\0\1\374\3\3",
                "GET nowhere HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "GET / HTTP/1.1\r\nbad header : x\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
            })
    void whatIsNotHttpIsJustClosed(String garbage) throws Exception {
        HttpServer server = loopback.server(ECHO);

        assertThat(exchange(server, garbage + "\r\n".repeat(2))).isIn("", "<reset>");
    }

    @Test
    void aBodyTooLargeIsAnswered413BehindTheRequestsBeforeIt() throws Exception {
        HttpServer server = loopback.server(ECHO, builder -> builder.maxBodyBytes(1000));
        byte[] bomb = Wire.gzip(new byte[1001]);

        assertThat(exchange(
                        server,
                        "GET /first HTTP/1.1\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n"
                                + "x".repeat(1001)))
                .containsSubsequence("X-Path: /first", "HTTP/1.1 413 ", "Connection: close", "1000");
        assertThat(exchange(
                        server,
                        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(1001)
                                + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
        assertThat(exchange(
                        server,
                        "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n"
                                + new String(bomb, ISO_8859_1)))
                .startsWith("HTTP/1.1 413 ");
        assertThat(exchange(
                        server,
                        "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000)))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void theContinueThatMesosDoesNotSendIsAnOption() throws Exception {
        String request = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
        HttpServer without = loopback.server(ECHO);
        HttpServer with = loopback.server(ECHO, builder -> builder.sendContinue(true));

        assertThat(exchange(without, request, "ab"))
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("ab");
        assertThat(exchange(with, request, "ab"))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")
                .endsWith("ab");
    }

    @Test
    void aHandlerThatThrowsGivesA500WithItsWords() throws Exception {
        HttpServer server = loopback.server(exchange -> {
            throw new IllegalStateException("the handler's own words");
        });

        assertThat(exchange(server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 500 ")
                .contains("the handler's own words");
    }

    @Test
    void anExchangeIsAnsweredOnce() throws Exception {
        CompletableFuture<Exchange> handled = new CompletableFuture<>();
        HttpServer server = loopback.server(exchange -> {
            exchange.respond(Response.of(200));
            handled.complete(exchange);
        });

        exchange(server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");

        assertThatIllegalStateException().isThrownBy(() -> get(handled).respond(Response.of(200)));
        assertThatIllegalStateException().isThrownBy(() -> get(handled).stream(200, Headers.EMPTY));
        get(get(handled).closed().toCompletableFuture());
        assertThat(get(handled).peer()).startsWith("127.0.0.1:");
    }

    @Test
    void aClientThatLeavesIsNoticedEvenWithRequestsWaiting() throws Exception {
        CompletableFuture<Exchange> held = new CompletableFuture<>();
        HttpServer server = loopback.server(held::complete);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(Wire.ascii("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"));
            assertThat(get(held).closed().toCompletableFuture()).isNotDone();
        }

        get(get(held).closed().toCompletableFuture());
        ResponseStream late = get(held).stream(200, Headers.EMPTY);
        late.write(new byte[1]);
        assertThat(late.isWritable()).isFalse();
        get(late.closed().toCompletableFuture());
    }

    @Test
    void closingFreesThePortAtOnceCutsEveryone() throws Exception {
        CompletableFuture<Exchange> held = new CompletableFuture<>();
        HttpServer server = HttpServer.builder().handler(held::complete).start();
        int port = server.port();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(Wire.ascii("GET / HTTP/1.1\r\n\r\n"));
            get(held);

            server.close();
            server.close();

            assertThat(readAll(socket.getInputStream())).isIn("", "<reset>");
        }
        get(get(held).closed().toCompletableFuture());
        get(held).respond(Response.of(200));
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    }

    /** Netty tells the end of its threads a moment before they have ended, and starts those that had nothing to do only to end them. */
    @RepeatedTest(100)
    void aClosedServersThreadsHaveEnded() throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        HttpServer server = loopback.server(
                exchange -> {
                    name.complete(Thread.currentThread().getName());
                    exchange.respond(Response.of(200));
                },
                builder -> builder.threads(4));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(Wire.ascii("GET / HTTP/1.1\r\n\r\n"));
            String own = get(name).replaceFirst("\\d+$", "");

            server.close();

            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith(own) && thread.isAlive());
        }
    }

    /** Netty's threads may end without a last look at their channels: whether they do is a race. */
    @RepeatedTest(20)
    void closingCutsEveryoneAtAnyMoment() throws Exception {
        HttpServer server = loopback.server(ECHO, builder -> builder.threads(1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(Wire.ascii("GET / HTTP/1.1\r\n\r\n"));
            readUpTo(socket.getInputStream(), "X-Path: /");

            server.close();

            assertThat(readAll(socket.getInputStream())).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aServerCanBeClosedByItsOwnHandler() throws Exception {
        CompletableFuture<HttpServer> self = new CompletableFuture<>();
        HttpServer server = loopback.server(exchange -> self.join().close());
        self.complete(server);

        assertThat(exchange(server, "GET / HTTP/1.1\r\n\r\n")).isIn("", "<reset>");
    }

    @Test
    void anAddressThatCannotBeListenedOnIsAClearError() {
        HttpServer server = loopback.server(ECHO);

        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> loopback.server(ECHO, builder -> builder.port(server.port())))
                .withMessageContaining("127.0.0.1:" + server.port())
                .withMessageContaining("in use");
        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> loopback.server(ECHO, builder -> builder.host("192.0.2.1")))
                .withMessageContaining("192.0.2.1");
        assertThatExceptionOfType(ListenException.class)
                .isThrownBy(() -> loopback.server(ECHO, builder -> builder.host("no-such-host.invalid")))
                .withMessageContaining("no host of this name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpServer.builder().port(70_000));
        assertThatIllegalStateException().isThrownBy(() -> HttpServer.builder().start());
    }
}
