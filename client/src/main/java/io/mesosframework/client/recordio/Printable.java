package io.mesosframework.client.recordio;

/** Bytes of unknown kind made fit for an error message: printable ASCII as it is, all else escaped. */
final class Printable {

    /** How many bytes are shown; what follows is told by an ellipsis. */
    static final int SHOWN_BYTES = 80;

    private Printable() {}

    static String text(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(length, SHOWN_BYTES); i++) {
            append(text, bytes[i]);
        }
        return length > SHOWN_BYTES ? text.append("...").toString() : text.toString();
    }

    private static void append(StringBuilder text, byte value) {
        switch (value) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            default -> {
                if (value >= ' ' && value < 0x7f) {
                    text.append((char) value);
                } else {
                    text.append(String.format("\\x%02x", value & 0xff));
                }
            }
        }
    }
}
