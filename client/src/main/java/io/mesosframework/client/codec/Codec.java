package io.mesosframework.client.codec;

import com.google.protobuf.Message;
import java.util.Arrays;
import java.util.Optional;

/** The two forms that messages have on the wire. May be used by any number of threads at once. */
public enum Codec {

    /** Mesos' default and the faster one. Fields and enum values unknown here are kept. */
    PROTOBUF("application/x-protobuf"),

    /**
     * Mesos' own dialect of JSON, which is not protobuf's canonical one (PROTOCOL A43-A50): field names as in the .proto
     * files, 64-bit integers as numbers, bytes as base64. Fields and enum values unknown here are dropped.
     */
    JSON("application/json");

    private final String mediaType;

    Codec(String mediaType) {
        this.mediaType = mediaType;
    }

    /** For the headers Content-Type and Accept, where Mesos takes exactly this text and no parameters (PROTOCOL A24). */
    public String mediaType() {
        return mediaType;
    }

    /** The codec whose {@link #mediaType} is exactly this. */
    public static Optional<Codec> ofMediaType(String mediaType) {
        return Arrays.stream(values())
                .filter(codec -> codec.mediaType.equals(mediaType))
                .findFirst();
    }

    /** @throws CodecException if a required field is missing, as it can be in a message made by {@code buildPartial} */
    public byte[] encode(Message message) {
        return this == JSON ? JsonCodec.OF_MESOS.encode(message) : ProtobufCodec.encode(message);
    }

    /**
     * The message in {@code length} bytes of {@code bytes} from {@code offset} on. The message may point into the array:
     * do not write to it afterwards, and know that a small part that is kept may keep all of it.
     *
     * @param prototype any instance of the message's class, such as its default instance
     * @throws CodecException if the bytes are not such a message, or a required field is missing
     */
    public <M extends Message> M decode(byte[] bytes, int offset, int length, M prototype) {
        return this == JSON
                ? JsonCodec.OF_MESOS.decode(bytes, offset, length, prototype)
                : ProtobufCodec.decode(bytes, offset, length, prototype);
    }

    /** {@link #decode(byte[], int, int, Message)} of the whole array. */
    public <M extends Message> M decode(byte[] bytes, M prototype) {
        return decode(bytes, 0, bytes.length, prototype);
    }
}
