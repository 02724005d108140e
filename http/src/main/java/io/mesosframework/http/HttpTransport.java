package io.mesosframework.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Connections over TCP and TLS, HTTP/1.1.
 *
 * <p>All connections share a few daemon threads, which end with {@link #close} (a thread that Netty keeps for all of the
 * JVM, {@code globalEventExecutor}, ends by itself a second later). Limits, each settable on the
 * {@linkplain #builder builder}: the time to connect, the size of an answer's body, the calls that wait for their turn.
 */
public final class HttpTransport implements Transport {

    private static final int RESOLVER_THREADS = 4;
    private static final int MAX_LOOKUPS_WAITING = 1024;

    private final Settings settings;
    private final SslContext tls;
    private final IoThreads threads;
    private final ThreadPoolExecutor resolver;
    private final Set<Connecting> attempts = ConcurrentHashMap.newKeySet();
    private final Set<NettyConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    record Settings(Duration connectTimeout, int maxBodyBytes, int maxQueuedCalls, ByteBufAllocator allocator) {}

    private HttpTransport(Builder builder) {
        tls = TlsContexts.client(builder.tls);
        settings =
                new Settings(builder.connectTimeout, builder.maxBodyBytes, builder.maxQueuedCalls, builder.allocator);
        threads = new IoThreads("mesos-http-client", builder.threads);
        resolver = new ThreadPoolExecutor(
                RESOLVER_THREADS,
                RESOLVER_THREADS,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_LOOKUPS_WAITING),
                new DefaultThreadFactory("mesos-http-resolver", true));
        resolver.allowCoreThreadTimeOut(true);
    }

    /** A builder with the defaults that its methods name. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what it does is hand the outcome on to the answer
    public CompletableFuture<Connection> connect(Origin origin) {
        Connecting attempt =
                new Connecting(origin, settings, threads.group.next(), origin.tls() ? tls : null, connections::remove);
        CompletableFuture<Connection> answer = new CompletableFuture<>();
        attempts.add(attempt);
        attempt.result.whenComplete((connection, failure) -> {
            attempts.remove(attempt);
            if (failure != null) {
                answer.completeExceptionally(failure);
                return;
            }
            connections.add(connection);
            if (!answer.complete(connection) || closed) {
                connection.close();
            }
        });
        attempt.start(resolver);
        if (closed) {
            attempt.fail(isClosed(attempt));
        }
        return answer;
    }

    private static ConnectFailedException isClosed(Connecting attempt) {
        return new ConnectFailedException("Cannot connect to " + attempt.origin() + ": the transport is closed", null);
    }

    @Override
    public void close() {
        closed = true;
        attempts.forEach(attempt -> attempt.fail(isClosed(attempt)));
        connections.forEach(Connection::close);
        resolver.shutdownNow();
        threads.close();
    }

    /** What a transport can be told. Not safe for use by several threads. */
    public static final class Builder {

        private Duration connectTimeout = Duration.ofSeconds(10);
        private int maxBodyBytes = 64 << 20;
        private int maxQueuedCalls = 10_000;
        private int threads = 2;
        private ClientTls tls = ClientTls.DEFAULT;
        private ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

        private Builder() {}

        /** How long connecting may take, from the name's lookup to the end of the TLS handshake; 10 s by default. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = Wire.positive(timeout, "connectTimeout");
            return this;
        }

        /**
         * The longest body of an answer to a call, both as sent and as decoded; 64 MiB by default. Streams have no limit.
         *
         * @param bytes at least 1
         */
        public Builder maxBodyBytes(int bytes) {
            maxBodyBytes = atLeast(1, bytes, "maxBodyBytes");
            return this;
        }

        /**
         * How many calls of one connection may wait behind the {@value Connection#MAX_IN_FLIGHT} on their way; 10,000 by
         * default.
         *
         * @param calls at least 0
         */
        public Builder maxQueuedCalls(int calls) {
            maxQueuedCalls = atLeast(0, calls, "maxQueuedCalls");
            return this;
        }

        /**
         * The number of I/O threads, over which connections are spread; 2 by default.
         *
         * @param count at least 1
         */
        public Builder threads(int count) {
            threads = atLeast(1, count, "threads");
            return this;
        }

        /** How to speak with {@code https} origins; {@link ClientTls#DEFAULT} by default. */
        public Builder tls(ClientTls how) {
            tls = how;
            return this;
        }

        /** For tests that count what is taken and given back. */
        Builder allocator(ByteBufAllocator other) {
            allocator = other;
            return this;
        }

        /**
         * Starts the transport; close it when done.
         *
         * @throws TlsException if the TLS files cannot be used
         */
        public HttpTransport build() {
            return new HttpTransport(this);
        }

        private static int atLeast(int least, int value, String name) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
            }
            return value;
        }
    }
}
