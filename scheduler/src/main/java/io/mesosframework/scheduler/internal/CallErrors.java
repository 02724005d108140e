package io.mesosframework.scheduler.internal;

import io.mesosframework.client.CallInDoubtException;
import java.util.concurrent.CompletionException;

/** What the failure of a call means. */
final class CallErrors {

    private CallErrors() {}

    /** Whether the master may have taken the call although its answer was lost. */
    static boolean isInDoubt(Throwable error) {
        return cause(error) instanceof CallInDoubtException;
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
