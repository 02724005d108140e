package io.mesosframework.embedded.internal.master;

import static io.mesosframework.embedded.internal.master.OperationSamples.ROLE;
import static io.mesosframework.embedded.internal.master.OperationSamples.destroy;
import static io.mesosframework.embedded.internal.master.OperationSamples.grow;
import static io.mesosframework.embedded.internal.master.OperationSamples.make;
import static io.mesosframework.embedded.internal.master.OperationSamples.named;
import static io.mesosframework.embedded.internal.master.OperationSamples.reserve;
import static io.mesosframework.embedded.internal.master.OperationSamples.reserved;
import static io.mesosframework.embedded.internal.master.OperationSamples.scalar;
import static io.mesosframework.embedded.internal.master.OperationSamples.shared;
import static io.mesosframework.embedded.internal.master.OperationSamples.shrink;
import static io.mesosframework.embedded.internal.master.OperationSamples.unreserve;
import static io.mesosframework.embedded.internal.master.OperationSamples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Offer.Operation;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.UUID;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosUuid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROTOCOL B66-B72, B99-B103, B145, B155, B156. */
class OperationsTest {

    private static final Resource CPUS = reserved("cpus", 1);

    private final MasterDriver driver = new MasterDriver();
    private final AgentID agent = driver.agent(0);
    private final Stream stream = driver.subscribe(MasterDriver.info(
                    Capability.Type.MULTI_ROLE,
                    Capability.Type.RESERVATION_REFINEMENT,
                    Capability.Type.SHARED_RESOURCES)
            .addRoles(ROLE));

    @Test
    void whatAnOperationMakesIsThereForTheNextOne() {
        driver.accept(
                stream,
                offer(),
                reserve(reserved("disk", 10)),
                make(volume(10, "v")),
                named(make(volume(1, "w")), "too much"),
                named(destroy(volume(10, "v")), "fine"));
        assertThat(told()).singleElement().satisfies(status -> {
            assertThat(status.getOperationId().getValue()).isEqualTo("too much");
            assertThat(status.getState()).isEqualTo(OperationState.OPERATION_ERROR);
            assertThat(status.hasAgentId()).isFalse();
            assertThat(status.hasUuid()).isFalse(); // B100
        });
        assertThat(driver.told(ToAgent.ApplyOperation.class)).hasSize(3);
    }

    @Test
    void aVolumeThatGrowsIsNotForTheNextOne() {
        Resource grown = volume(15, "v");
        driver.accept(
                stream,
                offer(),
                reserve(reserved("disk", 20)),
                make(volume(10, "v")),
                grow(volume(10, "v"), reserved("disk", 5)),
                named(destroy(grown), "grown"),
                named(destroy(volume(10, "v")), "as it was"));
        assertThat(told())
                .extracting(OperationStatus::getMessage)
                .satisfiesExactly(
                        text -> assertThat(text).contains("does not contain"),
                        text -> assertThat(text).contains("Persistent volumes not found"));
        assertThat(offered().contains(grown)).isTrue();
    }

    @Test
    void theDiskThatAShrunkVolumeLeavesStaysOutUntilItsFrameworkIsGone() {
        driver.accept(
                stream, offer(), reserve(reserved("disk", 20)), make(volume(10, "v")), shrink(volume(10, "v"), 4));
        assertThat(offered().contains(volume(6, "v"))).isTrue();
        assertThat(offered().reservedTo(ROLE).diskMillis()).isEqualTo(16_000);
        assertThat(driver.total(agent).reservedTo(ROLE).diskMillis()).isEqualTo(20_000);
    }

    @Test
    void aSharedVolumeServesAllTasksOfItsOwnAccept() {
        Resource volume = shared(volume(10, "v"));
        Offer offer = offer();
        Operation.Builder launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
        for (String id : List.of("one", "two")) {
            TaskInfo.Builder task =
                    MasterDriver.task(id, offer, "cpus:1;mem:32").addResources(volume);
            launch.getLaunchBuilder().addTaskInfos(task);
        }
        driver.accept(
                stream,
                offer,
                reserve(reserved("disk", 10)),
                make(volume),
                launch.build(),
                named(destroy(volume), "in use"));
        assertThat(stream.updates()).isEmpty();
        assertThat(driver.told(ToAgent.RunTask.class)).hasSize(2); // B72
        assertThat(told())
                .singleElement()
                .satisfies(status -> assertThat(status.getMessage()).startsWith("Persistent volumes in use"));
    }

