package io.mesosframework.embedded.internal.agent;

import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.DomainInfo;
import io.mesosframework.protocol.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An agent's settings; timers have Mesos' defaults (PROTOCOL F8, C9, C28).
 *
 * @param process its name in its addresses, `slave(1)` if it is alone at its port (PROTOCOL C6)
 * @param workDirectory where sandboxes go, in Mesos' own layout
 * @param acls who may run tasks here
 * @param executorEnvironment variables for every executor, which Mesos' own override (PROTOCOL C2)
 */
public record AgentConfig(
        String hostname,
        String ip,
        int port,
        String process,
        Path workDirectory,
        List<Resource> resources,
        List<Attribute> attributes,
        Optional<DomainInfo> domain,
        ExecutorTimeouts timeouts,
        ReconfigurationPolicy reconfiguration,
        Acls acls,
        Map<String, String> executorEnvironment) {

    static final Duration EXECUTOR_SHUTDOWN_GRACE_PERIOD = Duration.ofSeconds(5);
    static final Duration EXECUTOR_HEARTBEAT_INTERVAL = Duration.ofMinutes(30);
    static final Duration UPDATE_RETRY_MIN = Duration.ofSeconds(10);
    static final Duration UPDATE_RETRY_MAX = Duration.ofMinutes(10);
    static final Duration REGISTRATION_BACKOFF = Duration.ofSeconds(1);
    static final Duration REGISTRATION_BACKOFF_MAX = Duration.ofMinutes(1);
    static final int MAX_COMPLETED_EXECUTORS = 150;

    public AgentConfig {
        resources = List.copyOf(resources);
        attributes = List.copyOf(attributes);
        executorEnvironment = Map.copyOf(executorEnvironment);
    }

    /** As libprocess names it (PROTOCOL C6). */
    String pid() {
        return process + "@" + ip + ":" + port;
    }
}
