package io.mesosframework.logging.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time of a line: UTC, with as many digits of a second's fraction, up to nine, as are not zeros at its end. */
public final class Timestamps {

    private static final Pattern TEXT =
            Pattern.compile("(\\d{4})/(\\d{2})/(\\d{2}) (\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d{0,8}[1-9]))?");

    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Timestamps() {}

    /** The nearest time that four digits of a year can tell. */
    public static Instant within(Instant time) {
        return time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
    }

    public static void write(Instant time, StringBuilder text) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        digits(text, utc.getYear(), 4).append('/');
        digits(text, utc.getMonthValue(), 2).append('/');
        digits(text, utc.getDayOfMonth(), 2).append(' ');
        digits(text, utc.getHour(), 2).append(':');
        digits(text, utc.getMinute(), 2).append(':');
        digits(text, utc.getSecond(), 2);
        if (utc.getNano() > 0) {
            digits(text.append('.'), utc.getNano(), 9);
            int end = text.length();
            while (text.charAt(end - 1) == '0') {
                end--;
            }
            text.setLength(end);
        }
    }

    private static StringBuilder digits(StringBuilder text, int number, int width) {
        int power = 10;
        for (int digits = 1; digits < width; digits++, power *= 10) {
            if (number < power) {
                text.append('0');
            }
        }
        return text.append(number);
    }

    /** The time that is written so; empty if that is no such text, or no such day. */
    public static Optional<Instant> parse(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        String fraction = found.group(7);
        int nanos = fraction == null ? 0 : Integer.parseInt(fraction + "0".repeat(9 - fraction.length()));
        try {
            return Optional.of(LocalDateTime.of(
                            number(found, 1),
                            number(found, 2),
                            number(found, 3),
                            number(found, 4),
                            number(found, 5),
                            number(found, 6),
                            nanos)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }
}
