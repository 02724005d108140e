package io.mesosframework.executor.internal;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/** A process cannot be started; the message says why, in words for the task's status. */
public final class StartException extends MesosException {

    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
