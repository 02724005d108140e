package io.mesosframework.logging.jul;

import io.mesosframework.logging.Severity;
import java.util.logging.Level;

/** The severity of a level: that of its name, else that of the standard level at or below it. */
final class Severities {

    private Severities() {}

    static Severity of(Level level) {
        return Severity.named(level.getName()).orElseGet(() -> ofValue(level.intValue()));
    }

    private static Severity ofValue(int level) {
        return level >= Level.SEVERE.intValue()
                ? Severity.ERROR
                : level >= Level.WARNING.intValue()
                        ? Severity.EVENT
                        : level >= Level.INFO.intValue() ? Severity.INFO : Severity.DEBUG;
    }
}
