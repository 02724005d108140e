package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.http.Handler;
import io.mesosframework.http.Response;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PortTest {

    private static final Handler HANDLER = exchange -> exchange.respond(Response.of(200, "here"));

    private final Port port = new Port("127.0.0.1", 0, 1, 1000, null);

    @BeforeEach
    void openAndClose() {
        port.open(HANDLER);
        port.close();
    }

    @AfterEach
    void leave() {
        port.leave();
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
    }

    private void connect() throws IOException {
        try (Socket client = new Socket()) {
            client.connect(address());
        }
    }

    @Test
    void nobodyListensAtAClosedOne() {
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void noConnectionGetsTheNumberOfAClosedOne() throws IOException {
        try (Socket other = new Socket()) {
            assertThatThrownBy(() -> other.bind(address())).isInstanceOf(BindException.class);
        }
    }

    @Test
    void itOpensAgainUnderItsNumber() throws IOException {
        int number = port.number();
        port.open(HANDLER);
        assertThat(port.number()).isEqualTo(number);
        connect();
    }

    @Test
    @Timeout(10)
    void anAnswerThatTellsTheNumberDoesNotHoldItsEndUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        port.open(exchange -> {
            asked.countDown();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.respond(Response.of(200, "at " + port.number()));
        });
        try (Socket client = new Socket()) {
            client.connect(address());
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            asked.await();
            Thread closer = new Thread(port::close);
            closer.start();
            while (closer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            closing.countDown();
            closer.join(5000);
            assertThat(closer.isAlive()).isFalse();
        }
    }

    /** In the moment between its end and its being held. */
    @Test
    void itOpensAgainOnceAConnectionThatHasGotItsNumberIsGone() throws Exception {
        port.leave();
        Socket other = new Socket();
        other.bind(address());
        CompletableFuture<Void> opened = CompletableFuture.runAsync(() -> port.open(HANDLER));
        assertThatThrownBy(() -> opened.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        other.close();

        opened.get(10, TimeUnit.SECONDS);
        connect();
    }

    @Test
    void onceLeftItIsFree() throws IOException {
        port.leave();
        try (Socket other = new Socket()) {
            other.bind(address());
            assertThat(other.getLocalPort()).isEqualTo(port.number());
        }
    }
}
