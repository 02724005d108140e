package io.mesosframework.conformance;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static io.mesosframework.conformance.Framework.refused;
import static io.mesosframework.conformance.Framework.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.scheduler.FrameworkFailedOverException;
import io.mesosframework.client.scheduler.FrameworkRemovedException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerClientBuilder;
import io.mesosframework.client.scheduler.SubscriptionRefusedException;
import io.mesosframework.conformance.golden.Dialect;
import io.mesosframework.conformance.golden.RawExecutor;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Request;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.testing.mesos.RealMesos;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RealPart("SchedulerClient: every call, in protobuf and JSON, and what Mesos refuses")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchedulerClientOnRealMesosTest {
    private static final Filters NO_FILTER =
            Filters.newBuilder().setRefuseSeconds(0).build();

    private final RealMesos mesos = RealMesos.builder().agents(2).start();
    private final Operator operator = Operator.of(mesos.master());

    @AfterAll
    void down() {
        mesos.close();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void offersAreDeclinedSuppressedAndRevived(Codec codec) {
        try (Framework framework = subscribed(codec)) {
            SchedulerClient client = framework.client();
            Offer first = framework.events().takeOffer();

            taken(client.request(List.of(Request.newBuilder()
                    .setAgentId(first.getAgentId())
                    .addResources(Tasks.scalar("cpus", 1))
                    .build())));
            taken(client.decline(List.of(first.getId()), NO_FILTER));
            Offer again = awaitOfferOf(framework, first);
            assertThat(again.getId()).isNotEqualTo(first.getId());

            taken(client.suppress(List.of()));
            taken(client.decline(List.of(again.getId()), NO_FILTER));
            // The master allocates once a second.
            await().during(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> framework.events().openOffers().stream()
                            .noneMatch(offer -> offer.getAgentId().equals(first.getAgentId())));

            taken(client.revive(List.of(Tasks.ROLE)));
            awaitOfferOf(framework, first);
            taken(client.teardown());
        }
    }

    private static Offer awaitOfferOf(Framework framework, Offer agentOf) {
        return await().atMost(PATIENCE)
                .until(
                        () -> framework.events().openOffers().stream()
                                .filter(offer -> offer.getAgentId().equals(agentOf.getAgentId()))
                                .filter(offer -> !offer.getId().equals(agentOf.getId()))
                                .reduce((older, newer) -> newer)
                                .map(framework.events()::take),
                        Optional::isPresent)
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aTaskIsLaunchedAcknowledgedReconciledAndKilled(Codec codec) {
        try (Framework framework = subscribed(codec)) {
            SchedulerClient client = framework.client();
            Offer offer = framework.events().takeOffer();
            launch(framework, offer, Tasks.command("t1", offer, "sleep 600").build());

            // The second update comes because the first was acknowledged.
            framework.acknowledgeUpdate("t1", TaskState.TASK_STARTING);
            TaskStatus running = framework.acknowledgeUpdate("t1", TaskState.TASK_RUNNING);
            assertThat(running.getAgentId()).isEqualTo(offer.getAgentId());

            taken(client.reconcile(List.of(Call.Reconcile.Task.newBuilder()
                    .setTaskId(running.getTaskId())
                    .setAgentId(offer.getAgentId())
                    .build())));
            TaskStatus reconciled = framework.events().awaitUpdate("t1", TaskState.TASK_RUNNING);
            assertThat(reconciled.getReason()).isEqualTo(TaskStatus.Reason.REASON_RECONCILIATION);
            assertThat(reconciled.hasUuid()).isFalse();
            taken(client.reconcile(List.of()));
            framework.events().awaitUpdate("t1", TaskState.TASK_RUNNING);

            taken(client.kill(running.getTaskId(), offer.getAgentId(), null));
            framework.acknowledgeUpdate("t1", TaskState.TASK_KILLING);
            framework.acknowledgeUpdate("t1", TaskState.TASK_KILLED);
            taken(client.teardown());
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void anOperationIsReportedUntilItIsAcknowledged(Codec codec) {
        try (Framework framework = subscribed(codec)) {
            SchedulerClient client = framework.client();
            Offer offer = framework.events().takeOffer();
            OperationID id =
                    OperationID.newBuilder().setValue("reserve-" + codec).build();
            taken(client.accept(List.of(offer.getId()), Tasks.reserve(offer, id).getOperationsList(), NO_FILTER));
            OperationStatus finished = awaitOperation(framework);
            assertThat(finished.getState()).as(finished.toString()).isEqualTo(OperationState.OPERATION_FINISHED);
            assertThat(finished.getOperationId()).isEqualTo(id);

            Call.ReconcileOperations.Operation asked = Call.ReconcileOperations.Operation.newBuilder()
                    .setOperationId(id)
                    .setAgentId(offer.getAgentId())
                    .build();
            taken(client.reconcileOperations(List.of(asked)));
            assertThat(awaitOperation(framework).getState()).isEqualTo(OperationState.OPERATION_FINISHED);

            taken(client.acknowledgeOperationStatus(finished));
            await("forgotten by the master").atMost(PATIENCE).until(() -> {
                taken(client.reconcileOperations(List.of(asked)));
                return awaitOperation(framework).getState() == OperationState.OPERATION_UNKNOWN;
            });
            taken(client.teardown());
        }
    }

    private static OperationStatus awaitOperation(Framework framework) {
        return framework
                .events()
                .await(Event.Type.UPDATE_OPERATION_STATUS)
                .getUpdateOperationStatus()
                .getStatus();
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void messagesReachAnExecutorAndShutdownEndsIt(Codec codec) {
        ByteString data = ByteString.copyFrom(new byte[] {'h', 'i', 0, (byte) 0xfe});
        ExecutorID id = ExecutorID.newBuilder().setValue("executor-" + codec).build();
        try (Framework framework = subscribed(codec)) {
            SchedulerClient client = framework.client();
            Offer offer = framework.events().takeOffer();
            launch(
                    framework,
                    offer,
                    Tasks.task("t1", offer)
                            .setExecutor(Tasks.executor(id.getValue(), RawExecutor.COMMAND))
                            .build());
            try (RawExecutor executor = RawExecutor.started(mesos.directory(), Dialect.PROTOBUF, framework.id(), id)) {
                executor.update("t1", TaskState.TASK_RUNNING);
                framework.acknowledgeUpdate("t1", TaskState.TASK_RUNNING);

                taken(client.message(offer.getAgentId(), id, data));
                assertThat(executor.awaitEvent(io.mesosframework.protocol.executor.Event.Type.MESSAGE)
                                .getMessage()
                                .getData())
                        .isEqualTo(data);
                executor.message(data);
                assertThat(framework
                                .events()
                                .await(Event.Type.MESSAGE)
                                .getMessage()
                                .getData())
                        .isEqualTo(data);

                taken(client.shutdown(id, offer.getAgentId()));
                executor.awaitEvent(io.mesosframework.protocol.executor.Event.Type.SHUTDOWN);
                Event.Failure failure =
                        framework.events().await(Event.Type.FAILURE).getFailure();
                assertThat(failure.getExecutorId()).isEqualTo(id);
            }
            taken(client.teardown());
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void inverseOffersAreAcceptedAndDeclined(Codec codec) {
        try (Framework framework = subscribed(codec)) {
            framework.events().takeOffer();
            maintenance("[{\"machine_ids\":[{\"hostname\":\"127.0.0.1\",\"ip\":\"127.0.0.1\"}],"
                    + "\"unavailability\":{\"start\":{\"nanoseconds\":4000000000000000000}}}]");
            List<OfferID> first = awaitInverseOffers(framework);

            taken(framework.client().acceptInverseOffers(first, NO_FILTER));
            awaitMaintenanceStatus(framework.id(), "ACCEPT");
            // Answered or not, the next one comes once the filter is over.
            taken(framework.client().declineInverseOffers(awaitInverseOffers(framework), NO_FILTER));
            awaitMaintenanceStatus(framework.id(), "DECLINE");

            maintenance("[]");
            taken(framework.client().teardown());
        }
    }

    private static List<OfferID> awaitInverseOffers(Framework framework) {
        return framework.events().await(Event.Type.INVERSE_OFFERS).getInverseOffers().getInverseOffersList().stream()
                .map(inverse -> inverse.getId())
                .toList();
    }

    private void maintenance(String windows) {
        operator.call("{\"type\":\"UPDATE_MAINTENANCE_SCHEDULE\",\"update_maintenance_schedule\":"
                + "{\"schedule\":{\"windows\":" + windows + "}}}");
    }

    private void awaitMaintenanceStatus(FrameworkID framework, String status) {
        await(status)
                .atMost(PATIENCE)
                .until(
                        () -> operator.call("{\"type\":\"GET_MAINTENANCE_STATUS\"}"),
                        answer -> answer.contains("\"status\":\"" + status + "\"")
                                && answer.contains(framework.getValue()));
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aFrameworkIsUpdatedAndWhatCannotChangeIsRefused(Codec codec) {
        try (Framework framework = subscribed(codec)) {
            FrameworkInfo.Builder info = Tasks.framework("renamed-" + codec);
            taken(framework.client().updateFramework(info.build(), Set.of(), null));
            assertThat(operator.get("/frameworks")).contains("renamed-" + codec);

            MesosCallException refusal = refused(
                    framework.client().updateFramework(info.setUser("another").build(), Set.of(), null),
                    MesosCallException.class);
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.reason()).contains("Updating 'FrameworkInfo.user' is unsupported");
            taken(framework.client().teardown());
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aTornDownFrameworkNeverComesBack(Codec codec) {
        FrameworkID id;
        try (Framework framework = subscribed(codec)) {
            id = framework.id();
            taken(framework.client().teardown());
            refused(framework.client().revive(List.of()), NotSubscribedException.class);
        }
        FrameworkInfo info = Tasks.framework("again").setId(id).build();
        try (Framework framework = Framework.start(client(info, codec))) {
            assertThat(framework.awaitFailure()).isInstanceOf(FrameworkRemovedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aCallWithoutItsBodyIsRefusedInMesosWords(Codec codec) {
        try (Framework framework = subscribed(codec)) {
            MesosCallException refusal = refused(
                    framework
                            .client()
                            .call(Call.newBuilder().setType(Call.Type.ACCEPT).build()),
                    MesosCallException.class);
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.reason())
                    .isEqualTo("Failed to validate scheduler::Call: Expecting 'accept' to be present");
            taken(framework.client().teardown());
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void aSubscriptionThatMesosRefusesFailsForGood(Codec codec) {
        FrameworkInfo info = Tasks.framework("bad").addRoles("/bad").build();
        try (Framework framework = Framework.start(client(info, codec))) {
            assertThat(framework.awaitFailure())
                    .isInstanceOfSatisfying(
                            SubscriptionRefusedException.class,
                            refusal -> assertThat(refusal.reason())
                                    .isEqualTo("'FrameworkInfo.roles' contains invalid role: "
                                            + "Role '/bad' cannot start with a slash"));
        }
    }

    @Test
    void aSecondInstancePutsTheFirstOut() {
        try (Framework first = subscribed(Codec.PROTOBUF)) {
            FrameworkInfo info = Tasks.framework("second").setId(first.id()).build();
            try (Framework second = Framework.subscribed(client(info, Codec.JSON))) {
                assertThat(first.awaitFailure()).isInstanceOf(FrameworkFailedOverException.class);
                taken(second.client().teardown());
            }
        }
    }

    private static void launch(Framework framework, Offer offer, TaskInfo task) {
        taken(framework
                .client()
                .accept(
                        List.of(offer.getId()),
                        Tasks.launch(offer, List.of(task)).getOperationsList(),
                        NO_FILTER));
    }

    private Framework subscribed(Codec codec) {
        return Framework.subscribed(client(Tasks.framework("client-" + codec).build(), codec));
    }

    private SchedulerClientBuilder client(FrameworkInfo info, Codec codec) {
        return SchedulerClient.builder(info, mesos.master()).codec(codec);
    }
}
