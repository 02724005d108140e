package io.mesosframework.logging.jul;

import io.mesosframework.logging.Severity;
import io.mesosframework.logging.internal.Streams;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Writes records of java.util.logging as MLOG to the process's streams, each to that of its severity. Safe for use by several threads.
 *
 * <p>In a {@code logging.properties} the class name with {@code .threshold} is the least urgent severity that is written (DEBUG).
 */
public final class MlogHandler extends Handler {

    private final Streams streams = Streams.ofThisProcess();
    private final Severity threshold;

    /** As the log manager makes it: a standard {@link MlogFormatter}, the threshold of its properties. */
    public MlogHandler() {
        this(Settings.of(MlogHandler.class, "threshold", Severity.values(), Severity.DEBUG), new MlogFormatter());
    }

    public MlogHandler(Severity threshold, MlogFormatter formatter) {
        this.threshold = threshold;
        setFormatter(formatter);
    }

    @Override
    public void publish(LogRecord record) {
        Severity severity = Severities.of(record.getLevel());
        if (isLoggable(record) && severity.isAtLeast(threshold) && severity.target() != Severity.Target.NONE) {
            streams.write(severity, getFormatter().format(record));
        }
    }

    /** Each record is written through. */
    @Override
    public void flush() {}

    /** The streams are the process's, and stay open. */
    @Override
    public void close() {}
}
