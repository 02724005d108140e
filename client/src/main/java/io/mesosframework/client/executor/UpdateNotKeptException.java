package io.mesosframework.client.executor;

import io.mesosframework.MesosException;

/** An update that the client did not take: too many wait for their acknowledgement, or one of the same uuid does. */
public final class UpdateNotKeptException extends MesosException {

    private static final long serialVersionUID = 1L;

    public UpdateNotKeptException(String message) {
        super(message);
    }
}
