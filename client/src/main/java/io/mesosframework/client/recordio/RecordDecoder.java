package io.mesosframework.client.recordio;

import io.mesosframework.client.recordio.RecordException.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into records (PROTOCOL A1-A7), however the bytes are chunked: a chunk may hold many records, or
 * a part of one, or the half of a length.
 *
 * <p>Stricter than Mesos' own decoder in two things: it has a limit on a record's size, and it tells a stream that ended
 * inside a record from one that ended well ({@link #end}). As strict in all else: after the first error it fails for good.
 *
 * <p>One decoder reads one stream. Not safe for use by several threads at once.
 */
public final class RecordDecoder {

    /** The limit on a record's size unless another is set: 64 MiB. */
    public static final int DEFAULT_MAX_RECORD_BYTES = 64 << 20;

    /** The digits of the greatest 64-bit number; Mesos reads a length as one. */
    private static final int MAX_DIGITS = 20;

    /** What is allocated for a record on its length's word alone; beyond it, no more than twice what has arrived. */
    private static final int TRUSTED_BYTES = 256 << 10;

    private final int maxRecordBytes;

    private final byte[] header = new byte[MAX_DIGITS];
    private int headerLength;

    /** The record that is being gathered over several chunks; null between records and inside a length. */
    private byte @Nullable [] record;

    private int recordLength;
    private int recordFilled;

    /** Bytes of the stream before the chunk in hand. */
    private long consumed;

    private @Nullable RecordException failure;

    public RecordDecoder() {
        this(DEFAULT_MAX_RECORD_BYTES);
    }

    /** @param maxRecordBytes the longest payload that is accepted, in bytes; at least 1 */
    public RecordDecoder(int maxRecordBytes) {
        if (maxRecordBytes < 1) {
            throw new IllegalArgumentException("maxRecordBytes must be at least 1, but is " + maxRecordBytes);
        }
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Takes the next bytes of the stream, all that remain in {@code chunk}, and hands each record that they complete to
     * {@code sink}.
     *
     * <p>A record that lies whole in a chunk that has an array is handed on in that very array, without a copy. Records
     * may be kept for good, so the array must never be written again: give a read-only or direct buffer if it will be.
     * Every other record is copied into an array of its own.
     *
     * @throws RecordException when the bytes are not RecordIO, now and on every later call
     */
    public void feed(ByteBuffer chunk, RecordSink sink) {
        if (failure != null) {
            throw failure;
        }
        int start = chunk.position();
        try {
            while (chunk.hasRemaining()) {
                if (record != null) {
                    gather(chunk, record, sink);
                } else if (readLength(chunk, start)) {
                    begin(chunk, sink, start);
                }
            }
        } finally {
            consumed += chunk.position() - start;
        }
    }

    /**
     * Says that the stream has ended.
     *
     * @throws RecordException of kind {@link Kind#TRUNCATED} if it ended inside a record
     */
    public void end() {
        if (failure != null) {
            throw failure;
        }
        if (record != null) {
            throw fail(
                    Kind.TRUNCATED,
                    "The stream ended inside a record of " + recordLength + " bytes: only " + recordFilled
                            + " of them arrived (" + consumed + " bytes in all). The connection was cut, or the sender"
                            + " died; subscribe again.");
        }
        if (headerLength > 0) {
            throw fail(
                    Kind.TRUNCATED,
                    "The stream ended inside a record's length, after \"" + shown(header, headerLength) + "\" ("
                            + consumed + " bytes in all). The connection was cut, or the sender died; subscribe"
                            + " again.");
        }
    }

    /** Reads digits up to and with the line feed; whether it came. */
    private boolean readLength(ByteBuffer chunk, int start) {
        while (chunk.hasRemaining()) {
            byte next = chunk.get();
            if (next >= '0' && next <= '9' && headerLength < MAX_DIGITS) {
                header[headerLength++] = next;
            } else if (next == '\n' && headerLength > 0) {
                return true;
            } else {
                chunk.position(chunk.position() - 1);
                throw malformed(chunk, start);
            }
        }
        return false;
    }

    /** A length has been read: hands the record on if all of it is there, else starts to gather it. */
    private void begin(ByteBuffer chunk, RecordSink sink, int start) {
        long length = parsedLength();
        if (length > maxRecordBytes) {
            throw fail(
                    Kind.TOO_LARGE,
                    "A record of " + shown(header, headerLength) + " bytes at byte "
                            + (consumed + chunk.position() - start) + " of the stream is longer than the limit of "
                            + maxRecordBytes + " bytes. Raise the limit on the record size if records can be as"
                            + " long.");
        }
        headerLength = 0;
        int size = (int) length;
        if (size <= chunk.remaining()) {
            handOn(chunk, size, sink);
        } else {
            byte[] first = new byte[Math.min(size, Math.max(TRUSTED_BYTES, chunk.remaining()))];
            record = first;
            recordLength = size;
            recordFilled = 0;
        }
    }

    private static void handOn(ByteBuffer chunk, int size, RecordSink sink) {
        if (chunk.hasArray()) {
            int offset = chunk.arrayOffset() + chunk.position();
            chunk.position(chunk.position() + size);
            sink.record(chunk.array(), offset, size);
        } else {
            byte[] copy = new byte[size];
            chunk.get(copy);
            sink.record(copy, 0, size);
        }
    }

    private void gather(ByteBuffer chunk, byte[] buffer, RecordSink sink) {
        int count = Math.min(recordLength - recordFilled, chunk.remaining());
        int needed = recordFilled + count;
        if (needed > buffer.length) {
            long doubled = Math.max(needed, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, (int) Math.min(recordLength, doubled));
            record = buffer;
        }
        chunk.get(buffer, recordFilled, count);
        recordFilled = needed;
        if (needed == recordLength) {
            record = null;
            sink.record(buffer, 0, needed);
        }
    }

    /** The length in the header, or the greatest long if it is greater still. */
    private long parsedLength() {
        long length = 0;
        for (int i = 0; i < headerLength; i++) {
            if (length > (Long.MAX_VALUE - 9) / 10) {
                return Long.MAX_VALUE;
            }
            length = 10 * length + header[i] - '0';
        }
        return length;
    }

    private RecordException malformed(ByteBuffer chunk, int start) {
        long at = consumed + chunk.position() - start - headerLength;
        byte[] found = Arrays.copyOf(header, headerLength + Math.min(chunk.remaining(), Printable.SHOWN_BYTES));
        chunk.duplicate().get(found, headerLength, found.length - headerLength);
        String where = at == 0 ? "at the start of the stream" : "at byte " + at + " of the stream";
        return fail(
                Kind.MALFORMED_LENGTH,
                "Expected the length of a record, up to " + MAX_DIGITS + " decimal digits and a line feed, " + where
                        + ", but found \"" + shown(found, found.length)
                        + "\". What answers is not a Mesos event stream, or bytes of it were lost.");
    }

    private RecordException fail(Kind kind, String message) {
        RecordException exception = new RecordException(kind, message);
        failure = exception;
        record = null;
        return exception;
    }

    private static String shown(byte[] bytes, int length) {
        return Printable.text(bytes, length);
    }
}
