package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;

/**
 * Another instance has subscribed with this framework's id, and this one has been put out (PROTOCOL A64). The client does
 * not subscribe again, or the two would go on putting each other out (PROTOCOL G30): step down.
 */
public final class FrameworkFailedOverException extends MesosException {

    private static final long serialVersionUID = 1L;

    /** @param reason Mesos' own words */
    public FrameworkFailedOverException(String reason) {
        super("Another instance of this framework has taken its place: " + reason
                + ". This one must step down; it does not subscribe again.");
    }
}
