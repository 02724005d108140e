package io.mesosframework.scheduler.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** What {@link Instant#toString} says, for the years that clocks show at a tenth of its cost: a slot's record has some twenty times in it. */
final class InstantText {

    private static final int DAY_SECONDS = 86_400;

    private InstantText() {}

    static String of(Instant instant) {
        long second = instant.getEpochSecond();
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(second, DAY_SECONDS));
        if (day.getYear() < 1000 || day.getYear() > 9999) {
            return instant.toString();
        }
        int ofDay = (int) Math.floorMod(second, (long) DAY_SECONDS);
        byte[] text = "0000-00-00T00:00:00.000000000 ".getBytes(StandardCharsets.ISO_8859_1);
        digits(text, 4, day.getYear());
        digits(text, 7, day.getMonthValue());
        digits(text, 10, day.getDayOfMonth());
        digits(text, 13, ofDay / 3600);
        digits(text, 16, ofDay / 60 % 60);
        digits(text, 19, ofDay % 60);
        digits(text, 29, instant.getNano());
        int length = length(instant.getNano());
        text[length] = 'Z';
        return new String(text, 0, length + 1, StandardCharsets.ISO_8859_1);
    }

    /** A fraction has as few digits as tell it, in threes. */
    private static int length(int nanos) {
        if (nanos == 0) {
            return 19;
        }
        return nanos % 1000 != 0 ? 29 : nanos % 1_000_000 != 0 ? 26 : 23;
    }

    /** Writes the number's digits so that they end before {@code end}. */
    private static void digits(byte[] text, int end, int number) {
        for (int i = end - 1, rest = number; rest > 0; i--, rest /= 10) {
            text[i] = (byte) ('0' + rest % 10);
        }
    }
}
