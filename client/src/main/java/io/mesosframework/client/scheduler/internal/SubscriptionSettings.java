package io.mesosframework.client.scheduler.internal;

import io.mesosframework.client.scheduler.MasterDetector;
import io.mesosframework.utils.Backoff;
import java.time.Duration;

/**
 * How a subscription behaves.
 *
 * @param masters tells whom to try, in turn
 * @param mediaType what a stream's content type must be
 * @param credentials whether credentials are sent
 * @param connectLimit how long a connection may take
 * @param gateLimit how long the user's gate may take
 * @param headLimit how long the head of the answer to SUBSCRIBE may take, and after it the body of one that is no stream
 * @param heartbeatInterval taken as the interval until the master tells it
 * @param missedHeartbeats after so many intervals of silence a subscription is given up
 * @param teardownLimit how long the stream may take to end once a TEARDOWN has been accepted, and TEARDOWN to be answered
 *     once it has ended
 * @param redirectLimit how many redirects are followed in one attempt
 * @param backoff the waits between attempts
 */
public record SubscriptionSettings(
        MasterDetector masters,
        String mediaType,
        boolean credentials,
        Duration connectLimit,
        Duration gateLimit,
        Duration headLimit,
        Duration heartbeatInterval,
        int missedHeartbeats,
        Duration teardownLimit,
        int redirectLimit,
        Backoff backoff) {}
