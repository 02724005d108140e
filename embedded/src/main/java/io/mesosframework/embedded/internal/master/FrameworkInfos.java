package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.FrameworkInfo;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What can be wrong with a framework's description of itself (PROTOCOL B10-B24, B33). */
final class FrameworkInfos {

    /** The seconds that fit a count of nanoseconds in 64 bits. */
    private static final double MAX_SECONDS = 9_223_372_036.0;

    private FrameworkInfos() {}

    static Optional<String> problem(FrameworkInfo info, Collection<String> suppressedRoles) {
        Optional<String> roles = rolesProblem(info);
        if (roles.isPresent()) {
            return roles;
        }
        if (info.hasId() && !info.getId().getValue().isEmpty()) {
            String id = Ids.problem(info.getId().getValue());
            if (!id.isEmpty()) {
                return Optional.of(id);
            }
        }
        Set<String> subscribed = FrameworkRecord.roles(info);
        for (String role : suppressedRoles) {
            if (!subscribed.contains(role)) {
                return Optional.of("Suppressed roles { " + String.join(", ", suppressedRoles)
                        + " } are not a subset of the framework's roles { " + String.join(", ", subscribed) + " }");
            }
        }
        return Optional.empty();
    }

    static Optional<String> failoverTimeoutProblem(FrameworkInfo info) {
        double seconds = info.getFailoverTimeout();
        return Double.isNaN(seconds) || Math.abs(seconds) > MAX_SECONDS
                ? Optional.of("The framework failover_timeout (" + number(seconds) + ") is invalid")
                : Optional.empty();
    }

    /** What may never change (PROTOCOL B33). */
    static Optional<String> updateProblem(FrameworkInfo old, FrameworkInfo changed) {
        if (!old.getPrincipal().equals(changed.getPrincipal())) {
            return Optional.of("Changing framework's principal is not allowed.");
        }
        if (!old.getUser().equals(changed.getUser())) {
            return Optional.of("Updating 'FrameworkInfo.user' is unsupported; attempted to update from '"
                    + old.getUser() + "' to '" + changed.getUser() + "'");
        }
        if (old.getCheckpoint() != changed.getCheckpoint()) {
            return Optional.of("Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from '"
                    + old.getCheckpoint() + "' to '" + changed.getCheckpoint() + "'");
        }
        return Optional.empty();
    }

    @SuppressWarnings("deprecation") // `role` is what frameworks without MULTI_ROLE set
    private static Optional<String> rolesProblem(FrameworkInfo info) {
        if (!Capabilities.has(info, FrameworkInfo.Capability.Type.MULTI_ROLE)) {
            if (info.getRolesCount() > 0) {
                return Optional.of(
                        "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
            }
            return roleProblem(info.getRole()).map(p -> "'FrameworkInfo.role' is not a valid role: " + p);
        }
        if (info.hasRole()) {
            return Optional.of("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
        }
        Set<String> seen = new HashSet<>();
        Set<String> twice = new TreeSet<>();
        info.getRolesList().stream().filter(role -> !seen.add(role)).forEach(twice::add);
        if (!twice.isEmpty()) {
            return Optional.of("'FrameworkInfo.roles' contains duplicate items: { " + String.join(", ", twice) + " }");
        }
        return info.getRolesList().stream()
                .flatMap(role -> roleProblem(role).stream())
                .findFirst()
                .map(p -> "'FrameworkInfo.roles' contains invalid role: " + p);
    }

    /** The rules of PROTOCOL B13. */
    static Optional<String> roleProblem(String role) {
        if (role.equals("*")) {
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
        for (String component : role.split("/", -1)) {
            if (component.equals(".") || component.equals("..") || component.equals("*")) {
                return Optional.of("Role '" + role + "' cannot include '" + component + "' as a component");
            }
            if (component.startsWith("-")) {
                return Optional.of("Role component '" + component + "' is invalid because it starts with a dash");
            }
            if (component.chars().anyMatch(c -> (c >= 0x09 && c <= 0x0d) || c == ' ' || c == 0x7f)) {
                return Optional.of(
                        "Role component '" + component + "' is invalid because it contains backspace or whitespace");
            }
        }
        return Optional.empty();
    }

    /** Six significant digits, as C++ prints a double. */
    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return "%s%se%s%02d".formatted(value < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
