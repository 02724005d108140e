package io.mesosframework.logging;

import io.mesosframework.logging.internal.Fields;
import io.mesosframework.logging.internal.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is logged at once, of any number of lines. Nothing that is put here keeps it from being written: what is not known has its default.
 *
 * @param severity how much it matters
 * @param identity who says it
 * @param file the name of the source file without its folder, {@code ???} where it is not known
 * @param line the line there, 0 where it is not known
 * @param time when; the nearest time of the years 0 to 9999
 * @param text what
 */
public record MlogEvent(Severity severity, MlogIdentity identity, String file, int line, Instant time, String text) {

    public MlogEvent {
        file = Fields.clean(file, "???");
        line = Math.max(line, 0);
        time = Timestamps.within(time);
        text = Objects.requireNonNullElse(text, "null");
    }

    /** A record for each line that is not empty, all of the same time. A line ends with LF, CR or both. */
    public List<MlogRecord> records() {
        if (text.indexOf('\n') < 0 && text.indexOf('\r') < 0) {
            return text.isEmpty() ? List.of() : List.of(record(text));
        }
        return text.lines()
                .filter(message -> !message.isEmpty())
                .map(this::record)
                .toList();
    }

    private MlogRecord record(String message) {
        return new MlogRecord(
                severity,
                identity.taskId(),
                identity.pid(),
                identity.group(),
                identity.application(),
                identity.program(),
                identity.correlationId(),
                file,
                line,
                time,
                message);
    }
}
