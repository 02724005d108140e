package io.mesosframework.logging;

import io.mesosframework.logging.internal.Timestamps;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * One line of the format. Its twelve fields are joined by bars:
 *
 * <pre>*|1|SEVERITY|taskId|pid|group|application|program|correlationId|file:line|yyyy/MM/dd HH:mm:ss.fraction|message</pre>
 *
 * <p>The message is the rest of the line and may hold bars; nothing is escaped.
 *
 * @param severity how much it matters
 * @param taskId the Mesos task, {@code 0} where there is none
 * @param pid the process, 0 or more
 * @param group the group of applications
 * @param application the application
 * @param program the program
 * @param correlationId what belongs together across processes, {@code 0} where there is none
 * @param file the name of the source file, {@code ???} where it is not known
 * @param line the line there, 0 where it is not known
 * @param time when, in the years 0 to 9999
 * @param message one line, not empty
 */
public record MlogRecord(
        Severity severity,
        String taskId,
        long pid,
        String group,
        String application,
        String program,
        String correlationId,
        String file,
        int line,
        Instant time,
        String message)
        implements MlogLine {

    /** @throws IllegalArgumentException if these do not make one line that is read again as the same record */
    public MlogRecord {
        if (pid < 0 || line < 0) {
            throw new IllegalArgumentException("A number is negative: pid " + pid + ", line " + line);
        }
        if (Stream.of(taskId, group, application, program, correlationId, file)
                .anyMatch(field -> field.isEmpty() || field.indexOf('|') >= 0 || field.indexOf('\n') >= 0)) {
            throw new IllegalArgumentException(
                    "A field before the message is empty, or has a bar or a line's end in it");
        }
        if (message.isEmpty() || message.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("The message is empty, or has a line's end in it");
        }
        if (!Timestamps.within(time).equals(time)) {
            throw new IllegalArgumentException("The year has more than four digits: " + time);
        }
    }

    @Override
    public String text() {
        return String.join(
                "|",
                "*",
                "1",
                severity.name(),
                taskId,
                String.valueOf(pid),
                group,
                application,
                program,
                correlationId,
                file + ":" + line,
                Timestamps.text(time),
                message);
    }
}
