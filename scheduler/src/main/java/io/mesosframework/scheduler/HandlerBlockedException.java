package io.mesosframework.scheduler;

import io.mesosframework.MesosException;
import java.time.Duration;

/** Something of the user's holds the framework's loop and has not returned; the stack trace is that of the loop's thread in it. */
public final class HandlerBlockedException extends MesosException {

    private static final long serialVersionUID = 1L;

    /**
     * @param handler its name
     * @param what what it was called for
     * @param took for how long so far
     * @param place where the loop's thread is
     */
    public HandlerBlockedException(String handler, String what, Duration took, StackTraceElement[] place) {
        super(handler + " has held the loop for " + took.toMillis() + " ms on " + what + " and has not returned yet");
        setStackTrace(place);
    }
}
