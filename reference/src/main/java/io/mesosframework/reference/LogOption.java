package io.mesosframework.reference;

import ch.qos.logback.classic.LoggerContext;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** {@code --log} of the commands that go on for a while. */
final class LogOption {

    @Option(
            names = "--log",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How the log on stderr is written: text (default), mlog or json;"
                    + " MESOSFW_LOG_LEVEL says how much of it (WARN).")
    private String log = "text";

    /** In words; empty where there is none. */
    Optional<String> problem() {
        return LogFormat.NAMES.contains(log)
                ? Optional.empty()
                : Optional.of("--log is text, mlog or json, not '" + log + "'");
    }

    /** Has the log written so from now on. */
    void use() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            LogFormat.use(context, log);
        }
    }
}
