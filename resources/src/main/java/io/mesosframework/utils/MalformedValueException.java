package io.mesosframework.utils;

import io.mesosframework.MesosException;

/** A text or a byte string that is not what its place asks for; the message shows it and says what was expected. */
public final class MalformedValueException extends MesosException {

    private static final long serialVersionUID = 1L;

    public MalformedValueException(String message) {
        super(message);
    }
}
