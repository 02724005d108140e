package io.mesosframework.logging.internal;

/** The fields before the message, in which a bar or the end of a line would shift all others. */
public final class Fields {

    private Fields() {}

    /** The text with bars and control characters replaced by {@code _}; the default where it is empty. */
    public static String clean(String text, String otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        return text.chars().noneMatch(Fields::breaksLine)
                ? text
                : text.codePoints()
                        .map(point -> breaksLine(point) ? '_' : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    /** Whether it ends a line, somewhere: beside the control characters those are two of Unicode's. */
    private static boolean breaksLine(int point) {
        return point == '|' || Character.isISOControl(point) || point == 0x2028 || point == 0x2029;
    }
}
