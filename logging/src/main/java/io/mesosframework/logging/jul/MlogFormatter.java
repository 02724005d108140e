package io.mesosframework.logging.jul;

import io.mesosframework.logging.MlogEvent;
import io.mesosframework.logging.MlogFormat;
import io.mesosframework.logging.MlogIdentity;
import io.mesosframework.logging.internal.Correlation;
import io.mesosframework.logging.internal.StackTraces;
import java.util.function.Supplier;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Formats the records of java.util.logging as MLOG, for handlers of one stream; {@link MlogHandler} writes to the streams of the process by severity. SEVERE is
 * ERROR, WARNING is EVENT, INFO is INFO, what is below is DEBUG; a level of one's own that has the name of a severity is that. Safe for use by several threads.
 *
 * <p>In a {@code logging.properties} the class name with {@code .format} is {@code TEXT} (default) or {@code JSON}. The place in the source is known only where the thread
 * that logs is the one that formats.
 */
public final class MlogFormatter extends Formatter {

    private final MlogIdentity identity;
    private final MlogFormat format;
    private final Supplier<@Nullable String> correlationId;

    /** As the log manager makes it: this process, the format of its properties, {@code correlationId} of SLF4J's MDC. */
    public MlogFormatter() {
        this(
                MlogIdentity.ofThisProcess(),
                Settings.of(MlogFormatter.class, "format", MlogFormat.values(), MlogFormat.TEXT),
                Correlation.ofMdc());
    }

    /** @param correlationId a line's own, asked by the thread that formats; null or empty for the identity's */
    public MlogFormatter(MlogIdentity identity, MlogFormat format, Supplier<@Nullable String> correlationId) {
        this.identity = identity;
        this.format = format;
        this.correlationId = correlationId;
    }

    @Override
    public String format(LogRecord record) {
        Place place = Place.of(record);
        String message = record.getMessage() == null ? "" : formatMessage(record);
        return format.write(new MlogEvent(
                Severities.of(record.getLevel()),
                Correlation.of(identity, correlationId.get()),
                place.file(),
                place.line(),
                record.getInstant(),
                record.getThrown() == null ? message : StackTraces.behind(message, record.getThrown())));
    }
}
