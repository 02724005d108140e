package io.mesosframework.embedded.internal.master;

import static io.mesosframework.embedded.internal.master.OperationSamples.ROLE;
import static io.mesosframework.embedded.internal.master.OperationSamples.allocated;
import static io.mesosframework.embedded.internal.master.OperationSamples.byPrincipal;
import static io.mesosframework.embedded.internal.master.OperationSamples.destroy;
import static io.mesosframework.embedded.internal.master.OperationSamples.grow;
import static io.mesosframework.embedded.internal.master.OperationSamples.make;
import static io.mesosframework.embedded.internal.master.OperationSamples.provided;
import static io.mesosframework.embedded.internal.master.OperationSamples.reserve;
import static io.mesosframework.embedded.internal.master.OperationSamples.reserved;
import static io.mesosframework.embedded.internal.master.OperationSamples.scalar;
import static io.mesosframework.embedded.internal.master.OperationSamples.shared;
import static io.mesosframework.embedded.internal.master.OperationSamples.shrink;
import static io.mesosframework.embedded.internal.master.OperationSamples.source;
import static io.mesosframework.embedded.internal.master.OperationSamples.unreserve;
import static io.mesosframework.embedded.internal.master.OperationSamples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.Volume;
import io.mesosframework.resources.Resources;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PROTOCOL B93-B98: each rule once; the conformance scenarios of wrong operations have them all, as Mesos words them. */
class OperationValidationTest {

    private static final Resource THERE = volume(10, "there");
    private static final Resource USED = volume(10, "used");
    private static final Resources TOTAL =
            Resources.parse("cpus:4;mem:4096;disk:1000").plus(THERE).plus(USED).plus(shared(volume(10, "shared")));

    @ParameterizedTest
    @MethodSource("wrong")
    void isRefusedForTheFirstThingWrongWithIt(Operation operation, String problem) {
        assertThat(validation("me", Capability.Type.MULTI_ROLE).problem(completed(operation)))
                .hasValueSatisfying(text -> assertThat(text).contains(problem));
    }

    static Stream<Arguments> wrong() {
        Resource cpus = mine(reserved("cpus", 1));
        Resource readOnly = with(mine(volume(1, "v")), Volume.Mode.RO);
        Resource hostPath = hostPath(mine(volume(1, "v")));
        Resource raw = provided(source(scalar("disk", 1), Source.Type.RAW), "p");
        return Stream.of(
                // RESERVE
                Arguments.of(reserve(), "multiple resource providers: "),
                Arguments.of(reserve(cpus, provided(cpus, "p")), "Some resources have a resource provider"),
                Arguments.of(reserve(provided(cpus, "q"), provided(cpus, "p")), "resource providers: p, q"),
                Arguments.of(reserve(scalar("cpus", 1)), "is not dynamically reserved"),
                Arguments.of(reserve(reserved("cpus", 1)), "with no principal set"),
                Arguments.of(reserve(byPrincipal(reserved("cpus", 1), "you")), "with principal 'you'"),
                Arguments.of(
                        reserve(mine(reserved(scalar("cpus", 1), "ops"))),
                        "with role 'ops', but the resource was allocated to role 'eng'"),
                Arguments.of(
                        reserve(allocated(mine(reserved(scalar("cpus", 1), "far")), "far")),
                        "the framework only has roles '{ eng, ops }'"),
                // UNRESERVE
                Arguments.of(unreserve(scalar("cpus", 1)), "is not dynamically reserved"),
                Arguments.of(unreserve(THERE), "cannot be unreserved directly"),
                Arguments.of(unreserve(), "multiple resource providers: "),
                // CREATE
                Arguments.of(make(mine(reserved("disk", 1))), "does not have DiskInfo"),
                Arguments.of(make(readOnly), "Read-only persistent volume not supported"),
                Arguments.of(make(hostPath), "Expecting 'host_path' to be unset"),
                Arguments.of(make(mine(volume(1, "a/b"))), "Invalid persistence ID for persistent volume"),
                Arguments.of(make(mine(volume(1, "v")), mine(volume(1, "v"))), "'v' is not unique"),
                Arguments.of(make(mine(volume(1, "there"))), "'there' is not unique"),
                Arguments.of(make(shared(mine(volume(1, "v")))), "with no SHARED_RESOURCES capability"),
                Arguments.of(make(volume(1, "v")), "no principal set in 'disk.persistence'"),
                // DESTROY
                Arguments.of(destroy(volume(10, "gone")), "Persistent volumes not found"),
                Arguments.of(destroy(volume(9, "there")), "Persistent volumes not found"),
                Arguments.of(destroy(THERE, USED), "Persistent volumes in use"),
                Arguments.of(destroy(reserved("disk", 1)), "Not a persistent volume"),
                // GROW_VOLUME
                Arguments.of(grow(reserved("disk", 1), reserved("disk", 1)), "Invalid persistent volume in the 'Grow"),
                Arguments.of(grow(shared(THERE), reserved("disk", 1)), "Growing a shared persistent volume"),
                Arguments.of(grow(provided(THERE, "p"), reserved("disk", 1)), "Growing a volume from a resource prov"),
                Arguments.of(grow(THERE, reserved("disk", 0)), "must be greater than zero"),
                Arguments.of(grow(THERE, scalar("disk", 1)), "Incompatible resources"),
                // SHRINK_VOLUME
                Arguments.of(shrink(reserved("disk", 2), 1), "Invalid persistent volume in the 'ShrinkVolume"),
                Arguments.of(shrink(shared(THERE), 1), "Shrinking a shared persistent volume"),
                Arguments.of(shrink(provided(THERE, "p"), 1), "Shrinking a volume from a resource provider"),
                Arguments.of(shrink(source(THERE, Source.Type.MOUNT), 1), "on a MOUNT disk"),
                Arguments.of(shrink(THERE, 0), "must be greater than zero"),
                Arguments.of(shrink(THERE, 10), "must be smaller than the size"),
                // CREATE_DISK
                Arguments.of(createDisk(scalar("disk", 1), Source.Type.MOUNT, false), "not managed by a resource pro"),
                Arguments.of(
                        createDisk(provided(scalar("disk", 1), "p"), Source.Type.MOUNT, false),
                        "is not a RAW disk resource"),
                Arguments.of(createDisk(raw, Source.Type.PATH, true), "neither MOUNT or BLOCK"),
                Arguments.of(createDisk(raw, Source.Type.MOUNT, false), "'target_profile' must be set"),
                Arguments.of(createDisk(profiled(raw), Source.Type.MOUNT, true), "'target_profile' must not be set"),
                // DESTROY_DISK
                Arguments.of(destroyDisk(scalar("disk", 1)), "not managed by a resource provider"),
                Arguments.of(
                        destroyDisk(provided(source(scalar("disk", 1), Source.Type.PATH), "p")),
                        "neither a MOUNT, BLOCK or RAW"),
                Arguments.of(destroyDisk(raw), "not backed by a CSI volume"),
                Arguments.of(
                        destroyDisk(provided(withId(source(THERE, Source.Type.MOUNT)), "p")),
                        "cannot be destroyed directly"));
    }

