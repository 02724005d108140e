package io.mesosframework.testing.mesos.internal;

import java.time.Duration;

/** Times for people. */
final class Spans {

    private static final long SECONDS_PER_MINUTE = 60;
    private static final int MILLIS_PER_SECOND = 1000;

    private Spans() {}

    /** Such as `1 h 30 min`, `3 s` or `1500 ms`. */
    static String text(Duration time) {
        if (time.toMillis() % MILLIS_PER_SECOND != 0 && time.toSeconds() < SECONDS_PER_MINUTE) {
            return time.toMillis() + " ms";
        }
        String text = part(time.toHours(), "h") + part(time.toMinutesPart(), "min") + part(time.toSecondsPart(), "s");
        return text.isEmpty() ? "0 s" : text.strip();
    }

    private static String part(long count, String unit) {
        return count == 0 ? "" : count + " " + unit + " ";
    }
}
