package io.mesosframework.client;

import io.mesosframework.MesosException;
import java.util.Locale;

/**
 * Mesos answered a call with an error status. The call had no effect, and repeating it unchanged is of use only for
 * status 503 (no leader, or one still recovering: PROTOCOL A18, A20).
 */
public class MesosCallException extends MesosException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /**
     * @param call the call's type, such as {@code ACCEPT}
     * @param target who answered, such as {@code http://127.0.0.1:5050}
     * @param status the HTTP status
     * @param reason the answer's body as it came: Mesos' own words, possibly empty
     */
    public MesosCallException(String call, String target, int status, String reason) {
        super(String.format(
                Locale.ROOT,
                "%s refused %s with status %d%s",
                target,
                call,
                status,
                reason.isBlank() ? " and no reason." : ": " + reason.strip()));
        this.status = status;
        this.reason = reason;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Mesos' own words: the body of the answer, possibly empty. */
    public String reason() {
        return reason;
    }
}
