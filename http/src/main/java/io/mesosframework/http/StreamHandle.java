package io.mesosframework.http;

/** The reader's hold on a stream. Safe for use by any thread, the listener's methods included. */
public interface StreamHandle {

    /**
     * Stops delivery: nothing is handed to the listener from then on, except what is being delivered on another thread right
     * now. What has been read already is kept, the rest is left to the network, so the sender comes to a halt in time. The
     * end of the connection goes unseen meanwhile, unless it is closed on this side.
     */
    void pause();

    /** Goes on where {@link #pause} stopped. */
    void resume();

    /** Ends the stream and its connection. Nothing is handed to the listener any more. Idempotent. */
    void close();
}
