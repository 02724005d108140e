package io.mesosframework.http;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/**
 * An exchange over HTTP that did not come to an answer: no connection, none in time, cut off, or not HTTP. An answer
 * with an error status is <em>not</em> an exception here: it is a {@link Response} like any other.
 *
 * <p>What a caller must know before it tries again is {@link #requestMayHaveArrived()}.
 */
public class HttpException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final boolean requestMayHaveArrived;

    /**
     * @param message what happened, with whom, and what to do
     * @param requestMayHaveArrived see {@link #requestMayHaveArrived()}
     * @param cause what lies beneath, if anything
     */
    public HttpException(String message, boolean requestMayHaveArrived, @Nullable Throwable cause) {
        super(message, cause);
        this.requestMayHaveArrived = requestMayHaveArrived;
    }

    /**
     * Whether the other side may have acted on the request. {@code false} is a promise: not one byte of it left this
     * process, so sending it again is safe. {@code true} means that nobody here can know.
     */
    public boolean requestMayHaveArrived() {
        return requestMayHaveArrived;
    }
}
