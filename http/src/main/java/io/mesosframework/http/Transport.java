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

    /** Whether all goes on in this process and no time passes on the way, so that waits may go by another time than the machine's. */
    default boolean isInProcess() {
        return false;
    }

    /** Closes every connection, fails every call and stream, and leaves no thread behind. Idempotent. */
    @Override
    void close();
}
