package io.mesosframework.reference;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.mesosframework.logging.MlogFormat;
import io.mesosframework.logging.logback.MlogEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the log on stderr looks like. All of it goes there, whatever its severity: stdout is for results only. */
final class LogFormat {

    /** What {@code --log} may be. */
    static final Set<String> NAMES = Set.of("text", "mlog", "json");

    /** How much of it there is; {@code logback.xml} reads it. */
    static final String LEVEL = "MESOSFW_LOG_LEVEL";

    private static final List<String> LEVELS = List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "ALL");

    private LogFormat() {}

    /**
     * Logback takes what it does not know for DEBUG.
     *
     * @throws BadInputException if the environment names a level that is none
     */
    static void requireLevel(Map<String, String> environment) {
        String level = environment.get(LEVEL);
        if (level != null && !LEVELS.contains(level.toUpperCase(Locale.ROOT))) {
            throw new BadInputException(LEVEL + " is one of " + String.join(", ", LEVELS) + ", not '" + level + "'");
        }
    }

    /** Has the log written so from now on; {@code text} is as {@code logback.xml} has it. */
    static void use(LoggerContext context, String name) {
        if (!name.equals("text")
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr")
                        instanceof OutputStreamAppender<ILoggingEvent> appender) {
            MlogEncoder encoder = new MlogEncoder();
            encoder.setContext(context);
            encoder.setProgram("mesosfw");
            encoder.setFormat(name.equals("json") ? MlogFormat.JSON : MlogFormat.TEXT);
            encoder.start();
            appender.setEncoder(encoder);
        }
    }
}
