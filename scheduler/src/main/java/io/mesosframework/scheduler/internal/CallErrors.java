package io.mesosframework.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.utils.Futures;

/** What the failure of a call means. */
final class CallErrors {

    private CallErrors() {}

    /** Whether no answer came: the client then subscribes anew, so that the call cannot take effect later than that. */
    static boolean isUnanswered(Throwable error) {
        return Futures.cause(error) instanceof CallInDoubtException;
    }

    /**
     * Whether the answer says that something broke in the master or before it, which may have taken the call all the same:
     * an HTTP status of 500 and above, save 503, which Mesos gives before it looks at a call.
     */
    static boolean isBroken(Throwable error) {
        return Futures.cause(error) instanceof MesosCallException refused
                && refused.status() >= 500
                && refused.status() != 503;
    }

    /** Whether the master will not have it, however often it is asked. */
    static boolean isRefused(Throwable error) {
        return Futures.cause(error) instanceof MesosCallException refused
                && (refused.status() == 400 || refused.status() == 403);
    }

    static String words(Throwable error) {
        Throwable cause = Futures.cause(error);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /** The failure as one of ours. */
    static MesosException typed(Call.Type call, Throwable error) {
        Throwable cause = Futures.cause(error);
        return cause instanceof MesosException mesos
                ? mesos
                : new MesosException(call + " failed: " + words(error), cause);
    }
}
