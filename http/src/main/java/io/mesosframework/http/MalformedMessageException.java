package io.mesosframework.http;

import org.jspecify.annotations.Nullable;

/**
 * What came is not an HTTP answer that can be read: no HTTP at all, a broken head or chunk, or a body that is not the gzip
 * that it claims to be. The connection is closed, except for such a body: then the answers behind it still come.
 */
public final class MalformedMessageException extends HttpException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, with whom, and what to do
     * @param cause what lies beneath, if anything
     */
    public MalformedMessageException(String message, @Nullable Throwable cause) {
        super(message, true, cause);
    }
}