    @ParameterizedTest
    @MethodSource("right")
    void isFineOtherwise(Operation operation) {
        assertThat(validation("me", Capability.Type.MULTI_ROLE, Capability.Type.SHARED_RESOURCES)
                        .problem(completed(operation)))
                .isEmpty();
    }

    static Stream<Operation> right() {
        return Stream.of(
                reserve(mine(reserved("cpus", 1)), mine(reserved("mem", 1))),
                unreserve(byPrincipal(reserved("cpus", 1), "you")),
                make(minePersistence(mine(volume(1, "v")))),
                make(shared(minePersistence(mine(volume(1, "v"))))),
                destroy(THERE),
                destroy(shared(volume(10, "shared"))),
                grow(THERE, reserved("disk", 1)),
                shrink(THERE, 9.999),
                createDisk(provided(source(scalar("disk", 1), Source.Type.RAW), "p"), Source.Type.BLOCK, true),
                destroyDisk(provided(withId(source(scalar("disk", 1), Source.Type.RAW)), "p")));
    }

    @Test
    void anOperatorWithoutAPrincipalReservesWhatIsAllocatedToNobody() {
        OperationValidation operator =
                new OperationValidation(Optional.empty(), Optional.empty(), TOTAL, volume -> false);
        assertThat(operator.problem(reserve(reserved("cpus", 1)))).isEmpty();
        assertThat(operator.problem(reserve(allocated(reserved("cpus", 1), ROLE))))
                .hasValueSatisfying(text -> assertThat(text).contains("with an allocated resource"));
        assertThat(operator.problem(make(shared(volume(1, "v"))))).isEmpty();
    }

    private static OperationValidation validation(String principal, Capability.Type... capabilities) {
        FrameworkInfo info = MasterDriver.info(capabilities)
                .addRoles(ROLE)
                .addRoles("ops")
                .setPrincipal(principal)
                .build();
        Resources used = Resources.of(USED);
        return new OperationValidation(Optional.of(info), Optional.of(principal), TOTAL, used::contains);
    }

    /** As the master completes it before it looks. */
    private static Operation completed(Operation operation) {
        return OperationFormats.completed(operation, ROLE);
    }

    private static Resource mine(Resource reserved) {
        return byPrincipal(reserved, "me");
    }

    private static Resource minePersistence(Resource volume) {
        Resource.Builder builder = volume.toBuilder();
        builder.getDiskBuilder().getPersistenceBuilder().setPrincipal("me");
        return builder.build();
    }

    private static Resource with(Resource volume, Volume.Mode mode) {
        Resource.Builder builder = volume.toBuilder();
        builder.getDiskBuilder().getVolumeBuilder().setMode(mode);
        return builder.build();
    }

    private static Resource hostPath(Resource volume) {
        Resource.Builder builder = volume.toBuilder();
        builder.getDiskBuilder().getVolumeBuilder().setHostPath("/h");
        return builder.build();
    }

    private static Resource profiled(Resource disk) {
        Resource.Builder builder = disk.toBuilder();
        builder.getDiskBuilder().getSourceBuilder().setProfile("fast");
        return builder.build();
    }

    private static Resource withId(Resource disk) {
        Resource.Builder builder = disk.toBuilder();
        builder.getDiskBuilder().getSourceBuilder().setId("i");
        return builder.build();
    }

    private static Operation createDisk(Resource source, Source.Type target, boolean profile) {
        Operation.CreateDisk.Builder create =
                Operation.CreateDisk.newBuilder().setSource(source).setTargetType(target);
        if (profile) {
            create.setTargetProfile("slow");
        }
        return Operation.newBuilder()
                .setType(Operation.Type.CREATE_DISK)
                .setCreateDisk(create)
                .build();
    }

    private static Operation destroyDisk(Resource source) {
        return Operation.newBuilder()
                .setType(Operation.Type.DESTROY_DISK)
                .setDestroyDisk(Operation.DestroyDisk.newBuilder().setSource(source))
                .build();
    }
}
