package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.scheduler.UnexpectedAnswerException;
import io.mesosframework.http.Headers;
import java.util.Locale;

/** What the answers to SUBSCRIBE mean (PROTOCOL A51-A54, A70). */
final class Answers {

    static final String STREAM_ID = "Mesos-Stream-Id";

    private static final int SHOWN_CHARACTERS = 300;

    private Answers() {}

    /** Whether the body is to be read as events; if not, it is read as words. */
    static boolean isEventStream(int status, Headers headers, String mediaType) {
        return status == 200
                && contentType(headers).equals(mediaType)
                && !headers.get(STREAM_ID).orElse("").isBlank();
    }

    static boolean isRedirect(int status) {
        return status == 307 || status == 308;
    }

    /** Whether trying again, later or elsewhere, may help. */
    static boolean mayPass(int status) {
        return status < 400 || status == 404 || status == 408 || status == 429 || status >= 500;
    }

    /** Whether the answer to a call shows that the session it was made in is over (PROTOCOL A18, A20, A55). */
    static boolean endsSession(int status, String words) {
        return isRedirect(status) || status == 503 || (status == 403 && words.contains("not subscribed"));
    }

    /** The error for a call that was answered with this status and these words. */
    static MesosException refusal(String call, Target target, int status, String words) {
        return status == 401
                ? new AuthenticationException(call, target.toString(), words)
                : new MesosCallException(call, target.toString(), status, words);
    }

    /** The error for an answer that is neither an event stream nor a redirect. */
    static MesosException notAStream(Target target, int status, Headers headers, String words, String mediaType) {
        if (status == 403) {
            return new AuthenticationException("SUBSCRIBE", target.toString(), status, words);
        }
        if (status >= 400) {
            return refusal("SUBSCRIBE", target, status, words);
        }
        String found = contentType(headers).equals(mediaType) && status == 200
                ? "a stream without the header " + STREAM_ID
                : "status " + status + " and " + (contentType(headers).isEmpty() ? "no type" : contentType(headers));
        String shown = words.isBlank() ? "" : " It says: " + excerpt(words);
        return new UnexpectedAnswerException("Expected a stream of " + mediaType + " with status 200 from " + target
                + ", but got " + found + ". Is this a Mesos master, and nothing else in between?" + shown);
    }

    private static String contentType(Headers headers) {
        String value = headers.get("Content-Type").orElse("");
        int parameters = value.indexOf(';');
        return (parameters < 0 ? value : value.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static String excerpt(String words) {
        String line = words.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
