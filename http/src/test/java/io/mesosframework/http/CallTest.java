package io.mesosframework.http;

import static io.mesosframework.http.Loopback.LONG;
import static io.mesosframework.http.Loopback.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTest {

    private final Loopback loopback = new Loopback();

    @AfterEach
    void nothingIsLeft() throws Exception {
        loopback.close();
    }

    @Test
    void aCallBringsStatusHeadersAndBody() {
        HttpServer server = loopback.server(exchange -> exchange.respond(new Response(
                202,
                Headers.of("Mesos-Stream-Id", "abc"),
                (exchange.request().method() + " " + exchange.request().path() + " "
                                + new String(exchange.request().body(), UTF_8))
                        .getBytes(UTF_8))));
        Connection connection = loopback.connect(server.port());

        Response response = get(connection.call(
                Request.post(
                        "/api/v1/scheduler?a=b", Headers.of("Content-Type", "text/plain"), "hello".getBytes(UTF_8)),
                LONG));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.headers().get("mesos-stream-id")).contains("abc");
        assertThat(response.headers().contains("Date")).isTrue();
        assertThat(response.text()).isEqualTo("POST /api/v1/scheduler?a=b hello");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void aRequestCarriesWhatTheTransportKnows() {
        List<Headers> seen = new CopyOnWriteArrayList<>();
        HttpServer server = loopback.server(exchange -> {
            seen.add(exchange.request().headers());
            exchange.respond(Response.of(204));
        });
        Connection connection = loopback.connect(server.port());

        assertThat(get(connection.call(Request.get("/", Headers.EMPTY), LONG)).status())
                .isEqualTo(204);
        get(connection.call(Request.post("/", Headers.of("User-Agent", "mine"), new byte[0]), LONG));

        assertThat(seen.get(0).get("Host")).contains("127.0.0.1:" + server.port());
        assertThat(seen.get(0).get("User-Agent")).contains("mesos-framework-sdk-java");
        assertThat(seen.get(0).get("Accept-Encoding")).contains("gzip");
        assertThat(seen.get(0).contains("Content-Length")).isFalse();
        assertThat(seen.get(1).all("User-Agent")).containsExactly("mine");
        assertThat(seen.get(1).get("Content-Length")).contains("0");
    }

    @Test
    void aUserAgentThatMesosTakesForItsOwnIsRefused() {
        HttpServer server = loopback.server(exchange -> exchange.respond(Response.of(200)));
        Connection connection = loopback.connect(server.port());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> connection.call(Request.get("/", Headers.of("User-Agent", "Libprocess/x")), LONG))
                .withMessageContaining("libprocess/");
    }

    @Test
    void manyCallsAreAnsweredInOrder() throws Exception {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        HttpServer server = loopback.server(held::add);
        Connection connection = loopback.connect(server.port());
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        List<Integer> completed = new CopyOnWriteArrayList<>();

        for (int i = 0; i < 500; i++) {
            int number = i;
            CompletableFuture<Response> answer = connection.call(Request.get("/" + i, Headers.EMPTY), LONG);
            answers.add(answer.whenComplete((response, failure) -> completed.add(number)));
        }
        for (int i = 0; i < 500; i++) {
            Exchange exchange = held.take();
            exchange.respond(Response.of(200, exchange.request().path()));
        }

        for (int i = 0; i < 500; i++) {
            assertThat(get(answers.get(i)).text()).isEqualTo("/" + i);
        }
        assertThat(completed).isSorted().hasSize(500);
    }

    @Test
    void aBigBodyGoesBothWaysAsGzipOrNot() {
        HttpServer server = loopback.server(exchange -> exchange.respond(
                new Response(200, Headers.EMPTY, exchange.request().body())));
        Connection connection = loopback.connect(server.port());
        byte[] body = new byte[5_000_000];
        new SplittableRandom(7).nextBytes(body);

        Response packed = get(connection.call(Request.post("/", Headers.EMPTY, body), LONG));
        Response plain = get(connection.call(Request.post("/", Headers.of("Accept-Encoding", "identity"), body), LONG));

        assertThat(packed.body()).isEqualTo(body);
        assertThat(packed.headers().contains("Content-Encoding")).isFalse();
        assertThat(plain.body()).isEqualTo(body);
        assertThat(plain.headers().get("Content-Length")).contains("5000000");
    }

    @Test
    void aServerThatSaysNothingEndsInATimeOutAndTakesTheConnectionWithIt() {
        HttpServer server = loopback.server(exchange -> {});
        Connection connection = loopback.connect(server.port());

        CompletableFuture<Response> silent =
                connection.call(Request.get("/silent", Headers.EMPTY), Duration.ofMillis(100));
        CompletableFuture<Response> behind = connection.call(Request.get("/behind", Headers.EMPTY), LONG);
        List<CompletableFuture<Response>> more = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            more.add(connection.call(Request.get("/more", Headers.EMPTY), LONG));
        }

        assertThatExceptionOfType(CallTimeoutException.class)
                .isThrownBy(() -> get(silent))
                .withMessageContaining("/silent")
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isTrue());
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(behind))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isTrue());
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(more.get(69)))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
        assertThat(connection.isOpen()).isFalse();
        get(connection.closed().toCompletableFuture());
    }

    @Test
    void callsBeyondTheQueueAreRefusedAndTheConnectionGoesOn() throws Exception {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        HttpServer server = loopback.server(held::add);
        HttpTransport transport = loopback.transport(builder -> builder.maxQueuedCalls(10));
        Connection connection = get(transport.connect(new Origin(false, "127.0.0.1", server.port())));
        Request request = Request.get("/", Headers.EMPTY);
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < Connection.MAX_IN_FLIGHT + 10; i++) {
            answers.add(connection.call(request, LONG));
        }

        assertThatExceptionOfType(CallQueueFullException.class)
                .isThrownBy(() -> get(connection.call(request, LONG)))
                .withMessageContaining("10 calls (maxQueuedCalls)")
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
        for (CompletableFuture<Response> answer : answers) {
            held.take().respond(Response.of(200));
            get(answer);
        }
        CompletableFuture<Response> again = connection.call(request, LONG);
        held.take().respond(Response.of(204));
        assertThat(get(again).status()).isEqualTo(204);
    }

    @Test
    void aCallThatDoesNotGetItsTurnInTimeFailsAloneAndOneTakenBackIsNotSent() throws Exception {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        HttpServer server = loopback.server(held::add);
        Connection connection = loopback.connect(server.port());
        List<CompletableFuture<Response>> first = new ArrayList<>();
        for (int i = 0; i < Connection.MAX_IN_FLIGHT; i++) {
            first.add(connection.call(Request.get("/first", Headers.EMPTY), LONG));
        }
        CompletableFuture<Response> late = connection.call(Request.get("/late", Headers.EMPTY), Duration.ofMillis(20));
        CompletableFuture<Response> takenBack = connection.call(Request.get("/back", Headers.EMPTY), LONG);
        CompletableFuture<Response> last = connection.call(Request.get("/last", Headers.EMPTY), LONG);

        assertThatExceptionOfType(CallTimeoutException.class)
                .isThrownBy(() -> get(late))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
        takenBack.cancel(false);
        for (CompletableFuture<Response> answer : first) {
            held.take().respond(Response.of(200));
            get(answer);
        }
        Exchange next = held.take();
        assertThat(next.request().path()).isEqualTo("/last");
        next.respond(Response.of(200));
        assertThat(get(last).status()).isEqualTo(200);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void closingTheConnectionFailsItsCalls() {
        HttpServer server = loopback.server(exchange -> {});
        Connection connection = loopback.connect(server.port());
        CompletableFuture<Response> call = connection.call(Request.get("/", Headers.EMPTY), LONG);

        connection.close();

        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(call))
                .withMessageContaining("closed on this side");
    }

    @Test
    void aServersAnswerFromAnotherThreadIsTheSame() {
        HttpServer server = loopback.server(exchange -> ForkJoinPool.commonPool()
                .execute(() ->
                        exchange.respond(Response.of(200, exchange.request().path()))));
        Connection connection = loopback.connect(server.port());
        List<CompletableFuture<Response>> answers = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            answers.add(connection.call(Request.get("/" + i, Headers.EMPTY), LONG));
        }

        for (int i = 0; i < 200; i++) {
            assertThat(get(answers.get(i)).text()).isEqualTo("/" + i);
        }
    }
}
