package io.mesosframework.resources;

import java.util.Optional;

/** Role names and their hierarchy: {@code eng/web} is a sub-role of {@code eng} (PROTOCOL B13). */
public final class Roles {

    /** The role of what is reserved to nobody. */
    public static final String DEFAULT = "*";

    private Roles() {}

    /** Why the name is no role, or empty if it is one. */
    public static Optional<String> error(String role) {
        if (role.equals(DEFAULT)) {
            return Optional.empty();
        }
        for (String part : role.split("/", -1)) {
            if (part.isEmpty()) {
                return Optional.of("Role '" + role + "' has an empty part");
            }
            if (part.equals(".") || part.equals("..") || part.equals(DEFAULT)) {
                return Optional.of("Role '" + role + "' has '" + part + "' as a part");
            }
            if (part.startsWith("-")) {
                return Optional.of("Role '" + role + "' has a part that starts with '-'");
            }
            if (part.chars().anyMatch(c -> c == ' ' || (c >= '\t' && c <= '\r') || c == 0x7f)) {
                return Optional.of("Role '" + role + "' has white space or DEL in it");
            }
        }
        return Optional.empty();
    }

    /** Whether the role lies below the other one in the hierarchy; none lies below itself. */
    public static boolean isStrictSubRole(String role, String other) {
        return role.length() > other.length() && role.startsWith(other) && role.charAt(other.length()) == '/';
    }
}
