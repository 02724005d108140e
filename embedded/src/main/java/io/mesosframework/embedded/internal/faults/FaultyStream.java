package io.mesosframework.embedded.internal.faults;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A framework's event stream. Each write is one record (PROTOCOL A8). */
public final class FaultyStream implements ResponseStream {

    private final ResponseStream out;
    private final Codec codec;
    private final FaultyMaster faults;

    /** That the client is gone does not pass a partition either. */
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();

    /** What waits behind a record that is late, in order. */
    private final Deque<byte[]> behind = new ArrayDeque<>();

    private boolean late;

    /** What goes behind the next record. */
    private byte @Nullable [] swapped;

    private boolean over;

    FaultyStream(ResponseStream out, Codec codec, FaultyMaster faults) {
        this.out = out;
        this.codec = codec;
        this.faults = faults;
        out.closed().thenRun(() -> faults.through(() -> closed.complete(null)));
    }

    Optional<Event> event(byte[] record) {
        int begin = 0;
        while (begin < record.length && record[begin] != '\n') {
            begin++;
        }
        try {
            return Optional.of(codec.decode(
                    Arrays.copyOfRange(record, Math.min(begin + 1, record.length), record.length),
                    Event.getDefaultInstance()));
        } catch (CodecException e) {
            return Optional.empty();
        }
    }

    @Override
    public void write(byte[] record) {
        faults.record(record, this);
    }

    /** Goes on as it should, behind what is late. */
    public void pass(byte[] record) {
        lock.lock();
        try {
            if (over) {
                return;
            }
            if (late) {
                behind.addLast(record);
                return;
            }
            out.write(record);
            byte[] older = swapped;
            swapped = null;
            if (older != null) {
                out.write(older);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes on after this time, and all that comes meanwhile behind it. */
    public void passLate(byte[] record, Duration time) {
        lock.lock();
        try {
            behind.addLast(record);
            if (!late) {
                late = true;
                faults.after(time, this::passBehind);
            }
        } finally {
            lock.unlock();
        }
    }

    private void passBehind() {
        lock.lock();
        try {
            late = false;
            while (!behind.isEmpty()) {
                pass(behind.removeFirst());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Goes on behind the next one. */
    public void passBehindNext(byte[] record) {
        lock.lock();
        try {
            byte[] older = swapped;
            swapped = null;
            if (older != null) {
                pass(older);
            }
            swapped = record;
        } finally {
            lock.unlock();
        }
    }

    /** Only half of it arrives before the connection is cut. */
    public void cutWithin(byte[] record) {
        pass(Arrays.copyOf(record, record.length / 2));
        abort();
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    @Override
    public void onWritable(Runnable action) {
        out.onWritable(action);
    }

    @Override
    public void end() {
        lock.lock();
        try {
            over = true;
            out.end();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void abort() {
        lock.lock();
        try {
            over = true;
            out.abort();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Void> closed() {
        return closed.minimalCompletionStage();
    }
}
