package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * How Mesos finds out whether a running task does its work. The check runs on the task's agent, against 127.0.0.1, on the
 * task's resources (PROTOCOL G25); a task that stays unhealthy is killed by its executor (PROTOCOL C66). All defaults are
 * Mesos' own (PROTOCOL C81).
 *
 * @param probe what is tried
 * @param delay the wait after the start before the first try; 0 or more, 15 s by default
 * @param interval between tries; above 0, 10 s by default
 * @param timeout the longest a try may take; above 0, 20 s by default
 * @param gracePeriod how long after the start failures do not count; 0 or more, 10 s by default
 * @param fails how many failures in a row make the task unhealthy; 1 to 1,000,000, 3 by default
 */
public record HealthCheck(
        Probe probe, Duration delay, Duration interval, Duration timeout, Duration gracePeriod, int fails) {

    static final Duration DEFAULT_DELAY = Duration.ofSeconds(15);
    static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    static final Duration DEFAULT_GRACE_PERIOD = Duration.ofSeconds(10);
    static final int DEFAULT_FAILS = 3;

    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** @throws InvalidApplicationsException if a value is out of its range */
    public HealthCheck {
        Problems problems = new Problems();
        problems.check("delay", Rules.duration(delay, Duration.ZERO));
        problems.check("interval", Rules.duration(interval, SHORTEST));
        problems.check("timeout", Rules.duration(timeout, SHORTEST));
        problems.check("graceperiod", Rules.duration(gracePeriod, Duration.ZERO));
        problems.check("fails", Rules.between(fails, 1, Rules.MAX_RETRIES));
        problems.throwIfAny();
    }

    /** What a health check tries. */
    public sealed interface Probe permits Http, Tcp, Run {}

    /** A scheme that Mesos can ask by. */
    public enum Scheme {
        HTTP,
        HTTPS
    }

    /**
     * A GET on 127.0.0.1.
     *
     * @param port 1 to 65535
     * @param path begins with {@code /}
     * @param statuses the HTTP statuses that count as healthy, each once; empty for Mesos' 200 to 399. Mesos' built-in executors
     *     ignore them (PROTOCOL C82)
     */
    public record Http(Scheme scheme, int port, String path, List<Integer> statuses) implements Probe {

        /** @throws InvalidApplicationsException if a value breaks its rule */
        public Http {
            statuses = List.copyOf(statuses);
            Problems problems = new Problems();
            problems.check("port", Rules.between(port, 1, Rules.MAX_PORT));
            problems.check(
                    "path", path.startsWith("/") ? Rules.text(path) : "must begin with /, is " + Texts.quoted(path));
            for (int i = 0; i < statuses.size(); i++) {
                problems.check(Paths.index("statuses", i), Rules.between(statuses.get(i), 100, 599));
            }
            if (new LinkedHashSet<>(statuses).size() < statuses.size()) {
                problems.add("statuses", "holds a status twice");
            }
            problems.throwIfAny();
        }
    }

    /**
     * A TCP connection to 127.0.0.1.
     *
     * @param port 1 to 65535
     */
    public record Tcp(int port) implements Probe {

        /** @throws InvalidApplicationsException if the port is out of its range */
        public Tcp {
            Problems problems = new Problems();
            problems.check("port", Rules.between(port, 1, Rules.MAX_PORT));
            problems.throwIfAny();
        }
    }

    /**
     * A command of its own, run beside the task in the task's sandbox; exit 0 is healthy.
     *
     * @param command without user, URIs and secrets: Mesos runs it as the task's user and fetches nothing for it
     */
    public record Run(Command command) implements Probe {

        static final String NO_USER = "is not for a health check's command: it runs as the task's user";
        static final String NO_URIS = "is not for a health check's command: put what it needs into the task's own uris";

        static final String NO_SECRETS = "is not for a health check's command";

        /** @throws InvalidApplicationsException if the command has a user, URIs or secrets */
        public Run {
            Problems problems = new Problems();
            if (command.user().isPresent()) {
                problems.add("user", NO_USER);
            }
            if (!command.uris().isEmpty()) {
                problems.add("uris", NO_URIS);
            }
            if (!command.secrets().isEmpty()) {
                problems.add("secrets", NO_SECRETS);
            }
            problems.throwIfAny();
        }
    }

    /** A check with Mesos' default times. */
    public static HealthCheck of(Probe probe) {
        return new HealthCheck(
                probe, DEFAULT_DELAY, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, DEFAULT_GRACE_PERIOD, DEFAULT_FAILS);
    }

    /** A GET on 127.0.0.1 that must answer 200 to 399. */
    public static HealthCheck http(int port, String path) {
        return of(new Http(Scheme.HTTP, port, path, List.of()));
    }

    /** A TCP connection that must succeed. */
    public static HealthCheck tcp(int port) {
        return of(new Tcp(port));
    }

    /** A shell command line that must exit with 0. */
    public static HealthCheck command(String commandLine) {
        return of(new Run(Command.shell(commandLine)));
    }

    /** The same with another wait before the first try. */
    public HealthCheck withDelay(Duration value) {
        return new HealthCheck(probe, value, interval, timeout, gracePeriod, fails);
    }

    /** The same with another time between tries. */
    public HealthCheck withInterval(Duration value) {
        return new HealthCheck(probe, delay, value, timeout, gracePeriod, fails);
    }

    /** The same with another limit for a try. */
    public HealthCheck withTimeout(Duration value) {
        return new HealthCheck(probe, delay, interval, value, gracePeriod, fails);
    }

    /** The same with another time in which failures do not count. */
    public HealthCheck withGracePeriod(Duration value) {
        return new HealthCheck(probe, delay, interval, timeout, value, fails);
    }

    /** The same with another number of failures in a row. */
    public HealthCheck withFails(int value) {
        return new HealthCheck(probe, delay, interval, timeout, gracePeriod, value);
    }
}
