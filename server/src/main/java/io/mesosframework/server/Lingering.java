package io.mesosframework.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends a request whose body was not wanted: what the client still sends is read and dropped for a while. Were the connection closed at once,
 * the answer would be lost to a client that is still sending.
 */
final class Lingering implements Callback, Runnable {

    private static final long MOST_BYTES = 16L << 20;
    private static final long MOST_MILLIS = 2000;

    private final Request request;
    private final Callback end;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long dropped;

    Lingering(Request request, Callback end) {
        this.request = request;
        this.end = end;
    }

    /** The answer is written. */
    @Override
    public void succeeded() {
        Scheduler.Task timeout =
                request.getComponents().getScheduler().schedule(this::end, MOST_MILLIS, TimeUnit.MILLISECONDS);
        Request.addCompletionListener(request, error -> timeout.cancel());
        run();
    }

    @Override
    public void failed(Throwable error) {
        if (!ended.getAndSet(true)) {
            end.failed(error);
        }
    }

    @Override
    public void run() {
        while (!ended.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            dropped += chunk.remaining();
            boolean isOver = Content.Chunk.isFailure(chunk) || chunk.isLast() || dropped > MOST_BYTES;
            chunk.release();
            if (isOver) {
                end();
            }
        }
    }

    private void end() {
        if (!ended.getAndSet(true)) {
            end.succeeded();
        }
    }
}
