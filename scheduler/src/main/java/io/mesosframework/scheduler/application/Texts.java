package io.mesosframework.scheduler.application;

import java.math.BigDecimal;

/** How values from outside are shown in messages: quoted, cut to a length, on one line. */
final class Texts {

    private Texts() {}

    static String quoted(String text) {
        return quoted(text, 60);
    }

    static String quoted(String text, int longest) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().limit(longest).forEach(c -> append(out, c));
        return out.append(text.codePointCount(0, text.length()) > longest ? "...\"" : "\"")
                .toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').appendCodePoint(c);
        } else if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
            out.append(String.format("\\u%04x", c));
        } else {
            out.appendCodePoint(c);
        }
    }

    /** A number in at most some twenty characters, whatever its exponent. */
    static String number(BigDecimal value) {
        boolean plain = Math.abs((long) value.scale()) <= 20 && value.precision() <= 20;
        String text = plain ? value.toPlainString() : value.toString();
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
