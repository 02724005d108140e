package io.mesosframework.http;

import java.nio.ByteBuffer;

/**
 * Takes an answer as it comes: {@link #onHead} once, {@link #onData} any number of times, then exactly one of
 * {@link #onEnd} and {@link #onFailure}; a failure may come at any point, even first. After {@link StreamHandle#close}
 * nothing more comes.
 *
 * <p>The methods are called one at a time, in order, on an I/O thread, which must not be blocked. One that throws ends the
 * stream: the connection is closed and {@link #onFailure} told why.
 */
public interface StreamListener {

    /** The status and headers are there. Any status may come, a redirect or an error page as well. */
    void onHead(int status, Headers headers);

    /**
     * The next piece of the body, never empty. Pieces have no meaning of their own: a server's chunk may come in several.
     *
     * @param chunk valid only during this call; it is a view of the network's buffer, not a copy. Its position and limit may
     *     be moved, its bytes not changed
     */
    void onData(ByteBuffer chunk);

    /** The body is complete: its terminal chunk, its announced length, or the end of a body delimited by closing. */
    void onEnd();

    /** The stream ended otherwise. */
    void onFailure(HttpException failure);
}
