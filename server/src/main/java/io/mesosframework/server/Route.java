package io.mesosframework.server;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What answers one method on one path.
 *
 * @param method such as GET, which answers HEAD too
 * @param path begins with a slash; a segment {@code {name}} stands for any one, given to the handler as {@link
 *     ServerRequest#variable}; a last segment {@code *} for one or more, given as the variable {@code *}. Written out segments win over
 *     variables
 * @param open whether it needs no authentication, as health checks do
 * @param handler what answers
 */
public record Route(String method, String path, boolean open, RouteHandler handler) {

    private static final Pattern SEGMENT = Pattern.compile("\\{[a-zA-Z][a-zA-Z0-9_]*}|\\*|[A-Za-z0-9._~@:+-]+");

    public Route {
        if (!method.equals(method.toUpperCase(Locale.ROOT)) || method.isBlank()) {
            throw new IllegalArgumentException("A method is in capitals, not '" + method + "'");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("A path begins with a slash, not '" + path + "'");
        }
        List<String> segments = segmentsOf(path);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (!SEGMENT.matcher(segment).matches() || segment.matches("\\.{1,2}")) {
                throw new IllegalArgumentException("'" + segment + "' is no segment of a path, in " + path);
            }
            if (segment.equals("*") && i < segments.size() - 1) {
                throw new IllegalArgumentException("* can only end a path, which it does not in " + path);
            }
            if (segment.startsWith("{") && !names.add(segment)) {
                throw new IllegalArgumentException(segment + " stands twice in " + path);
            }
        }
    }

    /** Needs authentication, where the server has any. */
    public static Route of(String method, String path, RouteHandler handler) {
        return new Route(method, path, false, handler);
    }

    /** Needs none. */
    public static Route open(String method, String path, RouteHandler handler) {
        return new Route(method, path, true, handler);
    }

    List<String> segments() {
        return segmentsOf(path);
    }

    private static List<String> segmentsOf(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }
}
