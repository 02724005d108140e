package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;

/** What the user put before every SUBSCRIBE said no, so the client did not subscribe. The cause is its own. */
public final class SubscriptionGateException extends MesosException {

    private static final long serialVersionUID = 1L;

    public SubscriptionGateException(Throwable cause) {
        super("Not subscribed: what must succeed before a SUBSCRIBE failed: " + cause, cause);
    }
}
