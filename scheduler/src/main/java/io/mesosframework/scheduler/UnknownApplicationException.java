package io.mesosframework.scheduler;

import io.mesosframework.MesosException;

/** What was asked for needs an application, or an earlier version of one, that is not there. */
public final class UnknownApplicationException extends MesosException {

    private static final long serialVersionUID = 1L;

    public UnknownApplicationException(String message) {
        super(message);
    }
}
