package io.mesosframework.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.Resource.SharedInfo;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.Volume;
import io.mesosframework.utils.MalformedValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROTOCOL D29-D34. */
class ResourceConversionTest {

    private static final ReservationInfo A = reservation("a");
    private static final ReservationInfo A_B = reservation("a/b");

    @Test
    void reserveConsumesWhatTheLastReservationLiesOn() {
        Resource refined = scalar("cpus", 1, A, A_B);
        Resources before = Resources.of(scalar("cpus", 4, A), scalar("mem", 10));

        Resources after = before.apply(ResourceConversion.of(reserve(refined)));

        assertThat(after).isEqualTo(Resources.of(scalar("cpus", 3, A), refined, scalar("mem", 10)));
        assertThat(after.apply(ResourceConversion.of(unreserve(refined)))).isEqualTo(before);
    }

    @Test
    void anOperatorsReserveMayConsumeOtherReservations() {
        Operation operation = Operation.newBuilder()
                .setType(Operation.Type.RESERVE)
                .setReserve(Operation.Reserve.newBuilder()
                        .addSource(scalar("cpus", 1, A))
                        .addResources(scalar("cpus", 1, reservation("b"))))
                .build();

        assertThat(Resources.of(scalar("cpus", 2, A)).apply(ResourceConversion.of(operation)))
                .isEqualTo(Resources.of(scalar("cpus", 1, A), scalar("cpus", 1, reservation("b"))));
    }

    @Test
    void whatIsNotThereCannotBeConverted() {
        assertThatThrownBy(() ->
                        Resources.of(scalar("cpus", 1)).apply(ResourceConversion.of(reserve(scalar("cpus", 2, A)))))
                .isInstanceOf(InsufficientResourcesException.class)
                .hasMessage("cpus:1 does not contain cpus:2");
    }

    @Test
    void aReserveIsOneBlockAndAnUnreserveIsOneOfEach() {
        Resource cpus = scalar("cpus", 1, A);
        Resource mem = scalar("mem", 1, A);
        assertThat(ResourceConversion.of(reserve(cpus, mem))).hasSize(1);
        assertThat(ResourceConversion.of(unreserve(cpus, mem))).hasSize(2);
    }

    @Test
    void aVolumeOnAMountKeepsItsSource() {
        Source mount = Source.newBuilder()
                .setType(Source.Type.MOUNT)
                .setMount(Source.Mount.newBuilder().setRoot("/m"))
                .build();
        Resource disk = scalar("disk", 10, A).toBuilder()
                .setDisk(DiskInfo.newBuilder().setSource(mount))
                .build();
        Resource volume = volume(disk, "v");

        Resources created = Resources.of(disk).apply(ResourceConversion.of(create(volume)));

        assertThat(created).isEqualTo(Resources.of(volume));
        assertThat(created.apply(ResourceConversion.of(destroy(volume)))).isEqualTo(Resources.of(disk));
    }

    @Test
    void aSharedVolumeEndsWithItsLastCopyOnly() {
        Resource shared = volume(scalar("disk", 10, A), "v").toBuilder()
                .setShared(SharedInfo.getDefaultInstance())
                .build();
        Resources one = Resources.of(scalar("disk", 10, A)).apply(ResourceConversion.of(create(shared)));
        assertThat(one).isEqualTo(Resources.of(shared));

        assertThatThrownBy(() -> one.plus(shared).apply(ResourceConversion.of(destroy(shared))))
                .isInstanceOf(InsufficientResourcesException.class)
                .hasMessageContaining("cannot be removed due to additional shared copies");
        assertThat(one.apply(ResourceConversion.of(destroy(shared)))).isEqualTo(Resources.of(scalar("disk", 10, A)));
    }

    @Test
    void aVolumeGrowsByAndShrinksToPlainDisk() {
        Resource volume = volume(scalar("disk", 10, A), "v");
        Resource grown = volume(scalar("disk", 15.5, A), "v");
        Resources before = Resources.of(volume, scalar("disk", 20, A));
        Operation grow = Operation.newBuilder()
                .setType(Operation.Type.GROW_VOLUME)
                .setGrowVolume(
                        Operation.GrowVolume.newBuilder().setVolume(volume).setAddition(scalar("disk", 5.5, A)))
                .build();
        Operation shrink = Operation.newBuilder()
                .setType(Operation.Type.SHRINK_VOLUME)
                .setShrinkVolume(Operation.ShrinkVolume.newBuilder()
                        .setVolume(grown)
                        .setSubtract(Value.Scalar.newBuilder().setValue(5.5)))
                .build();

        Resources after = before.apply(ResourceConversion.of(grow));

        assertThat(after).isEqualTo(Resources.of(grown, scalar("disk", 14.5, A)));
        assertThat(after.apply(ResourceConversion.of(shrink))).isEqualTo(before);
    }

