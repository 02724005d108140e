package io.mesosframework.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A streamed answer. Writes gather in a queue, and one task on the I/O thread sends and flushes what has gathered. */
final class ServerStream implements ResponseStream {

    private static final Logger log = LoggerFactory.getLogger(ServerStream.class);

    /** What may gather here before the stream says that it is not writable: as much as the network's own queue. */
    private static final long GATHER_BYTES = 1 << 20;

    /** What may stand in the queue besides data. */
    private enum Last {
        END,
        ABORT
    }

    private final ServerExchange exchange;
    private final ServerConnection connection;
    private final Channel channel;
    private final boolean chunks;
    private final boolean bodiless;
    private final boolean goesOn;
    private final Queue<Object> gathered = new ConcurrentLinkedQueue<>();
    private final AtomicLong gatheredBytes = new AtomicLong();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable Runnable whenWritable;
    private volatile boolean over;

    ServerStream(
            ServerExchange exchange, ServerConnection connection, boolean chunks, boolean bodiless, boolean goesOn) {
        this.exchange = exchange;
        this.connection = connection;
        this.channel = connection.channel();
        this.chunks = chunks;
        this.bodiless = bodiless;
        this.goesOn = goesOn;
    }

    @Override
    public void write(byte[] data) {
        if (finished.get()) {
            throw new IllegalStateException("The stream has been ended; nothing can be written to it any more");
        }
        if (data.length > 0 && !over) {
            gather(data);
            if (gatheredBytes.addAndGet(data.length) > connection.settings().maxStreamBacklogBytes()) {
                tooMuchWaits();
            }
        }
    }

    @Override
    public void end() {
        if (finished.compareAndSet(false, true)) {
            gather(Last.END);
        }
    }

    @Override
    public void abort() {
        if (finished.compareAndSet(false, true)) {
            gather(Last.ABORT);
        }
    }

    @Override
    public boolean isWritable() {
        return !over && !finished.get() && channel.isWritable() && gatheredBytes.get() < GATHER_BYTES;
    }

    @Override
    public void onWritable(Runnable action) {
        exchange.post(() -> {
            whenWritable = action;
            writable();
        });
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }

    private void gather(Object item) {
        gathered.add(item);
        if (sending.compareAndSet(false, true)) {
            exchange.inTurn(this::send);
        }
    }

    private void tooMuchWaits() {
        over = true;
        log.warn(
                "Cutting the stream to {}: it does not read, and more than {} bytes (maxStreamBacklogBytes) wait for it",
                exchange.peer(),
                connection.settings().maxStreamBacklogBytes());
        exchange.post(connection::cut);
    }

    // On the connection's I/O thread

    private void send() {
        sending.set(false);
        for (Object item = gathered.poll(); item != null; item = gathered.poll()) {
            if (over) {
                continue;
            }
            if (item == Last.END) {
                sendEnd();
            } else if (item == Last.ABORT) {
                connection.cut();
            } else {
                sendData((byte[]) item);
            }
        }
        writable();
    }

    private void sendData(byte[] data) {
        gatheredBytes.addAndGet(-data.length);
        if (bodiless) {
            return;
        }
        connection.write(chunks ? Wire.chunk(channel.alloc(), data) : Unpooled.wrappedBuffer(data));
        if (!channel.isWritable()) {
            channel.flush();
        }
        if (channel.bytesBeforeWritable() > connection.settings().maxStreamBacklogBytes()) {
            tooMuchWaits();
        }
    }

    private void sendEnd() {
        if (chunks && !bodiless) {
            connection.write(Wire.lastChunk(channel.alloc()));
        }
        connection.answered(exchange, goesOn);
    }

    void writable() {
        Runnable action = whenWritable;
        if (action != null && isWritable()) {
            whenWritable = null;
            action.run();
        }
    }

    void over() {
        over = true;
        closed.complete(null);
    }
}
