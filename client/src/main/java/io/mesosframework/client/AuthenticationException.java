package io.mesosframework.client;

/**
 * Mesos does not accept the credentials, or wants some and got none (status 401, PROTOCOL A37-A39). Trying again with
 * the same ones is useless.
 */
public final class AuthenticationException extends MesosCallException {

    private static final long serialVersionUID = 1L;

    public AuthenticationException(String call, String target, String reason) {
        this(call, target, 401, reason);
    }

    /** @param status 401, or 403 where the principal is known but not wanted (PROTOCOL A40) */
    public AuthenticationException(String call, String target, int status, String reason) {
        super(call, target, status, reason);
    }
}
