package io.mesosframework.scheduler;

import io.mesosframework.MesosException;

/** The framework does not run any more, so that nothing can be asked of it. */
public final class FrameworkTerminatedException extends MesosException {

    private static final long serialVersionUID = 1L;

    public FrameworkTerminatedException(String message) {
        super(message);
    }
}
