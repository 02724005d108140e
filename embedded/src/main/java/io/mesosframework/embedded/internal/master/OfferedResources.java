package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Ids;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.resources.ResourceValidation;
import io.mesosframework.resources.Resources;
import java.util.List;
import java.util.Optional;

/** What the master asks of resources that frameworks name, beyond their format, in Mesos' words (PROTOCOL B80). */
final class OfferedResources {

    private OfferedResources() {}

    static Optional<String> problem(List<Resource> resources) {
        return ResourceValidation.error(resources)
                .map(problem -> "Invalid resources: " + problem)
                .or(() -> gpusProblem(Resources.of(resources).gpusMillis()))
                .or(() -> resources.stream()
                        .flatMap(r -> diskProblem(r).stream())
                        .findFirst()
                        .map(problem -> "Invalid DiskInfo: " + problem))
                .or(() -> resources.stream()
                        .filter(r -> r.hasRevocable() && isDynamic(r))
                        .findFirst()
                        .map(r -> "Invalid ReservationInfo: Dynamically reserved resource " + Resources.toText(r)
                                + " cannot be created from revocable resources"));
    }

    /** As Mesos makes floating point of thousandths: the whole part and the fraction apart. */
    static double amount(long millis) {
        long whole = millis / 1000;
        return whole + (millis % 1000) / 1000.0;
    }

    /** Mesos computes with floating point here, so that 1.001 passes. */
    private static Optional<String> gpusProblem(long millis) {
        return (long) (amount(millis) * 1000.0) % 1000 == 0
                ? Optional.empty()
                : Optional.of("Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer");
    }

    private static Optional<String> diskProblem(Resource resource) {
        if (!resource.hasDisk()) {
            return Optional.empty();
        }
        DiskInfo disk = resource.getDisk();
        if (!disk.hasPersistence()) {
            if (disk.hasVolume()) {
                return Optional.of("Non-persistent volume not supported");
            }
            return disk.hasSource() ? Optional.empty() : Optional.of("DiskInfo is set but empty");
        }
        if (resource.hasRevocable()) {
            return Optional.of("Persistent volumes cannot be created from revocable resources");
        }
        if (resource.getReservationsCount() == 0) {
            return Optional.of("Persistent volumes cannot be created from unreserved resources");
        }
        if (!disk.hasVolume()) {
            return Optional.of("Expecting 'volume' to be set for persistent volume");
        }
        if (disk.getVolume().hasHostPath()) {
            return Optional.of("Expecting 'host_path' to be unset for persistent volume");
        }
        String id = Ids.problem(disk.getPersistence().getId());
        return id.isEmpty() ? Optional.empty() : Optional.of("Invalid persistence ID for persistent volume: " + id);
    }

    private static boolean isDynamic(Resource resource) {
        int count = resource.getReservationsCount();
        return count > 0 && resource.getReservations(count - 1).getType() == ReservationInfo.Type.DYNAMIC;
    }
}
