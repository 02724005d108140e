package io.mesosframework.client;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/** The event stream ended, broke, or fell silent for too long. A client subscribes again by itself. */
public final class SubscriptionLostException extends MesosException {

    private static final long serialVersionUID = 1L;

    public SubscriptionLostException(String message) {
        super(message);
    }

    public SubscriptionLostException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