    @Test
    void theEndOfAnOperationIsTheFrameworksIfItHasAnIdElseTheMasters() {
        driver.accept(stream, offer(), named(reserve(CPUS), "mine"), unreserve(CPUS));
        List<ToAgent.ApplyOperation> asked = driver.told(ToAgent.ApplyOperation.class);
        OperationStatus first = finish(asked.get(0), 1);
        finish(asked.get(1), 2);
        assertThat(told()).containsExactly(first);
        assertThat(acknowledged()).containsExactly(asked.get(1).uuid());
        reconcile();
        assertThat(told()).endsWith(first.toBuilder().clearUuid().build()); // B155
        acknowledge(
                first.toBuilder().setUuid(UUID.newBuilder().setValue(uuid(9))).build());
        assertThat(acknowledged()).hasSize(1); // B145
        acknowledge(first);
        assertThat(acknowledged()).endsWith(asked.get(0).uuid());
        int before = told().size();
        reconcile();
        assertThat(told()).hasSize(before);
    }

    @Test
    void anIdUsedAgainIsTheNewerOperations() {
        driver.accept(stream, offer(), named(reserve(CPUS), "same"), named(reserve(reserved("mem", 1)), "same"));
        List<ToAgent.ApplyOperation> asked = driver.told(ToAgent.ApplyOperation.class);
        OperationStatus first = finish(asked.get(0), 1);
        OperationStatus second = finish(asked.get(1), 2);
        acknowledge(first);
        assertThat(acknowledged()).isEmpty(); // B103
        acknowledge(second);
        assertThat(acknowledged()).containsExactly(asked.get(1).uuid());
    }

    @Test
    void operationsOfAnAgentThatGoesAreToldOfAndForgotten() {
        driver.accept(stream, offer(), named(reserve(CPUS), "open"), unreserve(CPUS));
        driver.silent.add(0);
        driver.pass(Duration.ofMinutes(2));
        assertThat(told()).singleElement().satisfies(status -> {
            assertThat(status.getState()).isEqualTo(OperationState.OPERATION_UNREACHABLE);
            assertThat(status.getAgentId()).isEqualTo(agent);
        });
        reconcile();
        assertThat(told()).hasSize(1);
        reconcile(asking("open").setAgentId(agent));
        assertThat(last().getState()).isEqualTo(OperationState.OPERATION_UNREACHABLE); // B156
    }

    @Test
    void anAgentThatIsBackIsAskedForWhatItNeverAnswered() {
        driver.accept(stream, offer(), named(reserve(CPUS), "open"), unreserve(CPUS));
        List<ToAgent.ApplyOperation> asked = driver.told(ToAgent.ApplyOperation.class);
        finish(asked.get(1), 1);
        driver.input(new MasterInput.AgentDisconnected(0));
        driver.input(new MasterInput.AgentSays(
                1,
                new FromAgent.Reregister(
                        MasterDriver.agentInfo(agent),
                        "127.0.0.1",
                        "slave(1)",
                        Resources.parse("cpus:4;mem:4096"),
                        List.of(),
                        List.of(),
                        List.of())));
        assertThat(driver.told(ToAgent.ReconcileOperations.class))
                .singleElement()
                .satisfies(message -> assertThat(message.operations()).containsExactly(asked.get(0)));
        assertThat(driver.total(agent)).isEqualTo(Resources.parse("cpus:4;mem:4096")); // as the agent has it
    }

    @Test
    void whatIsNotKnownIsUnknownInWordsThatDependOnTheAgent() {
        reconcile(asking("none"));
        assertThat(last().getMessage())
                .isEqualTo("Reconciliation: Operation is unknown and no 'agent_id' was provided");
        reconcile(asking("none").setAgentId(agent));
        assertThat(last().getMessage()).isEqualTo("Reconciliation: Operation is unknown");
        reconcile(asking("none").setAgentId(AgentID.newBuilder().setValue("nobody")));
        assertThat(last().getMessage()).isEqualTo("Reconciliation: Both operation and agent are unknown");
        Call.ReconcileOperations.Operation.Builder provided = asking("none").setAgentId(agent);
        provided.getResourceProviderIdBuilder().setValue("p");
        reconcile(provided);
        assertThat(last().hasMessage()).isFalse();
        assertThat(told()).extracting(OperationStatus::getState).containsOnly(OperationState.OPERATION_UNKNOWN);
    }

