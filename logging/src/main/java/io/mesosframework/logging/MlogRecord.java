package io.mesosframework.logging;

import io.mesosframework.logging.internal.Fields;
import io.mesosframework.logging.internal.Timestamps;
import java.time.Instant;

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

    /** Of the fields before the message. */
    static final int TYPICAL_LENGTH = 160;

    /** @throws IllegalArgumentException if these do not make one line that is read again as the same record */
    public MlogRecord {
        if (pid < 0 || line < 0) {
            throw new IllegalArgumentException("A number is negative: pid " + pid + ", line " + line);
        }
        if (!Fields.isField(taskId)
                || !Fields.isField(group)
                || !Fields.isField(application)
                || !Fields.isField(program)
                || !Fields.isField(correlationId)
                || !Fields.isField(file)) {
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
        StringBuilder text = new StringBuilder(TYPICAL_LENGTH + message.length());
        writeTo(text);
        return text.toString();
    }

    void writeTo(StringBuilder text) {
        text.append("*|1|")
                .append(severity.name())
                .append('|')
                .append(taskId)
                .append('|')
                .append(pid)
                .append('|');
        text.append(group)
                .append('|')
                .append(application)
                .append('|')
                .append(program)
                .append('|');
        text.append(correlationId)
                .append('|')
                .append(file)
                .append(':')
                .append(line)
                .append('|');
        Timestamps.write(time, text);
        text.append('|').append(message);
    }
}
