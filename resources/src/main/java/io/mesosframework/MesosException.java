package io.mesosframework;

import org.jspecify.annotations.Nullable;

/**
 * The root of every error that this SDK raises on purpose. All are unchecked; each subclass says in its own terms what
 * went wrong and what to do about it.
 */
public class MesosException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MesosException(String message) {
        super(message);
    }

    public MesosException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
