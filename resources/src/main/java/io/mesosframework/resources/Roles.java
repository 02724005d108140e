package io.mesosframework.resources;

import java.util.Arrays;
import java.util.Optional;

/** Role names and their hierarchy: {@code eng/web} is a sub-role of {@code eng} (PROTOCOL B13). */
public final class Roles {

    /** The role of what is reserved to nobody. */
    public static final String DEFAULT = "*";

    private Roles() {}

    /** Why the name is no role, in Mesos' words, or empty if it is one. */
    public static Optional<String> error(String role) {
        if (role.equals(DEFAULT)) {
            return Optional.empty();
        }
        if (role.isEmpty()) {
            return Optional.of("Role names cannot be the empty string");
        }
        if (role.startsWith("/")) {
            return Optional.of("Role '" + role + "' cannot start with a slash");
        }
        if (role.endsWith("/")) {
            return Optional.of("Role '" + role + "' cannot end with a slash");
        }
        if (role.contains("//")) {
            return Optional.of("Role '" + role + "' cannot contain two adjacent slashes");
        }
        return Arrays.stream(role.split("/", -1))
                .flatMap(component -> componentError(role, component).stream())
                .findFirst();
    }

    private static Optional<String> componentError(String role, String component) {
        if (component.equals(".") || component.equals("..") || component.equals(DEFAULT)) {
            return Optional.of("Role '" + role + "' cannot include '" + component + "' as a component");
        }
        if (component.startsWith("-")) {
            return Optional.of("Role component '" + component + "' is invalid because it starts with a dash");
        }
        return component.chars().anyMatch(c -> c == ' ' || (c >= '\t' && c <= '\r') || c == 0x7f)
                ? Optional.of(
                        "Role component '" + component + "' is invalid because it contains backspace or whitespace")
                : Optional.empty();
    }

    /** Whether the role lies below the other one in the hierarchy; none lies below itself. */
    public static boolean isStrictSubRole(String role, String other) {
        return role.length() > other.length() && role.startsWith(other) && role.charAt(other.length()) == '/';
    }
}
