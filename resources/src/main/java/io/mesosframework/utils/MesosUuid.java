package io.mesosframework.utils;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Uuids as Mesos carries them: 16 raw bytes in a {@code bytes} field, the most significant first. A status update that
 * must be acknowledged bears such a uuid.
 */
public final class MesosUuid {

    /** How many bytes a uuid has on the wire. */
    public static final int LENGTH = 16;

    private MesosUuid() {}

    public static ByteString toBytes(UUID uuid) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(uuid.getMostSignificantBits());
        bytes.putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }

    /** @throws MalformedValueException if the bytes are not exactly {@value #LENGTH}; an absent uuid is an empty one */
    public static UUID fromBytes(ByteString bytes) {
        if (bytes.size() != LENGTH) {
            throw new MalformedValueException("A uuid has " + LENGTH + " bytes; here are " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