    /** Whatever is done to them, nothing is won and nothing lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void validOperationsKeepWhatTheAgentHasInAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Resources before = driver.total(agent);
        for (int i = 0; i < 40; i++) {
            Operation operation = named(any(random, offered().asList(), i), "o" + i);
            driver.accept(stream, offer(), operation);
            assertThat(told()).as("seed %s: %s", seed, operation).isEmpty();
            Resources after = driver.total(agent);
            assertThat(after.scalarMillis()).as("seed %s: %s", seed, operation).isEqualTo(before.scalarMillis());
            assertThat(after.ranges("ports")).isEqualTo(before.ranges("ports"));
            assertThat(after.contains(offered())).isTrue();
        }
    }

    /** An operation that the resources allow. */
    private static Operation any(SplittableRandom random, List<Resource> resources, int step) {
        while (true) {
            Resource resource = resources.get(random.nextInt(resources.size())).toBuilder()
                    .clearAllocationInfo()
                    .build();
            if (!resource.hasScalar()) {
                continue;
            }
            Resource part = part(random, resource);
            boolean plain = resource.getReservationsCount() == 0;
            if (plain) {
                return reserve(reserved(part, ROLE));
            }
            if (!resource.hasDisk()) {
                boolean disk = resource.getName().equals("disk");
                Optional<Resource> grown = resources.stream()
                        .filter(r -> r.getDisk().hasPersistence() && !r.hasShared())
                        .findFirst();
                return switch (random.nextInt(disk ? grown.isPresent() ? 4 : 3 : 1)) {
                    case 0 -> unreserve(part);
                    case 1 -> make(volume(part.getScalar().getValue(), "v" + step));
                    case 2 -> make(shared(volume(part.getScalar().getValue(), "v" + step)));
                    default ->
                        grow(
                                grown.orElseThrow().toBuilder()
                                        .clearAllocationInfo()
                                        .build(),
                                part);
                };
            }
            double size = resource.getScalar().getValue();
            return random.nextBoolean() || resource.hasShared() || size < 0.002
                    ? destroy(resource)
                    : shrink(resource, Math.max(1, Math.round(size * 500)) / 1000.0);
        }
    }

    private static Resource part(SplittableRandom random, Resource resource) {
        long millis = Math.round(resource.getScalar().getValue() * 1000);
        return scalarOf(resource, (1 + random.nextLong(millis)) / 1000.0);
    }

    private static Resource scalarOf(Resource resource, double value) {
        return resource.toBuilder()
                .setScalar(scalar(resource.getName(), value).getScalar())
                .build();
    }

    // What the framework does and sees

    /** The newest, of all that is free. */
    private Offer offer() {
        driver.pass(Duration.ofSeconds(1));
        List<Offer> offers = stream.offers();
        return offers.get(offers.size() - 1);
    }

    private Resources offered() {
        return Resources.of(offer().getResourcesList()).withoutAllocation();
    }

    private List<OperationStatus> told() {
        return new ArrayList<>(stream.of(Event.Type.UPDATE_OPERATION_STATUS).stream()
                .map(event -> event.getUpdateOperationStatus().getStatus())
                .toList());
    }

    private OperationStatus last() {
        return told().get(told().size() - 1);
    }

    private List<ByteString> acknowledged() {
        return driver.told(ToAgent.AcknowledgeOperation.class).stream()
                .map(ToAgent.AcknowledgeOperation::operationUuid)
                .toList();
    }

    private OperationStatus finish(ToAgent.ApplyOperation asked, int number) {
        OperationStatus.Builder status = OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_FINISHED)
                .setAgentId(agent)
                .setUuid(UUID.newBuilder().setValue(uuid(number)));
        if (asked.operation().hasId()) {
            status.setOperationId(asked.operation().getId());
        }
        driver.input(new MasterInput.AgentSays(
                0,
                new FromAgent.OperationUpdate(asked.frameworkId(), asked.uuid(), asked.operation(), status.build())));
        return status.build();
    }

    private static ByteString uuid(int number) {
        return MesosUuid.toBytes(new java.util.UUID(0x4000L, number));
    }

    private void acknowledge(OperationStatus status) {
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.ACKNOWLEDGE_OPERATION_STATUS)
                        .setAcknowledgeOperationStatus(Call.AcknowledgeOperationStatus.newBuilder()
                                .setAgentId(agent)
                                .setOperationId(status.getOperationId())
                                .setUuid(status.getUuid().getValue())));
    }

    private static Call.ReconcileOperations.Operation.Builder asking(String id) {
        return Call.ReconcileOperations.Operation.newBuilder()
                .setOperationId(OperationID.newBuilder().setValue(id));
    }

    private void reconcile(Call.ReconcileOperations.Operation.Builder... asked) {
        Call.ReconcileOperations.Builder reconcile = Call.ReconcileOperations.newBuilder();
        for (Call.ReconcileOperations.Operation.Builder operation : asked) {
            reconcile.addOperations(operation);
        }
        driver.call(
                stream,
                Call.newBuilder().setType(Call.Type.RECONCILE_OPERATIONS).setReconcileOperations(reconcile));
    }
}
