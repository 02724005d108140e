package io.mesosframework.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off connections that are not in a request for too long, however many bytes they send: whose TLS or headers come a byte at a time
 * would else hold theirs for ever.
 */
final class ConnectionWatch implements Connection.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(MesosServer.class);
    private static final long IN_A_REQUEST = Long.MAX_VALUE;

    private final long mostNanos;
    private final LongSupplier nanos;

    /** Since when each is between requests, by {@link #nanos}. */
    private final Map<Connection, Long> since = new ConcurrentHashMap<>();

    ConnectionWatch(long mostNanos, LongSupplier nanos) {
        this.mostNanos = mostNanos;
        this.nanos = nanos;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection instanceof SslConnection)) {
            since.put(connection, nanos.getAsLong());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        since.remove(connection);
    }

    /** A request has come in. */
    void begin(Connection connection) {
        since.computeIfPresent(connection, (same, before) -> IN_A_REQUEST);
    }

    /** Its answer is out. */
    void end(Connection connection) {
        since.computeIfPresent(connection, (same, before) -> nanos.getAsLong());
    }

    /** Looks at all of them. */
    void sweep() {
        long now = nanos.getAsLong();
        since.forEach((connection, at) -> {
            if (at != IN_A_REQUEST && now - at > mostNanos) {
                close(connection);
            }
        });
    }

    /** Cuts off all that are not in a request: a server that stops would wait for them. */
    void cutIdle() {
        since.forEach((connection, at) -> {
            if (at != IN_A_REQUEST) {
                close(connection);
            }
        });
    }

    /** One that cannot be closed is not to keep the others open. */
    private static void close(Connection connection) {
        try {
            connection.getEndPoint().close();
        } catch (RuntimeException | Error e) {
            LOG.error("A connection could not be closed", e);
        }
    }
}
