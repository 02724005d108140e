package io.mesosframework.reference;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration flag: {@code 1.5} is seconds, or with a unit {@code 500ms}, {@code 90s}, {@code 5m}, {@code 2h}, {@code 7d}. */
final class Durations implements ITypeConverter<Duration> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h|d|w)?");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L, "w", 604_800_000L);

    /** Mesos counts nanoseconds in 64 bits. */
    private static final BigDecimal LONGEST_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000);

    @Override
    public Duration convert(String value) {
        Matcher matcher = TEXT.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + value + "' is not a duration: give seconds, or a number with ms, s, m, h, d or w");
        }
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        BigDecimal millis =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(MILLIS.getOrDefault(unit, 1L)));
        if (millis.compareTo(LONGEST_MILLIS) > 0) {
            throw new TypeConversionException("'" + value + "' is longer than Mesos can count, which is 292 years");
        }
        return Duration.ofMillis(millis.longValue());
    }
}
