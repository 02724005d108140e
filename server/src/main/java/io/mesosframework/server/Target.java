package io.mesosframework.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Path and query of a request, decoded once and never again. What could mean another path to somebody else, such as a slash or a NUL in a
 * segment, or one that is {@code ..}, is no path here, whatever it would lead to.
 *
 * @param segments what stands between the slashes, decoded
 * @param query the parameters by their names, decoded
 */
record Target(List<String> segments, Map<String, List<String>> query) {

    private static final int MOST_PARAMETERS = 100;

    /** @throws RefusedException with 400 if it is none */
    static Target parse(String path, @Nullable String query) {
        return new Target(segments(path), query == null ? Map.of() : parameters(query));
    }

    private static List<String> segments(String path) {
        if (!path.startsWith("/")) {
            throw new RefusedException(400, "The path does not begin with a slash");
        }
        List<String> segments = new ArrayList<>();
        if (path.equals("/")) {
            return segments;
        }
        for (String raw : path.substring(1).split("/", -1)) {
            String segment = decode(raw, false, "The path");
            boolean ambiguous = segment.equals(".")
                    || segment.equals("..")
                    || segment.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 127);
            if (ambiguous) {
                throw new RefusedException(
                        400,
                        "The path has a segment that cannot be a name: '.', '..', or one with a slash or a"
                                + " control character in it");
            }
            segments.add(segment);
        }
        return segments;
    }

    private static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            if (++count > MOST_PARAMETERS) {
                throw new RefusedException(400, "There are more than " + MOST_PARAMETERS + " parameters");
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true, "The query");
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true, "The query");
            parameters.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    private static String decode(String raw, boolean plusIsSpace, String where) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 1], 16) : -1;
                int low = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new RefusedException(400, where + " has a % that two hexadecimal digits do not follow");
                }
                decoded.put((byte) (high << 4 | low));
                i += 2;
            } else {
                decoded.put(plusIsSpace && bytes[i] == '+' ? (byte) ' ' : bytes[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(400, where + " is not UTF-8");
        }
    }
}
