package io.mesosframework.logging.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.mesosframework.logging.MlogEvent;
import io.mesosframework.logging.MlogFormat;
import io.mesosframework.logging.MlogIdentity;
import io.mesosframework.logging.internal.Correlation;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Encodes Logback's events as MLOG, in UTF-8, for appenders of one stream, such as to a file; {@link MlogAppender} writes to the streams of the process by
 * severity. ERROR is ERROR, WARN is EVENT, INFO is INFO, what is below is DEBUG, and a marker that has the name of a severity overrules the level.
 *
 * <p>Settings, all optional, as elements of {@code <encoder>}: {@code format} (TEXT or JSON), {@code taskId}, {@code group}, {@code application}, {@code
 * program}, {@code correlationId} (what the environment says of the process, by default), {@code correlationIdKey} (the key in the MDC, {@code
 * correlationId}). Behind an asynchronous appender the place in the source is known only with its {@code includeCallerData}.
 */
public final class MlogEncoder extends EncoderBase<ILoggingEvent> {

    private MlogIdentity identity = MlogIdentity.ofThisProcess();
    private MlogFormat format = MlogFormat.TEXT;
    private String correlationIdKey = Correlation.KEY;

    public void setFormat(MlogFormat value) {
        format = value;
    }

    public void setTaskId(String value) {
        identity = identity.withTaskId(value);
    }

    public void setGroup(String value) {
        identity = identity.withGroup(value);
    }

    public void setApplication(String value) {
        identity = identity.withApplication(value);
    }

    public void setProgram(String value) {
        identity = identity.withProgram(value);
    }

    public void setCorrelationId(String value) {
        identity = identity.withCorrelationId(value);
    }

    public void setCorrelationIdKey(String value) {
        correlationIdKey = value;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return text(event).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    String text(ILoggingEvent event) {
        Map<String, String> context = event.getMDCPropertyMap();
        StackTraceElement[] callers = event.getCallerData();
        StackTraceElement caller = callers.length > 0 ? callers[0] : new StackTraceElement("", "", null, 0);
        String file = caller.getFileName();
        String message = event.getFormattedMessage();
        return format.write(new MlogEvent(
                Severities.of(event),
                Correlation.of(identity, context.get(correlationIdKey)),
                file == null ? "" : file,
                caller.getLineNumber(),
                event.getInstant(),
                event.getThrowableProxy() == null
                        ? message
                        : message + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
}
