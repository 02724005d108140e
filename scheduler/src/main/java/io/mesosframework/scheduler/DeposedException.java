package io.mesosframework.scheduler;

import io.mesosframework.MesosException;

/**
 * Another instance has taken this framework over: its start changed the term in their common storage, or its
 * subscription took the place of ours. This instance has stopped and sends nothing any more.
 */
public final class DeposedException extends MesosException {

    private static final long serialVersionUID = 1L;

    public DeposedException(String message) {
        super(message);
    }
}
