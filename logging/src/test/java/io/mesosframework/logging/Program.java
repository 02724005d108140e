package io.mesosframework.logging;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** A program that logs, one way or another: a line for each stream, and one of no urgency. */
final class Program {

    private Program() {}

    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "logger" -> {
                MlogLogger logger = MlogLogger.ofThisProcess();
                logger.emit(Severity.TEST, "quiet");
                logger.emit(Severity.INFO, "größer 100%");
                logger.emit(Severity.ERROR, "%s|%s", "a", "b");
            }
            case "jul" -> {
                Logger logger = Logger.getLogger("program");
                logger.fine("quiet");
                logger.info("größer 100%");
                logger.log(Level.SEVERE, "{0}|{1}", new Object[] {"a", "b"});
            }
            case "slf4j" -> {
                org.slf4j.Logger logger = LoggerFactory.getLogger("program");
                logger.debug("quiet");
                logger.info("größer 100%");
                logger.error("{}|{}", "a", "b");
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }
}
