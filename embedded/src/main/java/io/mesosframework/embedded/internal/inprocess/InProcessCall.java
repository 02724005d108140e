package io.mesosframework.embedded.internal.inprocess;

import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Response;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** A call, whose answer is handed over whole. */
final class InProcessCall implements Answering {

    final CompletableFuture<Response> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private int status;
    private Headers headers = Headers.EMPTY;

    @Override
    public void whole(Response response) {
        answer.complete(response);
    }

    @Override
    public void head(int streamStatus, Headers streamHeaders) {
        status = streamStatus;
        headers = streamHeaders;
    }

    @Override
    public void data(byte[] bytes) {
        body.writeBytes(bytes);
    }

    @Override
    public void ended() {
        answer.complete(new Response(status, headers, body.toByteArray()));
    }

    @Override
    public void failed(HttpException failure) {
        answer.completeExceptionally(failure);
    }
}
