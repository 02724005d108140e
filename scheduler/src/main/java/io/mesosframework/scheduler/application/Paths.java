package io.mesosframework.scheduler.application;

import java.util.regex.Pattern;

/** JSON paths as people read them: {@code [1].command.environment["MY VAR"]}. */
final class Paths {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,60}");
    private static final int LONGEST_KEY = 80;

    private Paths() {}

    static String field(String parent, String name) {
        return join(parent, step(name));
    }

    static String index(String parent, int index) {
        return parent + "[" + index + "]";
    }

    static String join(String parent, String path) {
        if (parent.isEmpty() || path.isEmpty() || path.startsWith("[")) {
            return parent + path;
        }
        return parent + "." + path;
    }

    private static String step(String name) {
        return PLAIN.matcher(name).matches() ? name : "[" + Texts.quoted(name, LONGEST_KEY) + "]";
    }
}
