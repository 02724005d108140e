package io.mesosframework.logging.internal;

/** The fields before the message, in which a bar or the end of a line would shift all others. */
public final class Fields {

    private Fields() {}

    /** The text with bars and control characters replaced by {@code _}; the default where it is empty. */
    public static String clean(String text, String otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        for (int i = 0; i < text.length(); i++) {
            if (breaksLine(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text;
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (breaksLine(clean.charAt(i))) {
                clean.setCharAt(i, '_');
            }
        }
        return clean.toString();
    }

    /** Whether it ends a line, somewhere: beside the control characters those are two of Unicode's. None of them is half of a surrogate pair. */
    private static boolean breaksLine(char character) {
        return character == '|' || Character.isISOControl(character) || character == 0x2028 || character == 0x2029;
    }

    /** Whether a line that has it before its message is read again with the same fields. */
    public static boolean isField(String text) {
        return !text.isEmpty() && text.indexOf('|') < 0 && text.indexOf('\n') < 0;
    }
}
