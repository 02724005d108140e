package io.mesosframework.scheduler.internal;

import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import java.util.concurrent.CompletionException;

/** What the failure of a call means. */
final class CallErrors {

    private CallErrors() {}

    /**
     * Whether the master may have taken the call although its answer was lost, or was that something broke on the way to
     * or in the master: an HTTP status of 500 and above, save 503, which Mesos gives before it looks at a call.
     */
    static boolean isInDoubt(Throwable error) {
        Throwable cause = cause(error);
        if (cause instanceof MesosCallException refused) {
            return refused.status() >= 500 && refused.status() != 503;
        }
        return cause instanceof CallInDoubtException;
    }

    static String words(Throwable error) {
        Throwable cause = cause(error);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    static Throwable cause(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? cause : error;
    }
}
