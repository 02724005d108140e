package io.mesosframework.client.codec;

import com.google.protobuf.ByteString;
import io.mesosframework.client.codec.JsonReader.UnfitException;

/**
 * Reads base64 as Mesos does: white space counts nothing, the first {@code =} ends the text whatever follows it, and what bits are
 * left in the end need not be zero, nor make a whole byte.
 */
final class MesosBase64 {

    private MesosBase64() {}

    /** @throws UnfitException naming the first character that has no place in base64 */
    static ByteString decode(String text) throws UnfitException {
        byte[] decoded = new byte[text.length() / 4 * 3 + 3];
        int length = 0;
        int bits = 0;
        int held = 0; // how many of the lowest bits count
        for (int i = 0; i < text.length() && text.charAt(i) != '='; i++) {
            char character = text.charAt(i);
            if (character == ' ' || (character >= '\t' && character <= '\r')) {
                continue;
            }
            bits = (bits << 6) | value(character);
            held += 6;
            if (held >= 8) {
                held -= 8;
                decoded[length++] = (byte) (bits >> held);
            }
        }
        return ByteString.copyFrom(decoded, 0, length);
    }

    private static int value(char character) throws UnfitException {
        if (character >= 'A' && character <= 'Z') {
            return character - 'A';
        }
        if (character >= 'a' && character <= 'z') {
            return character - 'a' + 26;
        }
        if (character >= '0' && character <= '9') {
            return character - '0' + 52;
        }
        return switch (character) {
            case '+' -> 62;
            case '/' -> 63;
            // Of other than ASCII, Mesos shows the first byte, which by itself is no character.
            default ->
                throw new UnfitException("Invalid character '" + (character < 0x80 ? character : '\ufffd') + "'");
        };
    }
}
