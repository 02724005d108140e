package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class MlogLoggerTest {

    private static final MlogIdentity IDENTITY = MlogIdentity.of(Map.of("MON_CORELATIONID", "process"), "probe", 7);

    private final Lines.Captured streams = new Lines.Captured();

    private MlogLoggerBuilder builder() {
        return MlogLogger.builder()
                .identity(IDENTITY)
                .time(() -> Instant.parse("2026-11-22T19:17:45.5Z"))
                .streams(streams.outStream, streams.errStream);
    }

    private List<MlogRecord> read(String written) {
        return Lines.parsed(written).stream().map(line -> (MlogRecord) line).toList();
    }

    private String message() {
        assertThat(read(streams.out())).hasSize(1);
        return read(streams.out()).get(0).message();
    }

    @Test
    void aLineHasTheTwelveFieldsWithThePlaceOfTheCall() {
        builder().build().emit(Severity.INFO, "hello %s", "w");
        assertThat(streams.out())
                .matches("\\*\\|1\\|INFO\\|0\\|7\\|unknown\\|probe\\|probe\\|process\\|MlogLoggerTest\\.java:\\d+\\|"
                        + "2026/11/22 19:17:45\\.5\\|hello w\n");
        int line = new Throwable().getStackTrace()[0].getLineNumber();
        assertThat(read(streams.out()).get(0).line()).isEqualTo(line - 4);
        assertThat(streams.err()).isEmpty();
    }

    @Test
    void eachSeverityGoesToItsStream() {
        MlogLogger logger = builder().build();
        for (Severity severity : Severity.values()) {
            logger.emit(severity, "text");
        }
        assertThat(read(streams.out()).stream().map(MlogRecord::severity))
                .containsExactly(Severity.UNKNOWN, Severity.INFO, Severity.NOP, Severity.DEBUG);
        assertThat(read(streams.err()).stream().map(MlogRecord::severity))
                .containsExactly(Severity.ALARM, Severity.ERROR, Severity.STAT, Severity.EVENT);
    }

    @Test
    void aThresholdHoldsBackWhatIsLessUrgent() {
        MlogLogger logger = builder().threshold(Severity.STAT).build();
        for (Severity severity : Severity.values()) {
            logger.emit(severity, "text");
            assertThat(logger.isEnabled(severity)).isEqualTo(severity.isAtLeast(Severity.STAT));
        }
        assertThat(streams.out()).isEmpty();
        assertThat(read(streams.err())).hasSize(3);
        assertThat(builder().threshold(Severity.TEST).build().isEnabled(Severity.TEST))
                .isFalse();
    }

    @Test
    void aPerCentSignInAMessageIsWhatItIs() {
        builder().build().emit(Severity.INFO, "100%full %d %n");
        assertThat(message()).isEqualTo("100%full %d %n");
    }

    @Test
    void aTemplateThatDoesNotGoWithItsArgumentsIsWrittenWithThem() {
        MlogLogger logger = builder().build();
        logger.emit(Severity.INFO, "disk 100%full on %s", "agent1");
        logger.emit(Severity.INFO, "%d of them", "three");
        logger.emit(Severity.INFO, "%s and %s", "one");
        logger.emit(Severity.INFO, "no place", 1, null);
        logger.emit(Severity.INFO, "null: %s", (Object[]) null);
        assertThat(read(streams.out()).stream().map(MlogRecord::message))
                .containsExactly(
                        "disk 100%full on %s [agent1]",
                        "%d of them [three]", "%s and %s [one]", "no place [1, null]", "null: %s");
    }

    @Test
    void anArgumentThatThrowsDoesNotKeepTheLineFromBeingWritten() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        builder().build().emit(Severity.INFO, "it is %s", broken);
        assertThat(message()).isEqualTo("it is %s [(its text cannot be had: java.lang.IllegalStateException)]");
    }

    @Test
    void whatIsNullIsWrittenSo() {
        MlogLogger logger = builder().build();
        logger.emit(Severity.INFO, (String) null);
        logger.emit(Severity.INFO, (String) null, "x");
        logger.emit(Severity.INFO, (Throwable) null, "no cause");
        assertThat(read(streams.out())).extracting(MlogRecord::message).containsExactly("null", "null [x]", "no cause");
    }

    @Test
    void aCauseHasItsStackTraceInTheLinesBehind() {
        builder().build().emit(Severity.ERROR, new IllegalStateException("50%|x"), "it failed on %s", "agent1");
        List<MlogRecord> records = read(streams.err());
        assertThat(records.get(0).message()).isEqualTo("it failed on agent1");
        assertThat(records.get(1).message()).isEqualTo("java.lang.IllegalStateException: 50%|x");
        assertThat(records.get(2).message()).startsWith("\tat " + getClass().getName());
        assertThat(records).allSatisfy(record -> assertThat(record.severity()).isEqualTo(Severity.ERROR));
    }

    @Test
    void theCorrelationIdOfTheMdcIsThatOfTheLine() {
        MlogLogger logger = builder().build();
        try (MDC.MDCCloseable request = MDC.putCloseable("correlationId", "request|1")) {
            assertThat(request).isNotNull();
            logger.emit(Severity.INFO, "one");
        }
        logger.emit(Severity.INFO, "two");
        assertThat(read(streams.out()).stream().map(MlogRecord::correlationId)).containsExactly("request_1", "process");
    }

    @Test
    void itMayComeFromElsewhere() {
        builder().correlationId(() -> "mine").build().emit(Severity.INFO, "one");
        assertThat(read(streams.out()).get(0).correlationId()).isEqualTo("mine");
    }

    @Test
    void theLinesOfOneCallStayTogether() throws Exception {
        MlogLogger logger = builder().build();
        String tenLines = IntStream.range(0, 10).mapToObj(String::valueOf).collect(Collectors.joining("\n"));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            MlogLogger mine = i % 2 == 0
                    ? logger
                    : builder().build(); // loggers of their own for the same stream, as libraries may have
            threads.add(new Thread(() -> {
                for (int j = 0; j < 200; j++) {
                    mine.emit(Severity.INFO, tenLines);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        List<MlogRecord> records = read(streams.out());
        assertThat(records).hasSize(8 * 200 * 10);
        for (int i = 0; i < records.size(); i++) {
            assertThat(records.get(i).message()).isEqualTo(String.valueOf(i % 10));
        }
    }

    @Test
    void asJson() {
        builder().format(MlogFormat.JSON).build().emit(Severity.INFO, "one\ntwo");
        assertThat(streams.out())
                .startsWith("{\"mlog\":1,\"severity\":\"INFO\"")
                .endsWith("\"one\\ntwo\"}\n");
    }
}
