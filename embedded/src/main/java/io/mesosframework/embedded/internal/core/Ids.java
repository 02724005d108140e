package io.mesosframework.embedded.internal.core;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Random ids from a generator that is passed in, so that a seeded run repeats itself. */
public final class Ids {

    private static final int UUID_BYTES = 16;
    private static final int VERSION_BYTE = 6;

    private Ids() {}

    /** A random (version 4) UUID. */
    public static UUID uuid(RandomGenerator random) {
        long high = (random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** What is wrong with the bytes of a uuid: as for Mesos, it must say which version of UUID it is, 1 to 5. */
    public static Optional<String> uuidProblem(ByteString uuid) {
        int version = uuid.size() == UUID_BYTES ? (uuid.byteAt(VERSION_BYTE) & 0xf0) >> 4 : 0;
        return version >= 1 && version <= 5 ? Optional.empty() : Optional.of("Not a valid UUID");
    }

    /** What is wrong with an id that a framework chose, by the rules of PROTOCOL B77; empty text means nothing. */
    public static String problem(String id) {
        if (id.isEmpty()) {
            return "ID must not be empty";
        }
        if (id.getBytes(StandardCharsets.UTF_8).length > 255) {
            return "ID must not be greater than 255 characters";
        }
        if (id.equals(".") || id.equals("..")) {
            return "'" + id + "' is disallowed";
        }
        boolean bad = id.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '/' || c == '\\');
        return bad ? "'" + id + "' contains invalid characters" : "";
    }
}
