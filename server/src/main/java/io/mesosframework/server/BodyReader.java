package io.mesosframework.server;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/** Reads the whole body of a request, as far as the limits allow. */
final class BodyReader implements Runnable {

    private final Request request;
    private final ServerLimits limits;
    private final CompletableFuture<byte[]> done = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private BodyReader(Request request, ServerLimits limits) {
        this.request = request;
        this.limits = limits;
    }

    /** The body; fails with a {@link RefusedException}, after which the connection is of no more use. */
    static CompletableFuture<byte[]> read(Request request, ServerLimits limits) {
        if (request.getLength() > limits.bodyBytes()) {
            return CompletableFuture.failedFuture(tooLong(limits));
        }
        BodyReader reader = new BodyReader(request, limits);
        Scheduler.Task timeout = request.getComponents()
                .getScheduler()
                .schedule(reader::tooSlow, limits.requestTime().toMillis(), TimeUnit.MILLISECONDS);
        reader.run();
        return reader.done.whenComplete((body, error) -> timeout.cancel());
    }

    private static RefusedException tooLong(ServerLimits limits) {
        return new RefusedException(413, "The body is longer than " + limits.bodyBytes() + " bytes");
    }

    private void tooSlow() {
        done.completeExceptionally(new RefusedException(
                408, "The body was not there within " + limits.requestTime().toMillis() + " ms"));
    }

    @Override
    public void run() {
        while (!done.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                done.completeExceptionally(chunk.getFailure());
                return;
            }
            byte[] some = new byte[chunk.remaining()];
            chunk.get(some, 0, some.length);
            bytes.writeBytes(some);
            chunk.release();
            if (bytes.size() > limits.bodyBytes()) {
                done.completeExceptionally(tooLong(limits));
            } else if (chunk.isLast()) {
                done.complete(bytes.toByteArray());
            }
        }
    }
}