    @Test
    void disksOfProvidersAndUnreservedResourcesCannotBeConverted() {
        assertThatThrownBy(() -> ResourceConversion.of(Operation.newBuilder()
                        .setType(Operation.Type.CREATE_DISK)
                        .build()))
                .isInstanceOf(MalformedValueException.class);
        assertThatThrownBy(() -> ResourceConversion.of(unreserve(scalar("cpus", 1))))
                .isInstanceOf(MalformedValueException.class)
                .hasMessage("'cpus' is not reserved");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyRowOfOperationsKeepsTheQuantitiesAndIsUndoneByItsInverses(long seed) {
        RandomGenerator random = new SplittableRandom(seed); // shown in the name of the case
        Resources start = Resources.of(scalar("cpus", 8), scalar("mem", 1024), scalar("disk", 1000));
        Resources now = start;
        List<ResourceConversion> done = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            List<Resource> all = now.asList();
            Resource picked = all.get(random.nextInt(all.size()));
            for (ResourceConversion conversion : ResourceConversion.of(some(random, picked, i))) {
                Resources next = now.apply(conversion);
                assertThat(next.minus(conversion.converted())).isEqualTo(now.minus(conversion.consumed()));
                assertThat(next.contains(conversion.converted())).isTrue();
                now = next;
                done.add(conversion);
            }
            for (String name : List.of("cpus", "mem", "disk")) {
                assertThat(now.millis(name)).isEqualTo(start.millis(name));
            }
        }
        for (int i = done.size() - 1; i >= 0; i--) {
            now = now.apply(done.get(i).inverse());
        }
        assertThat(now).isEqualTo(start);
    }

    /** An operation that fits a resource of that kind. */
    private static Operation some(RandomGenerator random, Resource resource, int unique) {
        if (resource.getDisk().hasPersistence()) {
            return destroy(resource);
        }
        int depth = resource.getReservationsCount();
        double part = Math.round(resource.getScalar().getValue() * 1000 * random.nextDouble(0.1, 1)) / 1000.0;
        Resource some = resource.toBuilder()
                .setScalar(Value.Scalar.newBuilder().setValue(Math.max(part, 0.001)))
                .build();
        if (depth > 0 && resource.getName().equals("disk") && random.nextBoolean()) {
            return create(volume(some, "v" + unique));
        }
        if (depth > 0 && (depth == 2 || random.nextBoolean())) {
            return unreserve(some);
        }
        return reserve(some.toBuilder().addReservations(depth == 0 ? A : A_B).build());
    }

    private static Operation reserve(Resource... resources) {
        return Operation.newBuilder()
                .setType(Operation.Type.RESERVE)
                .setReserve(Operation.Reserve.newBuilder().addAllResources(List.of(resources)))
                .build();
    }

    private static Operation unreserve(Resource... resources) {
        return Operation.newBuilder()
                .setType(Operation.Type.UNRESERVE)
                .setUnreserve(Operation.Unreserve.newBuilder().addAllResources(List.of(resources)))
                .build();
    }

    private static Operation create(Resource volume) {
        return Operation.newBuilder()
                .setType(Operation.Type.CREATE)
                .setCreate(Operation.Create.newBuilder().addVolumes(volume))
                .build();
    }

    private static Operation destroy(Resource volume) {
        return Operation.newBuilder()
                .setType(Operation.Type.DESTROY)
                .setDestroy(Operation.Destroy.newBuilder().addVolumes(volume))
                .build();
    }

    private static Resource volume(Resource disk, String id) {
        Resource.Builder volume = disk.toBuilder();
        volume.getDiskBuilder()
                .setPersistence(DiskInfo.Persistence.newBuilder().setId(id))
                .setVolume(Volume.newBuilder().setMode(Volume.Mode.RW).setContainerPath("data"));
        return volume.build();
    }

    private static Resource scalar(String name, double value, ReservationInfo... reservations) {
        return Resource.newBuilder()
                .setName(name)
                .setType(Value.Type.SCALAR)
                .setScalar(Value.Scalar.newBuilder().setValue(value))
                .addAllReservations(List.of(reservations))
                .build();
    }

    private static ReservationInfo reservation(String role) {
        return ReservationInfo.newBuilder()
                .setType(ReservationInfo.Type.DYNAMIC)
                .setRole(role)
                .build();
    }
}
