package io.mesosframework.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server that hands whole requests to a {@link Handler} and takes whole or streamed answers.
 *
 * <p>It behaves as Mesos does where that shows: pipelined requests are answered in order, one behind an open stream waits
 * (PROTOCOL A11), each write of a stream is one chunk (A8), streams are never compressed (A9), gzip requests are accepted
 * (A10), and a connection that does not speak HTTP is just closed.
 */
public final class HttpServer implements AutoCloseable {

    /** Milliseconds on a busy machine; what is not closed by then may stay open for as long as the process runs. */
    private static final long LONGEST_CLOSE_MILLIS = 20_000;

    private static final int BACKLOG = 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final IoThreads threads;
    private final ChannelGroup channels;
    private final int port;

    /** What the connections need to know of the builder's choices. */
    record Settings(
            Handler handler,
            int maxConcurrentRequests,
            int maxBodyBytes,
            int maxStreamBacklogBytes,
            boolean gzip,
            boolean sendContinue) {}

    private HttpServer(IoThreads threads, Channel listening, ChannelGroup channels) {
        this.threads = threads;
        this.channels = channels;
        this.port = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** A builder with the defaults that its methods name. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port listened on: the one asked for, or the one found if that was 0. */
    public int port() {
        return port;
    }

    /**
     * Stops listening and cuts all connections, whatever they are doing. The port is free and the threads are gone when this
     * returns, unless one of those threads calls it: then soon after. Idempotent.
     */
    @Override
    public void close() {
        // Netty's threads do not see to it: asked to end at once, one may end without a last look at its channels.
        ChannelGroupFuture closing = channels.close();
        if (!threads.areCalling()) {
            closing.awaitUninterruptibly(LONGEST_CLOSE_MILLIS);
        }
        threads.close();
    }

    /** What a server can be told. Not safe for use by several threads. */
    public static final class Builder {

        private String host = "127.0.0.1";
        private int port;
        private int threads = 2;
        private int maxConcurrentRequests = 1;
        private int maxBodyBytes = 64 << 20;
        private int maxStreamBacklogBytes = 64 << 20;
        private boolean gzip = true;
        private boolean sendContinue;
        private @Nullable ServerTls tls;
        private @Nullable Handler handler;
        private ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

        private Builder() {}

        /** The name or address to listen on; 127.0.0.1 by default, 0.0.0.0 for all. */
        public Builder host(String nameOrAddress) {
            host = nameOrAddress;
            return this;
        }

        /** The port to listen on, 0 to 65535; 0, the default, finds a free one. */
        public Builder port(int number) {
            if (number < 0 || number > 65535) {
                throw new IllegalArgumentException("The port to listen on is not within 0 to 65535: " + number);
            }
            port = number;
            return this;
        }

        /** Serves https with these files; plain http by default. */
        public Builder tls(ServerTls how) {
            tls = how;
            return this;
        }

        /** Who answers; must be given. */
        public Builder handler(Handler answering) {
            handler = answering;
            return this;
        }

        /** The number of I/O threads, over which connections are spread; at least 1, by default 2. */
        public Builder threads(int count) {
            threads = positive(count, "threads");
            return this;
        }

        /**
         * How many requests of one connection are handed over before the first of them is answered; 1 by default. The bodies of all
         * of them together stay within {@link #maxBodyBytes}. Answers leave in the order of the requests (PROTOCOL A11, A12).
         *
         * @param count at least 1
         */
        public Builder maxConcurrentRequests(int count) {
            maxConcurrentRequests = positive(count, "maxConcurrentRequests");
            return this;
        }

        /**
         * The longest body of a request, both as sent and as decoded; 64 MiB by default. A longer one is answered 413 and its
         * connection closed.
         */
        public Builder maxBodyBytes(int bytes) {
            maxBodyBytes = positive(bytes, "maxBodyBytes");
            return this;
        }

        /** How much of one stream is kept for a client that does not read, before it is cut; 64 MiB by default. */
        public Builder maxStreamBacklogBytes(int bytes) {
            maxStreamBacklogBytes = positive(bytes, "maxStreamBacklogBytes");
            return this;
        }

        /** Whether answers of 1024 bytes and more are compressed for clients that accept it; yes by default. */
        public Builder gzip(boolean compress) {
            gzip = compress;
            return this;
        }

        /** Whether {@code Expect: 100-continue} is answered by 100; no by default, as the real Mesos does not. */
        public Builder sendContinue(boolean send) {
            sendContinue = send;
            return this;
        }

        /** For tests that count what is taken and given back. */
        Builder allocator(ByteBufAllocator other) {
            allocator = other;
            return this;
        }

        /**
         * Starts listening.
         *
         * @throws ListenException if the address cannot be listened on
         * @throws TlsException if the TLS files cannot be used
         * @throws IllegalStateException without a handler
         */
        public HttpServer start() {
            if (handler == null) {
                throw new IllegalStateException("A server needs a handler");
            }
            SslContext context = tls == null ? null : TlsContexts.server(tls);
            Settings settings = new Settings(
                    handler, maxConcurrentRequests, maxBodyBytes, maxStreamBacklogBytes, gzip, sendContinue);
            IoThreads io = new IoThreads("mesos-http-server", threads);
            ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
            ChannelFuture bound = bootstrap(io, context, settings, channels)
                    .bind(new InetSocketAddress(host, port))
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                io.close();
                Throwable cause = bound.cause();
                String why = cause instanceof java.nio.channels.UnresolvedAddressException
                        ? "no host of this name is known"
                        : cause.getMessage();
                throw new ListenException("Cannot listen on " + host + ":" + port + ": " + why, cause);
            }
            channels.add(bound.channel());
            return new HttpServer(io, bound.channel(), channels);
        }

        private ServerBootstrap bootstrap(
                IoThreads io, @Nullable SslContext context, Settings settings, ChannelGroup channels) {
            return new ServerBootstrap()
                    .group(io.group)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.ALLOCATOR, allocator)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel accepted) {
                            channels.add(accepted);
                            if (context != null) {
                                accepted.pipeline().addLast(context.newHandler(accepted.alloc()));
                            }
                            accepted.pipeline()
                                    .addLast(
                                            new HttpRequestDecoder(Wire.decoderConfig(true)),
                                            new ServerConnection(accepted, settings));
                        }
                    });
        }

        private static int positive(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1: " + value);
            }
            return value;
        }
    }
}
