package io.mesosframework.logging;

import io.mesosframework.logging.internal.Correlation;
import io.mesosframework.logging.internal.StackTraces;
import io.mesosframework.logging.internal.Streams;
import io.mesosframework.logging.internal.Templates;
import java.lang.StackWalker.StackFrame;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes MLOG to the streams of this process. A severity says which: see {@link Severity}. Immutable, and safe for use by several threads; the
 * lines of one call stay together. It never throws because of what it is given to log.
 */
public final class MlogLogger {

    private final MlogIdentity identity;
    private final Severity threshold;
    private final MlogFormat format;
    private final Supplier<@Nullable String> correlationId;
    private final InstantSource time;
    private final Streams streams;

    MlogLogger(
            MlogIdentity identity,
            Severity threshold,
            MlogFormat format,
            Supplier<@Nullable String> correlationId,
            InstantSource time,
            Streams streams) {
        this.identity = identity;
        this.threshold = threshold;
        this.format = format;
        this.correlationId = correlationId;
        this.time = time;
        this.streams = streams;
    }

    /** With every default: this process as its environment has it, all severities. */
    public static MlogLogger ofThisProcess() {
        return builder().build();
    }

    public static MlogLoggerBuilder builder() {
        return new MlogLoggerBuilder();
    }

    /** Whether lines of this severity are written anywhere. */
    public boolean isEnabled(Severity severity) {
        return severity.target() != Severity.Target.NONE && severity.isAtLeast(threshold);
    }

    /**
     * Logs a text, each of its lines that is not empty as a record. Where there are arguments it is a template as of {@link String#format} in the root
     * locale; a template that does not go with its arguments is written as it stands, with them behind it. Without arguments it is no
     * template: per cent signs are what they are.
     */
    public void emit(Severity severity, @Nullable String template, @Nullable Object @Nullable ... arguments) {
        if (isEnabled(severity)) {
            write(severity, Templates.filled(template, arguments));
        }
    }

    /** The same, with a cause and its stack trace in the lines behind. */
    public void emit(
            Severity severity,
            @Nullable Throwable cause,
            @Nullable String template,
            @Nullable Object @Nullable ... arguments) {
        if (isEnabled(severity)) {
            write(severity, StackTraces.behind(Templates.filled(template, arguments), cause));
        }
    }

    private void write(Severity severity, String text) {
        Optional<StackFrame> caller = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().equals(MlogLogger.class.getName()))
                        .findFirst());
        streams.write(
                severity,
                format.write(new MlogEvent(
                        severity,
                        Correlation.of(identity, correlationId.get()),
                        caller.map(StackFrame::getFileName).orElse(""),
                        caller.map(StackFrame::getLineNumber).orElse(0),
                        time.instant(),
                        text)));
    }
}
