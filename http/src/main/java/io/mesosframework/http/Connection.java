package io.mesosframework.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One connection, for calls in order or for one stream. Mesos handles the calls of one connection in the order they are
 * sent (PROTOCOL A12), and answers nothing behind an open stream (PROTOCOL A11); so a subscriber opens two.
 *
 * <p>Safe for use by any thread; the calls of one thread keep their order. Futures and listeners run on an I/O thread,
 * which must not be blocked.
 */
public interface Connection extends AutoCloseable {

    /** How many calls are on their way at a time; more wait for their turn. */
    int MAX_IN_FLIGHT = 64;

    /** Whom it is connected to. */
    Origin origin();

    /**
     * Sends a request and reads the whole answer, whatever its status. Calls are pipelined and answered in order.
     *
     * @param timeout from now to the end of the answer, the wait for its turn included; positive
     * @return the answer. It fails with an {@link HttpException}: {@link CallTimeoutException},
     *     {@link ConnectionLostException}, {@link BodyTooLargeException}, {@link MalformedMessageException} or
     *     {@link CallQueueFullException}; or with {@link IllegalStateException} if the connection serves a stream. Cancelling
     *     it takes back a call that has not been written yet, and else only ignores the answer
     * @throws IllegalArgumentException for a time-out that is not positive, or a {@code User-Agent} that Mesos would take for
     *     one of its own (PROTOCOL A16)
     */
    CompletableFuture<Response> call(Request request, Duration timeout);

    /**
     * Sends a request, behind the calls already made, and hands the answer's body to the listener as it comes. From then on
     * the connection serves only this stream, and it is closed with it.
     *
     * @param headTimeout how long the head of the answer may take, from now; {@code null} for no limit
     * @throws IllegalStateException if the connection already serves a stream
     * @throws IllegalArgumentException as {@link #call} does
     */
    StreamHandle stream(Request request, StreamListener listener, @Nullable Duration headTimeout);

    /** A stream without a limit on the time that its head takes. */
    default StreamHandle stream(Request request, StreamListener listener) {
        return stream(request, listener, null);
    }

    /** Whether a call may still be made: {@code false} as soon as either side has closed, or will after this answer. */
    boolean isOpen();

    /** Completes, always normally, once the connection is closed by either side. */
    CompletionStage<Void> closed();

    /**
     * Closes the connection at once. Calls without an answer fail with {@link ConnectionLostException}, and so does the
     * stream. Idempotent; does not wait.
     */
    @Override
    void close();
}
