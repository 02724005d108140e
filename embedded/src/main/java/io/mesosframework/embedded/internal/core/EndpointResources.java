package io.mesosframework.embedded.internal.core;

import io.mesosframework.protocol.Resource;
import io.mesosframework.resources.Resources;
import java.util.List;

/** Resources as operators are shown them: in the newer format and, where that can say it, in the older one too. */
public final class EndpointResources {

    private EndpointResources() {}

    public static List<Resource> of(Resources resources) {
        return resources.asList().stream().map(EndpointResources::of).toList();
    }

    @SuppressWarnings("deprecation") // the older format is what is asked for
    private static Resource of(Resource resource) {
        Resource.Builder both = resource.toBuilder();
        if (resource.getReservationsCount() == 0) {
            return both.setRole("*").build();
        }
        if (resource.getReservationsCount() > 1) {
            return both.build();
        }
        Resource.ReservationInfo only = resource.getReservations(0);
        both.setRole(only.getRole());
        if (only.getType() == Resource.ReservationInfo.Type.DYNAMIC) {
            both.setReservation(only.toBuilder().clearType().clearRole());
        }
        return both.build();
    }
}
