package io.mesosframework.client.executor.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Origin;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What an agent's answers, and their absence, are called (PROTOCOL A74-A77). */
final class Answers {

    private static final int SHOWN_CHARACTERS = 300;

    private Answers() {}

    static boolean isTaken(int status) {
        return status >= 200 && status < 300;
    }

    static MesosException refusal(String call, Origin agent, int status, String words) {
        return status == 401
                ? new AuthenticationException(call, agent.toString(), words)
                : new MesosCallException(call, agent.toString(), status, shown(words));
    }

    /** Whether a SUBSCRIBE so answered is worth another attempt: agents answer so while they start (PROTOCOL C44). */
    static boolean mayPass(int status) {
        return status < 400 || status == 404 || status == 408 || status == 429 || status >= 500;
    }

    static MesosException notAStream(Origin agent, int status, String contentType, String expected, String words) {
        return new SubscriptionLostException("Expected a stream of " + expected + " with status 200 from " + agent
                + ", but got status " + status + " and "
                + (contentType.isEmpty() ? "no content type" : contentType) + ". Is this a Mesos agent? It says: "
                + shown(words));
    }

    /** Why a call got no answer. */
    static MesosException unanswered(String call, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof HttpException http && !http.requestMayHaveArrived()
                ? http
                : new CallInDoubtException(call, cause);
    }

    /** Why there is no connection. */
    static MesosException typed(String what, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof MesosException ours ? ours : new SubscriptionLostException(what + ": " + cause, cause);
    }

    private static String shown(String words) {
        String line = words.strip();
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
