package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.HealthCheck;
import java.util.Locale;
import java.util.Optional;

/** What can be wrong with checks and health checks, in Mesos' words (PROTOCOL B90). */
final class CheckValidation {

    private CheckValidation() {}

    static Optional<String> problem(HealthCheck check) {
        if (!check.hasType()) {
            return Optional.of("HealthCheck must specify 'type'");
        }
        Optional<String> body = switch (check.getType()) {
            case COMMAND ->
                check.hasCommand()
                        ? command(check.getCommand(), "health check")
                        : missing("command", "COMMAND health check");
            case HTTP ->
                check.hasHttp()
                        ? scheme(check.getHttp())
                                .or(() -> check.getHttp().hasPath()
                                        ? path(check.getHttp().getPath(), "HTTP health check")
                                        : Optional.empty())
                        : missing("http", "HTTP health check");
            case TCP -> check.hasTcp() ? Optional.empty() : missing("tcp", "TCP health check");
            case UNKNOWN -> Optional.of("'UNKNOWN' is not a valid health check type");
        };
        return body.or(() -> negative("delay_seconds", check.getDelaySeconds()))
                .or(() -> negative("grace_period_seconds", check.getGracePeriodSeconds()))
                .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
                .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
    }

    static Optional<String> problem(CheckInfo check) {
        if (!check.hasType()) {
            return Optional.of("CheckInfo must specify 'type'");
        }
        Optional<String> body = switch (check.getType()) {
            case COMMAND ->
                check.hasCommand()
                        ? command(check.getCommand().getCommand(), "check")
                        : missing("command", "COMMAND check");
            case HTTP ->
                check.hasHttp()
                        ? check.getHttp().hasPath() ? path(check.getHttp().getPath(), "HTTP check") : Optional.empty()
                        : missing("http", "HTTP check");
            case TCP -> check.hasTcp() ? Optional.empty() : missing("tcp", "TCP check");
            case UNKNOWN -> Optional.of("'UNKNOWN' is not a valid check type");
        };
        return body.or(() -> negative("delay_seconds", check.getDelaySeconds()))
                .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
                .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
    }

    private static Optional<String> command(CommandInfo command, String kind) {
        if (!command.hasValue()) {
            return Optional.of(
                    command.getShell()
                            ? "Command " + kind + " must contain 'shell command'"
                            : "Command " + kind + " must contain 'executable path'");
        }
        return CommandValidation.problem(command)
                .map(problem -> kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1)
                        + "'s `CommandInfo` is invalid: " + problem);
    }

    private static Optional<String> scheme(HealthCheck.HTTPCheckInfo http) {
        return http.hasScheme()
                        && !http.getScheme().equals("http")
                        && !http.getScheme().equals("https")
                ? Optional.of("Unsupported HTTP health check scheme: '" + http.getScheme() + "'")
                : Optional.empty();
    }

    private static Optional<String> path(String path, String kind) {
        return path.startsWith("/")
                ? Optional.empty()
                : Optional.of("The path '" + path + "' of " + kind + " must start with '/'");
    }

    private static Optional<String> missing(String field, String kind) {
        return Optional.of("Expecting '" + field + "' to be set for " + kind);
    }

    private static Optional<String> negative(String field, double value) {
        return value < 0 ? Optional.of("Expecting '" + field + "' to be non-negative") : Optional.empty();
    }
}
