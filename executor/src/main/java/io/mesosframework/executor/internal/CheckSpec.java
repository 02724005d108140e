package io.mesosframework.executor.internal;

import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CheckStatusInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.NetworkInfo;
import io.mesosframework.protocol.TaskInfo;
import java.time.Duration;
import java.util.Optional;

/**
 * A health check or a check as the task describes it, its defaults filled in (PROTOCOL C81).
 *
 * @param timeout zero is without limit, as in Mesos
 * @param grace failures this long after the task's start are ignored until the first success; zero for a check
 * @param consecutiveFailures after this many in a row a health check wants the task killed; unused for a check
 */
public record CheckSpec(
        Kind kind,
        Probe probe,
        Duration delay,
        Duration interval,
        Duration timeout,
        Duration grace,
        int consecutiveFailures) {

    /** A health check judges and may kill; a check only reports. */
    public enum Kind {
        HEALTH,
        CHECK
    }

    private static final double LONGEST_SECONDS = Duration.ofDays(3650).toSeconds();

    /** The health check of a task; empty if it names nothing to look at. A missing type is inferred (PROTOCOL C86). */
    public static Optional<CheckSpec> of(HealthCheck check) {
        return probe(check)
                .map(probe -> new CheckSpec(
                        Kind.HEALTH,
                        probe,
                        seconds(check.getDelaySeconds()),
                        seconds(check.getIntervalSeconds()),
                        seconds(check.getTimeoutSeconds()),
                        seconds(check.getGracePeriodSeconds()),
                        check.getConsecutiveFailures()));
    }

    /** The check of a task; empty if it names nothing to look at. */
    public static Optional<CheckSpec> of(CheckInfo check) {
        return probe(check)
                .map(probe -> new CheckSpec(
                        Kind.CHECK,
                        probe,
                        seconds(check.getDelaySeconds()),
                        seconds(check.getIntervalSeconds()),
                        seconds(check.getTimeoutSeconds()),
                        Duration.ZERO,
                        0));
    }

    /** Whether the task's health check and its check, where it has them, name something to look at. */
    static boolean areComplete(TaskInfo task) {
        return (!task.hasHealthCheck() || of(task.getHealthCheck()).isPresent())
                && (!task.hasCheck() || of(task.getCheck()).isPresent());
    }

    /** The status of a check that has no result (yet): the right type and an empty body (PROTOCOL C68). */
    public static CheckStatusInfo emptyStatus(CheckInfo check) {
        return probe(check)
                .map(probe -> emptyStatus(probe))
                .orElseGet(() ->
                        CheckStatusInfo.newBuilder().setType(check.getType()).build());
    }

    /** The status that reports this result; time-outs and failures report an empty one (PROTOCOL C85). */
    CheckStatusInfo status(ProbeResult result) {
        CheckStatusInfo.Builder status = emptyStatus(probe).toBuilder();
        if (result instanceof ProbeResult.CommandExited command) {
            status.getCommandBuilder().setExitCode(command.exitValue());
        } else if (result instanceof ProbeResult.HttpAnswered http) {
            status.getHttpBuilder().setStatusCode(http.status());
        } else if (result instanceof ProbeResult.TcpAnswered tcp) {
            status.getTcpBuilder().setSucceeded(tcp.connected());
        }
        return status.build();
    }

    private static CheckStatusInfo emptyStatus(Probe probe) {
        CheckStatusInfo.Builder status = CheckStatusInfo.newBuilder();
        if (probe instanceof Probe.Command) {
            status.setType(CheckInfo.Type.COMMAND).setCommand(CheckStatusInfo.Command.getDefaultInstance());
        } else if (probe instanceof Probe.Http) {
            status.setType(CheckInfo.Type.HTTP).setHttp(CheckStatusInfo.Http.getDefaultInstance());
        } else {
            status.setType(CheckInfo.Type.TCP).setTcp(CheckStatusInfo.Tcp.getDefaultInstance());
        }
        return status.build();
    }

    private static Optional<Probe> probe(HealthCheck check) {
        boolean inferred = !check.hasType() || check.getType() == HealthCheck.Type.UNKNOWN;
        if (check.hasCommand() && (inferred || check.getType() == HealthCheck.Type.COMMAND)) {
            return Optional.of(new Probe.Command(check.getCommand()));
        }
        if (check.hasHttp() && (inferred || check.getType() == HealthCheck.Type.HTTP)) {
            HealthCheck.HTTPCheckInfo http = check.getHttp();
            return Optional.of(new Probe.Http(
                    http.getScheme().equals("https"), ipv6(http.getProtocol()), http.getPort(), path(http.getPath())));
        }
        if (check.hasTcp() && (inferred || check.getType() == HealthCheck.Type.TCP)) {
            return Optional.of(new Probe.Tcp(
                    ipv6(check.getTcp().getProtocol()), check.getTcp().getPort()));
        }
        return Optional.empty();
    }

    private static Optional<Probe> probe(CheckInfo check) {
        boolean inferred = !check.hasType() || check.getType() == CheckInfo.Type.UNKNOWN;
        if (check.hasCommand() && (inferred || check.getType() == CheckInfo.Type.COMMAND)) {
            return Optional.of(new Probe.Command(check.getCommand().getCommand()));
        }
        if (check.hasHttp() && (inferred || check.getType() == CheckInfo.Type.HTTP)) {
            return Optional.of(new Probe.Http(
                    false,
                    false,
                    check.getHttp().getPort(),
                    path(check.getHttp().getPath())));
        }
        if (check.hasTcp() && (inferred || check.getType() == CheckInfo.Type.TCP)) {
            return Optional.of(new Probe.Tcp(false, check.getTcp().getPort()));
        }
        return Optional.empty();
    }

    private static boolean ipv6(NetworkInfo.Protocol protocol) {
        return protocol == NetworkInfo.Protocol.IPv6;
    }

    private static String path(String path) {
        return path.startsWith("/") ? path : "/" + path;
    }

    private static Duration seconds(double seconds) {
        if (!(seconds > 0)) { // NaN too
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) (Math.min(seconds, LONGEST_SECONDS) * 1e9));
    }
}
