package io.mesosframework.client.executor;

import io.mesosframework.MesosException;

/** The user's {@link ExecutorListener} threw; the cause is what it threw. */
public final class ListenerException extends MesosException {

    private static final long serialVersionUID = 1L;

    public ListenerException(Throwable thrown) {
        super("The listener threw, so what it was told is taken for lost: " + thrown, thrown);
    }
}
