package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * TLS did not come to be: a certificate that is not trusted or names another host, a refused client certificate, a
 * server that does not speak TLS, or files that hold no certificate or key. No request was sent.
 */
public final class TlsException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param cause what lies beneath, if anything
     */
    public TlsException(String message, @Nullable Throwable cause) {
        super(message, false, cause);
    }
}
