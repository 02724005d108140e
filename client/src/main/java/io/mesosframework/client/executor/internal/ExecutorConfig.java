package io.mesosframework.client.executor.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.Credentials;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What an {@link ExecutorDriver} is given.
 *
 * @param ownsTransport whether to close the transport with the client
 */
public record ExecutorConfig(
        ExecutorSettings settings,
        Origin agent,
        String path,
        Codec codec,
        Optional<Credentials> credentials,
        Transport transport,
        boolean ownsTransport,
        Clock clock,
        RandomGenerator random,
        Duration callTimeout,
        int maxRecordBytes) {}
