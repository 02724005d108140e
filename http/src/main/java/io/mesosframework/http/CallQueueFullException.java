package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * As many calls wait for their turn on this connection as its transport's {@code maxQueuedCalls} allows. Wait for answers
 * before sending more; the connection goes on.
 */
public final class CallQueueFullException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param cause what lies beneath, if anything
     */
    public CallQueueFullException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
