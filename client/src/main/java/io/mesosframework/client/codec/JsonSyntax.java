package io.mesosframework.client.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/** Mesos' words for a text that is not JSON. */
final class JsonSyntax {

    /** How much of the line is shown. */
    private static final int SHOWN_BYTES = 200;

    private JsonSyntax() {}

    static String words(JacksonException e, byte[] bytes, int offset, int length) {
        if (e instanceof StreamConstraintsException) {
            return e.getOriginalMessage();
        }
        TokenStreamLocation location = e.getLocation();
        long at = location == null ? 0 : Math.max(0, location.getByteOffset());
        int line = location == null ? 1 : location.getLineNr();
        int from = offset + (int) Math.min(at, length);
        boolean literal = String.valueOf(e.getOriginalMessage()).startsWith("Unrecognized token");
        return "syntax error at line " + line + " near: "
                + restOfLine(
                        bytes, literal ? from + begunLiteral(bytes, from, offset + length) : from, offset + length);
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
