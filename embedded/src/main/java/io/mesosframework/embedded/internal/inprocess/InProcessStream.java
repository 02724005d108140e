package io.mesosframework.embedded.internal.inprocess;

import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpException;
import io.mesosframework.http.Response;
import io.mesosframework.http.StreamHandle;
import io.mesosframework.http.StreamListener;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream, handed over as it comes or kept while the reader pauses. */
final class InProcessStream implements Answering, StreamHandle {

    private static final Logger LOG = LoggerFactory.getLogger(InProcessStream.class);

    private final InProcessConnection connection;
    private final StreamListener listener;
    private final Deque<Runnable> kept = new ArrayDeque<>();
    private volatile boolean paused;
    private volatile boolean closed;

    InProcessStream(InProcessConnection connection, StreamListener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    @Override
    public void whole(Response response) {
        head(response.status(), response.headers());
        if (response.body().length > 0) {
            data(response.body());
        }
        ended();
    }

    @Override
    public void head(int status, Headers headers) {
        take(() -> listener.onHead(status, headers));
    }

    @Override
    public void data(byte[] bytes) {
        take(() -> listener.onData(ByteBuffer.wrap(bytes)));
    }

    @Override
    public void ended() {
        take(() -> {
            closed = true;
            listener.onEnd();
        });
        connection.close();
    }

    @Override
    public void failed(HttpException failure) {
        take(() -> {
            closed = true;
            listener.onFailure(failure);
        });
    }

    private void take(Runnable event) {
        if (paused || !kept.isEmpty()) {
            kept.addLast(event);
        } else {
            deliver(event);
        }
    }

    private void deliver(Runnable event) {
        if (closed) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.warn("A stream's listener threw; the stream is closed", e);
            closed = true;
            listener.onFailure(new HttpException("The stream's own listener threw: " + e, true, e));
            connection.close();
        }
    }

    private void deliverKept() {
        while (!paused && !kept.isEmpty()) {
            deliver(kept.removeFirst());
        }
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        connection.post(this::deliverKept);
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
    }
}
