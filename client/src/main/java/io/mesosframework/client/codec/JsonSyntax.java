package io.mesosframework.client.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** Mesos' words for a text that is not JSON. */
final class JsonSyntax {

    /** How much of the line is shown. */
    private static final int SHOWN_BYTES = 200;

    private JsonSyntax() {}

    static String words(JacksonException e, byte[] bytes, int offset, int length) {
        TokenStreamLocation location = e.getLocation();
        long at = location == null ? 0 : Math.max(0, location.getByteOffset());
        int line = location == null ? 1 : location.getLineNr();
        int from = offset + (int) Math.min(at, length);
        String found = String.valueOf(e.getOriginalMessage());
        int seen = from;
        if (found.startsWith("Unrecognized token")) {
            seen += begunLiteral(bytes, from, offset + length);
        } else if (found.startsWith("Unrecognized character escape")) {
            seen = Math.min(from + 1, offset + length);
        } else if (found.startsWith("Non-standard token") || found.contains("plus sign")) {
            seen = beginningOfWord(bytes, offset, from);
        }
        return words(seen - offset, line, bytes, offset, length);
    }

    /** @param at where Mesos has got to, counted in bytes from the beginning */
    static String words(long at, int line, byte[] bytes, int offset, int length) {
        int from = offset + (int) Math.min(Math.max(0, at), length);
        return "syntax error at line " + line + " near: " + restOfLine(bytes, from, offset + length);
    }

    static boolean hasByteOrderMark(byte[] bytes, int offset, int length) {
        return length >= 3
                && bytes[offset] == (byte) 0xef
                && bytes[offset + 1] == (byte) 0xbb
                && bytes[offset + 2] == (byte) 0xbf;
    }

    /** Mesos has read nothing of a number that JSON does not have. */
    private static int beginningOfWord(byte[] bytes, int start, int end) {
        int from = end;
        while (from > start && (Character.isLetter(bytes[from - 1]) || bytes[from - 1] == '+')) {
            from--;
        }
        return from;
    }

    /** How much of true, false or null stands there: Mesos has read that before it finds that it is something else. */
    private static int begunLiteral(byte[] bytes, int from, int end) {
        for (String literal : List.of("true", "false", "null")) {
            int read = 0;
            while (read < literal.length() && from + read < end && bytes[from + read] == literal.charAt(read)) {
                read++;
            }
            if (read > 0) {
                return read;
            }
        }
        return 0;
    }

    private static String restOfLine(byte[] bytes, int from, int end) {
        int to = from;
        while (to < end && to - from < SHOWN_BYTES && bytes[to] != '\n') {
            to++;
        }
        StringBuilder shown = new StringBuilder();
        new String(bytes, from, to - from, UTF_8)
                .codePoints()
                .filter(character -> !Character.isISOControl(character))
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
