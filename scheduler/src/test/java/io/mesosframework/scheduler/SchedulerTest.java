package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.messages.Commands;
import io.mesosframework.client.messages.Operations;
import io.mesosframework.client.messages.Tasks;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.UUID;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls made by hand, on an embedded master. */
@Timeout(60)
final class SchedulerTest {

    private static final Filters NO_FILTER = Operations.refusing(Duration.ZERO);

    private final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();
    private final BlockingQueue<TaskStatus> statuses = new LinkedBlockingQueue<>();
    private EmbeddedMesos mesos;
    private Framework framework;

    @BeforeEach
    void start() {
        mesos = EmbeddedMesos.builder()
                .agents(1)
                .allocationInterval(Duration.ofMillis(20))
                .simulatedTasks(TaskScript.runs())
                .start();
        framework = Framework.named("by-hand")
                .roles("eng")
                .masters(mesos.master())
                .controller(EventController.routing(Map.of(
                        Event.Type.OFFERS,
                        (event, context) -> {
                            List<Offer> some = event.getOffers().getOffersList();
                            offers.addAll(some);
                            return List.of(new Action.Hold(
                                    some.stream().map(Offer::getId).toList(),
                                    context.now().plusSeconds(3600)));
                        },
                        Event.Type.UPDATE,
                        (event, context) -> {
                            statuses.add(event.getUpdate().getStatus());
                            return List.of();
                        })))
                .start();
    }

    @AfterEach
    void stop() {
        framework.close();
        mesos.close();
    }

    private Offer nextOffer() throws InterruptedException {
        CompletableFuture<Void> revived = framework.scheduler().revive(Set.of());
        while (isRefusedUnsubscribed(revived)) {
            revived = framework.scheduler().revive(Set.of());
        }
        Offer offer = offers.poll(20, TimeUnit.SECONDS);
        assertThat(offer).isNotNull();
        return offer;
    }

    /** Before the first subscription. */
    private static boolean isRefusedUnsubscribed(CompletableFuture<Void> call) {
        try {
            call.join();
            return false;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(NotSubscribedException.class);
            return true;
        }
    }

    private static Offer.Operation launch(Offer offer, String id) {
        return Operations.launch(
                Tasks.command(offer, id, Resources.parse("cpus:0.5;mem:32"), Commands.shell("sleep 1000")));
    }

    private void awaitState(TaskState state) throws InterruptedException {
        for (TaskStatus status = statuses.poll(20, TimeUnit.SECONDS); ; status = statuses.poll(20, TimeUnit.SECONDS)) {
            assertThat(status).as("a status " + state).isNotNull();
            if (status.getState() == state) {
                return;
            }
        }
    }

    @Test
    void aTaskIsLaunchedAndKilledByHandAndEachOfItsStatusesAcknowledged() throws InterruptedException {
        Offer offer = nextOffer();
        Scheduler scheduler = framework.scheduler();

        scheduler
                .accept(List.of(offer.getId()), List.of(launch(offer, "mine")), NO_FILTER)
                .join();
        awaitState(TaskState.TASK_RUNNING);
        scheduler
                .message(
                        offer.getAgentId(),
                        ExecutorID.newBuilder().setValue("mine").build(),
                        ByteString.EMPTY)
                .join();
        scheduler
                .kill(TaskID.newBuilder().setValue("mine").build(), offer.getAgentId(), null)
                .join();

        // A status comes only when the one before it has been acknowledged.
        awaitState(TaskState.TASK_KILLED);
    }

    @Test
    void aVolumeIsMadeAndUsedAndGivenBackByHand() throws InterruptedException {
        Offer offer = nextOffer();
        Resources disk = Operations.reserved(
                Resources.parse("disk:8")
                        .withAllocation(offer.getAllocationInfo().getRole()),
                "eng");
        Resource volume = Operations.volume(disk.asList().get(0), "v1", "data");
        accept(offer, Operations.reserve(disk), Operations.create(volume));

        Offer with = nextOffer();
        assertThat(Resources.of(with.getResourcesList()).contains(Resources.of(volume)))
                .isTrue();
        TaskInfo task = Tasks.command(
                with,
                "t",
                Resources.of(volume).plus(Resources.parse("cpus:0.1;mem:32")),
                Commands.exec("sleep", "1000"));
        accept(with, Operations.launch(task));
        awaitState(TaskState.TASK_RUNNING);
        framework.scheduler().kill(task.getTaskId(), with.getAgentId(), null).join();
        awaitState(TaskState.TASK_KILLED);

        Offer again = nextOfferWith(volume);
        accept(again, Operations.destroy(volume), Operations.unreserve(disk));
        Offer last = nextOffer();
        assertThat(last.getResourcesList()).allMatch(resource -> resource.getReservationsCount() == 0);
    }

