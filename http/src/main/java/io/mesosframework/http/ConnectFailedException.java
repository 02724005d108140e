package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * No connection came to be: the name is unknown, nobody listens, the network is silent, or the transport is closed. No
 * request was sent.
 */
public final class ConnectFailedException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param cause what lies beneath, if anything
     */
    public ConnectFailedException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
