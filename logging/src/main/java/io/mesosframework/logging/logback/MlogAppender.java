package io.mesosframework.logging.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.mesosframework.logging.Severity;
import io.mesosframework.logging.internal.Streams;

/**
 * Writes Logback's events as MLOG to the process's streams, each to that of its severity.
 *
 * <p>Settings, both optional: {@code threshold}, the least urgent severity that is written (DEBUG); {@code encoder}, a {@link MlogEncoder} with other settings
 * than the default's.
 */
public final class MlogAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final Streams streams = Streams.ofThisProcess();
    private MlogEncoder encoder = new MlogEncoder();
    private Severity threshold = Severity.DEBUG;

    public void setEncoder(MlogEncoder value) {
        encoder = value;
    }

    public void setThreshold(Severity value) {
        threshold = value;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Severity severity = Severities.of(event);
        if (severity.isAtLeast(threshold) && severity.target() != Severity.Target.NONE) {
            streams.write(severity, encoder.text(event));
        }
    }
}
