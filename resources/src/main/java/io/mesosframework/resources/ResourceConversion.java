package io.mesosframework.resources;

import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.utils.MalformedValueException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an operation on resources does to them: some are consumed, others take their place (PROTOCOL D29-D34). See {@link
 * Resources#apply(ResourceConversion)}.
 *
 * @param consumed must be there, else the operation fails
 * @param ends the shared volume of which no copy may be left afterwards
 */
public record ResourceConversion(Resources consumed, Resources converted, Optional<Resource> ends) {

    public ResourceConversion(Resources consumed, Resources converted) {
        this(consumed, converted, Optional.empty());
    }

    /**
     * The conversions that an operation stands for, in order: one of a whole RESERVE, GROW_VOLUME or SHRINK_VOLUME, one of each
     * resource of an UNRESERVE, CREATE or DESTROY (PROTOCOL D33). Empty for LAUNCH and LAUNCH_GROUP.
     *
     * @throws MalformedValueException if its resources cannot be converted so, or it is an operation on disks of resource
     *     providers, whose outcome only they know
     */
    public static List<ResourceConversion> of(Operation operation) {
        return switch (operation.getType()) {
            case LAUNCH, LAUNCH_GROUP -> List.of();
            case RESERVE -> List.of(reserve(operation.getReserve()));
            case UNRESERVE -> each(operation.getUnreserve().getResourcesList(), ResourceConversion::unreserve);
            case CREATE -> each(operation.getCreate().getVolumesList(), ResourceConversion::create);
            case DESTROY -> each(operation.getDestroy().getVolumesList(), ResourceConversion::destroy);
            case GROW_VOLUME -> List.of(grow(operation.getGrowVolume()));
            case SHRINK_VOLUME -> List.of(shrink(operation.getShrinkVolume()));
            case CREATE_DISK, DESTROY_DISK, UNKNOWN ->
                throw new MalformedValueException(operation.getType() + " cannot be converted beforehand");
        };
    }

    /** The other way round, which undoes it; what ends then is not looked after. */
    public ResourceConversion inverse() {
        return new ResourceConversion(converted, consumed);
    }

    void checkNoneLeft(Resources result) {
        ends.filter(result::contains).ifPresent(volume -> {
            throw new InsufficientResourcesException("Persistent volume " + ResourceText.print(volume)
                    + " cannot be removed due to additional shared copies");
        });
    }

    private static List<ResourceConversion> each(
            List<Resource> resources, Function<Resource, ResourceConversion> conversion) {
        return resources.stream().map(conversion).collect(Collectors.toUnmodifiableList());
    }

    private static ResourceConversion reserve(Operation.Reserve reserve) {
        Resources reserved = Resources.of(reserve.getResourcesList());
        return reserve.getSourceCount() > 0
                ? new ResourceConversion(Resources.of(reserve.getSourceList()), reserved)
                : new ResourceConversion(reserved.popReservation(), reserved);
    }

    private static ResourceConversion unreserve(Resource resource) {
        Resources reserved = Resources.of(resource);
        return new ResourceConversion(reserved, reserved.popReservation());
    }

    private static ResourceConversion create(Resource volume) {
        return new ResourceConversion(Resources.of(withoutVolume(volume)), Resources.of(volume));
    }

    private static ResourceConversion destroy(Resource volume) {
        return new ResourceConversion(
                Resources.of(volume),
                Resources.of(withoutVolume(volume)),
                volume.hasShared() ? Optional.of(volume) : Optional.empty());
    }

    /** The disk that a volume is made of. */
    private static Resource withoutVolume(Resource volume) {
        Resource.Builder disk = volume.toBuilder().clearShared();
        if (disk.getDisk().hasSource()) {
            DiskInfo.Builder info = disk.getDiskBuilder();
            info.clearPersistence().clearVolume();
        } else {
            disk.clearDisk();
        }
        return disk.build();
    }

    private static ResourceConversion grow(Operation.GrowVolume grow) {
        Resource volume = grow.getVolume();
        double size =
                volume.getScalar().getValue() + grow.getAddition().getScalar().getValue();
        return new ResourceConversion(
                Resources.of(volume).plus(grow.getAddition()), Resources.of(withSize(volume, size)));
    }

    private static ResourceConversion shrink(Operation.ShrinkVolume shrink) {
        Resource volume = shrink.getVolume();
        double freed = shrink.getSubtract().getValue();
        double size = volume.getScalar().getValue() - freed;
        return new ResourceConversion(
                Resources.of(volume),
                Resources.of(withSize(volume, size)).plus(withSize(withoutVolume(volume), freed)));
    }

    private static Resource withSize(Resource resource, double size) {
        Resource.Builder sized = resource.toBuilder();
        sized.getScalarBuilder().setValue(Math.round(size * 1000) / 1000.0);
        return sized.build();
    }
}
