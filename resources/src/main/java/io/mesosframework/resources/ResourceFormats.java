package io.mesosframework.resources;

import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.ReservationInfo;
import java.util.List;
import java.util.Optional;

/**
 * The two ways in which Mesos writes a reservation: the older one with {@code role} and {@code reservation}, which knows one
 * reservation only, and the newer with {@code reservations}, a stack of them. Either may be sent (PROTOCOL D11-D16).
 */
public final class ResourceFormats {

    private ResourceFormats() {}

    /** In the newer format, whichever it has; what is in both becomes the newer one alone. */
    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    public static Resource toStack(Resource resource) {
        if (!resource.hasRole() && !resource.hasReservation()) {
            return resource;
        }
        Resource.Builder upgraded = resource.toBuilder().clearRole().clearReservation();
        if (resource.getReservationsCount() == 0 && !resource.getRole().equals(Roles.DEFAULT)) {
            ReservationInfo.Builder reservation = resource.getReservation().toBuilder()
                    .setRole(resource.getRole())
                    .setType(resource.hasReservation() ? ReservationInfo.Type.DYNAMIC : ReservationInfo.Type.STATIC);
            upgraded.addReservations(reservation);
        }
        return upgraded.build();
    }

    /** In the older format, or empty if several reservations are stacked, which the older one cannot say. */
    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    public static Optional<Resource> toSingle(Resource resource) {
        Resource stack = toStack(resource);
        List<ReservationInfo> reservations = stack.getReservationsList();
        if (reservations.size() > 1) {
            return Optional.empty();
        }
        Resource.Builder single = stack.toBuilder().clearReservations();
        if (reservations.isEmpty()) {
            return Optional.of(single.setRole(Roles.DEFAULT).build());
        }
        ReservationInfo reservation = reservations.get(0);
        single.setRole(reservation.getRole());
        if (reservation.getType() == ReservationInfo.Type.DYNAMIC) {
            single.setReservation(reservation.toBuilder().clearType().clearRole());
        }
        return Optional.of(single.build());
    }
}
