package io.mesosframework.server;

import java.time.Duration;

/**
 * What a server takes from its clients.
 *
 * @param bodyBytes the longest body, in bytes; 413 beyond it
 * @param headerBytes the longest request line and headers together, in bytes; 431 or 414 beyond it
 * @param requestTime how long a request may take to come in, from its first byte to the last of its body: 408 for a slow body, cut off
 *     for slow headers
 * @param answerTime how long a handler may take: 503 beyond it, and what was asked for may still happen
 * @param idleTime how long a connection may be without any byte
 * @param requestsPerSecond of one client's address (of IPv6 its first 64 bits), and twice as many at once; 429 with Retry-After beyond it
 * @param connections at once; more wait until one of them ends
 * @param streams answers at once that go on, such as streams of events; 503 beyond it
 * @param streamBuffer how many bytes wait for a client of such a stream before it is cut off
 */
public record ServerLimits(
        int bodyBytes,
        int headerBytes,
        Duration requestTime,
        Duration answerTime,
        Duration idleTime,
        int requestsPerSecond,
        int connections,
        int streams,
        int streamBuffer) {

    /** 1 MiB, 8 KiB, 30 s, 30 s, 60 s, 500 a second, 2048 connections, 1000 streams, 256 KiB. */
    public static final ServerLimits DEFAULT = new ServerLimits(
            1 << 20,
            8192,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            500,
            2048,
            1000,
            256 * 1024);

    public ServerLimits {
        atLeast("bodyBytes", 0, bodyBytes);
        atLeast("headerBytes", 256, headerBytes);
        atLeast("requestsPerSecond", 1, requestsPerSecond);
        atLeast("connections", 1, connections);
        atLeast("streams", 0, streams);
        atLeast("streamBuffer", 1024, streamBuffer);
        positive("requestTime", requestTime);
        positive("answerTime", answerTime);
        positive("idleTime", idleTime);
    }

    private static void atLeast(String what, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is at least " + least + ", not " + value);
        }
    }

    private static void positive(String what, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(what + " is at least 1 ms, not " + value);
        }
    }

    public ServerLimits withBodyBytes(int most) {
        return new ServerLimits(
                most,
                headerBytes,
                requestTime,
                answerTime,
                idleTime,
                requestsPerSecond,
                connections,
                streams,
                streamBuffer);
    }

    public ServerLimits withRequestTime(Duration most) {
        return new ServerLimits(
                bodyBytes,
                headerBytes,
                most,
                answerTime,
                idleTime,
                requestsPerSecond,
                connections,
                streams,
                streamBuffer);
    }

    public ServerLimits withAnswerTime(Duration most) {
        return new ServerLimits(
                bodyBytes,
                headerBytes,
                requestTime,
                most,
                idleTime,
                requestsPerSecond,
                connections,
                streams,
                streamBuffer);
    }

    public ServerLimits withRequestsPerSecond(int most) {
        return new ServerLimits(
                bodyBytes, headerBytes, requestTime, answerTime, idleTime, most, connections, streams, streamBuffer);
    }

    public ServerLimits withConnections(int most) {
        return new ServerLimits(
                bodyBytes,
                headerBytes,
                requestTime,
                answerTime,
                idleTime,
                requestsPerSecond,
                most,
                streams,
                streamBuffer);
    }

    /** @param buffer bytes that wait for one client before it is cut off */
    public ServerLimits withStreams(int most, int buffer) {
        return new ServerLimits(
                bodyBytes,
                headerBytes,
                requestTime,
                answerTime,
                idleTime,
                requestsPerSecond,
                connections,
                most,
                buffer);
    }
}
