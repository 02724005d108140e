package io.mesosframework.client.scheduler.internal;

import io.mesosframework.protocol.FrameworkID;

/**
 * One subscription as the master took it: calls on it go to this target and carry this stream id (PROTOCOL A53, A55).
 *
 * @param attempt tells sessions apart
 */
public record Session(int attempt, Target target, String streamId, FrameworkID frameworkId) {}
