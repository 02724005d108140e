package io.mesosframework.scheduler.internal;

import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Volume;
import io.mesosframework.scheduler.application.PersistentVolume;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Resources that are reserved for a slot, in Mesos' messages. Their last reservation says by labels whose they are; so those of two
 * slots never run together (PROTOCOL D18, G17).
 */
public final class ReservedResources {

    /** The label that names a reservation. */
    static final String RESERVATION = "io.mesosframework.reservation";

    /** The label that names the id of the framework that made it. */
    static final String FRAMEWORK = "io.mesosframework.framework";

    private ReservedResources() {}

    /** Whether a slot, of this or of another framework, has it reserved. */
    public static boolean isReserved(Resource resource) {
        return resource.getReservationsCount() > 0 && label(resource, RESERVATION) != null;
    }

    /** Whether it can be reserved for a role: nobody has it reserved, or only a role above (PROTOCOL B93, D12). */
    public static boolean isReservable(Resource resource, String role) {
        if (resource.hasRevocable()
                || resource.hasShared()
                || resource.getDisk().hasPersistence()) {
            return false;
        }
        int reservations = resource.getReservationsCount();
        return reservations == 0
                || role.startsWith(resource.getReservations(reservations - 1).getRole() + "/");
    }

    /** The id of the framework that has reserved it for a slot; empty where that is not said. */
    public static String framework(Resource resource) {
        return Objects.requireNonNullElse(label(resource, FRAMEWORK), "");
    }

    /** The value of a label of the last reservation. */
    static @Nullable String label(Resource resource, String key) {
        if (resource.getReservationsCount() == 0) {
            return null;
        }
        ReservationInfo last = resource.getReservations(resource.getReservationsCount() - 1);
        for (Label label : last.getLabels().getLabelsList()) {
            if (label.getKey().equals(key)) {
                return label.getValue();
            }
        }
        return null;
    }

    /** The same resources reserved. */
    static List<Resource> reserved(
            List<Resource> offered, String role, Optional<String> principal, String framework, String reservation) {
        ReservationInfo.Builder info = ReservationInfo.newBuilder()
                .setType(ReservationInfo.Type.DYNAMIC)
                .setRole(role)
                .setLabels(Labels.newBuilder()
                        .addLabels(Label.newBuilder().setKey(RESERVATION).setValue(reservation))
                        .addLabels(Label.newBuilder().setKey(FRAMEWORK).setValue(framework)));
        principal.ifPresent(info::setPrincipal);
        return offered.stream()
                .map(resource -> resource.toBuilder().addReservations(info).build())
                .toList();
    }

    /** A reserved disk as a volume to be created: that can be written to, whatever its tasks may do (PROTOCOL B95). */
    static Resource volume(Resource disk, PersistentVolume volume, String id, Optional<String> principal) {
        DiskInfo.Persistence.Builder persistence =
                DiskInfo.Persistence.newBuilder().setId(id);
        principal.ifPresent(persistence::setPrincipal);
        return disk.toBuilder()
                .setDisk(disk.getDisk().toBuilder()
                        .setPersistence(persistence)
                        .setVolume(mount(volume.containerPath(), Volume.Mode.RW)))
                .build();
    }

    /** A volume as a task mounts it. Where, and whether to be written to, is no part of what it is (PROTOCOL D19). */
    static Resource mounted(Resource resource, PersistentVolume volume) {
        Volume.Mode mode = volume.mode() == io.mesosframework.scheduler.application.Volume.Mode.RO
                ? Volume.Mode.RO
                : Volume.Mode.RW;
        return resource.toBuilder()
                .setDisk(resource.getDisk().toBuilder().setVolume(mount(volume.containerPath(), mode)))
                .build();
    }

    private static Volume.Builder mount(String path, Volume.Mode mode) {
        return Volume.newBuilder().setContainerPath(path).setMode(mode);
    }

    /** The disk that a volume was made of. */
    static Resource withoutVolume(Resource volume) {
        if (!volume.getDisk().hasPersistence()) {
            return volume;
        }
        DiskInfo.Builder left = volume.getDisk().toBuilder().clearPersistence().clearVolume();
        return left.hasSource()
                ? volume.toBuilder().setDisk(left).build()
                : volume.toBuilder().clearDisk().build();
    }

    static Offer.Operation reserve(String id, List<Resource> resources) {
        return operation(id, Offer.Operation.Type.RESERVE)
                .setReserve(Offer.Operation.Reserve.newBuilder().addAllResources(resources))
                .build();
    }

    static Offer.Operation create(String id, Resource volume) {
        return operation(id, Offer.Operation.Type.CREATE)
                .setCreate(Offer.Operation.Create.newBuilder().addVolumes(volume))
                .build();
    }

    static Offer.Operation destroy(String id, List<Resource> volumes) {
        return operation(id, Offer.Operation.Type.DESTROY)
                .setDestroy(Offer.Operation.Destroy.newBuilder().addAllVolumes(volumes))
                .build();
    }

    static Offer.Operation unreserve(String id, List<Resource> resources) {
        return operation(id, Offer.Operation.Type.UNRESERVE)
                .setUnreserve(Offer.Operation.Unreserve.newBuilder().addAllResources(resources))
                .build();
    }

    private static Offer.Operation.Builder operation(String id, Offer.Operation.Type type) {
        return Offer.Operation.newBuilder()
                .setType(type)
                .setId(OperationID.newBuilder().setValue(id));
    }
}
