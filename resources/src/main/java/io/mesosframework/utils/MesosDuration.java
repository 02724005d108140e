package io.mesosframework.utils;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Mesos' own text: {@code 5secs}, {@code 1500ms}, {@code 15mins} (PROTOCOL C13). It stands in the
 * environment of executors, in flags and in some JSON. Mesos counts nanoseconds in 64 bits, so some 292 years are the
 * limit both ways.
 */
public final class MesosDuration {

    private static final Pattern TEXT = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([A-Za-z]+)");

    /** As many digits as Mesos prints. */
    private static final MathContext PRINTED = new MathContext(15, RoundingMode.HALF_EVEN);

    /** A length of text that no duration needs, so that nobody's gigabyte of digits is computed with. */
    private static final int MAX_LENGTH = 64;

    private enum Unit {
        NS("ns", 1),
        US("us", 1_000),
        MS("ms", 1_000_000),
        SECS("secs", 1_000_000_000),
        MINS("mins", 60_000_000_000L),
        HRS("hrs", 3_600_000_000_000L),
        DAYS("days", 86_400_000_000_000L),
        WEEKS("weeks", 604_800_000_000_000L);

        final String text;
        final long nanos;

        Unit(String text, long nanos) {
            this.text = text;
            this.nanos = nanos;
        }
    }

    private MesosDuration() {}

    /**
     * Reads a number with one of the units {@code ns us ms secs mins hrs days weeks} right behind it. Decimals are
     * rounded to the nearest nanosecond.
     *
     * @throws MalformedValueException if the text is anything else; negative durations have no text that Mesos reads
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches()) {
            throw malformed(text, "expected a number and a unit, such as 15mins or 1.5secs");
        }
        BigDecimal nanos = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit(matcher.group(2), text).nanos))
                .setScale(0, RoundingMode.HALF_UP);
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw malformed(text, "Mesos holds at most " + Long.MAX_VALUE + "ns");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /**
     * Prints as Mesos does: the largest unit of which there is at least one, if the duration is whole in it; else the
     * next smaller unit, if whole in that; else decimals in the larger. Mesos prints 15 digits, so a duration of days that
     * is not whole may lose nanoseconds.
     *
     * @throws MalformedValueException if the duration is too long for Mesos
     */
    public static String format(Duration duration) {
        long nanos;
        try {
            nanos = duration.toNanos();
        } catch (ArithmeticException e) {
            throw malformed(duration.toString(), "Mesos holds at most " + Long.MAX_VALUE + "ns");
        }
        if (nanos < 0) {
            return "-" + formatPositive(nanos == Long.MIN_VALUE ? Long.MAX_VALUE : -nanos);
        }
        return formatPositive(nanos);
    }

    private static String formatPositive(long nanos) {
        Unit[] units = Unit.values();
        int largest = units.length - 1;
        while (largest > 0 && nanos < units[largest].nanos) {
            largest--;
        }
        Unit unit = units[largest];
        if (largest > 0 && nanos % unit.nanos != 0 && nanos % units[largest - 1].nanos == 0) {
            unit = units[largest - 1];
        }
        BigDecimal value = BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(unit.nanos), PRINTED);
        return value.stripTrailingZeros().toPlainString() + unit.text;
    }

    private static Unit unit(String name, String text) {
        for (Unit unit : Unit.values()) {
            if (unit.text.equals(name)) {
                return unit;
            }
        }
        throw malformed(text, "unknown unit '" + name + "'; Mesos has ns, us, ms, secs, mins, hrs, days and weeks");
    }

    private static MalformedValueException malformed(String text, String why) {
        String shown = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "…";
        return new MalformedValueException("Not a Mesos duration: '" + shown + "': " + why);
    }
}
