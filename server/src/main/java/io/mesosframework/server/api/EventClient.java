package io.mesosframework.server.api;

import io.mesosframework.server.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One client of the stream: a place in the ring, from which it goes on as fast as it takes what it is sent. So a client holds one chunk and
 * no more, however slow it is, and is cut off when what it would get next has left the ring.
 */
final class EventClient {

    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventRing ring;
    private final StreamWriter writer;
    private final Set<String> applications;
    private final Runnable tooSlow;

    /** How many have asked for what there is since it was last looked at; begins with {@link #begin}, before which nothing is sent. */
    private final AtomicInteger pumps = new AtomicInteger(1);

    private volatile long next;
    private volatile boolean sending;
    private volatile boolean silent;
    private volatile long sentAt = System.nanoTime();

    /**
     * @param next the number of the first event that it gets
     * @param tooSlow told where it is cut off
     */
    EventClient(EventRing ring, StreamWriter writer, Set<String> applications, long next, Runnable tooSlow) {
        this.ring = ring;
        this.writer = writer;
        this.applications = Set.copyOf(applications);
        this.next = next;
        this.tooSlow = tooSlow;
    }

    /** Sends what comes before all events, and then these. */
    void begin(String preamble) {
        send(preamble.getBytes(StandardCharsets.UTF_8));
        sendAll();
    }

    /** Sends what there is, unless it is still at what it was sent before. Never blocks; from any thread, by one at a time. */
    void pump() {
        if (pumps.getAndIncrement() == 0) {
            sendAll();
        }
    }

    private void sendAll() {
        int seen = 1;
        do {
            boolean more = true;
            while (more && !sending) {
                more = sendChunk();
            }
            seen = pumps.addAndGet(-seen);
        } while (seen != 0);
    }

    /** @return whether there may be more */
    private boolean sendChunk() {
        EventRing.Chunk chunk = ring.from(next, applications);
        if (chunk == null) {
            cut();
            return false;
        }
        boolean isEnd = chunk.next() == next;
        next = chunk.next();
        if (chunk.bytes().length > 0) {
            silent = false;
            return send(chunk.bytes());
        } else if (isEnd && silent) {
            silent = false;
            return send(HEARTBEAT);
        }
        return !isEnd;
    }

    private boolean send(byte[] bytes) {
        sending = true;
        sentAt = System.nanoTime();
        if (!writer.send(bytes)) {
            return false;
        }
        writer.whenTaken(this::taken);
        return true;
    }

    private void taken() {
        sending = false;
        pump();
    }

    /**
     * Says that the stream is alive, where nothing else has for so long; cuts off a client that is still at what it was sent when the next is
     * gone, or for as long as the other.
     */
    void heartbeat(long silentNanos, long patienceNanos) {
        long since = System.nanoTime() - sentAt;
        if (sending && (since > patienceNanos || ring.isGone(next))) {
            cut();
        } else if (!sending && since > silentNanos) {
            silent = true;
            pump();
        }
    }

    private void cut() {
        tooSlow.run();
        writer.cut();
    }

    /** Ends the stream after what it was sent. */
    void close() {
        writer.close();
    }
}
