package io.mesosframework.client.recordio;

import io.mesosframework.MesosException;

/**
 * A stream that is not RecordIO, or not all of it. The stream is of no use from here on: subscribe again, on a new
 * connection.
 */
public final class RecordException extends MesosException {

    private static final long serialVersionUID = 1L;

    /** What was wrong with the stream. */
    public enum Kind {
        /** Where a record's length is due stands something else; the message shows it. */
        MALFORMED_LENGTH,
        /** The record is longer than the decoder's limit. */
        TOO_LARGE,
        /** The stream ended inside a record. */
        TRUNCATED
    }

    private final Kind kind;

    RecordException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
