package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "2000-02-29T12:00:00.100Z",
                "2026-11-26T21:30:00.000001Z",
                "2026-11-26T21:30:00.000000001Z",
                "1000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z",
                "0999-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "-0044-03-15T00:00:00Z"
            })
    void writesWhatInstantsSay(String text) {
        assertThat(InstantText.of(Instant.parse(text))).isEqualTo(text);
        assertThat(InstantText.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-11-26T24:30:00Z",
                "2026-11-26T21:60:00Z",
                "2026-11-26T21:30:0x.000Z",
                "2026-11-26T21:30:00.000 ",
                "2026-11-26 21:30:00.000Z",
                "yesterday",
                ""
            })
    void readsNothingElse(String text) {
        assertThatThrownBy(() -> InstantText.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-26T21:30:00.1Z", "2026-11-26T21:30:00+01:00", "2026-11-26T24:00:00Z"})
    void readsWhatInstantsReadToo(String text) {
        assertThat(InstantText.parse(text)).isEqualTo(Instant.parse(text));
    }

    @Test
    void writesAnyTimeAsInstantsDo() {
        Random random = new Random(20261126);
        for (int i = 0; i < 20_000; i++) {
            int unit = new int[] {1, 1000, 1_000_000, 1_000_000_000}[random.nextInt(4)];
            int nanos = random.nextInt(1_000_000_000);
            nanos -= nanos % unit;
            Instant instant = Instant.ofEpochSecond(random.nextLong(-70_000_000_000L, 270_000_000_000L), nanos);
            assertThat(InstantText.of(instant)).isEqualTo(instant.toString());
            assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
        }
    }
}
