package io.mesosframework.client.codec;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/** Bytes that are not the message they should be, or a message that lacks what it must have. */
public final class CodecException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    CodecException(String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What a real Mesos answers to a request with such a body, word for word; the message may say more. */
    public String reason() {
        return reason;
    }
}
