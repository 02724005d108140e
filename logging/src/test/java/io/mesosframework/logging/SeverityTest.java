package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeverityTest {

    @ParameterizedTest
    @CsvSource({
        "NOP, STDOUT",
        "ALARM, STDERR",
        "ERROR, STDERR",
        "STAT, STDERR",
        "INFO, STDOUT",
        "EVENT, STDERR",
        "DEBUG, STDOUT",
        "UNKNOWN, STDOUT",
        "TEST, NONE"
    })
    void eachOfTheNineIsKnownByItsNameAndHasAStream(String name, Severity.Target target) {
        assertThat(Severity.named(name))
                .hasValueSatisfying(severity -> assertThat(severity.target()).isEqualTo(target));
        assertThat(Severity.values()).hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WARN", "info", "", " INFO", "4"})
    void anUnknownNameIsNone(String name) {
        assertThat(Severity.named(name)).isEmpty();
    }

    @Test
    void aThresholdLetsThroughWhatIsAtLeastAsUrgent() {
        assertThat(Stream.of(Severity.values()).filter(severity -> severity.isAtLeast(Severity.INFO)))
                .containsExactly(
                        Severity.ALARM, Severity.ERROR, Severity.STAT, Severity.EVENT, Severity.UNKNOWN, Severity.INFO);
        assertThat(Severity.TEST.isAtLeast(Severity.DEBUG)).isFalse();
    }
}
