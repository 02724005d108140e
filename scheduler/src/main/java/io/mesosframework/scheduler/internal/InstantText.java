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
        two(text, 0, day.getYear() / 100);
        two(text, 2, day.getYear() % 100);
        two(text, 5, day.getMonthValue());
        two(text, 8, day.getDayOfMonth());
        two(text, 11, ofDay / 3600);
        two(text, 14, ofDay / 60 % 60);
        two(text, 17, ofDay % 60);
        int length = length(instant.getNano());
        for (int at = 20, rest = instant.getNano(); at < length; at += 3, rest = rest % 1_000_000 * 1000) {
            int digits = rest / 1_000_000;
            text[at] = (byte) ('0' + digits / 100);
            two(text, at + 1, digits % 100);
        }
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

    private static void two(byte[] text, int at, int number) {
        text[at] = (byte) ('0' + number / 10);
        text[at + 1] = (byte) ('0' + number % 10);
    }
}
