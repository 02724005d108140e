package io.mesosframework.embedded;

import io.mesosframework.http.Handler;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.ServerTls;
import org.jspecify.annotations.Nullable;

/** A port of a process' own. */
final class Port implements Place {

    /** The real one hands over all at once. */
    private static final int MAX_CONCURRENT_REQUESTS = 64;

    private final String host;
    private final int threads;
    private final int streamBacklog;
    private final @Nullable ServerTls tls;
    private int number;
    private @Nullable HttpServer server;

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
        server = builder.start();
        number = server.port();
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    @Override
    public synchronized int number() {
        return number;
    }

    @Override
    public String address() {
        return host + ":" + number();
    }
}
