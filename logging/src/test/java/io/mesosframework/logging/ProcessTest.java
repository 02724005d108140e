package io.mesosframework.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The streams, variables and settings of processes of their own. */
@Timeout(60)
class ProcessTest {

    private static final Map<String, String> VARIABLES =
            Map.of("MON_GROUP", "shop", "MON_APP", "orders", "MON_CORELATIONID", "c-42", "MESOS_TASK_ID", "web.0.x1");

    @TempDir
    private Path folder;

    /** What a process has written. */
    private record Written(List<MlogLine> out, List<MlogLine> err) {

        static List<String> messages(List<MlogLine> lines) {
            return lines.stream()
                    .map(line -> line instanceof MlogRecord record ? record.message() : "not MLOG: " + line.text())
                    .toList();
        }
    }

    private Written run(boolean withLogback, List<String> options, String how) throws Exception {
        String path = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(entry -> withLogback || !entry.contains("logback"))
                .collect(Collectors.joining(java.io.File.pathSeparator));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", path));
        command.addAll(options);
        command.addAll(List.of(Program.class.getName(), how));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(VARIABLES);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return new Written(lines(out), lines(err));
    }

    private static List<MlogLine> lines(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .map(MlogParser::parse)
                .toList();
    }

    @Test
    void theLoggerNeedsNoLogbackAndWritesNothingElse() throws Exception {
        Written written = run(false, List.of(), "logger");
        assertThat(Written.messages(written.out())).containsExactly("größer 100%");
        assertThat(Written.messages(written.err())).containsExactly("a|b");
        assertThat(written.out()).singleElement().isInstanceOfSatisfying(MlogRecord.class, record -> {
            assertThat(record.taskId()).isEqualTo("web.0.x1");
            assertThat(record.group()).isEqualTo("shop");
            assertThat(record.application()).isEqualTo("orders");
            assertThat(record.program()).isEqualTo("Program");
            assertThat(record.correlationId()).isEqualTo("c-42");
            assertThat(record.file()).isEqualTo("Program.java");
        });
    }

    @Test
    void javaUtilLoggingWritesByItsProperties() throws Exception {
        Path properties = Files.writeString(folder.resolve("logging.properties"), """
                handlers = io.mesosframework.logging.jul.MlogHandler
                io.mesosframework.logging.jul.MlogHandler.threshold = INFO
                .level = ALL
                """);
        Written written = run(false, List.of("-Djava.util.logging.config.file=" + properties), "jul");
        assertThat(Written.messages(written.out())).containsExactly("größer 100%");
        assertThat(Written.messages(written.err())).containsExactly("a|b");
        assertThat(written.out()).singleElement().isInstanceOfSatisfying(MlogRecord.class, record -> {
            assertThat(record.application()).isEqualTo("orders");
            assertThat(record.file()).isEqualTo("Program.java");
        });
    }

    @Test
    void aWrongPropertyIsTold() throws Exception {
        Path properties = Files.writeString(folder.resolve("logging.properties"), """
                handlers = io.mesosframework.logging.jul.MlogHandler
                io.mesosframework.logging.jul.MlogHandler.threshold = LOUD
                """);
        Written written = run(false, List.of("-Djava.util.logging.config.file=" + properties), "jul");
        assertThat(written.err())
                .anySatisfy(line -> assertThat(line.text())
                        .contains("MlogHandler.threshold is one of [ALARM, ")
                        .contains("not 'LOUD'"));
    }

    @Test
    void logbackWritesByItsConfiguration() throws Exception {
        Path configuration = Files.writeString(folder.resolve("logback.xml"), """
                <configuration>
                  <appender name="mlog" class="io.mesosframework.logging.logback.MlogAppender">
                    <threshold>INFO</threshold>
                    <encoder class="io.mesosframework.logging.logback.MlogEncoder">
                      <application>invoices</application>
                    </encoder>
                  </appender>
                  <root level="TRACE">
                    <appender-ref ref="mlog"/>
                  </root>
                </configuration>
                """);
        Written written = run(true, List.of("-Dlogback.configurationFile=" + configuration), "slf4j");
        assertThat(Written.messages(written.out())).containsExactly("größer 100%");
        assertThat(Written.messages(written.err())).containsExactly("a|b");
        assertThat(written.out()).singleElement().isInstanceOfSatisfying(MlogRecord.class, record -> {
            assertThat(record.application()).isEqualTo("invoices");
            assertThat(record.group()).isEqualTo("shop");
            assertThat(record.file()).isEqualTo("Program.java");
        });
    }
}
