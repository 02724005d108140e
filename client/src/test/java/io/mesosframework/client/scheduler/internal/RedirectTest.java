package io.mesosframework.client.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.scheduler.UnexpectedAnswerException;
import io.mesosframework.http.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {

    private static final Target HTTP = new Target(Origin.parse("http://m1:5050", 5050));
    private static final Target HTTPS = new Target(Origin.parse("https://m1:5050", 5050));

    @ParameterizedTest
    @CsvSource({
        "//10.0.0.2:5051/master/api/v1/scheduler, http://10.0.0.2:5051/master/api/v1/scheduler",
        "//10.0.0.2:5051, http://10.0.0.2:5051/api/v1/scheduler",
        "//10.0.0.2:5051/, http://10.0.0.2:5051/api/v1/scheduler",
        "//10.0.0.2, http://10.0.0.2:80/api/v1/scheduler",
        "10.0.0.2:5051, http://10.0.0.2:5051/api/v1/scheduler",
        "m2:5051, http://m2:5051/api/v1/scheduler",
        "m2.example.com:5051/, http://m2.example.com:5051/api/v1/scheduler",
        "m2:5051/master/api/v1/scheduler, http://m2:5051/master/api/v1/scheduler",
        "http://m2:5051, http://m2:5051/api/v1/scheduler",
        "http://m2, http://m2:80/api/v1/scheduler",
        "HTTP://m2:5051/x, http://m2:5051/x",
        "http://m2:5051/api/v1/scheduler?a=b, http://m2:5051/api/v1/scheduler?a=b",
        "http://m2:5051?a=b, http://m2:5051/api/v1/scheduler?a=b",
        "http://m2:5051/x#frag, http://m2:5051/x",
        "https://m2:5051/x, https://m2:5051/x",
        "https://m2/x, https://m2:443/x",
        "/master/api/v1/scheduler, http://m1:5050/master/api/v1/scheduler",
        "/, http://m1:5050/api/v1/scheduler",
        "'  //m2:5051  ', http://m2:5051/api/v1/scheduler",
        "//[::1]:5051/x, http://[::1]:5051/x",
        "[fe80::1]:5051, http://[fe80::1]:5051/api/v1/scheduler",
    })
    void everyShapeOfLocationIsUnderstood(String location, String expected) {
        assertThat(Redirect.follow(HTTP, location, true).toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "//m2:5051/x, https://m2:5051/x",
        "m2:5051, https://m2:5051/api/v1/scheduler",
        "//m2, https://m2:443/api/v1/scheduler",
        "https://m2:5051, https://m2:5051/api/v1/scheduler",
        "/x, https://m1:5050/x",
    })
    void withoutASchemeOursIsKept(String location, String expected) {
        assertThat(Redirect.follow(HTTPS, location, true).toString()).isEqualTo(expected);
    }

    @Test
    void credentialsAreNeverTakenFromHttpsToHttp() {
        assertThatThrownBy(() -> Redirect.follow(HTTPS, "http://m2:5050", true))
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("http://m2:5050")
                .hasMessageContaining("credentials");
    }

    @Test
    void withoutCredentialsARedirectToHttpIsFollowed() {
        assertThat(Redirect.follow(HTTPS, "http://m2:5050", false).toString())
                .isEqualTo("http://m2:5050/api/v1/scheduler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "//",
                "http://",
                "//:5050",
                "m2",
                "m2/x",
                "//m2:",
                "//m2:0",
                "//m2:65536",
                "//m2:123456",
                "//m2:5o50",
                "//user@m2:5050",
                "//user:pw@m2:5050/x",
                "user:1@m2:5050",
                "ftp://m2:21",
                "javascript:alert(1)",
                "//m2:5050/a b",
                "//m2:5050/a\r\nX: y",
                "//m2\\@evil:5050",
                "//[::1:5050",
                "//m2:5050/\u00e9",
            })
    void aLocationThatIsNoAddressIsRefusedByName(String location) {
        assertThatThrownBy(() -> Redirect.follow(HTTP, location, false))
                .isInstanceOf(UnexpectedAnswerException.class)
                .hasMessageContaining("redirects to \"" + location.strip() + "\"")
                .hasMessageContaining("http://m1:5050");
    }
}
