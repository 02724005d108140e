package io.mesosframework.logging.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.mesosframework.logging.Severity;
import java.util.List;
import java.util.Optional;
import org.slf4j.Marker;

/** The severity of a Logback event: that of a marker of its name, else that of its level. */
final class Severities {

    private Severities() {}

    static Severity of(ILoggingEvent event) {
        List<Marker> markers = event.getMarkerList();
        return Optional.ofNullable(markers).orElse(List.of()).stream()
                .flatMap(marker -> Severity.named(marker.getName()).stream())
                .findFirst()
                .orElseGet(() -> ofLevel(event.getLevel()));
    }

    private static Severity ofLevel(Level level) {
        return level.isGreaterOrEqual(Level.ERROR)
                ? Severity.ERROR
                : level.isGreaterOrEqual(Level.WARN)
                        ? Severity.EVENT
                        : level.isGreaterOrEqual(Level.INFO) ? Severity.INFO : Severity.DEBUG;
    }
}
