package io.mesosframework.embedded.internal.master;

import java.time.Duration;

/**
 * When a master gives an agent up (PROTOCOL F2, F3).
 *
 * @param pingTimeout the time between pings
 * @param maxPingTimeouts so many pings in a row without answer make an agent unreachable
 * @param reregister how long after a new leader's begin, or a broken connection, an agent has to register again
 */
public record AgentTimeouts(Duration pingTimeout, int maxPingTimeouts, Duration reregister) {

    /** As Mesos has them. */
    public static final AgentTimeouts DEFAULT = new AgentTimeouts(Duration.ofSeconds(15), 5, Duration.ofMinutes(10));

    /** How long the silence of a master or an agent is at most. */
    public Duration totalPing() {
        return pingTimeout.multipliedBy(maxPingTimeouts);
    }
}
