package io.mesosframework.logging.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.logging.MlogFormat;
import io.mesosframework.logging.MlogIdentity;
import io.mesosframework.logging.MlogParser;
import io.mesosframework.logging.MlogRecord;
import io.mesosframework.logging.Severity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;

class MlogFormatterTest {

    private static final MlogIdentity IDENTITY = MlogIdentity.of(Map.of(), "probe", 7);

    /** A level of one's own. */
    private static final class Alarm extends Level {
        private static final long serialVersionUID = 1;

        Alarm() {
            super("ALARM", 1100);
        }
    }

    private static List<MlogRecord> records(String written) {
        return written.lines().map(line -> (MlogRecord) MlogParser.parse(line)).toList();
    }

    private static MlogFormatter formatter(MlogFormat format) {
        return new MlogFormatter(IDENTITY, format, () -> null);
    }

    private static MlogRecord formatted(LogRecord record) {
        return records(formatter(MlogFormat.TEXT).format(record)).get(0);
    }

    @Test
    void aRecordIsALineWithThePlaceOfTheCall() {
        Logger logger = Logger.getAnonymousLogger();
        logger.setUseParentHandlers(false);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        StreamHandler handler = new StreamHandler(written, formatter(MlogFormat.TEXT));
        logger.addHandler(handler);
        logger.log(Level.INFO, "100% of {0}|{1}", new Object[] {"one", 2});
        handler.flush();
        assertThat(records(written.toString(StandardCharsets.UTF_8)))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.severity()).isEqualTo(Severity.INFO);
                    assertThat(record.file()).isEqualTo("MlogFormatterTest.java");
                    assertThat(record.line()).isPositive();
                    assertThat(record.pid()).isEqualTo(7);
                    assertThat(record.message()).isEqualTo("100% of one|2");
                });
    }

    @Test
    void levelsHaveASeverity() {
        assertThat(List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINEST, new Alarm())
                        .stream()
                        .map(level -> formatted(new LogRecord(level, "m")).severity()))
                .containsExactly(
                        Severity.ERROR,
                        Severity.EVENT,
                        Severity.INFO,
                        Severity.DEBUG,
                        Severity.DEBUG,
                        Severity.DEBUG,
                        Severity.ALARM);
    }

    @Test
    void aRecordFromElsewhereHasNoPlace() {
        LogRecord record = new LogRecord(Level.INFO, "m");
        record.setSourceClassName("example.Elsewhere");
        assertThat(formatted(record).file()).isEqualTo("???");
        assertThat(formatted(record).line()).isZero();
    }

    @Test
    void eachLineOfAStackTraceIsARecord() {
        LogRecord record = new LogRecord(Level.SEVERE, "it failed");
        record.setThrown(new IllegalStateException("50%|x"));
        assertThat(records(formatter(MlogFormat.TEXT).format(record)).stream()
                        .map(MlogRecord::message)
                        .limit(2))
                .containsExactly("it failed", "java.lang.IllegalStateException: 50%|x");
    }

    @Test
    void aRecordWithoutAMessageIsNotWritten() {
        assertThat(formatter(MlogFormat.TEXT).format(new LogRecord(Level.INFO, null)))
                .isEmpty();
    }

    @Test
    void asJson() {
        assertThat(formatter(MlogFormat.JSON).format(new LogRecord(Level.INFO, "one\ntwo")))
                .startsWith("{\"mlog\":1,")
                .endsWith("\"one\\ntwo\"}\n");
    }

    @Test
    void theCorrelationIdIsAskedFor() {
        String written =
                new MlogFormatter(IDENTITY, MlogFormat.TEXT, () -> "request-1").format(new LogRecord(Level.INFO, "m"));
        assertThat(records(written).get(0).correlationId()).isEqualTo("request-1");
    }
}
