package io.mesosframework.http;

import static io.mesosframework.http.Loopback.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

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
}
