package io.mesosframework.http;

import static io.mesosframework.http.Loopback.LONG;
import static io.mesosframework.http.Loopback.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of every kind that our own server does not give. */
class OddAnswersTest {

    private static final Request GET = Request.get("/", Headers.EMPTY);

    private final Loopback loopback = new Loopback();

    @AfterEach
    void nothingIsLeft() throws Exception {
        loopback.close();
    }

    private Connection answering(String... answers) throws Exception {
        RawServer server = loopback.raw(peer -> {
            for (String answer : answers) {
                peer.head();
                peer.say(answer);
            }
        });
        return loopback.connect(server.port());
    }

    private Connection answeringAndOpen(String... answers) throws Exception {
        RawServer server = loopback.raw(peer -> {
            for (String answer : answers) {
                peer.head();
                peer.say(answer);
            }
            peer.waitForClose();
        });
        return loopback.connect(server.port());
    }

    @Test
    void anAnswerOfHttp10EndsWithItsConnection() throws Exception {
        Connection connection = answering("HTTP/1.0 200 OK\r\n\r\nall that comes");

        Response response = get(connection.call(GET, LONG));

        assertThat(response.text()).isEqualTo("all that comes");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatClosesAfterAnAnswerLosesOnlyTheCallsBehindIt() throws Exception {
        Connection connection = answeringAndOpen("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");

        CompletableFuture<Response> first = connection.call(GET, LONG);
        CompletableFuture<Response> second = connection.call(GET, LONG);

        assertThat(get(first).text()).isEqualTo("hi");
        assertThat(connection.isOpen()).isFalse();
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(second));
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(connection.call(GET, LONG)))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
    }

    @Test
    void interimAnswersAreSkippedAndBodilessOnesEndAtOnce() throws Exception {
        Connection connection = answeringAndOpen(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast");

        assertThat(get(connection.call(GET, LONG)).status()).isEqualTo(204);
        assertThat(get(connection.call(GET, LONG)).status()).isEqualTo(304);
        Response head = get(connection.call(new Request("HEAD", "/", Headers.EMPTY, new byte[0]), LONG));
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().get("Content-Length")).contains("99");
        assertThat(get(connection.call(GET, LONG)).text()).isEqualTo("last");
    }

    @Test
    void anHtmlPageIsAnAnswerLikeAnyOther() throws Exception {
        Connection connection = answeringAndOpen(
                "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>");
        RecordingListener listener = new RecordingListener();

        connection.stream(GET, listener);

        assertThat(get(listener.end)).asString(UTF_8).isEqualTo("<html></html>");
        assertThat(get(listener.status)).isEqualTo(502);
        assertThat(get(listener.headers).get("Content-Type")).contains("text/html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2p1 Debian\r\n",
                "<html><body>no head at all</body></html>\r\n\r\n",
                "\0\1\2\3 binary \377\376\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnot a size\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n"
            })
    void whatIsNotHttpIsRefusedAsMalformed(String garbage) throws Exception {
        Connection connection = answeringAndOpen(garbage);

        CompletableFuture<Response> first = connection.call(GET, LONG);
        CompletableFuture<Response> behind = connection.call(GET, LONG);

        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> get(first))
                .withMessageContaining(connection.origin().toString());
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(behind));
        get(connection.closed().toCompletableFuture());
    }

    @Test
    void aHeadWithoutEndIsRefusedAsMalformed() throws Exception {
        Connection connection = answeringAndOpen("HTTP/1.1 200 OK\r\nA: " + "x".repeat(Wire.MAX_HEADER_BYTES));

        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> get(connection.call(GET, LONG)));
    }

    @Test
    void anAnswerThatNobodyAskedForClosesTheConnection() throws Exception {
        RawServer server = loopback.raw(peer -> {
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
            peer.waitForClose();
        });
        Connection connection = loopback.connect(server.port());

        get(connection.closed().toCompletableFuture());
        assertThat(connection.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n12345",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n"
            })
    void anAnswerCutAnywhereIsALostConnectionForCallAndStream(String cut) throws Exception {
        CompletableFuture<Response> call = answering(cut).call(GET, LONG);
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(call))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isTrue());

        RecordingListener listener = new RecordingListener();
        answering(cut).stream(GET, listener);
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(listener.end))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isTrue());
        assertThat(listener.text()).isEqualTo(cut.contains("12345") ? "12345" : "");
        assertThat(listener.events).doesNotContain("end").endsWith("failure");
    }

    @Test
    void aConnectionClosedBetweenCallsIsSeenToBeClosed() throws Exception {
        Connection connection = answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");

        assertThat(get(connection.call(GET, LONG)).status()).isEqualTo(202);
        get(connection.closed().toCompletableFuture());

        assertThat(connection.isOpen()).isFalse();
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(connection.call(GET, LONG)))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
    }

    @Test
    void aBodyLargerThanTheLimitIsRefusedHoweverItComes() throws Exception {
        byte[] packed = Wire.gzip(new byte[1_000_000]);
        String zeros = new String(packed, java.nio.charset.StandardCharsets.ISO_8859_1);
        String[] answers = {
            "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + "x".repeat(5000) + "\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5000),
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n" + zeros
        };
        HttpTransport small = loopback.transport(builder -> builder.maxBodyBytes(4999));
        for (String answer : answers) {
            RawServer server = loopback.raw(peer -> {
                peer.head();
                peer.say(answer);
                peer.waitForClose();
            });
            Connection connection = get(small.connect(new Origin(false, "127.0.0.1", server.port())));

            assertThatExceptionOfType(BodyTooLargeException.class)
                    .isThrownBy(() -> get(connection.call(GET, LONG)))
                    .withMessageContaining("maxBodyBytes, 4999");
            connection.close();
        }
    }

    @Test
    void gzipThatIsNoneFailsItsCallOnly() throws Exception {
        Connection connection = answeringAndOpen(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        CompletableFuture<Response> broken = connection.call(GET, LONG);
        CompletableFuture<Response> next = connection.call(GET, LONG);

        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> get(broken))
                .withMessageContaining("gzip");
        assertThat(get(next).text()).isEqualTo("ok");
    }

    @Test
    void anAnswerMayComeInAnyPieces() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 10; round++) {
            byte[] body = new byte[random.nextInt(1, 20_000)];
            random.nextBytes(body);
            byte[] wire = chunked(body, random);
            SplittableRandom cuts = random.split();
            RawServer server = loopback.raw(peer -> {
                peer.head();
                for (int at = 0; at < wire.length; ) {
                    int size = Math.min(wire.length - at, cuts.nextInt(1, cuts.nextBoolean() ? 10 : 3000));
                    peer.out().write(wire, at, size);
                    at += size;
                }
                peer.waitForClose();
            });

            Connection calls = loopback.connect(server.port());
            assertThat(get(calls.call(GET, LONG)).body()).as("seed " + seed).isEqualTo(body);
            calls.close();
            RecordingListener listener = new RecordingListener();
            loopback.connect(server.port()).stream(GET, listener);
            assertThat(get(listener.end)).as("seed " + seed).isEqualTo(body);
        }
    }

    private static byte[] chunked(byte[] body, SplittableRandom random) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(Wire.ascii("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"));
        for (int at = 0; at < body.length; ) {
            int size = Math.min(body.length - at, random.nextInt(1, random.nextBoolean() ? 20 : 5000));
            String hex = Integer.toHexString(size);
            wire.writeBytes(Wire.ascii(random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT)));
            wire.writeBytes(Wire.ascii(random.nextInt(10) == 0 ? ";extension=1\r\n" : "\r\n"));
            wire.write(body, at, size);
            wire.writeBytes(Wire.ascii("\r\n"));
            at += size;
        }
        wire.writeBytes(Wire.ascii(random.nextBoolean() ? "0\r\n\r\n" : "0\r\nTrailer: t\r\n\r\n"));
        return wire.toByteArray();
    }
}
