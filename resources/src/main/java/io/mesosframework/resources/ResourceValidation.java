package io.mesosframework.resources;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What Mesos asks of a resource before it looks at what it is for, in its words (PROTOCOL D3-D14). */
public final class ResourceValidation {

    private ResourceValidation() {}

    /** What is wrong with the first that is wrong, or empty. */
    public static Optional<String> error(Collection<Resource> resources) {
        return resources.stream().flatMap(resource -> error(resource).stream()).findFirst();
    }

    /** What is wrong, or empty; the text names the resource. */
    public static Optional<String> error(Resource resource) {
        return reason(resource).map(reason -> "Resource '" + ResourceText.print(resource) + "' is invalid: " + reason);
    }

    /** What is wrong, or empty; the bare reason. */
    public static Optional<String> reason(Resource resource) {
        return Optional.of(find(resource)).filter(error -> !error.isEmpty());
    }

    /** What an agent's flag must not say of resources that are valid by themselves, or empty (PROTOCOL D38). */
    public static Optional<String> flagReason(Collection<Resource> resources) {
        Map<String, Value.Type> types = new HashMap<>();
        for (Resource resource : resources) {
            Resource stack = ResourceFormats.toStack(resource);
            int reservations = stack.getReservationsCount();
            if (resource.getDisk().hasPersistence()) {
                return Optional.of("Persistent volumes cannot be specified at the command line");
            }
            if (resource.hasRevocable()) {
                return Optional.of("Revocable resources cannot be specified at the command line; do not include a"
                        + " 'revocable' key in the resources JSON");
            }
            if (reservations > 0 && stack.getReservations(reservations - 1).getType() == ReservationInfo.Type.DYNAMIC) {
                return Optional.of("Dynamic reservations cannot be specified at the command line; do not include a"
                        + " reservation with DYNAMIC type in the resources JSON");
            }
            Value.Type earlier = types.putIfAbsent(resource.getName(), resource.getType());
            if (earlier != null && earlier != resource.getType()) {
                return Optional.of("Resources with the same name ('" + resource.getName()
                        + "') but different types are not allowed");
            }
        }
        return Optional.empty();
    }

    /** Empty text for none: what follows is a chain of the first that is not. */
    private static String find(Resource resource) {
        if (resource.getName().isEmpty()) {
            return "Empty resource name";
        }
        return first(valueError(resource), diskError(resource), formatError(resource), sharedError(resource));
    }

    private static String sharedError(Resource resource) {
        if (!resource.hasShared()) {
            return "";
        }
        return !resource.getName().equals("disk")
                ? "Resource " + resource.getName() + " cannot be shared"
                : resource.getDisk().hasPersistence() ? "" : "Only persistent volumes can be shared";
    }

    private static String first(String... errors) {
        for (String error : errors) {
            if (!error.isEmpty()) {
                return error;
            }
        }
        return "";
    }

    private static String valueError(Resource resource) {
        Value.Type type = resource.getType();
        if (!resource.hasType() || type == Value.Type.TEXT) {
            return "Unsupported resource type";
        }
        if (resource.hasScalar() != (type == Value.Type.SCALAR)
                || resource.hasRanges() != (type == Value.Type.RANGES)
                || resource.hasSet() != (type == Value.Type.SET)) {
            return "Invalid " + type.name().toLowerCase(Locale.ROOT) + " resource";
        }
        return first(
                type == Value.Type.SCALAR ? scalarError(resource.getScalar().getValue()) : "",
                rangesError(resource.getRanges().getRangeList()),
                setError(resource.getSet().getItemList()));
    }

    private static String scalarError(double value) {
        boolean countable = value >= 0 && value <= Amount.Scalar.MAX;
        return !countable || (value != 0 && Math.round(value * 1000) == 0) ? "Invalid scalar resource: value <= 0" : "";
    }

