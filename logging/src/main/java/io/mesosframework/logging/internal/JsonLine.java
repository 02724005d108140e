package io.mesosframework.logging.internal;

/** A JSON object on one line. For one thread. */
public final class JsonLine {

    private final StringBuilder json = new StringBuilder("{");

    public JsonLine put(String name, long number) {
        name(name).append(number);
        return this;
    }

    public JsonLine put(String name, String text) {
        quoted(name(name), text);
        return this;
    }

    private StringBuilder name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        return quoted(json, name).append(':');
    }

    /** What ends a line for somebody, and half a surrogate pair, which UTF-8 cannot tell, are escaped too. */
    private static StringBuilder quoted(StringBuilder json, String text) {
        json.append('"');
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            switch (point) {
                case '"', '\\' -> json.append('\\').append((char) point);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (Character.isISOControl(point)
                            || point == 0x2028
                            || point == 0x2029
                            || Character.getType(point) == Character.SURROGATE) {
                        json.append(String.format("\\u%04x", point));
                    } else {
                        json.appendCodePoint(point);
                    }
                }
            }
        }
        return json.append('"');
    }

    public String end() {
        return json + "}\n";
    }
}
