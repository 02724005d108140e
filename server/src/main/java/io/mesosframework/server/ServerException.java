package io.mesosframework.server;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/** The server could not start: its address is taken, or its certificate or key cannot be used. The message says which and why. */
public final class ServerException extends MesosException {

    private static final long serialVersionUID = 1L;

    public ServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
