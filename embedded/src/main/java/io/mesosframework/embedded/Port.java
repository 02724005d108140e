package io.mesosframework.embedded;

import io.mesosframework.http.Handler;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.ListenException;
import io.mesosframework.http.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A port of a process' own. */
final class Port implements Place {

    /** The real one hands over all at once. */
    private static final int MAX_CONCURRENT_REQUESTS = 64;

    private static final Duration FOR_ITS_NUMBER = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final String host;
    private final int threads;
    private final int streamBacklog;
    private final @Nullable ServerTls tls;
    /** Read by I/O threads, for which {@link #close} waits. */
    private volatile int number;

    private boolean wasOpen;
    private @Nullable HttpServer server;

    /**
     * Bound to the port while nobody listens there: else the system may give its number to some connection, and the process could not
     * listen there again.
     */
    private @Nullable SocketChannel held;

    /**
     * @param number 0 finds a free one
     * @param streamBacklog how many bytes a stream may have unsent before it is cut
     */
    Port(String host, int number, int threads, int streamBacklog, @Nullable ServerTls tls) {
        this.host = host;
        this.number = number;
        this.threads = threads;
        this.streamBacklog = streamBacklog;
        this.tls = tls;
    }

    @Override
    public synchronized void open(Handler handler) {
        if (server != null) {
            return;
        }
        HttpServer.Builder builder = HttpServer.builder()
                .host(host)
                .port(number)
                .threads(threads)
                .maxConcurrentRequests(MAX_CONCURRENT_REQUESTS)
                .maxStreamBacklogBytes(streamBacklog)
                .handler(handler);
        if (tls != null) {
            builder.tls(tls);
        }
        letGo();
        server = wasOpen ? startAgain(builder) : builder.start();
        number = server.port();
        wasOpen = true;
    }

    /** Some connection may have got the number in the moment in which nobody held it; such ones come and go. */
    private static HttpServer startAgain(HttpServer.Builder builder) {
        long end = System.nanoTime() + FOR_ITS_NUMBER.toNanos();
        while (true) {
            try {
                return builder.start();
            } catch (ListenException e) {
                if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
            held = hold();
        }
    }

    @Override
    public synchronized void leave() {
        close();
        letGo();
    }

    private @Nullable SocketChannel hold() {
        try {
            SocketChannel channel = SocketChannel.open();
            try {
                return channel.setOption(StandardSocketOptions.SO_REUSEADDR, true)
                        .bind(new InetSocketAddress(host, number));
            } catch (IOException e) {
                channel.close();
                return null; // taken already
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void letGo() {
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            held = null;
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String address() {
        return host + ":" + number();
    }
}
