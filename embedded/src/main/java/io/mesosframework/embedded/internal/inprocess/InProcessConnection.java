package io.mesosframework.embedded.internal.inprocess;

import io.mesosframework.embedded.internal.time.Loop;
import io.mesosframework.http.CallTimeoutException;
import io.mesosframework.http.Connection;
import io.mesosframework.http.ConnectionLostException;
import io.mesosframework.http.Handler;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.StreamHandle;
import io.mesosframework.http.StreamListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One connection: requests one after the other, each answered before the next is looked at. State belongs to the loop. */
final class InProcessConnection implements Connection {

    private final Loop loop;
    private final Origin origin;
    private final Handler server;
    private final String peer;
    private final AtomicBoolean streaming = new AtomicBoolean();
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Deque<InProcessExchange> waiting = new ArrayDeque<>();
    private @Nullable InProcessExchange current;

    InProcessConnection(Loop loop, Origin origin, Handler server, String peer) {
        this.loop = loop;
        this.origin = origin;
        this.server = server;
        this.peer = peer;
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public CompletableFuture<Response> call(Request request, Duration timeout) {
        InProcessCall call = new InProcessCall();
        if (streaming.get()) {
            call.answer.completeExceptionally(
                    new IllegalStateException("The connection to " + origin + " serves a stream"));
            return call.answer;
        }
        InProcessExchange exchange = new InProcessExchange(this, request, call);
        if (post(() -> send(exchange, timeout))) {
            return call.answer;
        }
        call.failed(lost());
        return call.answer;
    }

    @Override
    public StreamHandle stream(Request request, StreamListener listener, @Nullable Duration headTimeout) {
        if (!streaming.compareAndSet(false, true)) {
            throw new IllegalStateException("The connection to " + origin + " already serves a stream");
        }
        InProcessStream stream = new InProcessStream(this, listener);
        InProcessExchange exchange = new InProcessExchange(this, request, stream);
        if (!post(() -> send(exchange, headTimeout))) {
            stream.failed(lost());
        }
        return stream;
    }

    private void send(InProcessExchange exchange, @Nullable Duration timeout) {
        if (!open.get()) {
            exchange.lost(lost());
            return;
        }
        if (timeout != null) {
            Loop.Timer timer = loop.at(loop.now().plus(timeout), () -> timedOut(exchange, timeout));
            exchange.whenBegun(timer::cancel);
        }
        waiting.addLast(exchange);
        serveNext();
    }

    private void serveNext() {
        while (current == null && !waiting.isEmpty() && open.get()) {
            InProcessExchange exchange = waiting.removeFirst();
            current = exchange;
            exchange.whenDone(() -> {
                current = null;
                serveNext();
            });
            server.handle(exchange);
        }
    }

    private void timedOut(InProcessExchange exchange, Duration timeout) {
        exchange.lost(new CallTimeoutException(
                "No answer of " + origin + " to " + exchange.request().path() + " within " + timeout, true, null));
        shut();
    }

    /** From the server's side; what has been written before still arrives. */
    void cut() {
        post(this::shut);
    }

    private void shut() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        InProcessExchange serving = current;
        if (serving != null) {
            serving.lost(lost());
        }
        waiting.forEach(exchange -> exchange.lost(lost()));
        waiting.clear();
        closed.complete(null);
    }

    private ConnectionLostException lost() {
        return new ConnectionLostException("The connection to " + origin + " is closed", true, null);
    }

    /** Runs this on the loop, soon; false once that is over. */
    boolean post(Runnable turn) {
        try {
            loop.execute(turn);
            return true;
        } catch (RejectedExecutionException e) {
            open.set(false);
            closed.complete(null);
            return false;
        }
    }

    String peer() {
        return peer;
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public void close() {
        post(this::shut);
    }
}
