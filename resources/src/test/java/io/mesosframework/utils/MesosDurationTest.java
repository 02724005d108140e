package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MesosDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "999, 999ns",
        "1000, 1us",
        "1001, 1001ns",
        "1000000, 1ms",
        "1500000, 1500us",
        "1500001, 1.500001ms",
        "5000000000, 5secs",
        "1500000000, 1500ms",
        "1500000001, 1.500000001secs",
        "90000000000, 90secs",
        "90500000000, 1.50833333333333mins",
        "900000000000, 15mins",
        "3600000000000, 1hrs",
        "5400000000000, 90mins",
        "864000000000000, 10days",
        "1209600000000000, 2weeks",
        "1209600000000001, 2weeks",
        "-5000000000, -5secs",
    })
    void durationsArePrintedInTheUnitThatMesosWouldChoose(long nanos, String text) {
        assertThat(MesosDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "5secs, 5000000000",
        "1.5secs, 1500000000",
        ".5secs, 500000000",
        "1.secs, 1000000000",
        "0.1us, 100",
        "1ns, 1",
        "7ms, 7000000",
        "15mins, 900000000000",
        "1.42857142857143weeks, 864000000000001",
        "1hrs, 3600000000000",
        "10days, 864000000000000",
        "9223372036854775807ns, 9223372036854775807",
    })
    void everyUnitIsReadWithAndWithoutDecimals(String text, long nanos) {
        assertThat(MesosDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "secs",
                "5 secs",
                " 5secs",
                "5secs ",
                "-5secs",
                "+5secs",
                "1e3secs",
                "1.2.3secs",
                ".secs",
                "٥secs"
            })
    void whatIsNotANumberWithAUnitIsRefused(String text) {
        assertThatThrownBy(() -> MesosDuration.parse(text))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5s", "5Secs", "5minutes", "5sec"})
    void anUnknownUnitIsNamed(String text) {
        assertThatThrownBy(() -> MesosDuration.parse(text))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("unknown unit '" + text.substring(1) + "'");
    }

    @Test
    void whatMesosCannotHoldIsRefusedBothWays() {
        assertThatThrownBy(() -> MesosDuration.parse("15251weeks"))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageContaining("15251weeks");
        assertThatThrownBy(() -> MesosDuration.format(Duration.ofDays(365 * 300)))
                .isInstanceOf(MalformedValueException.class);
        assertThat(MesosDuration.format(Duration.ofNanos(Long.MIN_VALUE))).isEqualTo("-15250.2844524715weeks");
    }

    @Test
    void anEndlessTextIsRefusedAndShownInPart() {
        assertThatThrownBy(() -> MesosDuration.parse("9".repeat(100_000) + "secs"))
                .isInstanceOf(MalformedValueException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
    }

    @Test
    void whatIsPrintedForUpToAnHourReadsBackExactly() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            Duration duration = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 42)));
            assertThat(MesosDuration.parse(MesosDuration.format(duration)))
                    .as("seed %d", seed)
                    .isEqualTo(duration);
        }
    }
}
