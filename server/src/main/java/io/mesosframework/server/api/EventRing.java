package io.mesosframework.server.api;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last events, each encoded once for all clients. One thread adds; any may read. The numbers of events go up by one and never begin
 * anew; ids are good only within an epoch, which ends where events may have been missed.
 */
final class EventRing {

    /** One write to a client has about so much. */
    static final int ONE_WRITE = 32 * 1024;

    /** Whom it is about, empty for what all clients hear, and how it is sent. */
    private static final class Event {
        private final String application;
        private final byte[] bytes;

        Event(String application, byte[] bytes) {
            this.application = application;
            this.bytes = bytes;
        }
    }

    /** What a client gets next: some events, in their order. */
    static final class Chunk {
        private final byte[] bytes;
        private final long next;

        Chunk(byte[] bytes, long next) {
            this.bytes = bytes;
            this.next = next;
        }

        byte[] bytes() {
            return bytes;
        }

        /** The number of the first event after these. */
        long next() {
            return next;
        }
    }

    private final int most;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Event[] events;
    private long first = 1;
    private long next = 1;
    private long epochBegin = 1;
    private String epoch;
    private long bytes;

    /** The last chunk that was made for clients without a filter: most of them want the same. */
    private @Nullable Chunk shared;

    private long sharedFrom;

    /** @param epoch a name that no other ring has had */
    EventRing(String epoch, int most, long mostBytes) {
        this.epoch = epoch;
        this.most = most;
        this.mostBytes = mostBytes;
        this.events = new Event[most];
    }

    /** Adds an event; the oldest go, as many as it takes. */
    void add(String application, EventText text) {
        lock.lock();
        try {
            append(application, text);
        } finally {
            lock.unlock();
        }
    }

    /** Begins an epoch with this event. */
    void beginEpoch(String name, EventText text) {
        lock.lock();
        try {
            epoch = name;
            epochBegin = next;
            append("", text);
        } finally {
            lock.unlock();
        }
    }

    private void append(String application, EventText text) {
        byte[] encoded = text.encode(epoch + "." + next);
        if (next - first == most) {
            drop();
        }
        events[index(next)] = new Event(application, encoded);
        next++;
        bytes += encoded.length;
        while (bytes > mostBytes && next - first > 1) {
            drop();
        }
        shared = null;
    }

    private void drop() {
        bytes -= at(first).bytes.length;
        events[index(first)] = null;
        first++;
    }

    private int index(long number) {
        return (int) (number % most);
    }

    private Event at(long number) {
        Event event = events[index(number)];
        if (event == null) {
            throw new IllegalStateException("event " + number + " is not of " + first + " to " + next);
        }
        return event;
    }

    /** Where a client begins that has heard nothing yet. */
    long end() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Where a client goes on that has heard all up to the event of this id; 0 where that cannot be told. */
    long after(String id) {
        lock.lock();
        try {
            int dot = id.lastIndexOf('.');
            if (dot < 0
                    || !id.substring(0, dot).equals(epoch)
                    || !id.substring(dot + 1).matches("[0-9]{1,18}")) {
                return 0;
            }
            long after = Long.parseLong(id.substring(dot + 1)) + 1;
            return after < Math.max(first, epochBegin) || after > next ? 0 : after;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the event of this number has left. */
    boolean isGone(long number) {
        lock.lock();
        try {
            return number < first;
        } finally {
            lock.unlock();
        }
    }

    /** The id that stands for having heard all before this number. */
    String idBefore(long number) {
        lock.lock();
        try {
            return epoch + "." + (number - 1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Some of the events from this number on.
     *
     * @param applications whose events are wanted; all where it is empty
     * @return null where the number is of an event that has gone
     */
    @Nullable
    Chunk from(long number, Set<String> applications) {
        lock.lock();
        try {
            if (number < first) {
                return null;
            }
            if (!applications.isEmpty()) {
                return chunk(number, applications);
            }
            Chunk present = shared;
            if (present == null || sharedFrom != number) {
                present = chunk(number, applications);
                shared = present;
                sharedFrom = number;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private Chunk chunk(long from, Set<String> applications) {
        ByteArrayOutputStream some = new ByteArrayOutputStream();
        long number = from;
        while (number < next && some.size() < ONE_WRITE) {
            Event event = at(number);
            if (applications.isEmpty() || event.application.isEmpty() || applications.contains(event.application)) {
                some.writeBytes(event.bytes);
            }
            number++;
        }
        return new Chunk(some.toByteArray(), number);
    }
}
