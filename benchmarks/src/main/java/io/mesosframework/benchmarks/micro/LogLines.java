package io.mesosframework.benchmarks.micro;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.mesosframework.logging.MlogFormat;
import io.mesosframework.logging.MlogLine;
import io.mesosframework.logging.MlogParser;
import io.mesosframework.logging.logback.MlogEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Lines to bytes, and back. Logback's own layout writes what a line of MLOG has in it, once without the place in the source, whose
 * looking up on the stack costs most. Here the place is known beforehand, so that only the writing is measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LogLines {

    public static final String PART = "Log lines (JMH)";

    private static final String FIELDS = "|%level|%property{task}|%property{pid}|%logger{0}|%X{correlationId:-0}|";

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("orders.Shop");
    private final MlogEncoder text = mlog(MlogFormat.TEXT);
    private final MlogEncoder json = mlog(MlogFormat.JSON);
    private final PatternLayoutEncoder pattern =
            pattern(FIELDS + "%file:%line|%d{yyyy/MM/dd HH:mm:ss.SSSSSSSSS,UTC}|%msg%n");
    private final PatternLayoutEncoder withoutPlace = pattern(FIELDS + "%d{yyyy/MM/dd HH:mm:ss.SSSSSSSSS,UTC}|%msg%n");
    private final String line = new String(text.encode(event()), StandardCharsets.UTF_8).stripTrailing();

    private MlogEncoder mlog(MlogFormat format) {
        MlogEncoder encoder = new MlogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        encoder.start();
        return encoder;
    }

    private PatternLayoutEncoder pattern(String pattern) {
        context.putProperty("task", "web.0.x1");
        context.putProperty("pid", "7");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    /** Each line is of an event of its own, as what is formatted is kept in it. */
    private LoggingEvent event() {
        LoggingEvent event = new LoggingEvent(
                LogLines.class.getName(), logger, Level.INFO, "offer {} of {} declined", null, new Object[] {
                    4711, "agent-17"
                });
        event.setMDCPropertyMap(Map.of("correlationId", "c-42"));
        event.setCallerData(
                new StackTraceElement[] {new StackTraceElement("orders.Shop", "declined", "Shop.java", 31)});
        return event;
    }

    @Benchmark
    public byte[] mlog() {
        return text.encode(event());
    }

    @Benchmark
    public byte[] mlogAsJson() {
        return json.encode(event());
    }

    @Benchmark
    public byte[] aPatternLayout() {
        return pattern.encode(event());
    }

    @Benchmark
    public byte[] aPatternLayoutWithoutPlace() {
        return withoutPlace.encode(event());
    }

    @Benchmark
    public MlogLine parsingMlog() {
        return MlogParser.parse(line);
    }

    @Benchmark
    public String[] splittingAtBars() {
        return line.split("\\|", 12);
    }

    /** Argument: iterations. */
    public static void main(String[] args) throws RunnerException {
        Jmh.run(LogLines.class, Integer.parseInt(args[0]), PART, Jmh::words, "ns/line");
    }
}
