package io.mesosframework.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One attempt to connect: the name looked up, its addresses tried in turn, TLS shaken hands on, all in one time-out. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write shows as a closed channel
final class Connecting {

    /** What one read takes at most. Reads are what a stream costs; the buffers are pooled and held only while in use. */
    private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

    private static final long MAX_MILLIS = 1 << 30;

    final CompletableFuture<NettyConnection> result = new CompletableFuture<>();

    private final Origin origin;
    private final HttpTransport.Settings settings;
    private final EventLoop loop;
    private final @Nullable SslContext tls;
    private final Consumer<NettyConnection> onDone;
    private final long deadlineNanos;
    private InetAddress[] addresses = {};
    private @Nullable NettyConnection candidate;
    private boolean tcpConnected;

    /**
     * @param onDone told of each connection that has closed with nothing left to deliver
     */
    Connecting(
            Origin origin,
            HttpTransport.Settings settings,
            EventLoop loop,
            @Nullable SslContext tls,
            Consumer<NettyConnection> onDone) {
        this.origin = origin;
        this.settings = settings;
        this.loop = loop;
        this.tls = tls;
        this.onDone = onDone;
        this.deadlineNanos = System.nanoTime() + Wire.nanos(settings.connectTimeout());
    }

    Origin origin() {
        return origin;
    }

    void start(Executor resolver) {
        try {
            Future<?> timer =
                    loop.schedule(this::timedOut, Wire.nanos(settings.connectTimeout()), TimeUnit.NANOSECONDS);
            result.whenComplete((connection, failure) -> timer.cancel(false));
            resolver.execute(this::resolve);
        } catch (RejectedExecutionException e) {
            fail(new ConnectFailedException(
                    "Cannot connect to " + origin + ": the transport is closed or too busy", e));
        }
    }

    /** Looking up a name blocks, so this has a thread of its own. */
    private void resolve() {
        try {
            InetAddress[] found = InetAddress.getAllByName(origin.host());
            loop.execute(() -> {
                addresses = found;
                tryAddress(0, null);
            });
        } catch (UnknownHostException e) {
            fail(new ConnectFailedException("Cannot connect to " + origin + ": no host of this name is known", e));
        } catch (RejectedExecutionException e) {
            fail(new ConnectFailedException("Cannot connect to " + origin + ": the transport is closed", e));
        }
    }

    private void tryAddress(int index, @Nullable Throwable previous) {
        if (result.isDone()) {
            return;
        }
        if (index == addresses.length) {
            String why = previous == null ? "no address" : String.valueOf(previous.getMessage());
            fail(new ConnectFailedException("Cannot connect to " + origin + ": " + why, previous));
            return;
        }
        long share = (deadlineNanos - System.nanoTime()) / (addresses.length - index);
        ChannelFuture attempt = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, settings.allocator())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BUFFER_BYTES))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.max(1, Math.min(share / 1_000_000, MAX_MILLIS)))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        install(created);
                    }
                })
                .connect(new InetSocketAddress(addresses[index], origin.port()));
        attempt.addListener(done -> {
            tcpConnected = done.isSuccess();
            if (!tcpConnected) {
                tryAddress(index + 1, done.cause());
            } else if (tls == null) {
                succeed();
            }
        });
    }

    private void install(Channel created) {
        NettyConnection connection = new NettyConnection(origin, created, settings, onDone);
        candidate = connection;
        if (tls != null) {
            SslHandler handshake = tls.newHandler(created.alloc(), origin.host(), origin.port());
            handshake.setHandshakeTimeoutMillis(0); // the time-out of the whole attempt covers it
            handshake.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    succeed();
                } else if (tcpConnected) {
                    tlsFailed(done.cause());
                }
            });
            created.pipeline().addLast(handshake);
        }
        created.pipeline().addLast(connection.handler().decoder(), connection.handler());
    }

    private void tlsFailed(Throwable cause) {
        fail(new TlsException("Cannot speak TLS with " + origin + ": " + cause.getMessage(), cause));
    }

    private void timedOut() {
        fail(new ConnectFailedException(
                "Cannot connect to " + origin + ": no answer within " + settings.connectTimeout() + " (connectTimeout)",
                null));
    }

    private void succeed() {
        NettyConnection connection = Objects.requireNonNull(candidate);
        if (!result.complete(connection)) {
            connection.close();
        }
    }

    /** Any thread. */
    void fail(HttpException failure) {
        if (result.completeExceptionally(failure)) {
            try {
                loop.execute(this::closeCandidate);
            } catch (RejectedExecutionException e) {
                closeCandidate(); // the threads are gone, and have closed every channel
            }
        }
    }

    private void closeCandidate() {
        if (candidate != null) {
            candidate.close();
        }
    }
}
