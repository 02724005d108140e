package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameworkBuilderTest {

    static Stream<Arguments> settings() {
        return Stream.of(
                refused("at most once a second, not every PT0S", builder -> builder.reconcileInterval(Duration.ZERO)),
                refused("not every PT-1M", builder -> builder.reconcileInterval(Duration.ofMinutes(-1))),
                refused("not PT-24H", builder -> builder.failoverTimeout(Duration.ofDays(-1))),
                refused("zero to 290 years", builder -> builder.failoverTimeout(Duration.ofDays(400_000))),
                refused("not for PT0S", builder -> builder.missingReservationAfter(Duration.ZERO)),
                refused("up to 10 minutes", builder -> builder.holdOffers(Duration.ofMinutes(11))),
                refused("at least once a year", builder -> builder.reconcileInterval(Duration.ofDays(366))),
                refused("up to a year", builder -> builder.replaceUnreachableAfter(Duration.ofSeconds(Long.MAX_VALUE))),
                refused("up to a year", builder -> builder.blockedHandlerAfter(Duration.ofDays(400_000))),
                refused("not PT-1S", builder -> builder.slowHandlerAfter(Duration.ofSeconds(-1))));
    }

    private static Arguments refused(String words, UnaryOperator<FrameworkBuilder> setting) {
        return Arguments.of(words, setting);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatCannotWorkIsRefusedWhereItIsSaid(String words, UnaryOperator<FrameworkBuilder> setting) {
        FrameworkBuilder builder = Framework.named("any");
        assertThatThrownBy(() -> setting.apply(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
