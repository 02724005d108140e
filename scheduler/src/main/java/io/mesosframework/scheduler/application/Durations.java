package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as applications write them: seconds without a unit, or with one of ms, s, m, h. */
final class Durations {

    static final String EXPECTED = "must be a time such as 1.5 (seconds), \"500ms\", \"90s\", \"5m\" or \"1h\"";

    /** Three decimals of a second, minute or hour are a whole number of milliseconds. */
    static final String PATTERN = "[0-9]{1,9}ms|[0-9]{1,9}(\\.[0-9]{1,3})?[smh]?";

    private static final Pattern TEXT = Pattern.compile(PATTERN);
    private static final Pattern PARTS = Pattern.compile("([0-9.]+)([a-z]*)");
    private static final BigDecimal TOO_LONG = BigDecimal.valueOf(1_000_000_000);

    private Durations() {}

    static Optional<Duration> parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!TEXT.matcher(text).matches() || !parts.matches()) {
            return Optional.empty();
        }
        long unit = switch (parts.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1_000;
        };
        BigDecimal millis = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
        return Optional.of(Duration.ofMillis(millis.longValueExact()));
    }

    /** Seconds with at most three decimals; empty for any other number. */
    static Optional<Duration> ofSeconds(BigDecimal seconds) {
        if (seconds.signum() < 0
                || seconds.compareTo(TOO_LONG) > 0
                || seconds.stripTrailingZeros().scale() > 3) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(seconds.movePointRight(3).longValueExact()));
    }

    static BigDecimal seconds(Duration duration) {
        BigDecimal exact = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    /** The text with the largest unit that leaves a whole number; {@link #parse} reads it back. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (millis % 60_000 != 0 || millis == 0) {
            return millis / 1_000 + "s";
        }
        return millis % 3_600_000 != 0 ? millis / 60_000 + "m" : millis / 3_600_000 + "h";
    }
}
