package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * The connection ended before the whole answer was there: closed by the other side, cut, or closed here.
 */
public final class ConnectionLostException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param requestMayHaveArrived see {@link #requestMayHaveArrived()}
     * @param cause what lies beneath, if anything
     */
    public ConnectionLostException(String message, boolean requestMayHaveArrived, @Nullable Throwable cause) {
        super(message, requestMayHaveArrived, cause);
    }
}
