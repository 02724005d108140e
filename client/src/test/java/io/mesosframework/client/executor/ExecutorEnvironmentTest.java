package io.mesosframework.client.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mesosframework.http.Credentials;
import io.mesosframework.http.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorEnvironmentTest {

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "MESOS_FRAMEWORK_ID", "f-1",
            "MESOS_EXECUTOR_ID", "e-1",
            "MESOS_SLAVE_ID", "a-1",
            "MESOS_SLAVE_PID", "slave(1)@10.0.0.7:5051",
            "MESOS_AGENT_ENDPOINT", "10.0.0.7:5051",
            "MESOS_DIRECTORY", "/var/mesos/run",
            "MESOS_CHECKPOINT", "0"));

    @Test
    void theEnvironmentThatARealAgentGaveIsRead() throws IOException {
        Map<String, String> real = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/golden/executor-json/environment.txt"))) {
            String value = line.substring(line.indexOf('=') + 1);
            // Where the agent had its folder is of no account, but that it is a place of its own.
            real.put(line.substring(0, line.indexOf('=')), value.replace("{agent}", "/agent"));
        }

        ExecutorEnvironment environment = ExecutorEnvironment.parse(real);

        assertThat(environment.executorId().getValue()).isEqualTo("exec-json");
        assertThat(environment.frameworkId().getValue()).endsWith("-0001");
        assertThat(environment.agentId().getValue()).endsWith("-S1");
        assertThat(environment.agent().host()).isEqualTo("127.0.0.1");
        assertThat(environment.path()).isEqualTo("/slave(1)/api/v1/executor");
        assertThat(environment.checkpoint()).isTrue();
        assertThat(environment.recoveryTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(environment.subscriptionBackoffMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(environment.shutdownGracePeriod()).isEqualTo(Duration.ofSeconds(5));
        assertThat(environment.httpCommandExecutor()).isTrue();
        assertThat(environment.credentials()).isEmpty();
        assertThat(environment.sandbox()).isEqualTo(environment.directory());
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        ExecutorEnvironment environment = parse();

        assertThat(environment.checkpoint()).isFalse();
        assertThat(environment.recoveryTimeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(environment.subscriptionBackoffMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(environment.shutdownGracePeriod()).isEqualTo(Duration.ofSeconds(5));
        assertThat(environment.sandbox()).isEqualTo(Path.of("/var/mesos/run"));
        assertThat(environment.domainSocket()).isEmpty();
        assertThat(environment.httpCommandExecutor()).isFalse();
    }

    @Test
    void whatIsGivenIsTaken() {
        variables.put("MESOS_SANDBOX", "/mnt/mesos/sandbox");
        variables.put("MESOS_RECOVERY_TIMEOUT", "1.5mins");
        variables.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", "1500ms");
        variables.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "90secs");
        variables.put("MESOS_DOMAIN_SOCKET", "/run/agent.sock");
        variables.put("MESOS_HTTP_COMMAND_EXECUTOR", "1");

        ExecutorEnvironment environment = parse();

        assertThat(environment.sandbox()).isEqualTo(Path.of("/mnt/mesos/sandbox"));
        assertThat(environment.recoveryTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(environment.subscriptionBackoffMax()).isEqualTo(Duration.ofMillis(1500));
        assertThat(environment.shutdownGracePeriod()).isEqualTo(Duration.ofSeconds(90));
        assertThat(environment.domainSocket()).contains(Path.of("/run/agent.sock"));
        assertThat(environment.httpCommandExecutor()).isTrue();
    }

    @Test
    void withoutAnEndpointTheProcessNameTellsTheAddress() {
        variables.remove("MESOS_AGENT_ENDPOINT");

        assertThat(parse().agent()).isEqualTo(new Origin(false, "10.0.0.7", 5051));
        assertThat(parse().path()).isEqualTo("/slave(1)/api/v1/executor");
    }

    @Test
    void withoutAProcessNameThePathIsThePlainOne() {
        variables.remove("MESOS_SLAVE_PID");

        assertThat(parse().path()).isEqualTo("/api/v1/executor");
    }

    @Test
    void anAgentWithTlsIsCalledByHttps() {
        variables.put("LIBPROCESS_SSL_ENABLED", "1");

        assertThat(parse().agent()).hasToString("https://10.0.0.7:5051");
    }

    @Test
    void theTokenIsABearerCredentialAndDoesNotShow() {
        variables.put("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", "aaa.bbb.ccc");

        assertThat(parse().credentials()).contains(Credentials.bearer("aaa.bbb.ccc"));
        assertThat(parse().toString()).doesNotContain("aaa.bbb");
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() {
        variables.clear();

        assertThat(refusal().problems())
                .containsExactly(
                        "MESOS_FRAMEWORK_ID is not set",
                        "MESOS_EXECUTOR_ID is not set",
                        "MESOS_SLAVE_ID is not set",
                        "MESOS_AGENT_ENDPOINT is not set, and neither is MESOS_SLAVE_PID",
                        "MESOS_DIRECTORY is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "MESOS_FRAMEWORK_ID, ''",
        "MESOS_CHECKPOINT, maybe",
        "MESOS_RECOVERY_TIMEOUT, 15 minutes",
        "MESOS_SUBSCRIPTION_BACKOFF_MAX, soon",
        "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD, 5",
        "MESOS_SLAVE_PID, 10.0.0.7:5051",
        "MESOS_AGENT_ENDPOINT, 10.0.0.7:port",
        "MESOS_EXECUTOR_AUTHENTICATION_TOKEN, has a space",
    })
    void aMalformedVariableIsNamed(String name, String value) {
        variables.put(name, value);

        ExecutorEnvironmentException refused = refusal();

        assertThat(refused.problems()).hasSize(1);
        assertThat(refused).hasMessageContaining(name).hasMessageContaining("not started by a Mesos agent");
        assertThat(refused).message().doesNotContain("has a space");
    }

    private ExecutorEnvironment parse() {
        return ExecutorEnvironment.parse(variables);
    }

    private ExecutorEnvironmentException refusal() {
        ExecutorEnvironmentException refused = catchThrowableOfType(ExecutorEnvironmentException.class, this::parse);
        assertThat(refused).isNotNull();
        return refused;
    }
}
