package io.mesosframework.embedded.internal.faults;

import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A call that the master answers to nobody. */
record Unheard(Request request, String peer) implements Exchange {

    @Override
    public void respond(Response response) {
        // Nobody listens.
    }

    @Override
    public ResponseStream stream(int status, Headers headers) {
        return new Deaf();
    }

    @Override
    public void abort() {
        // There is no connection.
    }

    @Override
    public CompletionStage<Void> closed() {
        return CompletableFuture.completedStage(null);
    }

    /** A stream whose reader has gone already. */
    private static final class Deaf implements ResponseStream {
        @Override
        public void write(byte[] data) {
            // Nobody listens.
        }

        @Override
        public boolean isWritable() {
            return false;
        }

        @Override
        public void onWritable(Runnable action) {
            // It never is.
        }

        @Override
        public void end() {
            // It has ended.
        }

        @Override
        public void abort() {
            // There is no connection.
        }

        @Override
        public CompletionStage<Void> closed() {
            return CompletableFuture.completedStage(null);
        }
    }
}
