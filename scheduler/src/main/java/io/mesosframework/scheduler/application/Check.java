package io.mesosframework.scheduler.application;

import java.time.Duration;
import java.util.List;

/**
 * Something that Mesos tries on a running task and reports in its status, without drawing any consequence. All defaults are Mesos'
 * own.
 *
 * @param probe what is tried; an HTTP one by plain HTTP, its status is what is reported
 * @param delay the wait after the start before the first try; 0 or more, 15 s by default
 * @param interval between tries; above 0, 10 s by default
 * @param timeout the longest a try may take; above 0, 20 s by default
 */
public record Check(HealthCheck.Probe probe, Duration delay, Duration interval, Duration timeout) {

    /** @throws InvalidApplicationsException if a value breaks its rule */
    public Check {
        Problems problems = new Problems();
        if (probe instanceof HealthCheck.Http http) {
            if (http.scheme() != HealthCheck.Scheme.HTTP) {
                problems.add("http.scheme", "must be http: a check speaks nothing else");
            }
            if (!http.statuses().isEmpty()) {
                problems.add("http.statuses", "is for a health check: a check reports the status, whatever it is");
            }
        }
        problems.check("delay", Rules.duration(delay, Duration.ZERO));
        problems.check("interval", Rules.duration(interval, Duration.ofMillis(1)));
        problems.check("timeout", Rules.duration(timeout, Duration.ofMillis(1)));
        problems.throwIfAny();
    }

    /** A check with Mesos' default times. */
    public static Check of(HealthCheck.Probe probe) {
        return new Check(probe, HealthCheck.DEFAULT_DELAY, HealthCheck.DEFAULT_INTERVAL, HealthCheck.DEFAULT_TIMEOUT);
    }

    /** The status that a GET on 127.0.0.1 is answered with. */
    public static Check http(int port, String path) {
        return of(new HealthCheck.Http(HealthCheck.Scheme.HTTP, port, path, List.of()));
    }

    /** Whether 127.0.0.1 takes a TCP connection. */
    public static Check tcp(int port) {
        return of(new HealthCheck.Tcp(port));
    }

    /** What a shell command line exits with. */
    public static Check command(String commandLine) {
        return of(new HealthCheck.Run(Command.shell(commandLine)));
    }

    /** The same with other times. */
    public Check withTimes(Duration newDelay, Duration newInterval, Duration newTimeout) {
        return new Check(probe, newDelay, newInterval, newTimeout);
    }
}
