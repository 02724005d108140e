package io.mesosframework.embedded;

import io.mesosframework.http.Handler;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.ServerTls;
import org.jspecify.annotations.Nullable;

/** A place in the network that a process listens on while it runs: always the same one. */
final class Port {

    private final String host;
    private final int threads;
    private final @Nullable ServerTls tls;
    private int number;
    private @Nullable HttpServer server;

    /**
     * @param number 0 finds a free one
     */
    Port(String host, int number, int threads, @Nullable ServerTls tls) {
        this.host = host;
        this.number = number;
        this.threads = threads;
        this.tls = tls;
    }

    synchronized void open(Handler handler) {
        if (server != null) {
            return;
        }
        HttpServer.Builder builder =
                HttpServer.builder().host(host).port(number).threads(threads).handler(handler);
        if (tls != null) {
            builder.tls(tls);
        }
        server = builder.start();
        number = server.port();
    }

    synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    synchronized int number() {
        return number;
    }

    String address() {
        return host + ":" + number();
    }
}
