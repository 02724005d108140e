package io.mesosframework.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable string of bytes: the value of a key. */
public final class Bytes {

    private static final int SHOWN = 32;

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies the array. */
    public static Bytes of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** The text's bytes in UTF-8. */
    public static Bytes ofText(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** The bytes read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** How many, and the first few as characters where they are printable ASCII. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(bytes.length).append(" bytes '");
        for (int i = 0; i < Math.min(SHOWN, bytes.length); i++) {
            text.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '?');
        }
        return text.append(bytes.length > SHOWN ? "…'" : "'").toString();
    }
}
