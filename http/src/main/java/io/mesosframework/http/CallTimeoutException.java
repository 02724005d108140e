package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * No whole answer came within the time-out of the call. A call that was written before closes its connection, since the
 * answers behind it would be out of order; one still waiting for its turn ({@link #requestMayHaveArrived()} is
 * {@code false}) does not.
 */
public final class CallTimeoutException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param requestMayHaveArrived see {@link #requestMayHaveArrived()}
     * @param cause what lies beneath, if anything
     */
    public CallTimeoutException(String message, boolean requestMayHaveArrived, @Nullable Throwable cause) {
        super(message, requestMayHaveArrived, cause);
    }
}
