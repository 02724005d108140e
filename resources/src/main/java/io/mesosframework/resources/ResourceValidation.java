package io.mesosframework.resources;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** What Mesos asks of a resource before it looks at what it is for (PROTOCOL D3-D14). */
public final class ResourceValidation {

    private ResourceValidation() {}

    /** What is wrong with the first that is wrong, or empty. */
    public static Optional<String> error(Collection<Resource> resources) {
        return resources.stream().flatMap(resource -> error(resource).stream()).findFirst();
    }

    /** What is wrong, or empty. */
    public static Optional<String> error(Resource resource) {
        String error = find(resource);
        return error.isEmpty()
                ? Optional.empty()
                : Optional.of("Invalid resource '" + resource.getName() + "': " + error);
    }

    /** Empty text for none: what follows is a chain of the first that is not. */
    private static String find(Resource resource) {
        if (resource.getName().isEmpty()) {
            return "it has no name";
        }
        return first(
                valueError(resource),
                diskError(resource),
                formatError(resource),
                resource.hasShared() && !resource.getDisk().hasPersistence()
                        ? "only persistent volumes can be shared"
                        : "");
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
            return "its type must be SCALAR, RANGES or SET";
        }
        if (resource.hasScalar() != (type == Value.Type.SCALAR)
                || resource.hasRanges() != (type == Value.Type.RANGES)
                || resource.hasSet() != (type == Value.Type.SET)) {
            return "exactly the value of its type " + type + " must be set";
        }
        return first(
                type == Value.Type.SCALAR ? scalarError(resource.getScalar().getValue()) : "",
                rangesError(resource.getRanges().getRangeList()),
                setError(resource.getSet().getItemList()));
    }

    private static String scalarError(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value) || value < 0) {
            return "a scalar must be 0 or more";
        }
        return value != 0 && Math.round(value * 1000) == 0 ? value + " is less than a scalar's precision of 0.001" : "";
    }

    /** Mesos looks only whether a later range begins inside an earlier one (PROTOCOL D5), and so do we. */
    private static String rangesError(List<Value.Range> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            Value.Range range = ranges.get(i);
            if (Long.compareUnsigned(range.getBegin(), range.getEnd()) > 0) {
                return "a range ends before it begins";
            }
            for (int j = i + 1; j < ranges.size(); j++) {
                long later = ranges.get(j).getBegin();
                if (Long.compareUnsigned(range.getBegin(), later) <= 0
                        && Long.compareUnsigned(later, range.getEnd()) <= 0) {
                    return "its ranges overlap";
                }
            }
        }
        return "";
    }

    private static String setError(List<String> items) {
        return new HashSet<>(items).size() < items.size() ? "its set has an item twice" : "";
    }

    private static String diskError(Resource resource) {
        if (!resource.hasDisk()) {
            return "";
        }
        if (!resource.getName().equals("disk")) {
            return "only 'disk' may have DiskInfo";
        }
        if (!resource.getDisk().hasSource()) {
            return "";
        }
        DiskInfo.Source source = resource.getDisk().getSource();
        return switch (source.getType()) {
            case PATH, MOUNT -> "";
            case BLOCK, RAW ->
                source.hasMount() || source.hasPath()
                        ? "a source of type " + source.getType() + " must have neither mount nor path"
                        : "";
            case UNKNOWN -> "the type of its source is unknown";
        };
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static String formatError(Resource resource) {
        if (resource.getReservationsCount() == 0) {
            return olderFormatError(resource);
        }
        String error = stackError(resource.getReservationsList());
        return !error.isEmpty() || (!resource.hasRole() && !resource.hasReservation())
                ? error
                : bothFormatsError(resource);
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
        if (resource.getReservation().hasType() || resource.getReservation().hasRole()) {
            return "'reservation' must have neither type nor role";
        }
        return role.equals(Roles.DEFAULT) ? "what is reserved dynamically needs a role other than '*'" : "";
    }

    private static String stackError(List<ReservationInfo> stack) {
        for (int i = 0; i < stack.size(); i++) {
            ReservationInfo reservation = stack.get(i);
            String role = reservation.getRole();
            if (!reservation.hasType() || reservation.getType() == ReservationInfo.Type.UNKNOWN) {
                return "a reservation needs a type";
            }
            if (!reservation.hasRole()
                    || role.equals(Roles.DEFAULT)
                    || Roles.error(role).isPresent()) {
                return "a reservation needs a valid role other than '*', not '" + role + "'";
            }
            if (i > 0 && reservation.getType() == ReservationInfo.Type.STATIC) {
                return "only the first reservation may be STATIC";
            }
            if (i > 0 && !Roles.isStrictSubRole(role, stack.get(i - 1).getRole())) {
                return "the role of each reservation must lie below that of the one before; '" + role + "' does not";
            }
        }
        return "";
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static String bothFormatsError(Resource resource) {
        if (resource.getReservationsCount() > 1) {
            return "'role' and 'reservation' must not be set where reservations are stacked";
        }
        ReservationInfo reservation = resource.getReservations(0);
        if (reservation.getType() == ReservationInfo.Type.STATIC && resource.hasReservation()) {
            return "a STATIC reservation must not have 'reservation' set";
        }
        if (reservation.getType() == ReservationInfo.Type.DYNAMIC
                && !(resource.hasRole() && resource.hasReservation())) {
            return "'role' and 'reservation' must be set both or neither";
        }
        if (!resource.getRole().equals(reservation.getRole())) {
            return "'role' is not that of 'reservations'";
        }
        ReservationInfo older = resource.getReservation();
        boolean same = !resource.hasReservation()
                || (older.getPrincipal().equals(reservation.getPrincipal())
                        && older.getLabels().equals(reservation.getLabels()));
        return same ? "" : "'reservation' is not that of 'reservations'";
    }
}
