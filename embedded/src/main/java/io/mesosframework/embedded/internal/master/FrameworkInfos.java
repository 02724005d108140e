package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.OfferFilters;
import io.mesosframework.protocol.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What can be wrong with a framework's description of itself (PROTOCOL B10-B24, B33). */
final class FrameworkInfos {

    /** The seconds that fit a count of nanoseconds in 64 bits. */
    private static final double MAX_SECONDS = 9_223_372_036.0;

    private FrameworkInfos() {}

    /** All that can be wrong with it by itself and by the master's flags, in the master's order. */
    static Optional<String> problem(
            FrameworkInfo info,
            Collection<String> suppressedRoles,
            AllocationRules rules,
            Predicate<FrameworkID> isCompleted) {
        return rolesProblem(info)
                .or(() -> idProblem(info))
                .or(() -> offerFiltersProblem(info))
                .or(() -> whitelistProblem(info, rules))
                .or(() -> suppressedProblem(info, suppressedRoles))
                .or(() -> info.getUser().equals("root") && !rules.rootSubmissions()
                        ? Optional.of("User 'root' is not allowed to run frameworks without --root_submissions set")
                        : Optional.empty())
                .or(() -> info.hasId() && isCompleted.test(info.getId())
                        ? Optional.of("Framework has been removed")
                        : Optional.empty())
                .or(() -> failoverTimeoutProblem(info));
    }

    private static Optional<String> idProblem(FrameworkInfo info) {
        String id = info.getId().getValue();
        return id.isEmpty() ? Optional.empty() : Optional.of(Ids.problem(id)).filter(problem -> !problem.isEmpty());
    }

    private static Optional<String> whitelistProblem(FrameworkInfo info, AllocationRules rules) {
        Set<String> unknown = new TreeSet<>(FrameworkRecord.roles(info));
        unknown.removeIf(rules::isRole);
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("Roles { " + String.join(", ", unknown) + " } are not present in the master's --roles");
    }

    private static Optional<String> suppressedProblem(FrameworkInfo info, Collection<String> suppressedRoles) {
        Set<String> subscribed = FrameworkRecord.roles(info);
        return suppressedRoles.stream()
                .filter(role -> !subscribed.contains(role))
                .findFirst()
                .map(role -> "Suppressed role '" + role + "' is not contained in the list of roles");
    }

    /** PROTOCOL B15. */
    private static Optional<String> offerFiltersProblem(FrameworkInfo info) {
        for (OfferFilters filters : info.getOfferFiltersMap().values()) {
            for (OfferFilters.ResourceQuantities quantities :
                    filters.getMinAllocatableResources().getQuantitiesList()) {
                if (quantities.getQuantitiesCount() == 0) {
                    return Optional.of("Resource quantities must contain at least one quantity");
                }
                for (Map.Entry<String, Value.Scalar> quantity :
                        quantities.getQuantitiesMap().entrySet()) {
                    Optional<String> problem = scalarProblem(quantity.getValue().getValue());
                    if (problem.isPresent()) {
                        return Optional.of(
                                "Invalid resource quantity for '" + quantity.getKey() + "': " + problem.get());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** What keeps a number from being an amount of something. */
    static Optional<String> scalarProblem(double value) {
        if (Double.isInfinite(value)) {
            return Optional.of("Infinite values not supported");
        }
        if (Double.isNaN(value)) {
            return Optional.of("NaN not supported");
        }
        if (value != 0 && Math.abs(value) < Double.MIN_NORMAL) {
            return Optional.of("Subnormal values not supported");
        }
        return value < 0 ? Optional.of("Negative values not supported") : Optional.empty();
    }

    private static Optional<String> failoverTimeoutProblem(FrameworkInfo info) {
        double seconds = info.getFailoverTimeout();
        return Double.isNaN(seconds) || Math.abs(seconds) > MAX_SECONDS
                ? Optional.of("The framework failover_timeout (" + number(seconds) + ") is invalid")
                : Optional.empty();
    }

    /** By SUBSCRIBE, user and checkpoint stay as they were, whatever is asked (PROTOCOL B24). */
    static FrameworkInfo keepImmutable(FrameworkInfo old, FrameworkInfo wanted) {
        FrameworkInfo.Builder kept = wanted.toBuilder();
        if (!old.getUser().equals(wanted.getUser())) {
            kept.setUser(old.getUser());
        }
        if (old.getCheckpoint() != wanted.getCheckpoint()) {
            kept.setCheckpoint(old.getCheckpoint());
        }
        return kept.build();
    }

    /** What may never change (PROTOCOL B33). */
    static Optional<String> updateProblem(FrameworkInfo old, FrameworkInfo changed) {
        if (old.hasPrincipal() != changed.hasPrincipal() || !old.getPrincipal().equals(changed.getPrincipal())) {
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
    static String number(double value) {
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
