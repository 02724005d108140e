package io.mesosframework.embedded.internal.master;

import io.mesosframework.embedded.internal.core.Capabilities;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Volume;
import io.mesosframework.resources.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What can be wrong with an operation on resources, first problem first, in Mesos' words (PROTOCOL B93-B98).
 *
 * @param framework empty for an operator's operation
 * @param principal who asks, or for whom the framework runs
 * @param total what the agent has, allocated to nobody
 * @param inUse whether a task or an executor uses a volume, allocated to nobody
 */
record OperationValidation(
        Optional<FrameworkInfo> framework, Optional<String> principal, Resources total, Predicate<Resource> inUse) {

    /** Of an operation with valid resources (see {@link OperationFormats}). */
    Optional<String> problem(Operation operation) {
        return switch (operation.getType()) {
            case RESERVE -> reserveProblem(operation.getReserve());
            case UNRESERVE -> unreserveProblem(operation.getUnreserve().getResourcesList());
            case CREATE -> createProblem(operation.getCreate().getVolumesList());
            case DESTROY -> destroyProblem(operation.getDestroy().getVolumesList());
            case GROW_VOLUME -> growProblem(operation.getGrowVolume());
            case SHRINK_VOLUME -> shrinkProblem(operation.getShrinkVolume());
            case CREATE_DISK -> createDiskProblem(operation.getCreateDisk());
            case DESTROY_DISK -> destroyDiskProblem(operation.getDestroyDisk().getSource());
            case LAUNCH, LAUNCH_GROUP, UNKNOWN -> Optional.empty();
        };
    }

    /** PROTOCOL B93. */
    private Optional<String> reserveProblem(Operation.Reserve reserve) {
        return invalid(reserve.getResourcesList())
                .or(() -> manyProviders(reserve.getResourcesList()))
                .or(() -> reserve.getSourceCount() > 0 ? sourceProblem(reserve) : Optional.empty())
                .or(() -> first(reserve.getResourcesList(), this::reservationProblem));
    }

    private Optional<String> reservationProblem(Resource resource) {
        if (!isDynamicallyReserved(resource)) {
            return Optional.of("Resource " + Resources.toText(resource) + " is not dynamically reserved");
        }
        ReservationInfo last = resource.getReservations(resource.getReservationsCount() - 1);
        return principal
                .filter(p -> !last.hasPrincipal() || !p.equals(last.getPrincipal()))
                .map(p -> last.hasPrincipal()
                        ? "A reserve operation was attempted by authenticated principal '" + p
                                + "', which does not match a reserved resource in the request with principal '"
                                + last.getPrincipal() + "'"
                        : "A reserve operation was attempted by principal '" + p
                                + "', but there is a reserved resource in the request with no principal set")
                .or(() -> allocationProblem(resource, last.getRole()));
    }

    private Optional<String> allocationProblem(Resource resource, String role) {
        if (framework.isEmpty()) {
            return resource.hasAllocationInfo()
                    ? Optional.of("A reserve operation was attempted with an allocated resource,"
                            + " but the operator API only allows reservations to be made to unallocated resources")
                    : Optional.empty();
        }
        String allocated = resource.getAllocationInfo().getRole();
        if (!allocated.equals(role)) {
            return Optional.of("A reserve operation was attempted for a resource with role '" + role
                    + "', but the resource was allocated to role '" + allocated + "'");
        }
        Set<String> roles = FrameworkRecord.roles(framework.get());
        return roles.contains(allocated)
                ? Optional.empty()
                : Optional.of("A reserve operation was attempted for a resource allocated to role '" + allocated
                        + "', but the framework only has roles '{ " + String.join(", ", roles) + " }'");
    }

    /** PROTOCOL D30. */
    private static Optional<String> sourceProblem(Operation.Reserve reserve) {
        Resources source = Resources.of(reserve.getSourceList()).withoutReservations();
        Resources resources = Resources.of(reserve.getResourcesList()).withoutReservations();
        return invalid(reserve.getSourceList())
                .map(problem -> problem.replaceFirst("Invalid resources", "Invalid source"))
                .or(() -> mixed(reserve.getSourceList()).map(problem -> "Invalid source: " + problem))
                .or(() -> mixed(reserve.getResourcesList()).map(problem -> "Invalid resources: " + problem))
                .or(() -> source.equals(resources)
                        ? Optional.empty()
                        : Optional.of("Source and target resources should refer to identical resource quantities: "
                                + source + " vs. " + resources));
    }

    private static Optional<String> mixed(List<Resource> resources) {
        long kinds =
                resources.stream().map(Resource::getReservationsList).distinct().count();
        return kinds > 1
                ? Optional.of("Mixed reservations are not supported" + SortedJson.text(resources))
                : Optional.empty();
    }

    /** PROTOCOL B94. */
    private static Optional<String> unreserveProblem(List<Resource> resources) {
        return invalid(resources)
                .or(() -> manyProviders(resources))
                .or(() -> first(resources, resource -> {
                    if (!isDynamicallyReserved(resource)) {
                        return Optional.of("Resource " + Resources.toText(resource) + " is not dynamically reserved");
                    }
                    return resource.getDisk().hasPersistence()
                            ? Optional.of("A dynamically reserved persistent volume " + Resources.toText(resource)
                                    + " cannot be unreserved directly. Please destroy the persistent volume"
                                    + " first then unreserve the resource")
                            : Optional.empty();
                }));
    }

    /** PROTOCOL B95. */
    private Optional<String> createProblem(List<Resource> volumes) {
        return invalid(volumes)
                .or(() -> manyProviders(volumes))
                .or(() -> notVolumes(volumes).map(problem -> "Not a persistent volume: " + problem))
                .or(() -> repeatedId(volumes))
                .or(() -> first(volumes, this::volumeProblem));
    }

    private Optional<String> volumeProblem(Resource volume) {
        Optional<FrameworkInfo> unable = framework.filter(
                info -> volume.hasShared() && !Capabilities.has(info, FrameworkInfo.Capability.Type.SHARED_RESOURCES));
        if (unable.isPresent()) {
            return Optional.of("Create volume operation for '" + Resources.toText(volume)
                    + "' has been attempted by framework '"
                    + unable.get().getId().getValue()
                    + "' with no SHARED_RESOURCES capability");
        }
        var persistence = volume.getDisk().getPersistence();
        return principal
                .filter(p -> !persistence.hasPrincipal() || !p.equals(persistence.getPrincipal()))
                .map(p -> persistence.hasPrincipal()
                        ? "Create volume operation attempted by authenticated principal '" + p
                                + "', which does not match a volume in the operation with principal '"
                                + persistence.getPrincipal() + "' set in 'disk.persistence'"
                        : "Create volume operation attempted by principal '" + p
                                + "', but there is a volume in the operation with no principal set in"
                                + " 'disk.persistence'");
    }

    private Optional<String> repeatedId(List<Resource> volumes) {
        record VolumeId(String role, String id) {}
        Set<VolumeId> seen = new HashSet<>();
        for (List<Resource> some : List.of(total.asList(), volumes)) {
            for (Resource resource : some) {
                if (resource.getDisk().hasPersistence()) {
                    String id = resource.getDisk().getPersistence().getId();
                    if (!seen.add(new VolumeId(Resources.reservationRole(resource), id))) {
                        return Optional.of("Persistence ID '" + id + "' is not unique");
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** PROTOCOL B96. */
    private Optional<String> destroyProblem(List<Resource> allocated) {
        List<Resource> volumes = allocated.stream()
                .map(volume -> volume.toBuilder().clearAllocationInfo().build())
                .toList();
        return invalid(volumes)
                .or(() -> manyProviders(volumes))
                .or(() -> notVolumes(volumes).map(problem -> "Not a persistent volume: " + problem))
                .or(() -> total.contains(Resources.of(volumes))
                        ? Optional.empty()
                        : Optional.of("Persistent volumes not found"))
                .or(() ->
                        volumes.stream().anyMatch(inUse) ? Optional.of("Persistent volumes in use") : Optional.empty());
    }

    /** PROTOCOL B97. */
    private static Optional<String> growProblem(Operation.GrowVolume grow) {
        Resource volume = grow.getVolume();
        Resource addition = grow.getAddition();
        Optional<String> notVolume = notVolumes(List.of(volume))
                .map(problem -> "Invalid persistent volume in the 'GrowVolume.volume' field: " + problem);
        if (notVolume.isPresent()) {
            return notVolume;
        }
        if (volume.hasShared()) {
            return Optional.of("Growing a shared persistent volume is not supported");
        }
        if (volume.hasProviderId()) {
            return Optional.of("Growing a volume from a resource provider is not supported");
        }
        if (Math.round(addition.getScalar().getValue() * 1000) <= 0) {
            return Optional.of("The size of 'GrowVolume.addition' field must be greater than zero");
        }
        return Resources.of(withoutVolume(volume)).plus(addition).asList().size() == 1
                ? Optional.empty()
                : Optional.of("Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields");
    }

    private static Resource withoutVolume(Resource volume) {
        Resource.Builder disk = volume.toBuilder();
        disk.getDiskBuilder().clearPersistence().clearVolume();
        return disk.getDisk().hasSource() ? disk.build() : disk.clearDisk().build();
    }

    private static Optional<String> shrinkProblem(Operation.ShrinkVolume shrink) {
        Resource volume = shrink.getVolume();
        Optional<String> notVolume = notVolumes(List.of(volume))
                .map(problem -> "Invalid persistent volume in the 'ShrinkVolume.volume' field: " + problem);
        if (notVolume.isPresent()) {
            return notVolume;
        }
        if (volume.hasShared()) {
            return Optional.of("Shrinking a shared persistent volume is not supported");
        }
        if (volume.hasProviderId()) {
            return Optional.of("Shrinking a volume from a resource provider is not supported");
        }
        if (volume.getDisk().getSource().getType() == Source.Type.MOUNT) {
            return Optional.of("Shrinking a volume on a MOUNT disk is not supported");
        }
        long subtract = Math.round(shrink.getSubtract().getValue() * 1000);
        if (subtract <= 0) {
            return Optional.of("Value of 'ShrinkVolume.subtract' must be greater than zero");
        }
        return subtract < Math.round(volume.getScalar().getValue() * 1000)
                ? Optional.empty()
                : Optional.of(
                        "Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'");
    }

    /** PROTOCOL B98. */
    private static Optional<String> createDiskProblem(Operation.CreateDisk create) {
        Resource source = create.getSource();
        if (!source.hasProviderId()) {
            return Optional.of("'source' is not managed by a resource provider");
        }
        Source disk = source.getDisk().getSource();
        if (disk.getType() != Source.Type.RAW) {
            return Optional.of("'source' is not a RAW disk resource");
        }
        if (create.getTargetType() != Source.Type.MOUNT && create.getTargetType() != Source.Type.BLOCK) {
            return Optional.of("'target_type' is neither MOUNT or BLOCK");
        }
        if (disk.hasProfile() == create.hasTargetProfile()) {
            return Optional.of(
                    disk.hasProfile()
                            ? "'target_profile' must not be set when 'source' has a profile"
                            : "'target_profile' must be set when 'source' has no profile");
        }
        return Optional.empty();
    }

    private static Optional<String> destroyDiskProblem(Resource source) {
        if (!source.hasProviderId()) {
            return Optional.of("'source' is not managed by a resource provider");
        }
        Source disk = source.getDisk().getSource();
        return switch (disk.getType()) {
            case MOUNT, BLOCK, RAW -> {
                if (!disk.hasId()) {
                    yield Optional.of("'source' is not backed by a CSI volume");
                }
                yield source.getDisk().hasPersistence()
                        ? Optional.of("A disk resource containing a persistent volume " + Resources.toText(source)
                                + " cannot be destroyed directly. Please destroy the persistent volume"
                                + " first then destroy the disk resource")
                        : Optional.empty();
            }
            case PATH, UNKNOWN -> Optional.of("'source' is neither a MOUNT, BLOCK or RAW disk resource");
        };
    }

    // What holds for all resources of an operation

    /** Beyond their format, which has been looked at. */
    private static Optional<String> invalid(List<Resource> resources) {
        return OfferedResources.problem(resources).map(problem -> "Invalid resources: " + problem);
    }

    private static Optional<String> manyProviders(List<Resource> resources) {
        Set<String> providers = new TreeSet<>();
        resources.forEach(r -> providers.add(r.getProviderId().getValue()));
        if (providers.size() == 1) {
            return Optional.empty();
        }
        if (resources.stream().anyMatch(r -> !r.hasProviderId())) {
            return Optional.of("Invalid resources: Some resources have a resource provider and some do not");
        }
        return Optional.of(
                "Invalid resources: The resources have multiple resource providers: " + String.join(", ", providers));
    }

    private static Optional<String> notVolumes(List<Resource> volumes) {
        return first(volumes, volume -> {
            if (!volume.hasDisk()) {
                return Optional.of("Resource " + Resources.toText(volume) + " does not have DiskInfo");
            }
            if (!volume.getDisk().hasPersistence()) {
                return Optional.of("'persistence' is not set in DiskInfo");
            }
            return volume.getDisk().getVolume().getMode() == Volume.Mode.RO
                    ? Optional.of("Read-only persistent volume not supported")
                    : Optional.empty();
        });
    }

    private static boolean isDynamicallyReserved(Resource resource) {
        int count = resource.getReservationsCount();
        return count > 0 && resource.getReservations(count - 1).getType() == ReservationInfo.Type.DYNAMIC;
    }

    private static Optional<String> first(List<Resource> resources, Function<Resource, Optional<String>> check) {
        return resources.stream()
                .flatMap(resource -> check.apply(resource).stream())
                .findFirst();
    }
}
