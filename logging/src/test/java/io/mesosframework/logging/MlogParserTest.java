package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlogParserTest {

    private static final String LINE = "*|1|INFO|web.0.x|7|shop|orders|probe|c-1|A.java:3|2026/11/22 19:17:45.5|hello";

    @Test
    void aLineIsARecordOfItsFields() {
        assertThat(MlogParser.parse(LINE))
                .isEqualTo(new MlogRecord(
                        Severity.INFO,
                        "web.0.x",
                        7,
                        "shop",
                        "orders",
                        "probe",
                        "c-1",
                        "A.java",
                        3,
                        Instant.parse("2026-11-22T19:17:45.5Z"),
                        "hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "||", "|", "100%full", "*|1|INFO|", " ", "\t", "a\rb", "☃", "*"})
    void aMessageMayHoldAnythingButALineFeed(String message) {
        MlogLine line = MlogParser.parse(LINE + message);
        assertThat(line)
                .isInstanceOfSatisfying(
                        MlogRecord.class, record -> assertThat(record.message()).isEqualTo("hello" + message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026/11/22 19:17:45",
                "2026/11/22 19:17:45.000000001",
                "2024/02/29 00:00:00.1",
                "0000/01/01 00:00:00",
                "9999/12/31 23:59:59.999999999"
            })
    void aTimeIsWrittenAgainAsItWasRead(String time) {
        String line = LINE.replace("2026/11/22 19:17:45.5", time);
        assertThat(MlogParser.parse(line)).isInstanceOf(MlogRecord.class);
        assertThat(MlogParser.parse(line).text()).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "*|1 ; x|1 ; it does not begin with *|",
                "*|1 ; |1 ; it does not begin with *|",
                "*|1 ; *|2 ; the version of its format is '2', not 1",
                "*|1 ; *|01 ; the version of its format is '01', not 1",
                "INFO ; WARN ; there is no severity 'WARN'",
                "INFO ; info ; there is no severity 'info'",
                "|7| ; |-7| ; the pid '-7' is no number",
                "|7| ; |07| ; the pid '07' is no number",
                "|7| ; |٧| ; the pid '٧' is no number",
                "|7| ; |9999999999999999999| ; the pid '9999999999999999999' is no number",
                "A.java:3 ; A.java ; 'A.java' is not a file and a line",
                "A.java:3 ; A.java:x ; 'A.java:x' is not a file and a line",
                "A.java:3 ; A.java:-1 ; 'A.java:-1' is not a file and a line",
                "A.java:3 ; A.java:03 ; 'A.java:03' is not a file and a line",
                "A.java:3 ; A.java:9999999999 ; 'A.java:9999999999' is not a file and a line",
                "A.java:3 ; :3 ; a field of it is empty",
                "45.5 ; 45.50 ; '2026/11/22 19:17:45.50' is no time",
                "45.5 ; 45. ; '2026/11/22 19:17:45.' is no time",
                "45.5 ; 45.1234567891 ; '2026/11/22 19:17:45.1234567891' is no time",
                "11/22 ; 02/30 ; '2026/02/30 19:17:45.5' is no time",
                "19:17 ; 24:17 ; '2026/11/22 24:17:45.5' is no time",
                "/22 19 ; /22T19 ; '2026/11/22T19:17:45.5' is no time",
                "shop ; \"\" ; a field of it is empty",
                "hello ; \"\" ; a field of it is empty",
                "|hello ; \"\" ; it has 11 fields, not 12",
                "|c-1 ; \"\" ; it has 11 fields, not 12"
            })
    void whatIsNoRecordIsToldWithItsReason(String part, String other, String reason) {
        String line = LINE.replace(part, other);
        assertThat(line).isNotEqualTo(LINE);
        assertThat(MlogParser.parse(line)).isEqualTo(new NotMlog(line, reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "*|", "|||||||||||", "\tat example.Main.main(Main.java:3)", "\n"})
    void garbageIsNoRecord(String line) {
        assertThat(MlogParser.parse(line)).isInstanceOfSatisfying(NotMlog.class, garbage -> {
            assertThat(garbage.text()).isEqualTo(line);
            assertThat(garbage.reason()).isNotEmpty();
        });
    }

    @Test
    void twoLinesAreNoRecord() {
        assertThat(MlogParser.parse(LINE + "\n" + LINE)).isInstanceOf(NotMlog.class);
    }

    /** Lines with a few characters changed, and any text at all: none throws, and what is a record is written again as it was. */
    @Test
    void whateverIsReadIsKeptToTheLetter() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int records = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder line = new StringBuilder(random.nextInt(10) == 0 ? Lines.text(random, 40) : LINE);
            for (int changes = random.nextInt(3); changes > 0 && !line.isEmpty(); changes--) {
                int at = random.nextInt(line.length());
                int length = Math.min(random.nextInt(3), line.length() - at);
                line.replace(at, at + length, Lines.text(random, 2));
            }
            MlogLine read = MlogParser.parse(line.toString());
            assertThat(read.text()).as("seed %d, line %d", seed, i).isEqualTo(line.toString());
            records += read instanceof MlogRecord ? 1 : 0;
        }
        assertThat(records).as("seed %d", seed).isBetween(6_000, 27_000);
    }

    @Test
    void whatWouldNotBeReadAgainIsNoRecord() {
        MlogRecord good = (MlogRecord) MlogParser.parse(LINE);
        for (String bad : new String[] {"", "a|b", "a\nb"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> withTaskId(good, bad));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MlogRecord(
                        good.severity(),
                        "0",
                        7,
                        "g",
                        "a",
                        "p",
                        "0",
                        "f",
                        1,
                        Instant.parse("+10000-01-01T00:00:00Z"),
                        "m"));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new MlogRecord(good.severity(), "0", -1, "g", "a", "p", "0", "f", 1, good.time(), "m"));
    }

    private static MlogRecord withTaskId(MlogRecord of, String taskId) {
        return new MlogRecord(
                of.severity(),
                taskId,
                of.pid(),
                of.group(),
                of.application(),
                of.program(),
                of.correlationId(),
                of.file(),
                of.line(),
                of.time(),
                of.message());
    }
}
