package io.mesosframework.embedded.internal.master;

import static io.mesosframework.embedded.internal.master.OperationSamples.ROLE;
import static io.mesosframework.embedded.internal.master.OperationSamples.allocated;
import static io.mesosframework.embedded.internal.master.OperationSamples.destroy;
import static io.mesosframework.embedded.internal.master.OperationSamples.grow;
import static io.mesosframework.embedded.internal.master.OperationSamples.make;
import static io.mesosframework.embedded.internal.master.OperationSamples.reserve;
import static io.mesosframework.embedded.internal.master.OperationSamples.reserved;
import static io.mesosframework.embedded.internal.master.OperationSamples.scalar;
import static io.mesosframework.embedded.internal.master.OperationSamples.shrink;
import static io.mesosframework.embedded.internal.master.OperationSamples.unreserve;
import static io.mesosframework.embedded.internal.master.OperationSamples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo.Source;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** PROTOCOL B58, B59, B63, D30, D37. */
class OperationFormatsTest {

    private static final Resource GOOD = reserved("cpus", 1);
    private static final Resource BAD = scalar("cpus", -1);
    private static final ExecutorInfo EXECUTOR = ExecutorInfo.newBuilder()
            .setExecutorId(ExecutorID.newBuilder().setValue("e"))
            .build();
    private static final String WHY = "is invalid: Invalid scalar resource: value <= 0";

    @ParameterizedTest
    @MethodSource("empty")
    void itsTypeSaysWhichFieldItMustHave(Operation.Type type, String problem) {
        assertThat(OperationFormats.problem(Operation.newBuilder().setType(type).build()))
                .contains(problem);
    }

    static Stream<Arguments> empty() {
        return Stream.of(
                field(Operation.Type.LAUNCH, "A LAUNCH offer", "launch field set."),
                field(Operation.Type.LAUNCH_GROUP, "A LAUNCH_GROUP offer", "launch_group field set."),
                field(Operation.Type.RESERVE, "A RESERVE offer", "reserve field set."),
                field(Operation.Type.UNRESERVE, "An UNRESERVE offer", "unreserve field set."),
                field(Operation.Type.CREATE, "A CREATE offer", "create field set."),
                field(Operation.Type.DESTROY, "A DESTROY offer", "destroy field set."),
                field(Operation.Type.GROW_VOLUME, "A GROW_VOLUME", "grow_volume field set"),
                field(Operation.Type.SHRINK_VOLUME, "A SHRINK_VOLUME offer", "shrink_volume field set"),
                field(Operation.Type.CREATE_DISK, "A CREATE_DISK offer", "create_disk field set."),
                field(Operation.Type.DESTROY_DISK, "A DESTROY_DISK offer", "destroy_disk field set."));
    }

    private static Arguments field(Operation.Type type, String kind, String end) {
        return Arguments.of(type, kind + " operation must have the Offer.Operation." + end);
    }

