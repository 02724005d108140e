package io.mesosframework.http;

import java.util.concurrent.CompletionStage;

/**
 * One request and its answer, on the server's side. Safe for use by any thread. It is answered once, by one of
 * {@link #respond}, {@link #stream} and {@link #abort}; an answer to a client that has gone is dropped silently.
 */
public interface Exchange {

    /** The request with its whole body, already decoded if it came as gzip (PROTOCOL A10). */
    Request request();

    /** The client's address and port, such as {@code 127.0.0.1:40312}. */
    String peer();

    /**
     * Answers with this. {@code Date} and {@code Content-Length} are added; a body of 1024 bytes or more goes as gzip where
     * the client accepts it (PROTOCOL A9). {@code Connection: close} in the headers closes the connection afterwards.
     *
     * @throws IllegalStateException if the exchange has been answered
     */
    void respond(Response response);

    /**
     * Answers with a body that is written as time goes by, in chunks, never compressed (PROTOCOL A8, A9). The head leaves at
     * once. To a client of HTTP/1.0 the body goes without chunks and ends with the connection.
     *
     * @throws IllegalStateException if the exchange has been answered
     */
    ResponseStream stream(int status, Headers headers);

    /**
     * Cuts the connection without an answer.
     *
     * @throws IllegalStateException if the exchange has been answered
     */
    void abort();

    /** Completes, always normally, once the answer has been written in full or the client is gone. */
    CompletionStage<Void> closed();
}
