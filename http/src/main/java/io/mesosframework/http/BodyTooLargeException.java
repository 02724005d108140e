package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * The answer's body, as sent or as decoded, is larger than the transport's {@code maxBodyBytes}. The connection is closed.
 */
public final class BodyTooLargeException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param cause what lies beneath, if anything
     */
    public BodyTooLargeException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
