package io.mesosframework.embedded.internal.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a request goes, as libprocess routes (PROTOCOL A13-A15).
 *
 * @param route the path without the process name and a trailing slash, such as `/api/v1/scheduler`
 * @param query its parameters, decoded; the last of equal names counts
 */
record Paths(String route, Map<String, String> query) {

    /** A path that leads upwards leads nowhere. */
    private static final String NOWHERE = "";

    static Paths of(String target, String process) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        if (path.contains("/..")) {
            return new Paths(NOWHERE, Map.of());
        }
        while (path.startsWith("//")) {
            path = path.substring(1);
        }
        String own = "/" + process;
        if (path.equals(own) || path.startsWith(own + "/")) {
            path = path.substring(own.length());
        }
        if (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new Paths(path, mark < 0 ? Map.of() : parse(target.substring(mark + 1)));
    }

    /** The parameters of a query or a form. */
    static Map<String, String> parse(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a stray percent sign stands for itself
        }
    }
}
