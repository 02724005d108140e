package io.mesosframework.client.messages;

import io.mesosframework.resources.ResourceValidation;
import io.mesosframework.resources.Resources;

/** What Mesos asks of every message of a kind. */
final class Checks {

    private static final int LONGEST_ID = 255;

    private Checks() {}

    /** Of tasks, executors and operations (PROTOCOL B77). */
    static String id(String what, String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("A " + what + " needs an id");
        }
        boolean bad = id.length() > LONGEST_ID
                || id.equals(".")
                || id.equals("..")
                || id.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '/' || c == '\\');
        if (bad) {
            throw new IllegalArgumentException("The id of a " + what + " has 1 to " + LONGEST_ID
                    + " characters, no '/', '\\' or control character among them, and is not '.' or '..'; it is '" + id
                    + "'");
        }
        return id;
    }

    static String filled(String what, String text) {
        if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " is empty, or has a NUL in it: '" + text + "'");
        }
        return text;
    }

    /** Some, and each of them valid (PROTOCOL D3 to D14). */
    static Resources some(String what, Resources resources) {
        if (resources.isEmpty()) {
            throw new IllegalArgumentException(what + " needs resources");
        }
        ResourceValidation.error(resources.asList()).ifPresent(error -> {
            throw new IllegalArgumentException(what + ": " + error);
        });
        return resources;
    }
}
