package io.mesosframework.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a stream has brought. */
class RecordingListener implements StreamListener {

    final CompletableFuture<Integer> status = new CompletableFuture<>();
    final CompletableFuture<Headers> headers = new CompletableFuture<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Completes with the whole body on a clean end, and fails with what onFailure was told. */
    final CompletableFuture<byte[]> end = new CompletableFuture<>();

    @Override
    public void onHead(int received, Headers fields) {
        events.add("head");
        status.complete(received);
        headers.complete(fields);
    }

    @Override
    public void onData(ByteBuffer chunk) {
        synchronized (data) {
            data.writeBytes(Loopback.bytes(chunk));
        }
    }

    byte[] received() {
        synchronized (data) {
            return data.toByteArray();
        }
    }

    String text() {
        return new String(received(), StandardCharsets.UTF_8);
    }

    @Override
    public void onEnd() {
        events.add("end");
        end.complete(received());
    }

    @Override
    public void onFailure(HttpException failure) {
        events.add("failure");
        end.completeExceptionally(failure);
    }
}
