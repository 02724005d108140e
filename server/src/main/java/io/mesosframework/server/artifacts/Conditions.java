package io.mesosframework.server.artifacts;

import io.mesosframework.server.ServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The conditions of a request (RFC 9110, 13), of a file with this tag and time. */
record Conditions(ServerRequest request, String tag, Instant modified) {

    /** As Java's own format, but for days below 10, which have two digits in HTTP. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US);

    static String date(Instant time) {
        return DATE.format(time.atOffset(ZoneOffset.UTC));
    }

    /** Whether it wants another file than there is. */
    boolean isViolated() {
        Optional<String> match = request.header("If-Match");
        return match.isPresent()
                ? !names(match.get(), false)
                : time("If-Unmodified-Since").filter(seconds()::isAfter).isPresent();
    }

    /** Whether it wants it only if it is another one. */
    boolean isUnchanged() {
        Optional<String> match = request.header("If-None-Match");
        return match.isPresent()
                ? names(match.get(), true)
                : time("If-Modified-Since")
                        .filter(since -> !seconds().isAfter(since))
                        .isPresent();
    }

    /** Whether a part will do. */
    boolean allowsRange() {
        Optional<String> condition = request.header("If-Range");
        return condition.isEmpty()
                || condition.get().equals(tag)
                || time("If-Range").filter(seconds()::equals).isPresent();
    }

    private Instant seconds() {
        return modified.truncatedTo(ChronoUnit.SECONDS);
    }

    private boolean names(String tags, boolean weakly) {
        return tags.strip().equals("*")
                || Arrays.stream(tags.split(","))
                        .map(String::strip)
                        .map(one -> weakly && one.startsWith("W/") ? one.substring(2) : one)
                        .anyMatch(tag::equals);
    }

    private Optional<Instant> time(String header) {
        return request.header(header).flatMap(text -> {
            try {
                return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
            } catch (DateTimeException e) {
                return Optional.empty(); // a date that cannot be read is as none
            }
        });
    }
}
