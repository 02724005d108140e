package io.mesosframework.client.executor;

import io.mesosframework.http.Credentials;
import io.mesosframework.http.Origin;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent tells an executor by environment variables (PROTOCOL C1-C15). The token does not show in
 * {@link #toString}.
 *
 * @param frameworkId {@code MESOS_FRAMEWORK_ID}
 * @param executorId {@code MESOS_EXECUTOR_ID}
 * @param agentId {@code MESOS_SLAVE_ID}
 * @param agent where the agent listens: {@code MESOS_AGENT_ENDPOINT}, or the address in {@code MESOS_SLAVE_PID}; https if
 *     {@code LIBPROCESS_SSL_ENABLED} says so
 * @param path where the agent serves executors: with the process name of {@code MESOS_SLAVE_PID} before it where that is
 *     given, {@code /slave(1)/api/v1/executor}, else {@code /api/v1/executor} (PROTOCOL C6)
 * @param directory {@code MESOS_DIRECTORY}: the sandbox as the agent's host sees it
 * @param sandbox {@code MESOS_SANDBOX}: the sandbox as this process sees it; the directory where that is not given
 * @param checkpoint {@code MESOS_CHECKPOINT}: whether the executor outlives its agent
 * @param recoveryTimeout {@code MESOS_RECOVERY_TIMEOUT}: how long an executor with checkpointing waits for its agent to come
 *     back; 15 min where not given
 * @param subscriptionBackoffMax {@code MESOS_SUBSCRIPTION_BACKOFF_MAX}: the longest wait before the next attempt to
 *     subscribe; 2 s where not given
 * @param shutdownGracePeriod {@code MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD}: the time between SHUTDOWN and the end by force;
 *     5 s where not given
 * @param credentials the token in {@code MESOS_EXECUTOR_AUTHENTICATION_TOKEN}, where the agent asks for one (PROTOCOL C11,
 *     C15)
 * @param domainSocket {@code MESOS_DOMAIN_SOCKET}, where the agent has one; it listens at {@code agent} as well
 * @param httpCommandExecutor {@code MESOS_HTTP_COMMAND_EXECUTOR}
 */
public record ExecutorEnvironment(
        FrameworkID frameworkId,
        ExecutorID executorId,
        AgentID agentId,
        Origin agent,
        String path,
        Path directory,
        Path sandbox,
        boolean checkpoint,
        Duration recoveryTimeout,
        Duration subscriptionBackoffMax,
        Duration shutdownGracePeriod,
        Optional<Credentials> credentials,
        Optional<Path> domainSocket,
        boolean httpCommandExecutor) {

    public static final Duration DEFAULT_RECOVERY_TIMEOUT = Duration.ofMinutes(15);
    public static final Duration DEFAULT_SUBSCRIPTION_BACKOFF_MAX = Duration.ofSeconds(2);
    public static final Duration DEFAULT_SHUTDOWN_GRACE_PERIOD = Duration.ofSeconds(5);

    /**
     * Reads an environment, such as {@code System.getenv()}; an empty value counts as none.
     *
     * @throws ExecutorEnvironmentException naming every variable that is missing or malformed
     */
    public static ExecutorEnvironment parse(Map<String, String> environment) {
        return new EnvironmentReader(environment).read();
    }
}
