package io.mesosframework.benchmarks;

import io.mesosframework.client.recordio.RecordEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** How a stream of records is cut into HTTP chunks. */
enum Cut {
    /** As Mesos does. */
    ONE_RECORD("one record a chunk"),
    MANY_RECORDS("64 records a chunk"),
    ANYWHERE("chunks of 1 to 4096 bytes, cut anywhere");

    private static final int MANY = 64;
    private static final int LONGEST = 4096;

    final String words;

    Cut(String words) {
        this.words = words;
    }

    /** The records framed and chunked: bytes that may be sent again and again. */
    byte[] wire(List<byte[]> records) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        chunks(records).forEach(chunk -> writeChunk(wire, chunk));
        return wire.toByteArray();
    }

    List<byte[]> chunks(List<byte[]> records) {
        List<byte[]> framed = records.stream().map(RecordEncoder::frame).toList();
        return switch (this) {
            case ONE_RECORD -> framed;
            case MANY_RECORDS -> together(framed);
            case ANYWHERE -> anywhere(joined(framed));
        };
    }

    private static List<byte[]> together(List<byte[]> framed) {
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < framed.size(); i += MANY) {
            chunks.add(joined(framed.subList(i, Math.min(framed.size(), i + MANY))));
        }
        return chunks;
    }

    private static List<byte[]> anywhere(byte[] bytes) {
        SplittableRandom random = new SplittableRandom(4);
        List<byte[]> chunks = new ArrayList<>();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + random.nextInt(1, LONGEST + 1));
            chunks.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        return chunks;
    }

    static byte[] joined(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    static void writeChunk(ByteArrayOutputStream wire, byte[] chunk) {
        wire.writeBytes(Integer.toHexString(chunk.length).getBytes(StandardCharsets.US_ASCII));
        wire.writeBytes(new byte[] {'\r', '\n'});
        wire.writeBytes(chunk);
        wire.writeBytes(new byte[] {'\r', '\n'});
    }
}
