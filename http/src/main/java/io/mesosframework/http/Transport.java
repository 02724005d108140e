package io.mesosframework.http;

import java.util.concurrent.CompletableFuture;

/** Opens connections. Safe for use by any thread. {@link HttpTransport} is the one over real sockets. */
public interface Transport extends AutoCloseable {

    /**
     * Opens one connection; nothing is shared or pooled behind it.
     *
     * @return the connection, ready for its first call. It fails with {@link ConnectFailedException} or
     *     {@link TlsException}, and completes on an I/O thread: what hangs on it must not block
     */
    CompletableFuture<Connection> connect(Origin origin);

    /** Closes every connection, fails every call and stream, and leaves no thread behind. Idempotent. */
    @Override
    void close();
}
