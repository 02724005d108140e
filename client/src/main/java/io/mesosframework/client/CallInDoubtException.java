package io.mesosframework.client;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/**
 * A call was sent and its answer never came: whether Mesos has taken it is unknown. Nothing was repeated. What became of
 * it shows in later events; reconcile to know.
 */
public final class CallInDoubtException extends MesosException {

    private static final long serialVersionUID = 1L;

    /**
     * @param call the call's type, such as {@code ACCEPT}
     * @param cause why the answer is missing
     */
    public CallInDoubtException(String call, @Nullable Throwable cause) {
        super("No answer to " + call + "; whether Mesos has taken it is unknown: " + reason(cause), cause);
    }

    private static String reason(@Nullable Throwable cause) {
        return cause == null ? "the subscription ended before the answer came." : String.valueOf(cause.getMessage());
    }
}
