package io.mesosframework.conformance.suite.books;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** As much of protobuf as it takes to see the number of a state, by no code that is judged here. */
final class Protobuf {
    private static final int UPDATE = 5;
    private static final int STATUS = 1;
    private static final int TASK_ID = 1;
    private static final int STATE = 2;

    private Protobuf() {}

    /** The state's number in the updates of each task, the last one, of a stream of events so far. */
    static Map<String, Long> states(List<byte[]> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        ByteBuffer bytes = ByteBuffer.wrap(all.toByteArray());
        Map<String, Long> states = new TreeMap<>();
        while (bytes.hasRemaining()) {
            StringBuilder length = new StringBuilder();
            char digit = 0;
            while (bytes.hasRemaining() && (digit = (char) bytes.get()) != '\n') {
                length.append(digit);
            }
            if (digit != '\n' || bytes.remaining() < Integer.parseInt(length.toString())) {
                break; // not whole yet
            }
            ByteBuffer event = part(bytes, Integer.parseInt(length.toString()));
            field(event, UPDATE).flatMap(update -> field(update, STATUS)).ifPresent(status -> {
                String task = field(status, TASK_ID)
                        .flatMap(id -> field(id, 1))
                        .map(value -> StandardCharsets.UTF_8.decode(value).toString())
                        .orElse("nobody");
                states.put(task, number(status, STATE));
            });
        }
        return states;
    }

    private static ByteBuffer part(ByteBuffer bytes, int length) {
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }

    private static Optional<ByteBuffer> field(ByteBuffer message, int wanted) {
        ByteBuffer rest = message.duplicate();
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            if ((tag & 7) == 2) {
                ByteBuffer value = part(rest, (int) varint(rest));
                if (tag >> 3 == wanted) {
                    return Optional.of(value);
                }
            } else {
                skip(rest, tag);
            }
        }
        return Optional.empty();
    }

    private static long number(ByteBuffer message, int wanted) {
        ByteBuffer rest = message.duplicate();
        while (rest.hasRemaining()) {
            long tag = varint(rest);
            if ((tag & 7) == 0 && tag >> 3 == wanted) {
                return varint(rest);
            }
            skip(rest, tag);
        }
        return -1;
    }

    private static void skip(ByteBuffer bytes, long tag) {
        switch ((int) (tag & 7)) {
            case 0 -> varint(bytes);
            case 1 -> part(bytes, 8);
            case 2 -> part(bytes, (int) varint(bytes));
            case 5 -> part(bytes, 4);
            default -> throw new IllegalStateException("not protobuf: tag " + tag);
        }
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
