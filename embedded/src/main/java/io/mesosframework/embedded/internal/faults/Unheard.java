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
        throw new IllegalStateException("A SUBSCRIBE that nobody hears cannot be answered");
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
