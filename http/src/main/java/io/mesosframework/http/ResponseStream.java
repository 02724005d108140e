package io.mesosframework.http;

import java.util.concurrent.CompletionStage;

/**
 * The body of an answer, written piece by piece. Safe for use by any thread; the writes of one thread keep their order.
 * Writing to a client that has gone is silently ignored: {@link #closed} tells.
 */
public interface ResponseStream {

    /**
     * Sends these bytes as exactly one HTTP chunk (PROTOCOL A8), soon and without waiting. What the client does not take is
     * kept here, up to the server's {@code maxStreamBacklogBytes}, beyond which the connection is cut; a writer that heeds
     * {@link #isWritable} never gets there.
     *
     * @param data not copied: nobody may change it. Nothing is sent if it is empty, since an empty chunk means the end
     * @throws IllegalStateException after {@link #end} or {@link #abort}
     */
    void write(byte[] data);

    /** Whether the client keeps up: {@code false} once about a mebibyte waits for it, or it has gone. */
    boolean isWritable();

    /**
     * Runs this once, on an I/O thread, as soon as the stream is writable; soon, if it is now. Each call replaces the one
     * before it. It is never run if the client goes away first.
     */
    void onWritable(Runnable action);

    /** Sends the terminal chunk: a clean end. The connection goes on with the next request. Idempotent. */
    void end();

    /**
     * Cuts the connection behind what has been written so far, without a terminal chunk: the client sees a broken stream.
     * What the client's side does not take at once is lost. Idempotent.
     */
    void abort();

    /** Completes, always normally, once the stream is over: ended, aborted, or the client is gone. */
    CompletionStage<Void> closed();
}
