package io.mesosframework.client.scheduler.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Transport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SubscriptionDriver} works with.
 *
 * @param gate asked before every SUBSCRIBE
 * @param timer one thread; what is not stream or answer happens on it
 * @param release runs on the timer's thread, last, after {@link SubscriptionDriver#close}
 */
public record SubscriptionConfig(
        SubscriptionSettings settings,
        Transport transport,
        Codec codec,
        @Nullable Credentials credentials,
        int maxRecordBytes,
        Duration callTimeout,
        int maxWaitingCalls,
        Supplier<? extends CompletionStage<Void>> gate,
        InstantSource clock,
        RandomGenerator random,
        ScheduledExecutorService timer,
        Runnable release) {}
