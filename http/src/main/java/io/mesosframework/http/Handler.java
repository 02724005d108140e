package io.mesosframework.http;

/** Answers requests. */
@FunctionalInterface
public interface Handler {

    /**
     * Takes one request whose body has been read. It is called on an I/O thread and must not block; the answer may be given
     * later, by any thread. How many further requests of the same connection may be handed over before this one is answered is the
     * server's setting {@link HttpServer.Builder#maxConcurrentRequests}; answers leave in the order of the requests in any case.
     *
     * <p>A handler that throws before it has answered gives a 500 with the exception's message (PROTOCOL A21).
     */
    void handle(Exchange exchange);
}