    @Test
    void aGroupAndATaskInAnExecutorOfOnesOwnAreTakenByTheMaster() throws InterruptedException {
        Offer offer = nextOffer();
        Resources share = Resources.parse("cpus:0.1;mem:32;disk:1");
        TaskInfo member = Tasks.command(offer, "member", Resources.parse("cpus:0.1;mem:32"), Commands.shell("run"));
        ExecutorInfo own = Tasks.executor(offer, "own", share, Commands.exec("executor"));
        accept(
                offer,
                Operations.launchGroup(
                        Tasks.defaultExecutor(offer, "group", framework.id().orElseThrow(), share), List.of(member)),
                Operations.launch(
                        Tasks.inExecutor(offer, "inside", Resources.parse("cpus:0.1;mem:32"), own, ByteString.EMPTY)));

        awaitRunning(Set.of("member", "inside"));
    }

    private void accept(Offer offer, Offer.Operation... operations) {
        framework
                .scheduler()
                .accept(List.of(offer.getId()), List.of(operations), NO_FILTER)
                .join();
    }

    private Offer nextOfferWith(Resource volume) throws InterruptedException {
        while (true) {
            Offer offer = nextOffer();
            if (Resources.of(offer.getResourcesList()).contains(Resources.of(volume))) {
                return offer;
            }
            framework.scheduler().decline(List.of(offer.getId()), NO_FILTER).join();
        }
    }

    private void awaitRunning(Set<String> tasks) throws InterruptedException {
        Set<String> left = new HashSet<>(tasks);
        while (!left.isEmpty()) {
            TaskStatus status = statuses.poll(20, TimeUnit.SECONDS);
            assertThat(status).as("a status of " + left).isNotNull();
            assertThat(status.getState()).isIn(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
            if (status.getState() == TaskState.TASK_RUNNING) {
                left.remove(status.getTaskId().getValue());
            }
        }
    }

    @Test
    void anOfferIsAnsweredOnce() throws InterruptedException {
        Offer offer = nextOffer();
        framework.scheduler().decline(List.of(offer.getId()), NO_FILTER).join();

        assertThatThrownBy(() -> framework
                        .scheduler()
                        .accept(List.of(offer.getId()), List.of(launch(offer, "late")), NO_FILTER)
                        .join())
                .hasCauseInstanceOf(OffersNotOpenException.class)
                .hasMessageContaining(offer.getId().getValue());
        assertThatThrownBy(() -> framework
                        .scheduler()
                        .hold(List.of(offer.getId()), Instant.MAX)
                        .join())
                .hasCauseInstanceOf(OffersNotOpenException.class);
    }

    @Test
    void whatTheMasterRefusesFailsWithItsWords() throws InterruptedException {
        nextOffer();
        OperationStatus odd = OperationStatus.newBuilder()
                .setState(OperationState.OPERATION_FINISHED)
                .setOperationId(OperationID.newBuilder().setValue("o"))
                .setUuid(UUID.newBuilder().setValue(ByteString.copyFromUtf8("no uuid")))
                .build();

        assertThatThrownBy(() -> framework.scheduler().acknowledgeOperation(odd).join())
                .hasCauseInstanceOf(MesosCallException.class)
                .hasMessageContaining("Not a valid UUID");
    }

    @Test
    void offersKeepComingAfterAReviveByHandUntilASuppressByHand() throws InterruptedException {
        Offer first = nextOffer();
        framework.scheduler().decline(List.of(first.getId()), NO_FILTER).join();
        Offer second = offers.poll(20, TimeUnit.SECONDS);
        assertThat(second).isNotNull();

        framework.scheduler().suppress(Set.of()).join();
        framework.scheduler().decline(List.of(second.getId()), NO_FILTER).join();
        framework
                .scheduler()
                .accept(List.of(OfferID.newBuilder().setValue("none").build()), List.of(), NO_FILTER)
                .handle((taken, error) -> error)
                .join();

        assertThat(offers.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }
}
