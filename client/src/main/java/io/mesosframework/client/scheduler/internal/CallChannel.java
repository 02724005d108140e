package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.http.CallQueueFullException;
import io.mesosframework.http.CallTimeoutException;
import io.mesosframework.http.Connection;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.scheduler.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one session, in order on one connection of their own (PROTOCOL A11, A12). Safe for use by any thread.
 *
 * <p>A connection that was closed while no call was on its way is opened anew for the next call. One that is lost with
 * written calls unanswered ends the session: calls made later must not overtake those, and once there is a new stream id,
 * those that have not arrived yet will not be obeyed any more (PROTOCOL A55).
 */
final class CallChannel {

    /** One call; {@code number} is its place in the order. */
    private static final class Pending {
        private final long number;
        private final String type;
        private final Request request;
        private final CompletableFuture<Void> answer = new CompletableFuture<>();
        private boolean triedBefore;

        private Pending(long number, String type, Request request) {
            this.number = number;
            this.type = type;
            this.request = request;
        }
    }

    private record Sent(Pending call, CompletableFuture<Response> response) {}

    private final Session session;
    private final Transport transport;
    private final Codec codec;
    private final Headers headers;
    private final Duration timeout;
    private final int maxWaiting;
    private final Executor answers;
    private final Consumer<MesosException> sessionOver;

    private final Object lock = new Object();

    /** Not handed to a connection yet. */
    private final PriorityQueue<Pending> waiting = new PriorityQueue<>(Comparator.comparingLong(call -> call.number));

    private @Nullable Connection connection;
    private boolean connecting;

    /** Handed to the connection, and not come back. */
    private int unanswered;

    private long made;
    private @Nullable MesosException ended;

    /**
     * @param timeout for each call, from when it is handed to the connection
     * @param maxWaiting how many calls may wait for the connection to be opened
     * @param answers what answers are dealt with by, at once: it marks the thread
     * @param sessionOver told why, when a call shows that the session is over; may be told several times
     */
    CallChannel(
            Session session,
            Transport transport,
            Codec codec,
            RequestHeaders headers,
            Duration timeout,
            int maxWaiting,
            Executor answers,
            Consumer<MesosException> sessionOver) {
        this.session = session;
        this.transport = transport;
        this.codec = codec;
        this.headers = headers.ofCall(session);
        this.timeout = timeout;
        this.maxWaiting = maxWaiting;
        this.answers = answers;
        this.sessionOver = sessionOver;
    }

    /** The session whose calls these are. */
    Session session() {
        return session;
    }

    /** Opens the connection, so that the first call need not wait for it. */
    void open() {
        advance(null);
    }

    /** Sends a call, behind those sent before. */
    CompletableFuture<Void> send(Call call) {
        byte[] body = codec.encode(call);
        Request request = Request.post(session.target().path(), headers, body);
        String type = call.getType().name();
        Pending pending;
        synchronized (lock) {
            if (ended != null) {
                return CompletableFuture.failedFuture(new NotSubscribedException(type));
            }
            if (waiting.size() >= maxWaiting) {
                return CompletableFuture.failedFuture(new CallQueueFullException(
                        type + " was not sent: " + maxWaiting + " calls wait for the connection to "
                                + session.target().origin() + " already.",
                        null));
            }
            pending = new Pending(made++, type, request);
        }
        advance(pending);
        return pending.answer;
    }

    /** Lets go of the connection. What was written and not answered fails in doubt, the rest as not sent. */
    void end(MesosException cause) {
        List<Pending> unsent;
        Connection lost;
        synchronized (lock) {
            if (ended != null) {
                return;
            }
            ended = cause;
            unsent = takeWaiting();
            lost = connection;
        }
        if (lost != null) {
            lost.close();
        }
        for (Pending call : unsent) {
            call.answer.completeExceptionally(notSent(call, cause));
        }
    }

    // ---- the connection ----

