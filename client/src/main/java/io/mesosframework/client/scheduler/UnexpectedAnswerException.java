package io.mesosframework.client.scheduler;

import io.mesosframework.MesosException;

/**
 * What answered a SUBSCRIBE is not a Mesos master, or not a sane one: an HTML page, another content type, a stream without an
 * id, a redirect that cannot be followed. It may be a proxy's page that goes away, so the client tries again.
 */
public final class UnexpectedAnswerException extends MesosException {

    private static final long serialVersionUID = 1L;

    public UnexpectedAnswerException(String message) {
        super(message);
    }
}
