package io.mesosframework.embedded.internal.master;

import java.time.Duration;
import java.util.Optional;

/**
 * A master's settings; the defaults are Mesos' own (PROTOCOL F1, F6).
 *
 * @param id the UUID text that framework, agent and offer ids begin with
 */
public record MasterConfig(
        String id,
        String hostname,
        String ip,
        int port,
        Duration allocationInterval,
        Duration heartbeatInterval,
        Optional<Duration> offerTimeout) {

    static final int MAX_COMPLETED_FRAMEWORKS = 50;
    static final int MAX_COMPLETED_TASKS = 1000;
}
