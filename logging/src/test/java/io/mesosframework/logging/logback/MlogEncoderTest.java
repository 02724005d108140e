package io.mesosframework.logging.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.mesosframework.logging.MlogFormat;
import io.mesosframework.logging.MlogParser;
import io.mesosframework.logging.MlogRecord;
import io.mesosframework.logging.Severity;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

class MlogEncoderTest {

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger logger = context.getLogger("encoder test");
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final MlogEncoder encoder = new MlogEncoder();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();

    @BeforeEach
    void start() {
        encoder.setContext(context);
        encoder.setProgram("probe");
        encoder.setGroup("shop");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        logger.setAdditive(false);
        logger.setLevel(Level.TRACE);
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        appender.stop();
    }

    private List<MlogRecord> records() {
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> (MlogRecord) MlogParser.parse(line))
                .toList();
    }

    @Test
    void anEventIsALineWithThePlaceOfTheCall() {
        logger.info("100% of {}|{}", "one", 2);
        assertThat(records()).singleElement().satisfies(record -> {
            assertThat(record.severity()).isEqualTo(Severity.INFO);
            assertThat(record.group()).isEqualTo("shop");
            assertThat(record.application()).isEqualTo("probe");
            assertThat(record.program()).isEqualTo("probe");
            assertThat(record.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(record.file()).isEqualTo("MlogEncoderTest.java");
            assertThat(record.line()).isPositive();
            assertThat(record.message()).isEqualTo("100% of one|2");
        });
    }

    @Test
    void levelsHaveASeverity() {
        logger.error("m");
        logger.warn("m");
        logger.info("m");
        logger.debug("m");
        logger.trace("m");
        assertThat(records().stream().map(MlogRecord::severity))
                .containsExactly(Severity.ERROR, Severity.EVENT, Severity.INFO, Severity.DEBUG, Severity.DEBUG);
    }

    @Test
    void aMarkerWithTheNameOfASeverityOverrulesTheLevel() {
        logger.info(MarkerFactory.getDetachedMarker("ALARM"), "m");
        logger.info(MarkerFactory.getDetachedMarker("of another use"), "m");
        assertThat(records().stream().map(MlogRecord::severity)).containsExactly(Severity.ALARM, Severity.INFO);
    }

    @Test
    void theCorrelationIdComesFromTheMdc() {
        encoder.setCorrelationId("process");
        MDC.put("correlationId", "request-1");
        MDC.put("other", "request-2");
        try {
            logger.info("m");
            encoder.setCorrelationIdKey("other");
            logger.info("m");
        } finally {
            MDC.clear();
        }
        logger.info("m");
        assertThat(records().stream().map(MlogRecord::correlationId))
                .containsExactly("request-1", "request-2", "process");
    }

    @Test
    void eachLineOfAStackTraceIsARecord() {
        logger.error("it failed\nbadly", new IllegalStateException("why", new IllegalArgumentException("50%|x")));
        List<String> messages = records().stream().map(MlogRecord::message).toList();
        assertThat(messages)
                .startsWith("it failed", "badly", "java.lang.IllegalStateException: why")
                .contains("Caused by: java.lang.IllegalArgumentException: 50%|x");
        assertThat(messages.get(3)).startsWith("\tat " + getClass().getName());
    }

    @Test
    void asJson() {
        encoder.setFormat(MlogFormat.JSON);
        logger.info("one\ntwo");
        assertThat(written.toString(StandardCharsets.UTF_8))
                .startsWith("{\"mlog\":1,")
                .endsWith("\"one\\ntwo\"}\n");
    }
}
