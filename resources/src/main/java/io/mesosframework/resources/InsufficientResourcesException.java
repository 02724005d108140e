package io.mesosframework.resources;

import io.mesosframework.MesosException;

/** A conversion consumes what is not there; the message says what was there, in Mesos' words. */
public final class InsufficientResourcesException extends MesosException {

    private static final long serialVersionUID = 1L;

    InsufficientResourcesException(String message) {
        super(message);
    }
}