    /** Takes one more call, if any, and does what can be done now: connect, or hand calls to the connection. */
    private void advance(@Nullable Pending next) {
        List<Sent> sent = new ArrayList<>(1);
        boolean connect = false;
        MesosException refused = null;
        synchronized (lock) {
            if (next != null) {
                if (ended == null) {
                    waiting.add(next);
                } else {
                    refused = ended;
                }
            }
            if (ended == null && !connecting) {
                if (connection != null && connection.isOpen()) {
                    handOver(connection, sent);
                } else if (unanswered == 0) {
                    connecting = true;
                    connect = true;
                }
            }
        }
        if (next != null && refused != null) {
            next.answer.completeExceptionally(notSent(next, refused));
        }
        for (Sent one : sent) {
            var unused = one.response.whenCompleteAsync(
                    (response, failure) -> answered(one.call, response, failure), answers);
        }
        if (connect) {
            connect();
        }
    }

    private void handOver(Connection open, List<Sent> sent) {
        for (Pending call = waiting.poll(); call != null; call = waiting.poll()) {
            unanswered++;
            sent.add(new Sent(call, open.call(call.request, timeout)));
        }
    }

    private void connect() {
        var unused = transport.connect(session.target().origin()).whenComplete((opened, failure) -> {
            if (failure != null) {
                lose(new SubscriptionLostException(
                        "No connection for calls to " + session.target().origin() + ": " + Failures.text(failure),
                        failure));
                return;
            }
            boolean late;
            synchronized (lock) {
                connecting = false;
                connection = opened;
                late = ended != null;
            }
            if (late) {
                opened.close();
            } else if (hasWaiting()) {
                advance(null);
            }
        });
    }

    private boolean hasWaiting() {
        synchronized (lock) {
            return !waiting.isEmpty();
        }
    }

    private List<Pending> takeWaiting() {
        List<Pending> taken = new ArrayList<>(waiting.size());
        for (Pending call = waiting.poll(); call != null; call = waiting.poll()) {
            taken.add(call);
        }
        return taken;
    }

    private void lose(MesosException cause) {
        end(cause);
        sessionOver.accept(cause);
    }

    // ---- the answers ----

    private void answered(Pending call, @Nullable Response response, @Nullable Throwable failure) {
        if (response != null) {
            settle();
            answered(call, response);
            return;
        }
        Throwable cause = Failures.unwrap(failure);
        boolean written = !(cause instanceof HttpException http) || http.requestMayHaveArrived();
        if (written) {
            CallInDoubtException inDoubt = new CallInDoubtException(call.type, cause);
            lose(new SubscriptionLostException(
                    "The connection for calls was lost with " + call.type + " unanswered: " + Failures.text(cause),
                    cause));
            settle();
            call.answer.completeExceptionally(inDoubt);
        } else if (cause instanceof CallTimeoutException || cause instanceof CallQueueFullException) {
            settle();
            call.answer.completeExceptionally(cause);
        } else {
            tryAgain(call, cause);
        }
    }

    private void settle() {
        synchronized (lock) {
            unanswered--;
        }
        if (hasWaiting()) {
            advance(null);
        }
    }

    /** The connection had been closed, idle, before this call was written; once, a new one is opened for it. */
    private void tryAgain(Pending call, Throwable cause) {
        MesosException why;
        synchronized (lock) {
            why = ended != null
                    ? ended
                    : call.triedBefore
                            ? new SubscriptionLostException("The connection is lost again and again", cause)
                            : null;
            unanswered--;
            if (why == null) {
                call.triedBefore = true;
            }
        }
        if (why == null) {
            advance(call);
        } else {
            call.answer.completeExceptionally(notSent(call, why));
            lose(why);
        }
    }

    private void answered(Pending call, Response response) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            call.answer.complete(null);
            return;
        }
        String text = response.text();
        MesosException error;
        if (Answers.isRedirect(status)) {
            error = new SubscriptionLostException(
                    call.type + " was not taken: " + session.target().origin()
                            + " is no longer the leading master. Make the call again once subscribed.");
        } else {
            error = Answers.refusal(call.type, session.target(), status, text);
        }
        if (Answers.endsSession(status, text)) {
            lose(error);
        }
        call.answer.completeExceptionally(error);
    }

    private static SubscriptionLostException notSent(Pending call, MesosException cause) {
        return new SubscriptionLostException(
                call.type + " was not sent, make it again once subscribed: " + cause.getMessage(), cause);
    }
}
