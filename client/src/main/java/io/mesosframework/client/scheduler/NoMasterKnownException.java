package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/** The {@link MasterDetector} knows no master at present, or failed to tell. */
public final class NoMasterKnownException extends MesosException {

    private static final long serialVersionUID = 1L;

    public NoMasterKnownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
