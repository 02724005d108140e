package io.mesosframework.logging;

import io.mesosframework.logging.internal.Correlation;
import io.mesosframework.logging.internal.Streams;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a logger can be told. Not safe for use by several threads. */
public final class MlogLoggerBuilder {

    private @Nullable MlogIdentity identity;
    private Severity threshold = Severity.DEBUG;
    private MlogFormat format = MlogFormat.TEXT;
    private Supplier<@Nullable String> correlationId = Correlation.ofMdc();
    private InstantSource time = InstantSource.system();
    private Streams streams = Streams.ofThisProcess();

    MlogLoggerBuilder() {}

    /** Who writes; {@link MlogIdentity#ofThisProcess} by default. */
    public MlogLoggerBuilder identity(MlogIdentity value) {
        identity = value;
        return this;
    }

    /** The least urgent severity that is written; {@link Severity#DEBUG} by default. {@link Severity#TEST} never is. */
    public MlogLoggerBuilder threshold(Severity value) {
        threshold = value;
        return this;
    }

    /** How lines are written; {@link MlogFormat#TEXT} by default. */
    public MlogLoggerBuilder format(MlogFormat value) {
        format = value;
        return this;
    }

    /**
     * Where a line's own correlation id comes from, asked by the thread that logs; null or empty for the identity's. By default it is
     * {@code correlationId} of SLF4J's MDC.
     */
    public MlogLoggerBuilder correlationId(Supplier<@Nullable String> source) {
        correlationId = source;
        return this;
    }

    /** The clock; the system's by default. */
    public MlogLoggerBuilder time(InstantSource source) {
        time = source;
        return this;
    }

    /** What to write to instead of {@link System#out} and {@link System#err}. */
    public MlogLoggerBuilder streams(PrintStream out, PrintStream err) {
        streams = new Streams(() -> out, () -> err);
        return this;
    }

    public MlogLogger build() {
        return new MlogLogger(
                identity == null ? MlogIdentity.ofThisProcess() : identity,
                threshold,
                format,
                correlationId,
                time,
                streams);
    }
}
