package io.mesosframework.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not what they should be, on each route that takes one: refused in words, and nothing is done. */
@Timeout(60)
final class BadBodiesTest {

    private static final List<String> TAKERS =
            List.of("POST /v1/api/app", "PUT /v1/api/app", "DELETE /v1/api/app", "POST /v1/api/app/web/scale");

    private final ApiFixture api = new ApiFixture();

    @AfterEach
    void stop() {
        api.close();
    }

    private void refused(int status, String words, byte[] body, String... headers) throws Exception {
        for (String taker : TAKERS) {
            String[] parts = taker.split(" ");
            var answer = api.client.send(parts[0], parts[1], body, headers);
            assertThat(answer.statusCode()).as(taker + ": " + answer.body()).isEqualTo(status);
            assertThat(answer.body()).as(taker).contains(words);
        }
        assertThat(api.framework.tasks().specifications()).isEmpty();
    }

    private static byte[] json(String body) {
        return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotJson() throws Exception {
        refused(400, "JSON", json("{"));
        refused(400, "JSON", json("name=web"));
        refused(400, "", json("{'name':'web'} {'name':'web'}"));
        refused(400, "", json("[]"));
        refused(400, "", json("null"));
        refused(400, "", json("'web'"));
    }

    @Test
    void aKeyGivenTwice() throws Exception {
        refused(400, "", json("{'name':'web','name':'web','instances':1,'instances':2}"));
    }

    @Test
    void whatIsNotUtf8() throws Exception {
        refused(400, "UTF-8", new byte[] {'{', '"', 'n', (byte) 0xC3, '"', ':', '1', '}'});
        refused(400, "", "{\"name\":\"web\"}".getBytes(StandardCharsets.UTF_16));
    }

    @Test
    void whatGoesTooDeep() throws Exception {
        refused(400, "levels", json("{'name':" + "[".repeat(5000) + "]".repeat(5000) + "}"));
    }

    @Test
    void anotherMediaType() throws Exception {
        byte[] body = json("{'name':'web'}");
        refused(415, "application/json", body, "Content-Type", "application/x-www-form-urlencoded");
        refused(415, "application/json", body, "Content-Type", "application/json; charset=iso-8859-1");
        refused(415, "application/json", body, "Content-Type", "text/plain");
    }

    @ParameterizedTest
    @ValueSource(ints = {(1 << 20) + 1, 8 << 20})
    void whatIsTooLongIsAnsweredEvenWhileItIsStillSent(int bytes) throws Exception {
        for (int i = 0; i < 20; i++) { // a connection that is closed too soon is a matter of chance
            refused(413, "longer than", new byte[bytes]);
        }
    }

    /** As many as go into a body must not keep a thread busy for long. */
    @Test
    void veryManyNames() throws Exception {
        String names = IntStream.range(100_000, 150_000)
                .mapToObj(i -> "{'name':'a" + i + "'}")
                .collect(Collectors.joining(",", "[", "]"));
        long begin = System.nanoTime();
        var answer = api.client.send("DELETE", "/v1/api/app", json(names));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("[49999].name");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aPageOfAnotherSite() throws Exception {
        refused(403, "another site", json("{'name':'web'}"), "Origin", "http://example.org");
        refused(403, "another site", json("{'name':'web'}"), "Origin", "null");
        var answer = api.client.send(
                "PUT",
                "/v1/api/app",
                json(ApiFixture.app("web", 0)),
                "Origin",
                "http://127.0.0.1:" + api.server.port(),
                "Content-Type",
                "application/json; charset=UTF-8");
        assertThat(answer.statusCode()).isEqualTo(201);
    }
}
