package io.mesosframework.logging;

import io.mesosframework.logging.internal.Timestamps;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads lines of the format, strictly: what it takes for a record is written again as the same text, and all else is told as what it
 * is, without an exception. Safe for use by several threads. For a file: {@code Files.lines(file).map(MlogParser::parse)}.
 */
public final class MlogParser {

    private static final int FIELDS = 12;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");

    private MlogParser() {}

    /** A line, without its end, as a record, or with the reason why it is none. */
    public static MlogLine parse(String text) {
        String[] fields = text.split("\\|", FIELDS);
        if (!fields[0].equals("*")) {
            return new NotMlog(text, "it does not begin with *|");
        }
        if (text.indexOf('\n') >= 0) {
            return new NotMlog(text, "it is more than one line");
        }
        if (fields.length < FIELDS) {
            return new NotMlog(text, "it has " + fields.length + " fields, not " + FIELDS);
        }
        return record(text, fields);
    }

    private static MlogLine record(String text, String[] fields) {
        if (!fields[1].equals("1")) {
            return new NotMlog(text, "the version of its format is '" + fields[1] + "', not 1");
        }
        Optional<Severity> severity = Severity.named(fields[2]);
        if (severity.isEmpty()) {
            return new NotMlog(text, "there is no severity '" + fields[2] + "'");
        }
        if (!NUMBER.matcher(fields[4]).matches()) {
            return new NotMlog(text, "the pid '" + fields[4] + "' is no number");
        }
        int colon = fields[9].lastIndexOf(':');
        String line = fields[9].substring(colon + 1);
        if (colon < 0 || line.length() > 9 || !NUMBER.matcher(line).matches()) {
            return new NotMlog(text, "'" + fields[9] + "' is not a file and a line");
        }
        Optional<Instant> time = Timestamps.parse(fields[10]);
        if (time.isEmpty()) {
            return new NotMlog(text, "'" + fields[10] + "' is no time");
        }
        try {
            return new MlogRecord(
                    severity.get(),
                    fields[3],
                    Long.parseLong(fields[4]),
                    fields[5],
                    fields[6],
                    fields[7],
                    fields[8],
                    fields[9].substring(0, colon),
                    Integer.parseInt(line),
                    time.get(),
                    fields[11]);
        } catch (IllegalArgumentException e) {
            return new NotMlog(text, "a field of it is empty");
        }
    }
}
