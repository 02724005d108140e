package io.mesosframework.conformance.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A stream of JSON events in RecordIO, read in the background and taken one by one. */
final class EventStream implements AutoCloseable {
    private final Http http;
    private final Deque<JsonNode> events = new ArrayDeque<>();
    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] begun = new byte[0];
    private Optional<String> end = Optional.empty();

    private EventStream(Http http) {
        this.http = http;
    }

    /** Reads on from an answer's head. */
    static EventStream on(Http http) {
        EventStream stream = new EventStream(http);
        http.patientForever();
        Thread reader = new Thread(stream::read, "conformance-stream");
        reader.setDaemon(true);
        reader.start();
        return stream;
    }

    private void read() {
        String how;
        try {
            byte[] chunk = http.chunk();
            while (chunk.length > 0) {
                add(chunk);
                chunk = http.chunk();
            }
            how = "the stream ends";
        } catch (IOException | UncheckedIOException e) {
            how = "the connection ends";
        } catch (NumberFormatException e) {
            how = "the stream is no RecordIO: " + e.getMessage();
        }
        synchronized (this) {
            end = Optional.of(how);
            notifyAll();
        }
    }

    private synchronized void add(byte[] chunk) {
        chunks.add(chunk);
        byte[] all = new byte[begun.length + chunk.length];
        System.arraycopy(begun, 0, all, 0, begun.length);
        System.arraycopy(chunk, 0, all, begun.length, chunk.length);
        int at = 0;
        while (true) {
            int lf = at;
            while (lf < all.length && all[lf] != '\n') {
                lf++;
            }
            if (lf == all.length) {
                break;
            }
            int length = Integer.parseInt(new String(all, at, lf - at, StandardCharsets.US_ASCII));
            if (lf + 1 + length > all.length) {
                break;
            }
            events.add(event(Arrays.copyOfRange(all, lf + 1, lf + 1 + length)));
            at = lf + 1 + length;
        }
        begun = Arrays.copyOfRange(all, at, all.length);
        notifyAll();
    }

    /** One that is not JSON is its bytes. */
    private static JsonNode event(byte[] bytes) {
        try {
            return Json.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.binaryNode(bytes);
        }
    }

    /** The next event; empty when none comes in time or the stream is at its end. */
    synchronized Optional<JsonNode> next(long untilNanos) {
        await(() -> !events.isEmpty(), untilNanos);
        return Optional.ofNullable(events.poll());
    }

    /** Takes the first such event that is there already, from among the others. */
    synchronized Optional<JsonNode> takeHere(Predicate<JsonNode> which) {
        Optional<JsonNode> found = events.stream().filter(which).findFirst();
        found.ifPresent(events::remove);
        return found;
    }

    /** How it ended, when it does in time. */
    synchronized Optional<String> end(long untilNanos) {
        await(() -> false, untilNanos);
        return end;
    }

    /** The chunks so far, as they came. */
    synchronized List<byte[]> chunks() {
        return List.copyOf(chunks);
    }

    private void await(java.util.function.BooleanSupplier condition, long untilNanos) {
        try {
            while (!condition.getAsBoolean() && end.isEmpty()) {
                long millis = (untilNanos - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return;
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
