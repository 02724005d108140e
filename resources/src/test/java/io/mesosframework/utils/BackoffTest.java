package io.mesosframework.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

    @Test
    void theWaitDoublesUpToTheCap() {
        assertThat(BACKOFF.plain(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(BACKOFF.plain(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(BACKOFF.plain(3)).isEqualTo(Duration.ofSeconds(8));
        assertThat(BACKOFF.plain(4)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void noAttemptIsTooLate() {
        for (int attempt = 4; attempt < 200; attempt++) {
            assertThat(BACKOFF.plain(attempt)).isEqualTo(Duration.ofSeconds(15));
        }
        assertThat(BACKOFF.plain(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(15));
        Backoff longest = new Backoff(Duration.ofNanos(1), Backoff.MAX_CAP);
        assertThat(longest.plain(61)).isEqualTo(Duration.ofNanos(1L << 61));
        assertThat(longest.plain(62)).isEqualTo(Backoff.MAX_CAP);
    }

    @Test
    void fullJitterSpreadsEvenlyFromZeroToTheWait() {
        SplittableRandom random = new SplittableRandom(42);
        int[] quarters = new int[4];
        for (int i = 0; i < 10_000; i++) {
            Duration wait = BACKOFF.full(2, random);
            assertThat(wait).isBetween(Duration.ZERO, Duration.ofSeconds(4));
            quarters[(int) Math.min(3, wait.toSeconds())]++;
        }
        for (int count : quarters) {
            assertThat(count).isBetween(2_300, 2_700);
        }
    }

    @Test
    void aQuarterMoreIsNeverSooner() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 1_000; i++) {
            assertThat(BACKOFF.quarterMore(2, random)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
        }
    }

    @Test
    void fullJitterReachesBothEnds() {
        Backoff tiny = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));
        SplittableRandom random = new SplittableRandom(42);
        boolean zero = false;
        boolean whole = false;
        for (int i = 0; i < 100; i++) {
            long nanos = tiny.full(0, random).toNanos();
            zero |= nanos == 0;
            whole |= nanos == 1;
        }
        assertThat(zero && whole).isTrue();
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT1S");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofDays(40_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BACKOFF.plain(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
