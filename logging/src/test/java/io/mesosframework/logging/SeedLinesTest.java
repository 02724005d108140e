package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that the older library wrote when it was run: without any variable, and with all. Ours are the same to the byte. */
class SeedLinesTest {

    private static byte[] written(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(SeedLinesTest.class.getResourceAsStream("/seed/" + name), name)) {
            return file.readAllBytes();
        }
    }

    private static List<MlogRecord> records(String name) throws IOException {
        return new String(written(name), StandardCharsets.UTF_8)
                .lines()
                .map(line -> (MlogRecord) MlogParser.parse(line))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.out", "plain.err", "named.out", "named.err"})
    void everyLineIsReadAndWrittenAgainAsItWas(String name) throws IOException {
        String again = records(name).stream()
                .map(record -> MlogFormat.TEXT.write(new MlogEvent(
                        record.severity(),
                        new MlogIdentity(
                                record.taskId(),
                                record.pid(),
                                record.group(),
                                record.application(),
                                record.program(),
                                record.correlationId()),
                        record.file(),
                        record.line(),
                        record.time(),
                        record.message())))
                .collect(Collectors.joining());
        assertThat(again.getBytes(StandardCharsets.UTF_8)).isEqualTo(written(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "named"})
    void eachSeverityGoesToTheStreamItWentTo(String name) throws IOException {
        assertThat(records(name + ".out"))
                .hasSize(4)
                .allSatisfy(record -> assertThat(record.severity().target()).isEqualTo(Severity.Target.STDOUT));
        assertThat(records(name + ".err"))
                .hasSize(5)
                .allSatisfy(record -> assertThat(record.severity().target()).isEqualTo(Severity.Target.STDERR));
    }

    @Test
    void theVariablesAreInTheirFields() throws IOException {
        MlogRecord record = records("named.err").get(0);
        assertThat(record.taskId()).isEqualTo("web.0.x1");
        assertThat(record.group()).isEqualTo("shop");
        assertThat(record.application()).isEqualTo("orders");
        assertThat(record.program()).isEqualTo("probe");
        assertThat(record.correlationId()).isEqualTo("c-42");
        assertThat(record.file()).isEqualTo("main.go");
        assertThat(record.line()).isEqualTo(8);
        assertThat(record.message()).isEqualTo("one");
    }

    @Test
    void aLineOfTwelveFields() {
        MlogEvent event = new MlogEvent(
                Severity.INFO,
                new MlogIdentity("", 26819, "", "", "zz.test", ""),
                "probe_test.go",
                53,
                Instant.parse("2026-11-22T19:17:45.138046911Z"),
                "hello w");
        assertThat(MlogFormat.TEXT.write(event))
                .isEqualTo("*|1|INFO|0|26819|unknown|zz.test|zz.test|0|probe_test.go:53|"
                        + "2026/11/22 19:17:45.138046911|hello w\n");
    }
}
