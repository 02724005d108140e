package io.mesosframework.client.executor.internal;

import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import java.time.Duration;

/**
 * What an {@link ExecutorMachine} goes by.
 *
 * @param checkpoint whether to wait for an agent that is gone
 * @param recoveryTimeout for how long
 * @param registrationTimeout how long to try for the first subscription without checkpointing
 * @param backoffMax the longest wait before the next attempt
 * @param subscribeTimeout from the start of an attempt to the event SUBSCRIBED
 * @param heartbeatInterval between HEARTBEAT calls
 * @param maxUpdates how many updates may be without acknowledgement
 */
public record ExecutorSettings(
        FrameworkID frameworkId,
        ExecutorID executorId,
        boolean checkpoint,
        Duration recoveryTimeout,
        Duration registrationTimeout,
        Duration backoffMax,
        Duration subscribeTimeout,
        Duration heartbeatInterval,
        int maxUpdates) {}
