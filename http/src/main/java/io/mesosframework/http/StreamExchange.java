package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream: the answer is handed over as it comes, or kept while the reader pauses. */
final class StreamExchange extends ClientExchange implements StreamHandle {

    private static final Logger log = LoggerFactory.getLogger(StreamExchange.class);

    private final StreamListener listener;
    private final ClientHandler handler;
    private final Channel channel;

    /** What came while paused: buffers, and the other events as things to run. At most what one read has brought. */
    private final Queue<Object> kept = new ArrayDeque<>();

    private volatile boolean paused;
    private volatile boolean closed;
    private boolean finished;

    StreamExchange(Request request, StreamListener listener, ClientHandler handler, Channel channel) {
        super(request);
        this.listener = listener;
        this.handler = handler;
        this.channel = channel;
    }

    @Override
    public void pause() {
        paused = true;
        post(() -> channel.config().setAutoRead(!paused));
    }

    @Override
    public void resume() {
        paused = false;
        post(this::deliverKept);
    }

    @Override
    public void close() {
        closed = true;
        post(() -> {
            dropKept();
            finished = true;
            handler.closeHere();
        });
    }

    /** Whether the listener has heard the last of it. */
    boolean isFinished() {
        return finished;
    }

    @Override
    boolean isAbandoned() {
        return closed;
    }

    @Override
    void head(HttpResponse head) {
        int status = head.status().code();
        Headers headers = Wire.headers(head.headers());
        cancelTimer();
        take(() -> listener.onHead(status, headers));
    }

    @Override
    void data(ByteBuf data) {
        if (!data.isReadable() || closed || finished) {
            data.release();
        } else if (paused || !kept.isEmpty()) {
            kept.add(data);
        } else {
            deliver(data);
        }
    }

    @Override
    void end() {
        take(() -> {
            finished = true;
            listener.onEnd();
        });
    }

    /** A failure comes behind what was received before it. */
    @Override
    void fail(HttpException failure) {
        take(() -> {
            finished = true;
            listener.onFailure(failure);
        });
    }

    /** A failure at once, in place of what is kept. */
    void failNow(HttpException failure) {
        dropKept();
        if (!closed && !finished) {
            finished = true;
            guarded(() -> listener.onFailure(failure));
        }
    }

    private void take(Runnable event) {
        if (closed || finished) {
            return;
        }
        if (paused || !kept.isEmpty()) {
            kept.add(event);
        } else {
            guarded(event);
        }
    }

    private void deliverKept() {
        while (!paused && !closed && !kept.isEmpty()) {
            Object next = kept.remove();
            if (next instanceof ByteBuf data) {
                deliver(data);
            } else {
                guarded((Runnable) next);
            }
        }
        if (kept.isEmpty()) {
            handler.releaseIfDone();
        }
        channel.config().setAutoRead(!paused);
    }

    private void deliver(ByteBuf data) {
        try {
            listener.onData(data.nioBuffer());
        } catch (Throwable t) {
            listenerThrew(t);
        } finally {
            data.release();
        }
    }

    private void guarded(Runnable event) {
        try {
            event.run();
        } catch (Throwable t) {
            listenerThrew(t);
        }
    }

    private void listenerThrew(Throwable t) {
        log.warn("A stream's listener threw; the stream is closed", t);
        failNow(new HttpException("The stream's own listener threw: " + t, true, t));
        handler.closeHere();
    }

    private void dropKept() {
        for (Object next = kept.poll(); next != null; next = kept.poll()) {
            if (next instanceof ByteBuf data) {
                data.release();
            }
        }
    }

    private void post(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.trace("The transport is closed, and the stream with it", e);
        }
    }
}