    /** Mesos looks only whether a later range begins inside an earlier one (PROTOCOL D5), and so do we. */
    private static String rangesError(List<Value.Range> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            Value.Range range = ranges.get(i);
            if (Long.compareUnsigned(range.getBegin(), range.getEnd()) > 0) {
                return "Invalid ranges resource: begin > end";
            }
            for (int j = i + 1; j < ranges.size(); j++) {
                long later = ranges.get(j).getBegin();
                if (Long.compareUnsigned(range.getBegin(), later) <= 0
                        && Long.compareUnsigned(later, range.getEnd()) <= 0) {
                    return "Invalid ranges resource: overlapping ranges";
                }
            }
        }
        return "";
    }

    private static String setError(List<String> items) {
        return new HashSet<>(items).size() < items.size() ? "Invalid set resource: duplicated elements" : "";
    }

    private static String diskError(Resource resource) {
        if (!resource.hasDisk()) {
            return "";
        }
        if (!resource.getName().equals("disk")) {
            return "DiskInfo should not be set for " + resource.getName() + " resource";
        }
        if (!resource.getDisk().hasSource()) {
            return "";
        }
        DiskInfo.Source source = resource.getDisk().getSource();
        return switch (source.getType()) {
            case PATH, MOUNT -> "";
            case BLOCK, RAW -> {
                String why = " should not be set for " + source.getType() + " disk source";
                yield source.hasMount() ? "Mount" + why : source.hasPath() ? "Path" + why : "";
            }
            case UNKNOWN -> "Unsupported 'DiskInfo.Source.Type' in 'UNKNOWN'";
        };
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static String formatError(Resource resource) {
        if (resource.getReservationsCount() == 0) {
            return olderFormatError(resource);
        }
        String error = stackError(resource.getReservationsList());
        return error.isEmpty() ? bothFormatsError(resource) : error;
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static String olderFormatError(Resource resource) {
        String role = resource.getRole();
        Optional<String> roleError = Roles.error(role);
        if (roleError.isPresent()) {
            return roleError.get();
        }
        if (!resource.hasReservation()) {
            return "";
        }
        ReservationInfo reservation = resource.getReservation();
        if (reservation.hasType() || reservation.hasRole()) {
            return "'Resource.ReservationInfo." + (reservation.hasType() ? "type" : "role")
                    + "' must not be set for the 'Resource.reservation' field";
        }
        return role.equals(Roles.DEFAULT) ? "Invalid reservation: role \"*\" cannot be dynamically reserved" : "";
    }

    private static String stackError(List<ReservationInfo> stack) {
        for (ReservationInfo reservation : stack) {
            String role = reservation.getRole();
            if (!reservation.hasType()) {
                return "Invalid reservation: 'Resource.ReservationInfo.type' field must be set.";
            }
            if (!reservation.hasRole()) {
                return "Invalid reservation: 'Resource.ReservationInfo.role' field must be set.";
            }
            Optional<String> roleError = Roles.error(role);
            if (roleError.isPresent()) {
                return roleError.get();
            }
            if (role.equals(Roles.DEFAULT)) {
                return "Invalid reservation: role \"*\" cannot be reserved";
            }
        }
        for (int i = 1; i < stack.size(); i++) {
            String role = stack.get(i).getRole();
            String above = stack.get(i - 1).getRole();
            if (stack.get(i).getType() == ReservationInfo.Type.STATIC) {
                return "Invalid refined reservation: A refined reservation cannot be STATIC";
            }
            if (!Roles.isStrictSubRole(role, above)) {
                return "Invalid refined reservation: role '" + role + "' is not a refinement of '" + above + "'";
            }
        }
        return "";
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static String bothFormatsError(Resource resource) {
        String invalid = "Invalid resource format: ";
        if (resource.getReservationsCount() > 1) {
            return resource.hasRole() || resource.hasReservation()
                    ? invalid + "'Resource." + (resource.hasRole() ? "role" : "reservation")
                            + "' must not be set if there is more than one reservation in 'Resource.reservations'"
                    : "";
        }
        ReservationInfo reservation = resource.getReservations(0);
        if (resource.hasRole() && !resource.getRole().equals(reservation.getRole())) {
            return invalid + differs("role", resource.getRole(), "role", reservation.getRole());
        }
        return switch (reservation.getType()) {
            case STATIC ->
                resource.hasReservation()
                        ? invalid + "'Resource.reservation' must not be set if the single reservation in"
                                + " 'Resource.reservations' is STATIC"
                        : "";
            case DYNAMIC -> dynamicError(invalid, resource, reservation);
            case UNKNOWN -> "Unsupported 'Resource.ReservationInfo.Type'";
        };
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static String dynamicError(String invalid, Resource resource, ReservationInfo reservation) {
        if (resource.hasRole() != resource.hasReservation()) {
            return invalid + "'Resource.role' and 'Resource.reservation' must either be both set or both not set if the"
                    + " single reservation in 'Resource.reservations' is DYNAMIC";
        }
        ReservationInfo older = resource.getReservation();
        if (!resource.hasReservation()) {
            return "";
        }
        if (!older.getPrincipal().equals(reservation.getPrincipal())) {
            return invalid
                    + differs("reservation.principal", older.getPrincipal(), "principal", reservation.getPrincipal());
        }
        return Kind.sameLabels(
                        older.getLabels().getLabelsList(),
                        reservation.getLabels().getLabelsList())
                ? ""
                : invalid
                        + differs(
                                "reservation.labels",
                                ResourceText.print(older.getLabels()),
                                "labels",
                                ResourceText.print(reservation.getLabels()));
    }

    private static String differs(String field, String value, String other, String otherValue) {
        return "'Resource." + field + "' field with '" + value + "' does not match the " + other + " '" + otherValue
                + "' in 'Resource.reservations'";
    }
}
