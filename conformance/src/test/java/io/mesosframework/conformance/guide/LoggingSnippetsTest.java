package io.mesosframework.conformance.guide;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusUtil;
import io.mesosframework.conformance.Project;
import io.mesosframework.logging.MlogLine;
import io.mesosframework.logging.MlogLogger;
import io.mesosframework.logging.MlogParser;
import io.mesosframework.logging.MlogRecord;
import io.mesosframework.logging.NotMlog;
import io.mesosframework.logging.Severity;
import io.mesosframework.logging.jul.MlogFormatter;
import io.mesosframework.logging.jul.MlogHandler;
import io.mesosframework.logging.logback.MlogAppender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** What docs/guide shows of logging. */
final class LoggingSnippetsTest {

    @TempDir
    private Path folder;

    private static void write(int port, Exception cause) {
        // guide: logger
        MlogLogger log = MlogLogger.builder().threshold(Severity.INFO).build();
        log.emit(Severity.INFO, "listening on %d", port);
        MDC.put("correlationId", "order-1834"); // of this thread, until it is removed
        log.emit(Severity.ALARM, cause, "the disk is 100% full");
        MDC.remove("correlationId");
        // guide: end
    }

    @Test
    void aLogger() {
        IOException cause = new IOException("no space left");
        cause.setStackTrace(new StackTraceElement[0]);
        write(8080, cause);
    }

    private static long read(Path file) throws IOException {
        // guide: parser
        try (Stream<String> lines = Files.lines(file)) {
            for (MlogLine line : (Iterable<MlogLine>) lines.map(MlogParser::parse)::iterator) {
                if (line instanceof MlogRecord record) {
                    System.out.println(record.severity() + " " + record.taskId() + " " + record.message());
                } else if (line instanceof NotMlog other) {
                    System.err.println(other.reason() + ": " + other.text());
                }
            }
        }
        // guide: end
        return Files.size(file);
    }

    @Test
    void aParser() throws IOException {
        String line = "*|1|INFO|0|7|unknown|shop|shop|0|Shop.java:3|2026/11/22 19:17:45.5|a|b\n";
        assertThat(read(Files.writeString(folder.resolve("log"), line + "another\n")))
                .isPositive();
    }

    private static String block(String language) throws IOException {
        Matcher block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(Files.readString(Project.root().resolve("docs/guide/logging.md")));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @Test
    void theConfigurationOfLogbackIsUnderstood() throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(new ByteArrayInputStream(block("xml").getBytes(StandardCharsets.UTF_8)));
        assertThat(new StatusUtil(context).getHighestLevel(0)).isEqualTo(Status.INFO);
        assertThat(context.getLogger("ROOT").iteratorForAppenders().next()).isInstanceOf(MlogAppender.class);
        context.stop();
    }

    @Test
    void thePropertiesOfJavaUtilLoggingAreOurs() throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(block("properties")));
        String handler = MlogHandler.class.getName();
        assertThat(properties)
                .containsEntry("handlers", handler)
                .containsEntry(handler + ".threshold", Severity.INFO.name())
                .containsEntry(MlogFormatter.class.getName() + ".format", "JSON")
                .hasSize(4);
    }
}
