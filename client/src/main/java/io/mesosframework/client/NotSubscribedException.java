package io.mesosframework.client;

import io.mesosframework.MesosException;

/** A call was made while there was no subscription to make it on. Nothing was sent; make it again once subscribed. */
public final class NotSubscribedException extends MesosException {

    private static final long serialVersionUID = 1L;

    /** @param call the call's type, such as {@code ACCEPT} */
    public NotSubscribedException(String call) {
        super(call + " was not sent: there is no subscription. Wait for the event SUBSCRIBED and make the call again.");
    }
}
