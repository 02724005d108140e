package io.mesosframework.scheduler.application;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a task is found by others; Mesos hands it on to whatever service discovery there is.
 *
 * @param visibility who is meant to find it
 * @param name the application's where empty
 * @param environment such as {@code prod}
 * @param location such as {@code east}
 * @param version of what is found
 * @param ports where it listens
 * @param labels for the service discovery's own use
 */
public record Discovery(
        Visibility visibility,
        Optional<String> name,
        Optional<String> environment,
        Optional<String> location,
        Optional<String> version,
        List<Port> ports,
        Map<String, String> labels) {

    /** Who is meant to find it. */
    public enum Visibility {
        FRAMEWORK,
        CLUSTER,
        EXTERNAL
    }

    /**
     * A port that is found.
     *
     * @param number 0 to 65535
     * @param protocol such as {@code tcp}
     */
    public record Port(int number, Optional<String> name, Optional<String> protocol) {

        /** @throws InvalidApplicationsException if a value breaks its rule */
        public Port {
            Problems problems = new Problems();
            problems.check("number", Rules.between(number, 0, Rules.MAX_PORT));
            name.ifPresent(text -> problems.check("name", Rules.filled(text)));
            protocol.ifPresent(text -> problems.check("protocol", Rules.filled(text)));
            problems.throwIfAny();
        }
    }

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Discovery {
        ports = List.copyOf(ports);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        Problems problems = new Problems();
        name.ifPresent(text -> problems.check("name", Rules.filled(text)));
        environment.ifPresent(text -> problems.check("environment", Rules.filled(text)));
        location.ifPresent(text -> problems.check("location", Rules.filled(text)));
        version.ifPresent(text -> problems.check("version", Rules.filled(text)));
        labels.forEach((key, value) -> Rules.label(problems, "labels", key, value));
        problems.throwIfAny();
    }

    /** By these ports. */
    public static Discovery of(Visibility visibility, Port... ports) {
        return new Discovery(
                visibility,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(ports),
                Map.of());
    }
}
