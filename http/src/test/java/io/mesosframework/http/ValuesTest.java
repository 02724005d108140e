package io.mesosframework.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @ParameterizedTest
    @CsvSource({
        "master:5051, http://master:5051",
        "master, http://master:5050",
        "http://10.0.0.1, http://10.0.0.1:5050",
        "HTTPS://m.example.com:443/, https://m.example.com:443",
        "[::1]:80, http://[::1]:80",
        "https://[fe80::1%eth0], https://[fe80::1%eth0]:5050"
    })
    void anOriginIsReadAndWritten(String text, String url) {
        assertThat(Origin.parse(text, 5050)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":5050",
                "a:b",
                "a:",
                "a:0",
                "a:65536",
                "a:-1",
                "http://",
                "a/b",
                "u@h:1",
                "::1",
                "ftp://x:1",
                "a b:1"
            })
    void whatIsNoOriginIsRefusedWithItsText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Origin.parse(text, 5050))
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void headersAreFoundWithoutRegardToCase() {
        Headers headers = Headers.of("Accept", "a", "Set", "1", "accept", "b");

        assertThat(headers.get("ACCEPT")).contains("a");
        assertThat(headers.all("Accept")).containsExactly("a", "b");
        assertThat(headers.get("none")).isEmpty();
        Headers changed = headers.with("ACCEPT", "c");
        List<String> fields = new ArrayList<>();
        changed.forEach((name, value) -> fields.add(name + "=" + value));
        assertThat(fields).containsExactly("Set=1", "ACCEPT=c");
        assertThat(headers.size()).isEqualTo(3);
        assertThat(changed.without("set").without("accept")).isEqualTo(Headers.EMPTY);
    }

    @Test
    void headersThatWouldBreakTheirLineAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("A", "b\r\nC: d"));
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("A b", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("A", "snow \u2603"));
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("A"));
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.EMPTY.with("A", "\0"));
    }

    @Test
    void secretsAreNotPrinted() {
        Credentials basic = Credentials.basic("me", "hidden");

        assertThat(Headers.of("Authorization", basic.authorization(), "A", "b"))
                .hasToString("{Authorization: …, A: b}");
        assertThat(basic.toString()).contains("me").doesNotContain("hidden");
        assertThat(Credentials.bearer("hidden").toString()).doesNotContain("hidden");
    }

    @Test
    void credentialsGiveTheirHeader() {
        assertThat(Credentials.basic("principal", "secret").authorization())
                .isEqualTo("Basic cHJpbmNpcGFsOnNlY3JldA==");
        assertThat(Credentials.bearer("a.b.c").authorization()).isEqualTo("Bearer a.b.c");
    }

    @Test
    void credentialsThatMesosWouldRefuseAreRefusedHere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic("me", "a:b"))
                .withMessageContaining("':'");
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.basic("m:e", "ab"));
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.basic("", "ab"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.basic("me", "ab\n"))
                .withMessageContaining("line end");
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.bearer("a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Credentials.bearer(""));
    }

    @Test
    void requestsAndResponsesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> Request.get("no-slash", Headers.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> Request.get("/a b", Headers.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> Request.get("/a\r\nX: y", Headers.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request("GE T", "/", Headers.EMPTY, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Response.of(99));
        assertThat(Response.of(200, "snow ☃").text()).isEqualTo("snow ☃");
        assertThat(Response.of(200, "a")).isEqualTo(Response.of(200, "a")).isNotEqualTo(Response.of(200, "b"));
        assertThat(Request.post("/", Headers.EMPTY, new byte[] {1}))
                .isEqualTo(Request.post("/", Headers.EMPTY, new byte[] {1}));
    }

    @Test
    void bodiesOfTheExactLimitPassAndOneMoreByteDoesNot() {
        BodyCollector exact = new BodyCollector(5, -1);
        assertThat(exact.add(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {1, 2, 3})))
                .isTrue();
        assertThat(exact.add(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {4, 5})))
                .isTrue();
        assertThat(exact.add(io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {6})))
                .isFalse();
        assertThat(exact.bytes()).containsExactly(1, 2, 3, 4, 5);
    }
}
