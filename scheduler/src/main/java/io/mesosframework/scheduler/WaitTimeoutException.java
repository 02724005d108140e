package io.mesosframework.scheduler;

import io.mesosframework.MesosException;

/** What was waited for did not come in time; the message tells how the slots stood then. */
public final class WaitTimeoutException extends MesosException {

    private static final long serialVersionUID = 1L;

    public WaitTimeoutException(String message) {
        super(message);
    }
}
