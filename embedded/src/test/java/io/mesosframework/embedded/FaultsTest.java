package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.MesosException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerListener;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault, as a client feels it. */
class FaultsTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private EmbeddedMesos mesos;
    private SchedulerClient client;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<MesosException> losses = new CopyOnWriteArrayList<>();
    private volatile boolean acknowledging = true;

    @BeforeEach
    void start() {
        mesos = EmbeddedMesos.builder()
                .virtualTime()
                .seed(1)
                .simulatedTasks(TaskScript.runs())
                .start();
        client = SchedulerClient.builder(RawFramework.info().build(), mesos.master())
                .transport(mesos.transport())
                .timer(mesos.time().executor())
                .clock(mesos.time().clock())
                .random(new SplittableRandom(1))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        mesos.close();
    }

    private void subscribe() {
        client.start(new SchedulerListener() {
            @Override
            public void event(Event event) {
                events.add(event);
                if (acknowledging && event.getUpdate().getStatus().hasUuid()) {
                    var unused = client.acknowledge(event.getUpdate().getStatus());
                }
            }

            @Override
            public void disconnected(MesosException cause, Duration retryIn) {
                losses.add(cause);
            }

            @Override
            public void failed(MesosException cause) {
                losses.add(cause);
            }
        });
        until(Event.Type.OFFERS, 1);
    }

    private List<Event> of(Event.Type type) {
        return events.stream().filter(event -> event.getType() == type).toList();
    }

    private Duration until(Event.Type type, int count) {
        return mesos.time().advanceUntil(() -> of(type).size() >= count, LONG);
    }

    private CompletableFuture<Void> launch(String task) {
        List<Event> offers = of(Event.Type.OFFERS);
        Offer offer = offers.get(offers.size() - 1).getOffers().getOffers(0);
        return client.accept(
                List.of(offer.getId()),
                List.of(Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(Offer.Operation.Launch.newBuilder()
                                .addTaskInfos(RawFramework.task(task, offer, "not run")))
                        .build()),
                Filters.newBuilder().setRefuseSeconds(0).build());
    }

    private List<TaskState> states() {
        return of(Event.Type.UPDATE).stream()
                .map(event -> event.getUpdate().getStatus().getState())
                .toList();
    }

    private void untilState(TaskState state) {
        mesos.time().advanceUntil(() -> states().contains(state), LONG);
    }

    @Test
    void aLostAcceptLaunchesNothingThoughItWasTaken() throws Exception {
        subscribe();
        Faults.Fault fault = mesos.faults().next(Call.Type.ACCEPT).isLost();
        CompletableFuture<Void> accepted = launch("t");
        mesos.time().advance(Duration.ofMinutes(1));
        accepted.get(10, TimeUnit.SECONDS);
        assertThat(states()).isEmpty();
        assertThat(fault.struck()).isEqualTo(1);
    }

    @Test
    void aCallThatLosesItsAnswerIsInDoubtAndHasItsEffect() {
        subscribe();
        mesos.faults().next(Call.Type.ACCEPT).losesItsAnswer();
        CompletableFuture<Void> accepted = launch("t");
        untilState(TaskState.TASK_RUNNING);
        assertThatThrownBy(() -> accepted.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CallInDoubtException.class);
    }

    @Test
    void aSubscribeThatLosesItsAnswerLeavesNobodyConnected() {
        mesos.faults().next(Call.Type.SUBSCRIBE).losesItsAnswer();
        subscribe();
        mesos.time().advance(Duration.ofMinutes(1));
        assertThat(of(Event.Type.SUBSCRIBED)).hasSize(1);
        String state = mesos.state();
        assertThat(state.split("\"connected\":true", -1)).hasSize(2);
    }

    @Test
    void faultsOfOneTypeCountEachOthersStrikes() {
        Faults.Fault first = mesos.faults().next(Call.Type.SUBSCRIBE).isAnswered(503, "one");
        Faults.Fault second = mesos.faults().nth(2, Call.Type.SUBSCRIBE).isAnswered(503, "two");
        Faults.Fault third = mesos.faults().nth(3, Call.Type.SUBSCRIBE).isAnswered(503, "three");
        subscribe();
        mesos.time().advance(Duration.ofMinutes(5));
        assertThat(List.of(first.struck(), second.struck(), third.struck())).containsExactly(1, 1, 1);
        assertThat(losses)
                .extracting(Throwable::getMessage)
                .satisfiesExactly(
                        one -> assertThat(one).contains("one"),
                        two -> assertThat(two).contains("two"),
                        three -> assertThat(three).contains("three"));
    }

    @Test
    void aCallThatCutsItsConnectionIsInDoubtAndHasNoEffect() {
        subscribe();
        mesos.faults().next(Call.Type.ACCEPT).cutsItsConnection();
        CompletableFuture<Void> accepted = launch("t");
        mesos.time().advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> accepted.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CallInDoubtException.class);
        assertThat(states()).isEmpty();
        assertThat(of(Event.Type.SUBSCRIBED)).hasSize(2);
    }

    @Test
    void theNthCallIsAnsweredAsTheTestSays() throws Exception {
        subscribe();
        mesos.faults().nth(2, Call.Type.REVIVE).isAnswered(503, "Busy");
        CompletableFuture<Void> first = client.revive(List.of());
        CompletableFuture<Void> second = client.revive(List.of());
        mesos.time().advance(Duration.ZERO);
        first.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasMessageContaining("503");
    }

    @Test
    void aLateCallTakesEffectLate() {
        subscribe();
        mesos.faults().next(Call.Type.ACCEPT).isLate(Duration.ofSeconds(4));
        var unused = launch("t");
        mesos.time().advance(Duration.ofMillis(3999));
        assertThat(states()).isEmpty();
        mesos.time().advance(Duration.ofMillis(1));
        assertThat(states()).contains(TaskState.TASK_RUNNING);
    }

    @Test
    void aHeldAcknowledgementLetsTheUpdateComeAgainUntilItIsLifted() {
        subscribe();
        Faults.Fault held = mesos.faults().next(Call.Type.ACKNOWLEDGE).isHeld();
        var unused = launch("t");
        mesos.time().advance(Duration.ofSeconds(9));
        assertThat(states()).containsExactly(TaskState.TASK_STARTING);
        assertThat(held.struck()).isEqualTo(1);
        held.lift();
        mesos.time().advance(Duration.ZERO);
        assertThat(states()).containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
    }

    @Test
    void aStaleStreamIdIsRefusedInMesosWords() {
        subscribe();
        mesos.faults().next(Call.Type.REVIVE).hasStaleStreamId();
        CompletableFuture<Void> refused = client.revive(List.of());
        mesos.time().advance(Duration.ZERO);
        assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(MesosException.class)
                .hasMessageContaining("stream ID");
    }

    @Test
    void aCallThatComesTwiceIsHandledTwice() {
        subscribe();
        var unused = launch("t");
        untilState(TaskState.TASK_RUNNING);
        mesos.faults().next(Call.Type.RECONCILE).comesTwice();
        int before = states().size();
        var asked = client.reconcile(List.of());
        mesos.time().advance(Duration.ofSeconds(1));
        assertThat(asked.isDone()).isTrue();
        assertThat(states()).hasSize(before + 2);
    }

    @Test
    void redirectsInCirclesKeepAFrameworkOutUntilLifted() {
        Faults.Fault loop = mesos.faults().redirectLoop();
        client.start(new SchedulerListener() {
            @Override
            public void event(Event event) {
                events.add(event);
            }

            @Override
            public void disconnected(MesosException cause, Duration retryIn) {
                losses.add(cause);
            }

            @Override
            public void failed(MesosException cause) {
                losses.add(cause);
            }
        });
        mesos.time().advanceUntil(() -> loop.struck() > 6, LONG);
        assertThat(events).isEmpty();
        loop.lift();
        until(Event.Type.SUBSCRIBED, 1);
    }

    @Test
    void aLostUpdateIsToldAgainByTheAgent() {
        subscribe();
        mesos.faults().next(Event.Type.UPDATE).isLost();
        var unused = launch("t");
        assertThat(until(Event.Type.UPDATE, 1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(states()).startsWith(TaskState.TASK_STARTING);
    }

    @Test
    void anUpdateThatComesTwiceIsTheSameOne() {
        subscribe();
        mesos.faults().next(Event.Type.UPDATE).comesTwice();
        var unused = launch("t");
        untilState(TaskState.TASK_RUNNING);
        List<TaskStatus> updates = of(Event.Type.UPDATE).stream()
                .map(event -> event.getUpdate().getStatus())
                .toList();
        assertThat(updates).hasSize(3);
        assertThat(updates.get(0)).isEqualTo(updates.get(1));
    }

    @Test
    void aLateEventHoldsUpThoseBehindIt() {
        subscribe();
        mesos.faults().next(Event.Type.UPDATE).isLate(Duration.ofSeconds(7));
        int before = of(Event.Type.HEARTBEAT).size();
        var unused = launch("t");
        mesos.time().advance(Duration.ofMillis(6500));
        assertThat(of(Event.Type.UPDATE)).isEmpty();
        assertThat(until(Event.Type.UPDATE, 2)).isEqualTo(Duration.ofMillis(500));
        assertThat(of(Event.Type.HEARTBEAT).size()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void anEventIsOvertakenByTheNext() {
        subscribe();
        mesos.faults().next(Event.Type.HEARTBEAT).isOvertaken();
        var unused = launch("t");
        mesos.time().advance(Duration.ofSeconds(20));
        Event last = events.get(events.size() - 1);
        assertThat(of(Event.Type.HEARTBEAT)).hasSize(1);
        mesos.time().advance(Duration.ofSeconds(10));
        assertThat(of(Event.Type.HEARTBEAT)).hasSize(3);
        assertThat(events.indexOf(last)).isLessThan(events.size() - 1);
    }

    @Test
    void aRecordThatIsCutBreaksTheStreamAndTheClientComesAgain() {
        subscribe();
        acknowledging = false;
        mesos.faults().next(Event.Type.UPDATE).isCutMidRecord();
        var unused = launch("t");
        until(Event.Type.SUBSCRIBED, 2);
        assertThat(losses).isNotEmpty();
        until(Event.Type.UPDATE, 1);
        assertThat(states()).startsWith(TaskState.TASK_STARTING);
    }

    @Test
    void cutStreamsAreSubscribedAgain() {
        subscribe();
        mesos.faults().cutStreams();
        until(Event.Type.SUBSCRIBED, 2);
        assertThat(losses).hasSize(1);
    }

    @Test
    void aPartitionIsSilenceUntilItIsHealed() {
        subscribe();
        Faults.Fault partition = mesos.faults().partition();
        int before = events.size();
        CompletableFuture<Void> revived = client.revive(List.of());
        mesos.time().advance(Duration.ofSeconds(9));
        assertThat(revived).isNotDone();
        mesos.time().advance(Duration.ofMinutes(2));
        assertThat(events).hasSize(before);
        assertThat(losses).isNotEmpty();
        partition.lift();
        until(Event.Type.SUBSCRIBED, 2);
    }

    @Test
    void aCrashedExecutorTakesItsTaskWithIt() {
        subscribe();
        var unused = launch("t");
        untilState(TaskState.TASK_RUNNING);
        assertThat(mesos.faults().crashExecutor("t")).isEqualTo(1);
        untilState(TaskState.TASK_FAILED);
        TaskStatus last =
                of(Event.Type.UPDATE).get(states().size() - 1).getUpdate().getStatus();
        assertThat(last.getReason()).isEqualTo(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED);
        assertThat(mesos.faults().crashExecutor("t")).isZero();
    }

    @Test
    void aLiftedFaultStrikesNoMore() throws Exception {
        subscribe();
        Faults.Fault fault = mesos.faults().each(Call.Type.REVIVE).isAnswered(400, "No");
        assertThatThrownBy(() -> client.revive(List.of()).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(MesosCallException.class);
        fault.lift();
        client.revive(List.of()).get(10, TimeUnit.SECONDS);
        assertThat(fault.struck()).isEqualTo(1);
    }

    @Test
    void frameworksOverHttpFeelThemToo() throws Exception {
        mesos.faults().next(Call.Type.DECLINE).isAnswered(500, "Broken");
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            Call.Builder decline = Call.newBuilder()
                    .setType(Call.Type.DECLINE)
                    .setDecline(Call.Decline.newBuilder()
                            .addOfferIds(framework.offer(0).getId()));
            var broken = framework.call(decline);
            assertThat(broken.statusCode()).isEqualTo(500);
            assertThat(broken.body()).isEqualTo("Broken");
            assertThat(framework.call(decline).statusCode()).isEqualTo(202);
            mesos.faults().cutStreams();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(RawFramework.LIMIT)
                    .until(framework.stream::ended);
        }
    }

    @Test
    void theFirstIsOne() {
        assertThatThrownBy(() -> mesos.faults().nth(0, Call.Type.ACCEPT)).hasMessageContaining("0");
    }
}
