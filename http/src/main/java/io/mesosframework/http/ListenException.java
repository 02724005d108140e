package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * The server could not start listening: the address is not of this machine, the port is taken or not allowed, or the TLS
 * files cannot be used.
 */
public final class ListenException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param cause what lies beneath, if anything
     */
    public ListenException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
