package io.mesosframework.http;

import static io.mesosframework.http.Loopback.LONG;
import static io.mesosframework.http.Loopback.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectTest {

    private static final Request GET = Request.get("/", Headers.EMPTY);

    private final Loopback loopback = new Loopback();

    @AfterEach
    void nothingIsLeft() throws Exception {
        loopback.close();
    }

    @Test
    void aPortWhereNobodyListensIsRefused() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> loopback.connect(port))
                .withMessageContaining("http://127.0.0.1:" + port)
                .withMessageContaining("refused")
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
    }

    @Test
    void aNameThatNobodyKnowsIsSaidToBe() {
        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> get(loopback.transport().connect(new Origin(false, "no-such-host.invalid", 5050))))
                .withMessageContaining("no-such-host.invalid");
    }

    @Test
    void aNameIsLookedUpAndItsAddressesTriedInTurn() {
        HttpServer server = loopback.server(exchange -> exchange.respond(Response.of(200)));

        Connection connection = get(loopback.transport().connect(new Origin(false, "localhost", server.port())));

        assertThat(get(connection.call(GET, LONG)).status()).isEqualTo(200);
    }

    @Test
    void aNetworkThatSwallowsEverythingEndsInATimeOut() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) { // what nobody accepts fills the queue, and then the kernel is silent
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()));
                fillers.add(filler);
            }
            HttpTransport transport = loopback.transport(builder -> builder.connectTimeout(Duration.ofMillis(200)));

            assertThatExceptionOfType(ConnectFailedException.class)
                    .isThrownBy(() -> get(transport.connect(new Origin(false, "127.0.0.1", full.getLocalPort()))))
                    .withMessageContaining("127.0.0.1:" + full.getLocalPort());
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aServerThatAcceptsButNeverSpeaksTlsEndsInATimeOut() throws Exception {
        RawServer silent = loopback.raw(RawServer.Peer::waitForClose);
        HttpTransport transport = loopback.transport(builder -> builder.connectTimeout(Duration.ofMillis(200)));

        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> get(transport.connect(new Origin(true, "127.0.0.1", silent.port()))))
                .withMessageContaining("connectTimeout");
    }

    @Test
    void closingTheTransportFailsWhatIsUnderWayAndLeavesNoThread() throws Exception {
        HttpServer server = loopback.server(exchange -> {});
        RawServer silent = loopback.raw(RawServer.Peer::waitForClose);
        HttpTransport transport = HttpTransport.builder().build();
        Connection connection = get(transport.connect(new Origin(false, "127.0.0.1", server.port())));
        CompletableFuture<Response> call = connection.call(GET, LONG);
        CompletableFuture<Connection> connecting = transport.connect(new Origin(true, "127.0.0.1", silent.port()));

        transport.close();
        transport.close();

        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(call));
        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> get(connecting))
                .withMessageContaining("the transport is closed");
        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> get(transport.connect(new Origin(false, "127.0.0.1", server.port()))));
        assertThatExceptionOfType(ConnectionLostException.class)
                .isThrownBy(() -> get(connection.call(GET, LONG)))
                .satisfies(e -> assertThat(e.requestMayHaveArrived()).isFalse());
        assertThat(connection.isOpen()).isFalse();
        get(connection.closed().toCompletableFuture());
        RecordingListener late = new RecordingListener();
        CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> connection.stream(GET, late));
        get(refused);
        assertThatExceptionOfType(ConnectionLostException.class).isThrownBy(() -> get(late.end));
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("mesos-http-client")
                        || thread.getName().startsWith("mesos-http-resolver")));
    }

    @Test
    void aConnectionNobodyWaitsForAnyMoreIsClosedAgain() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        HttpServer server = loopback.server(exchange -> exchange.closed().whenComplete((x, e) -> gone.complete(null)));
        CompletableFuture<Connection> connecting =
                loopback.transport().connect(new Origin(false, "127.0.0.1", server.port()));
        Connection connection = get(connecting);
        assertThatExceptionOfType(CallTimeoutException.class)
                .isThrownBy(() -> get(connection.call(GET, Duration.ofMillis(50))));

        get(gone);
    }

    @Test
    void aTlsPortThatIsClosedOrHangsUpFailsAtOnce() throws Exception {
        int closedPort;
        try (ServerSocket free = new ServerSocket(0)) {
            closedPort = free.getLocalPort();
        }
        RawServer hangsUp = loopback.raw(peer -> {});

        assertThatExceptionOfType(ConnectFailedException.class)
                .isThrownBy(() -> get(loopback.transport().connect(new Origin(true, "127.0.0.1", closedPort))))
                .withMessageContaining("refused");
        assertThatExceptionOfType(TlsException.class)
                .isThrownBy(() -> get(loopback.transport().connect(new Origin(true, "127.0.0.1", hangsUp.port()))));
    }
}
