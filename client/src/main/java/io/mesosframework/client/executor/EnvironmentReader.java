package io.mesosframework.client.executor;

import io.mesosframework.http.Credentials;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.utils.MalformedValueException;
import io.mesosframework.utils.MesosDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one environment; gathers what is wrong with it, to tell all at once. */
final class EnvironmentReader {

    private static final int AGENT_PORT = 5051;
    private static final String API = "/api/v1/executor";

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    EnvironmentReader(Map<String, String> environment) {
        this.environment = environment;
    }

    ExecutorEnvironment read() {
        String framework = required("MESOS_FRAMEWORK_ID");
        String executor = required("MESOS_EXECUTOR_ID");
        String agentId = required("MESOS_SLAVE_ID");
        String pid = pid();
        Origin agent = agent(pid);
        Path directory = read("MESOS_DIRECTORY", required("MESOS_DIRECTORY"), Path::of, Path.of(""));
        Path sandbox = read("MESOS_SANDBOX", value("MESOS_SANDBOX"), Path::of, directory);
        boolean checkpoint = flag("MESOS_CHECKPOINT");
        Duration recovery = duration("MESOS_RECOVERY_TIMEOUT", ExecutorEnvironment.DEFAULT_RECOVERY_TIMEOUT);
        Duration backoff =
                duration("MESOS_SUBSCRIPTION_BACKOFF_MAX", ExecutorEnvironment.DEFAULT_SUBSCRIPTION_BACKOFF_MAX);
        Duration grace =
                duration("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", ExecutorEnvironment.DEFAULT_SHUTDOWN_GRACE_PERIOD);
        Optional<Credentials> credentials = credentials();
        Optional<Path> socket = read(
                "MESOS_DOMAIN_SOCKET",
                value("MESOS_DOMAIN_SOCKET"),
                text -> Optional.of(Path.of(text)),
                Optional.empty());
        boolean command = flag("MESOS_HTTP_COMMAND_EXECUTOR");
        if (!problems.isEmpty() || agent == null) {
            throw new ExecutorEnvironmentException(problems);
        }
        return new ExecutorEnvironment(
                FrameworkID.newBuilder().setValue(framework).build(),
                ExecutorID.newBuilder().setValue(executor).build(),
                AgentID.newBuilder().setValue(agentId).build(),
                agent,
                pid == null ? API : "/" + pid.substring(0, pid.indexOf('@')) + API,
                directory,
                sandbox,
                checkpoint,
                recovery,
                backoff,
                grace,
                credentials,
                socket,
                command);
    }

    /** The agent's process name and address, {@code slave(1)@127.0.0.1:5051}, if it is given and well formed. */
    private @Nullable String pid() {
        String pid = value("MESOS_SLAVE_PID");
        if (pid != null && !pid.matches("[!-~&&[^@/?#]]+@[^@]+")) {
            problem("MESOS_SLAVE_PID", "is not of the form slave(1)@host:port: '" + pid + "'");
            return null;
        }
        return pid;
    }

    private @Nullable Origin agent(@Nullable String pid) {
        String scheme = flag("LIBPROCESS_SSL_ENABLED") ? "https://" : "http://";
        String endpoint = value("MESOS_AGENT_ENDPOINT");
        if (endpoint != null) {
            return origin("MESOS_AGENT_ENDPOINT", scheme + endpoint);
        }
        if (pid != null) {
            return origin("MESOS_SLAVE_PID", scheme + pid.substring(pid.indexOf('@') + 1));
        }
        problem("MESOS_AGENT_ENDPOINT", "is not set, and neither is MESOS_SLAVE_PID");
        return null;
    }

    private @Nullable Origin origin(String name, String text) {
        try {
            return Origin.parse(text, AGENT_PORT);
        } catch (IllegalArgumentException e) {
            problem(name, "holds no address: " + e.getMessage());
            return null;
        }
    }

    private Optional<Credentials> credentials() {
        String token = value("MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
        if (token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Credentials.bearer(token));
        } catch (IllegalArgumentException e) {
            problem("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "is not a token (and not shown here)");
            return Optional.empty();
        }
    }

    private Duration duration(String name, Duration otherwise) {
        return read(name, value(name), MesosDuration::parse, otherwise);
    }

    private boolean flag(String name) {
        String text = value(name);
        if (text == null || text.equals("0") || text.equals("false")) {
            return false;
        }
        if (!text.equals("1") && !text.equals("true")) {
            problem(name, "is neither 0 nor 1: '" + text + "'");
        }
        return true;
    }

    private <T> T read(String name, @Nullable String text, Function<String, T> parser, T otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return parser.apply(text);
        } catch (MalformedValueException | IllegalArgumentException e) {
            problem(name, "cannot be read: " + e.getMessage());
            return otherwise;
        }
    }

    private String required(String name) {
        String value = value(name);
        if (value == null) {
            problem(name, "is not set");
            return "";
        }
        return value;
    }

    private @Nullable String value(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private void problem(String name, String what) {
        problems.add(name + " " + what);
    }
}
