package io.mesosframework.embedded.internal.agent;

import java.time.Duration;

/**
 * How long an agent waits for its executors (PROTOCOL C9, C28, C49).
 *
 * @param executorRegistration from the launch of an executor to its first SUBSCRIBE
 * @param executorReregistration from the agent's restart to its SUBSCRIBE
 */
public record ExecutorTimeouts(Duration executorRegistration, Duration executorReregistration) {

    /** As Mesos has them. */
    public static final ExecutorTimeouts DEFAULT = new ExecutorTimeouts(Duration.ofMinutes(1), Duration.ofSeconds(2));
}
