package io.mesosframework.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.mesosframework.logging.MlogParser;
import io.mesosframework.logging.MlogRecord;
import io.mesosframework.logging.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private String warned(String format) {
        PatternLayoutEncoder plain = new PatternLayoutEncoder();
        plain.setContext(context);
        plain.setPattern("plain %msg%n");
        plain.start();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setName("stderr");
        appender.setContext(context);
        appender.setEncoder(plain);
        appender.setOutputStream(written);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        LogFormat.use(context, format);
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.start();
        context.getLogger("test").warn("one|{}\ntwo", 1);
        return written.toString(StandardCharsets.UTF_8);
    }

    private static String refused(String level) {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                Main.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err)),
                Map.of("MESOSFW_LOG_LEVEL", level),
                "embedded",
                "--help");
        assertThat(code).isEqualTo(err.toString().isEmpty() ? 0 : 2);
        return err.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOUD", "", "INHERITED", "WARN "})
    void aLevelThatIsNoneIsRefusedWithThoseThereAre(String level) {
        assertThat(refused(level))
                .startsWith("mesosfw: MESOSFW_LOG_LEVEL is one of OFF, ERROR, WARN, INFO, DEBUG, TRACE, ALL, not '"
                        + level + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFF", "debug", "Warn", "ALL"})
    void aLevelIsTakenInSmallLettersToo(String level) {
        assertThat(refused(level)).isEmpty();
    }

    @Test
    void asTextItIsAsConfigured() {
        assertThat(warned("text")).isEqualTo("plain one|1\ntwo\n");
    }

    @Test
    void asMlogEachLineIsARecordOfMesosfw() {
        assertThat(warned("mlog").lines().map(MlogParser::parse))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).isInstanceOfSatisfying(MlogRecord.class, record -> {
                    assertThat(record.program()).isEqualTo("mesosfw");
                    assertThat(record.severity()).isEqualTo(Severity.EVENT);
                    assertThat(record.file()).isEqualTo("LogFormatTest.java");
                }));
    }

    @Test
    void asJsonThereIsAnObjectALine() {
        assertThat(warned("json"))
                .startsWith("{\"mlog\":1,\"severity\":\"EVENT\"")
                .endsWith("\"message\":\"one|1\\ntwo\"}\n");
    }

    @Test
    void whereThereIsNoSuchAppenderNothingChanges() {
        LogFormat.use(context, "mlog");
        assertThat(context.getLogger("ROOT").iteratorForAppenders()).isExhausted();
    }
}
