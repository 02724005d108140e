package io.mesosframework.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Sends what is given as fast as the client takes it, and gathers what it does not take yet. */
final class StreamBuffer implements StreamWriter {

    /** Of many small ones so much goes out in one write. */
    private static final int ONE_WRITE = 32 * 1024;

    private final Response response;
    private final Callback finished;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final List<Runnable> closeActions = new ArrayList<>();
    private long waitingBytes;
    private boolean writing;
    private boolean ending;
    private boolean ended;
    private @Nullable Runnable taken;

    /** @param finished told once at the end, whatever ended it */
    StreamBuffer(Response response, Callback finished, int most) {
        this.response = response;
        this.finished = finished;
        this.most = most;
    }

    /** Sends the headers. */
    void begin() {
        lock.lock();
        try {
            writing = true;
        } finally {
            lock.unlock();
        }
        write(ByteBuffer.allocate(0), false);
    }

    @Override
    public boolean send(byte[] bytes) {
        boolean tooMuch;
        lock.lock();
        try {
            if (ending || ended) {
                return false;
            }
            tooMuch = waitingBytes + bytes.length > most;
            if (!tooMuch) {
                waiting.add(bytes);
                waitingBytes += bytes.length;
                if (writing) {
                    return true;
                }
                writing = true;
            }
        } finally {
            lock.unlock();
        }
        if (tooMuch) {
            cut();
            return false;
        }
        writeNext();
        return true;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (ending || ended) {
                return;
            }
            ending = true;
            if (writing) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        writeNext();
    }

    @Override
    public void whenTaken(Runnable action) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (writing) {
                taken = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    @Override
    public void whenClosed(Runnable action) {
        lock.lock();
        try {
            if (!ended) {
                closeActions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    /** The client is too slow, and would learn of the end too late. */
    @Override
    public void cut() {
        if (end()) {
            response.getRequest()
                    .getConnectionMetaData()
                    .getConnection()
                    .getEndPoint()
                    .close();
            finished.failed(new SlowClientException());
        }
    }

    private void writeNext() {
        ByteBuffer next;
        boolean last;
        Runnable action = null;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            next = take();
            last = ending && waiting.isEmpty();
            if (!next.hasRemaining() && !last) {
                writing = false;
                action = taken;
                taken = null;
            }
        } finally {
            lock.unlock();
        }
        if (next.hasRemaining() || last) {
            write(next, last);
        } else if (action != null) {
            action.run();
        }
    }

    private ByteBuffer take() {
        byte[] first = waiting.poll();
        if (first == null) {
            return ByteBuffer.allocate(0);
        }
        List<byte[]> some = new ArrayList<>(List.of(first));
        int size = first.length;
        for (byte[] next = waiting.peek(); next != null && size + next.length <= ONE_WRITE; next = waiting.peek()) {
            some.add(next);
            size += next.length;
            waiting.remove();
        }
        waitingBytes -= size;
        if (some.size() == 1) {
            return ByteBuffer.wrap(first);
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        some.forEach(all::put);
        return all.flip();
    }

    private void write(ByteBuffer bytes, boolean last) {
        response.write(last, bytes, Callback.from(() -> written(last), this::failed));
    }

    private void written(boolean last) {
        if (!last) {
            writeNext();
        } else if (end()) {
            finished.succeeded();
        }
    }

    /** The client is gone. */
    void failed(Throwable why) {
        if (end()) {
            finished.failed(why);
        }
    }

    private boolean end() {
        List<Runnable> actions;
        lock.lock();
        try {
            if (ended) {
                return false;
            }
            ended = true;
            waiting.clear();
            taken = null;
            actions = List.copyOf(closeActions);
        } finally {
            lock.unlock();
        }
        actions.forEach(Runnable::run);
        return true;
    }

    /** A client did not take what it was sent. */
    private static final class SlowClientException extends java.io.IOException {
        private static final long serialVersionUID = 1L;

        SlowClientException() {
            super("the client is too slow for the stream");
        }
    }
}
