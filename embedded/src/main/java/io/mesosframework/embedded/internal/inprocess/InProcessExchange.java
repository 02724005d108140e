package io.mesosframework.embedded.internal.inprocess;

import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/** One request and its answer. What the server's side says goes to the client's by way of the loop, in its order. */
final class InProcessExchange implements Exchange {

    private final InProcessConnection connection;
    private final Request request;
    private final Answering client;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** The client has heard the last of it. Belongs to the loop, as what follows. */
    private boolean over;

    private Runnable whenBegun = () -> {};
    private Runnable whenDone = () -> {};

    InProcessExchange(InProcessConnection connection, Request request, Answering client) {
        this.connection = connection;
        this.request = request;
        this.client = client;
    }

    /** The head of the answer is there, or will never be. */
    void whenBegun(Runnable action) {
        whenBegun = action;
    }

    /** The answer is complete, and the connection goes on with the next. */
    void whenDone(Runnable action) {
        whenDone = action;
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public String peer() {
        return connection.peer();
    }

    @Override
    public void respond(Response response) {
        begin();
        connection.post(() -> {
            whenBegun.run();
            if (!over) {
                over = true;
                client.whole(response);
                done();
            }
        });
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        begin();
        connection.post(() -> {
            whenBegun.run();
            if (!over) {
                client.head(status, headers);
            }
        });
        return new Stream();
    }

    @Override
    public void abort() {
        begin();
        connection.cut();
    }

    private void begin() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("The exchange has been answered");
        }
    }

    /** The connection is gone; on the loop. */
    void lost(HttpException failure) {
        whenBegun.run();
        if (!over) {
            over = true;
            client.failed(failure);
            closed.complete(null);
        }
    }

    private void done() {
        closed.complete(null);
        whenDone.run();
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    private final class Stream implements ResponseStream {

        private volatile boolean ended;

        @Override
        public void write(byte[] data) {
            if (ended) {
                throw new IllegalStateException("The stream has ended");
            }
            if (data.length > 0) {
                connection.post(() -> {
                    if (!over) {
                        client.data(data);
                    }
                });
            }
        }

        @Override
        public boolean isWritable() {
            return connection.isOpen();
        }

        @Override
        public void onWritable(Runnable action) {
            connection.post(action);
        }

        @Override
        public void end() {
            if (!ended) {
                ended = true;
                connection.post(() -> {
                    if (!over) {
                        over = true;
                        client.ended();
                        done();
                    }
                });
            }
        }

        @Override
        public void abort() {
            ended = true;
            connection.cut();
        }

        @Override
        public CompletionStage<Void> closed() {
            return closed.minimalCompletionStage();
        }
    }
}