    @Test
    void ofAnUnknownTypeNothingIsAsked() {
        assertThat(OperationFormats.problem(Operation.getDefaultInstance())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("withBadResources")
    void itsResourcesMustBeValid(Operation operation) {
        assertThat(OperationFormats.problem(operation))
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith("Resource '").endsWith(WHY));
    }

    static Stream<Operation> withBadResources() {
        TaskInfo good = task(GOOD);
        TaskInfo bad = task(BAD);
        ExecutorInfo executor = EXECUTOR.toBuilder().addResources(BAD).build();
        return Stream.of(
                launch(good, bad),
                launch(good.toBuilder().setExecutor(executor).build()),
                group(EXECUTOR, good, bad),
                group(executor, good),
                reserve(GOOD, BAD),
                unreserve(GOOD, BAD),
                make(GOOD, BAD),
                destroy(GOOD, BAD));
    }

    private static TaskInfo task(Resource resource) {
        return TaskInfo.newBuilder()
                .setName("t")
                .setTaskId(TaskID.newBuilder().setValue("t"))
                .setAgentId(AgentID.newBuilder().setValue("a"))
                .addResources(resource)
                .build();
    }

    private static Operation launch(TaskInfo... tasks) {
        return Operation.newBuilder()
                .setType(Operation.Type.LAUNCH)
                .setLaunch(Operation.Launch.newBuilder().addAllTaskInfos(List.of(tasks)))
                .build();
    }

    private static Operation group(ExecutorInfo executor, TaskInfo... tasks) {
        return Operation.newBuilder()
                .setType(Operation.Type.LAUNCH_GROUP)
                .setLaunchGroup(Operation.LaunchGroup.newBuilder()
                        .setExecutor(executor)
                        .setTaskGroup(TaskGroupInfo.newBuilder().addAllTasks(List.of(tasks))))
                .build();
    }

    @ParameterizedTest
    @MethodSource("withOneBadResource")
    void whereThereIsOneResourceItIsNotNamed(Operation operation) {
        assertThat(OperationFormats.problem(operation)).contains("Invalid scalar resource: value <= 0");
    }

    static Stream<Operation> withOneBadResource() {
        return Stream.of(grow(BAD, GOOD), grow(GOOD, BAD), shrink(BAD, 1), createDisk(BAD), destroyDisk(BAD));
    }

    private static Operation createDisk(Resource source) {
        return Operation.newBuilder()
                .setType(Operation.Type.CREATE_DISK)
                .setCreateDisk(
                        Operation.CreateDisk.newBuilder().setSource(source).setTargetType(Source.Type.MOUNT))
                .build();
    }

    private static Operation destroyDisk(Resource source) {
        return Operation.newBuilder()
                .setType(Operation.Type.DESTROY_DISK)
                .setDestroyDisk(Operation.DestroyDisk.newBuilder().setSource(source))
                .build();
    }

    @Test
    void onlyOperatorsReserveWithASource() {
        Operation update = reserving(GOOD, GOOD);
        assertThat(OperationFormats.problem(update))
                .contains("Reservation updates are not yet implemented for the scheduler API.");
        assertThat(OperationFormats.problemOfOperators(update)).isEmpty();
    }

    @Test
    void theSourceOfOperatorsMustBeValidToo() {
        assertThat(OperationFormats.problemOfOperators(reserving(BAD, GOOD))).isPresent();
        assertThat(OperationFormats.problemOfOperators(reserving(GOOD, BAD))).isPresent();
    }

    @Test
    void otherOperationsOfOperatorsAreAsThoseOfFrameworks() {
        assertThat(OperationFormats.problemOfOperators(unreserve(BAD)))
                .isEqualTo(OperationFormats.problem(unreserve(BAD)))
                .isPresent();
    }

    private static Operation reserving(Resource source, Resource resource) {
        Operation.Builder reserve = reserve(resource).toBuilder();
        reserve.getReserveBuilder().addSource(source);
        return reserve.build();
    }

    /** Of each type, with two resources where it can have two. */
    static Stream<Function<Resource, Operation>> onResources() {
        return Stream.of(
                resource -> reserving(resource, resource),
                resource -> unreserve(resource, resource),
                resource -> make(resource, resource),
                resource -> destroy(resource, resource),
                resource -> grow(resource, resource),
                resource -> shrink(resource, 1),
                OperationFormatsTest::createDisk,
                OperationFormatsTest::destroyDisk);
    }

    @ParameterizedTest
    @MethodSource("onResources")
    void whatSaysNothingIsAllocatedToTheRole(Function<Resource, Operation> operation) {
        assertThat(OperationFormats.completed(operation.apply(volume(1, "v")), ROLE))
                .isEqualTo(operation.apply(allocated(volume(1, "v"), ROLE)));
    }

    @ParameterizedTest
    @MethodSource("onResources")
    void whatIsAllocatedStaysSo(Function<Resource, Operation> operation) {
        Operation complete = operation.apply(allocated(volume(1, "v"), "ops"));
        assertThat(OperationFormats.completed(complete, ROLE)).isEqualTo(complete);
    }

    @ParameterizedTest
    @MethodSource("onResources")
    void reservationsBecomeThoseOfTheNewerFormat(Function<Resource, Operation> operation) {
        assertThat(OperationFormats.completed(operation.apply(olderFormat(volume(1, "v"))), ROLE))
                .isEqualTo(operation.apply(allocated(volume(1, "v"), ROLE)));
    }

    @SuppressWarnings("deprecation") // The older format is made of deprecated fields.
    private static Resource olderFormat(Resource reserved) {
        Resource.Builder older = reserved.toBuilder().clearReservations().setRole(ROLE);
        older.getReservationBuilder();
        return older.build();
    }

    @ParameterizedTest
    @MethodSource("launches")
    void launchesAreLeftAsTheyAre(Operation launch) {
        assertThat(OperationFormats.completed(launch, ROLE)).isEqualTo(launch);
    }

    static Stream<Operation> launches() {
        return Stream.of(launch(task(GOOD)), group(EXECUTOR, task(GOOD)));
    }
}
