package io.mesosframework.embedded.internal.master;

import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.AllocationInfo;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.ResourceProviderID;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.Volume;
import java.util.List;

/** Resources and the operations on them, as tests want them. */
final class OperationSamples {

    static final String ROLE = "eng";

    private OperationSamples() {}

    static Resource scalar(String name, double value) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .build();
    }

    static Resource reserved(Resource resource, String role) {
        return resource.toBuilder()
                .addReservations(ReservationInfo.newBuilder()
                        .setType(ReservationInfo.Type.DYNAMIC)
                        .setRole(role))
                .build();
    }

    static Resource reserved(String name, double value) {
        return reserved(scalar(name, value), ROLE);
    }

    static Resource byPrincipal(Resource reserved, String principal) {
        Resource.Builder builder = reserved.toBuilder();
        builder.getReservationsBuilder(0).setPrincipal(principal);
        return builder.build();
    }

    static Resource volume(double size, String id) {
        Resource.Builder volume = reserved("disk", size).toBuilder();
        DiskInfo.Builder disk = volume.getDiskBuilder();
        disk.getPersistenceBuilder().setId(id);
        disk.getVolumeBuilder().setMode(Volume.Mode.RW).setContainerPath("data");
        return volume.build();
    }

    static Resource shared(Resource volume) {
        Resource.Builder builder = volume.toBuilder();
        builder.getSharedBuilder();
        return builder.build();
    }

    static Resource source(Resource disk, DiskInfo.Source.Type type) {
        Resource.Builder builder = disk.toBuilder();
        builder.getDiskBuilder().getSourceBuilder().setType(type);
        return builder.build();
    }

    static Resource provided(Resource resource, String provider) {
        return resource.toBuilder()
                .setProviderId(ResourceProviderID.newBuilder().setValue(provider))
                .build();
    }

    static Resource allocated(Resource resource, String role) {
        return resource.toBuilder()
                .setAllocationInfo(AllocationInfo.newBuilder().setRole(role))
                .build();
    }

    static Operation reserve(Resource... resources) {
        return operation(Operation.Type.RESERVE)
                .setReserve(Operation.Reserve.newBuilder().addAllResources(List.of(resources)))
                .build();
    }

    static Operation unreserve(Resource... resources) {
        return operation(Operation.Type.UNRESERVE)
                .setUnreserve(Operation.Unreserve.newBuilder().addAllResources(List.of(resources)))
                .build();
    }

    static Operation make(Resource... volumes) {
        return operation(Operation.Type.CREATE)
                .setCreate(Operation.Create.newBuilder().addAllVolumes(List.of(volumes)))
                .build();
    }

    static Operation destroy(Resource... volumes) {
        return operation(Operation.Type.DESTROY)
                .setDestroy(Operation.Destroy.newBuilder().addAllVolumes(List.of(volumes)))
                .build();
    }

    static Operation grow(Resource volume, Resource addition) {
        return operation(Operation.Type.GROW_VOLUME)
                .setGrowVolume(
                        Operation.GrowVolume.newBuilder().setVolume(volume).setAddition(addition))
                .build();
    }

    static Operation shrink(Resource volume, double subtract) {
        return operation(Operation.Type.SHRINK_VOLUME)
                .setShrinkVolume(Operation.ShrinkVolume.newBuilder()
                        .setVolume(volume)
                        .setSubtract(Value.Scalar.newBuilder().setValue(subtract)))
                .build();
    }

    static Operation named(Operation operation, String id) {
        return operation.toBuilder()
                .setId(OperationID.newBuilder().setValue(id))
                .build();
    }

    private static Operation.Builder operation(Operation.Type type) {
        return Operation.newBuilder().setType(type);
    }
}
