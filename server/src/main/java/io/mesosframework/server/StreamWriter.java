package io.mesosframework.server;

/**
 * The open end of an answer that goes on, such as a stream of events. From any thread; never blocks. What the client does not take
 * gathers in a buffer of {@link ServerLimits#streamBuffer} bytes, and a client for which that is not enough is cut off.
 */
public interface StreamWriter {

    /**
     * Sends bytes, which must not be changed any more.
     *
     * @return whether they will be sent; false once the client is gone, or cut off because of these
     */
    boolean send(byte[] bytes);

    /**
     * Has something run once when nothing that was sent waits any more, at once where nothing does; on any thread. Only the last that was
     * asked for is, and none after the answer has ended: so a sender can go by what its client takes.
     */
    void whenTaken(Runnable action);

    /** Ends the answer after what was sent. */
    void close();

    /** Ends the answer, and the connection, without what still waits. */
    void cut();

    /** Has something run once when the answer has ended, at once where it has; on any thread. */
    void whenClosed(Runnable action);
}
