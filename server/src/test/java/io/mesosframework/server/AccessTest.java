package io.mesosframework.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessTest {

    private static final String TOKEN = "a-token-of-some-length";

    private final MesosServer server = MesosServer.builder()
            .access(Access.open()
                    .token(TOKEN)
                    .readingToken("only-for-reading")
                    .user("ann", "pass:word")
                    .readingUser("bob", "secret"))
            .route(Route.of(
                    "GET",
                    "/thing",
                    request -> ServerResponse.text(200, "thing").now()))
            .route(Route.of(
                    "PUT", "/thing", request -> ServerResponse.text(200, "put").now()))
            .route(Route.open(
                    "GET", "/health", request -> ServerResponse.text(200, "ok").now()))
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private String ask(String method, String path, String... headers) throws IOException {
        StringBuilder request =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return Raw.ask(server.port(), request + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /thing, Bearer a-token-of-some-length, 200",
        "GET, /thing, bearer a-token-of-some-length, 200",
        "PUT, /thing, Bearer a-token-of-some-length, 200",
        "GET, /thing, Bearer only-for-reading, 200",
        "HEAD, /thing, Bearer only-for-reading, 200",
        "PUT, /thing, Bearer only-for-reading, 403",
        "GET, /thing, Bearer a-token-of-some-lengtH, 401",
        "GET, /thing, Bearer a-token-of-some-length1, 401",
        "GET, /thing, Bearer a-token-of-some, 401",
        "GET, /thing, Bearer, 401",
        "GET, /thing, Bearer ann:pass:word, 401",
        "GET, /thing, a-token-of-some-length, 401",
        "GET, /thing, Basic a-token-of-some-length, 401",
        "GET, /thing, Basic ====, 401",
        "GET, /thing, Digest username=ann, 401",
        "GET, /nothing, Bearer wrong-token, 401",
        "GET, /nothing, Bearer only-for-reading, 404",
        "GET, /health, Bearer wrong-token, 200",
        "PUT, /health, Bearer wrong-token, 405",
    })
    void rights(String method, String path, String authorization, int status) throws IOException {
        String answer = ask(method, path, "Authorization: " + authorization);

        assertThat(Raw.statusOf(answer)).as(answer).isEqualTo(status);
        if (status == 401) {
            assertThat(answer).contains("WWW-Authenticate: Bearer realm=\"mesos\", Basic realm=\"mesos\"");
        }
    }

    @Test
    void usersHavePasswords() throws IOException {
        assertThat(Raw.statusOf(ask("PUT", "/thing", "Authorization: " + basic("ann:pass:word"))))
                .isEqualTo(200);
        assertThat(Raw.statusOf(ask("GET", "/thing", "Authorization: " + basic("bob:secret"))))
                .isEqualTo(200);
        assertThat(Raw.statusOf(ask("PUT", "/thing", "Authorization: " + basic("bob:secret"))))
                .isEqualTo(403);
        assertThat(Raw.statusOf(ask("GET", "/thing", "Authorization: " + basic("bob:pass:word"))))
                .isEqualTo(401);
        assertThat(Raw.statusOf(ask("GET", "/thing", "Authorization: " + basic("ann:"))))
                .isEqualTo(401);
        assertThat(Raw.statusOf(ask("GET", "/thing", "Authorization: " + basic("ann"))))
                .isEqualTo(401);
    }

    @Test
    void withoutOrWithTwoThereIsNoRight() throws IOException {
        assertThat(Raw.statusOf(ask("GET", "/thing"))).isEqualTo(401);
        assertThat(Raw.statusOf(
                        ask("GET", "/thing", "Authorization: Bearer wrong-token", "Authorization: Bearer " + TOKEN)))
                .isEqualTo(401);
    }

    @Test
    void aTokenThatCannotBeSentIsRefused() {
        assertThatThrownBy(() -> Access.open().token("two words")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Access.open().token("short")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Access.open().user("a:b", "c")).isInstanceOf(IllegalArgumentException.class);
    }
}
