package io.mesosframework.embedded.internal.inprocess;

import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.http.ConnectFailedException;
import io.mesosframework.http.Connection;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Reaches the servers of a cluster without a socket. Its I/O thread is the cluster's loop, so that all that a client does
 * there is done before the cluster's time goes on: nothing depends on how fast anybody is.
 */
public final class InProcessTransport implements Transport {

    /** What the names of its clients begin with, as {@link io.mesosframework.http.Exchange#peer} gives them. */
    public static final String PEER = "in-process:";

    private final Loop loop;
    private final Function<Origin, Optional<Handler>> servers;
    private final Set<InProcessConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private int connections;

    /**
     * @param servers who serves there, if anybody does; asked on the loop
     */
    public InProcessTransport(Loop loop, Function<Origin, Optional<Handler>> servers) {
        this.loop = loop;
        this.servers = servers;
    }

    @Override
    public CompletableFuture<Connection> connect(Origin origin) {
        CompletableFuture<Connection> opening = new CompletableFuture<>();
        try {
            loop.execute(() -> connect(origin, opening));
        } catch (RejectedExecutionException e) {
            opening.completeExceptionally(new ConnectFailedException("Cannot connect to " + origin + ": closed", e));
        }
        return opening;
    }

    private void connect(Origin origin, CompletableFuture<Connection> opening) {
        Optional<Handler> server = closed ? Optional.empty() : servers.apply(origin);
        if (server.isEmpty()) {
            opening.completeExceptionally(
                    new ConnectFailedException("Cannot connect to " + origin + ": nobody listens there", null));
            return;
        }
        InProcessConnection connection = new InProcessConnection(loop, origin, server.get(), PEER + ++connections);
        open.add(connection);
        connection.closed().thenRun(() -> open.remove(connection));
        opening.complete(connection);
    }

    /** Nobody listens there any more: what is connected is cut. */
    public void cut(String authority) {
        Set.copyOf(open).stream()
                .filter(connection -> connection.origin().authority().equals(authority))
                .forEach(InProcessConnection::close);
    }

    @Override
    public boolean isInProcess() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        Set.copyOf(open).forEach(InProcessConnection::close);
    }
}
