package io.mesosframework.client.executor.internal;

import static io.mesosframework.client.executor.internal.MachineScript.acknowledged;
import static io.mesosframework.client.executor.internal.MachineScript.cut;
import static io.mesosframework.client.executor.internal.MachineScript.event;
import static io.mesosframework.client.executor.internal.MachineScript.launch;
import static io.mesosframework.client.executor.internal.MachineScript.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.MesosException;
import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.MesosCallException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.client.SubscriptionLostException;
import io.mesosframework.client.executor.ShutdownReason.Kind;
import io.mesosframework.client.executor.UpdateNotKeptException;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.utils.MesosUuid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorMachineTest {

    private final MachineScript script = new MachineScript(true);
    private final MachineScript withoutCheckpoint = new MachineScript(false);

    // ---- subscribing ----

    @Test
    void itConnectsSubscribesAndTellsTheUser() {
        script.on(new Input.Start());
        assertThat(script.only(Effect.Connect.class)).isPresent();

        script.on(new Input.Connected(1));
        Call call = script.only(Effect.Subscribe.class).orElseThrow().call();
        assertThat(call.getType()).isEqualTo(Call.Type.SUBSCRIBE);
        assertThat(call.getExecutorId().getValue()).isEqualTo("e");
        assertThat(call.getFrameworkId().getValue()).isEqualTo("f");

        script.event(MachineScript.subscribedEvent());
        assertThat(script.effects.get(0)).isInstanceOf(Effect.NotifyConnected.class);
        assertThat(script.only(Effect.Deliver.class)).isPresent();
    }

    @Test
    void anAgentThatIsNotThereYetIsTriedAgainWithinTheBackoff() {
        script.on(new Input.Start()).on(new Input.ConnectFailed(1, cut()));

        Duration wait =
                script.only(Effect.NotifyDisconnected.class).orElseThrow().retryIn();
        assertThat(wait).isBetween(Duration.ofMillis(10), Duration.ofSeconds(2));
        assertThat(script.timer()).contains(script.now.plus(wait));
        script.untilTimer();
        assertThat(script.only(Effect.Connect.class)).isPresent();
    }

    @Test
    void withoutCheckpointingTheFirstSubscriptionIsTriedForAMinute() {
        withoutCheckpoint.on(new Input.Start());
        Instant start = withoutCheckpoint.now;

        while (withoutCheckpoint.only(Effect.Shutdown.class).isEmpty()) {
            withoutCheckpoint
                    .on(new Input.ConnectFailed(withoutCheckpoint.attempt, cut()))
                    .untilTimer();
        }

        assertThat(withoutCheckpoint.shutdown()).isEqualTo(Kind.RECOVERY_TIMED_OUT);
        assertThat(Duration.between(start, withoutCheckpoint.now)).isEqualTo(Duration.ofMinutes(1));
        assertThat(withoutCheckpoint.timer()).isEmpty();
    }

    @Test
    void anAttemptThatBringsNoSubscribedIsGivenUp() {
        script.on(new Input.Start()).on(new Input.Connected(1)).untilTimer();

        assertThat(script.now).isEqualTo(Instant.parse("2026-01-01T00:00:30Z"));
        assertThat(script.only(Effect.Disconnect.class)).isPresent();
        assertThat(script.only(Effect.NotifyDisconnected.class).orElseThrow().cause())
                .hasMessageContaining("within 30000 ms");
    }

    @Test
    void aRefusedSubscriptionIsTheEnd() {
        MesosException refusal = new MesosCallException("SUBSCRIBE", "agent", 400, "Executor cannot be found");

        script.on(new Input.Start()).on(new Input.Connected(1)).on(new Input.Refused(1, refusal));

        assertThat(script.shutdown()).isEqualTo(Kind.REFUSED);
        assertThat(script.only(Effect.Shutdown.class).orElseThrow().reason().cause())
                .contains(refusal);
        assertThat(script.timer()).isEmpty();
    }

    @Test
    void whatComesOfAnAttemptThatIsOverIsIgnored() {
        script.subscribed().lost().untilTimer();

        script.on(new Input.Received(1, launch("t")));
        assertThat(script.effects).isEmpty();
        script.on(new Input.StreamLost(1, cut()));
        assertThat(script.effects).isEmpty();
        script.on(new Input.Connected(script.attempt));
        assertThat(script.subscribe().getUnacknowledgedTasksList()).isEmpty();
    }

    // ---- the agent goes ----

    @Test
    void withoutCheckpointingALostAgentIsTheEnd() {
        withoutCheckpoint.subscribed().lost();

        assertThat(withoutCheckpoint.shutdown()).isEqualTo(Kind.AGENT_LOST);
        assertThat(withoutCheckpoint.only(Effect.Disconnect.class)).isPresent();
        assertThat(withoutCheckpoint.timer()).isEmpty();
    }

    @Test
    void withCheckpointingItWaitsForTheRecoveryTimeoutAndNoLonger() {
        script.subscribed();
        Instant lost = script.now;
        script.lost();
        assertThat(script.only(Effect.Shutdown.class)).isEmpty();

        while (script.only(Effect.Shutdown.class).isEmpty()) {
            script.on(new Input.ConnectFailed(script.attempt, cut())).untilTimer();
        }

        assertThat(script.shutdown()).isEqualTo(Kind.RECOVERY_TIMED_OUT);
        assertThat(Duration.between(lost, script.now)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void anAgentThatComesBackResetsTheRecoveryTimeout() {
        script.subscribed().lost().untilTimer();
        script.now = script.now.plus(Duration.ofMinutes(14));
        script.resubscribed();
        script.now = script.now.plus(Duration.ofMinutes(14));
        script.on(new Input.Timer());
        assertThat(script.only(Effect.Shutdown.class)).isEmpty();

        script.lost();

        assertThat(script.only(Effect.NotifyDisconnected.class)).isPresent();
    }

    @Test
    void theWaitsAreSpreadOverTheWholeBackoff() {
        script.subscribed();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            script.lost();
            waits.add(script.only(Effect.NotifyDisconnected.class).orElseThrow().retryIn());
            script.untilTimer().resubscribed();
        }

        assertThat(waits)
                .anyMatch(wait -> wait.toMillis() < 300)
                .anyMatch(wait -> wait.toMillis() > 1700)
                .allMatch(wait -> wait.toMillis() <= 2000);
    }

    // ---- updates ----

    @Test
    void anUpdateIsCompletedAsTheAgentWantsIt() {
        script.subscribed().update(7, "t", TaskState.TASK_RUNNING);

        TaskStatus sent = script.sentUpdates().get(0);
        assertThat(sent.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
        assertThat(sent.getExecutorId().getValue()).isEqualTo("e");
        assertThat(MesosUuid.fromBytes(sent.getUuid()).version()).isEqualTo(4);
        assertThat(MesosUuid.fromBytes(sent.getUuid()).variant()).isEqualTo(2);
        assertThat(sent.getTimestamp()).isEqualTo((double) script.now.getEpochSecond());
    }

    @Test
    void whatTheUserHasSetStays() {
        TaskStatus status = MachineScript.status("t", TaskState.TASK_RUNNING).toBuilder()
                .setUuid(ByteString.copyFrom(new byte[16]))
                .setTimestamp(5)
                .build();

        script.subscribed().on(new Input.Update(7, status));

        assertThat(script.sentUpdates().get(0).getUuid()).isEqualTo(status.getUuid());
        assertThat(script.sentUpdates().get(0).getTimestamp()).isEqualTo(5);
    }

    @Test
    void anUpdateIsDoneWhenItIsAcknowledgedAndNotBefore() {
        script.subscribed().update(7, "t", TaskState.TASK_RUNNING);
        TaskStatus sent = script.sentUpdates().get(0);

        script.on(new Input.Accepted(1, 7));
        assertThat(settled()).isEmpty();
        script.event(acknowledged(sent));
        assertThat(settled()).containsExactly(7L);
        script.event(acknowledged(sent));
        assertThat(settled()).isEmpty();
    }

    @Test
    void unacknowledgedUpdatesAndTasksArePresentedAgainInTheirOrder() {
        script.subscribed().event(launch("t1")).event(launch("t2"));
        script.update(1, "t1", TaskState.TASK_STARTING).update(2, "t2", TaskState.TASK_RUNNING);
        script.update(3, "t1", TaskState.TASK_RUNNING);

        script.lost().untilTimer().on(new Input.Connected(script.attempt));

        assertThat(script.subscribe().getUnacknowledgedTasksList()).containsExactly(task("t1"), task("t2"));
        assertThat(script.subscribe().getUnacknowledgedUpdatesList())
                .extracting(update -> update.getStatus().getTaskId().getValue() + " "
                        + update.getStatus().getState())
                .containsExactly("t1 TASK_STARTING", "t2 TASK_RUNNING", "t1 TASK_RUNNING");
        script.event(MachineScript.subscribedEvent());
        assertThat(script.sentUpdates()).isEmpty();
    }

    @Test
    void whatIsAcknowledgedIsNotPresentedAgain() {
        script.subscribed().event(launch("t1")).event(launch("t2"));
        script.update(1, "t1", TaskState.TASK_STARTING);
        TaskStatus first = script.sentUpdates().get(0);
        script.update(2, "t1", TaskState.TASK_RUNNING).event(acknowledged(first));

        script.lost().untilTimer().on(new Input.Connected(script.attempt));

        assertThat(script.subscribe().getUnacknowledgedTasksList()).containsExactly(task("t2"));
        assertThat(script.subscribe().getUnacknowledgedUpdatesList())
                .extracting(update -> update.getStatus().getState())
                .containsExactly(TaskState.TASK_RUNNING);
    }

    @Test
    void theTasksOfAGroupArePresentedAgainToo() {
        Event group = Event.newBuilder()
                .setType(Event.Type.LAUNCH_GROUP)
                .setLaunchGroup(Event.LaunchGroup.newBuilder()
                        .setTaskGroup(
                                TaskGroupInfo.newBuilder().addTasks(task("t1")).addTasks(task("t2"))))
                .build();

        script.subscribed().event(group).lost().untilTimer().on(new Input.Connected(script.attempt));

        assertThat(script.subscribe().getUnacknowledgedTasksList()).containsExactly(task("t1"), task("t2"));
    }

    @Test
    void anUpdateMadeWhileDisconnectedIsPresented() {
        script.subscribed().lost().update(1, "t", TaskState.TASK_FINISHED);
        assertThat(script.sentUpdates()).isEmpty();

        script.untilTimer().on(new Input.Connected(script.attempt));

        assertThat(script.subscribe().getUnacknowledgedUpdatesList()).hasSize(1);
    }

    @Test
    void anUpdateMadeBetweenSubscribeAndSubscribedIsSentAfterwards() {
        script.on(new Input.Start()).on(new Input.Connected(1)).update(1, "t", TaskState.TASK_RUNNING);
        assertThat(script.sentUpdates()).isEmpty();

        script.event(MachineScript.subscribedEvent());

        assertThat(script.sentUpdates()).hasSize(1);
    }

    @Test
    void anUpdateThatTheAgentRefusesFailsAndIsForgotten() {
        MesosException refusal = new MesosCallException("UPDATE", "agent", 400, "Expecting 'uuid' to be present");
        script.subscribed().update(1, "t", TaskState.TASK_RUNNING).on(new Input.CallRefused(1, 1, refusal));
        assertThat(errorOf(1)).isSameAs(refusal);

        script.lost().untilTimer().on(new Input.Connected(script.attempt));

        assertThat(script.subscribe().getUnacknowledgedUpdatesList()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 503})
    void anAgentThatWasRestartedIsSubscribedToAgainAndToldAgain(int status) {
        MesosException refusal = new MesosCallException("UPDATE", "agent", status, "Agent has not finished recovery");
        script.subscribed().update(1, "t", TaskState.TASK_RUNNING).on(new Input.CallRefused(1, 1, refusal));

        assertThat(settled()).isEmpty();
        assertThat(script.only(Effect.NotifyDisconnected.class)).isPresent();
        script.untilTimer().on(new Input.Connected(script.attempt));
        assertThat(script.subscribe().getUnacknowledgedUpdatesList()).hasSize(1);
    }

    @Test
    void aWrongTokenFailsTheUpdate() {
        MesosException refusal = new AuthenticationException("UPDATE", "agent", "");

        script.subscribed().update(1, "t", TaskState.TASK_RUNNING).on(new Input.CallRefused(1, 1, refusal));

        assertThat(errorOf(1)).isSameAs(refusal);
        assertThat(script.only(Effect.NotifyDisconnected.class)).isEmpty();
    }

    @Test
    void moreUpdatesThanTheLimitAreRefused() {
        script.subscribed();
        for (int ticket = 1; ticket <= 5; ticket++) {
            script.update(ticket, "t", TaskState.TASK_RUNNING);
            assertThat(settled()).isEmpty();
        }

        script.update(6, "t", TaskState.TASK_RUNNING);

        assertThat(errorOf(6)).isInstanceOf(UpdateNotKeptException.class).hasMessageContaining("5 updates");
    }

    @Test
    void aSecondUpdateOfTheSameUuidIsRefused() {
        TaskStatus status = MachineScript.status("t", TaskState.TASK_RUNNING).toBuilder()
                .setUuid(ByteString.copyFrom(new byte[16]))
                .build();

        script.subscribed().on(new Input.Update(1, status)).on(new Input.Update(2, status));

        assertThat(errorOf(2)).isInstanceOf(UpdateNotKeptException.class).hasMessageContaining("uuid");
        assertThat(script.sentUpdates()).isEmpty();
    }

    // ---- the connection for calls ----

    @Test
    void aLostConnectionForCallsIsOpenedAgainAndAllThatIsOwedSentAgain() {
        script.subscribed().update(1, "t", TaskState.TASK_STARTING).update(2, "t", TaskState.TASK_RUNNING);

        script.on(new Input.CallsLost(1, cut()));
        assertThat(script.only(Effect.ReopenCalls.class)).isPresent();
        script.update(3, "t", TaskState.TASK_FINISHED);
        assertThat(script.sentUpdates()).isEmpty();
        script.on(new Input.CallsReopened(1));

        assertThat(script.sentUpdates())
                .extracting(TaskStatus::getState)
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
        assertThat(script.only(Effect.NotifyDisconnected.class)).isEmpty();
    }

    @Test
    void severalSignsOfOneLossOpenOneConnection() {
        script.subscribed().update(1, "t", TaskState.TASK_STARTING).update(2, "t", TaskState.TASK_RUNNING);

        script.on(new Input.Unanswered(1, 1, cut()));
        assertThat(script.only(Effect.ReopenCalls.class)).isPresent();
        script.on(new Input.Unanswered(1, 2, cut())).on(new Input.CallsLost(1, cut()));

        assertThat(script.effects).isEmpty();
    }

    @Test
    void aConnectionForCallsThatIsLostAgainAndAgainEndsTheSubscription() {
        script.subscribed();
        for (int i = 0; i < 3; i++) {
            script.on(new Input.CallsLost(1, cut())).on(new Input.CallsReopened(1));
        }

        script.on(new Input.CallsLost(1, cut()));

        assertThat(script.only(Effect.NotifyDisconnected.class)).isPresent();
        assertThat(script.only(Effect.Disconnect.class)).isPresent();
    }

    @Test
    void aMessageIsDoneWhenItIsTakenAndInDoubtWhenItIsNotAnswered() {
        script.subscribed().on(message(1)).on(new Input.Accepted(1, 1));
        assertThat(settled()).containsExactly(1L);

        MesosException doubt = new CallInDoubtException("MESSAGE", null);
        script.on(message(2)).lost();
        script.on(new Input.Unanswered(1, 2, doubt));
        assertThat(errorOf(2)).isSameAs(doubt);

        script.on(message(3));
        assertThat(errorOf(3)).isInstanceOf(NotSubscribedException.class);
    }

    @Test
    void aHeartbeatGoesOutEveryHalfHour() {
        script.subscribed();
        Instant start = script.now;

        script.untilTimer();
        assertThat(script.now).isEqualTo(start.plus(Duration.ofMinutes(30)));
        assertThat(script.only(Effect.Send.class).orElseThrow().call().getType())
                .isEqualTo(Call.Type.HEARTBEAT);
        script.on(new Input.Accepted(1, 0));
        assertThat(script.effects).isEmpty();
        script.untilTimer();
        assertThat(script.now).isEqualTo(start.plus(Duration.ofMinutes(60)));
    }

    // ---- the end ----

    @Test
    void shutdownIsDeliveredAndThenTold() {
        script.subscribed().event(event(Event.Type.SHUTDOWN));

        assertThat(script.effects)
                .extracting(Object::getClass)
                .containsSubsequence(List.of(Effect.Deliver.class, Effect.Shutdown.class));
        assertThat(script.shutdown()).isEqualTo(Kind.REQUESTED);
    }

    @Test
    void afterShutdownTerminalUpdatesAreStillSentAndAcknowledged() {
        script.subscribed().event(event(Event.Type.SHUTDOWN)).update(1, "t", TaskState.TASK_KILLED);
        TaskStatus sent = script.sentUpdates().get(0);

        script.event(acknowledged(sent));
        assertThat(settled()).containsExactly(1L);
        script.lost();
        assertThat(script.effects).hasOnlyElementsOfType(Effect.Disconnect.class);
        script.update(2, "t", TaskState.TASK_KILLED);
        assertThat(errorOf(2)).isInstanceOf(NotSubscribedException.class);
    }

    @Test
    void shutdownIsToldOnceOnly() {
        script.subscribed().event(event(Event.Type.SHUTDOWN)).event(event(Event.Type.SHUTDOWN));
        assertThat(script.only(Effect.Shutdown.class)).isEmpty();
        assertThat(script.only(Effect.Deliver.class)).isPresent();

        script.on(new Input.ListenerThrew(new IllegalStateException())).lost();

        assertThat(script.all.stream().filter(Effect.Shutdown.class::isInstance))
                .hasSize(1);
    }

    @Test
    void shutdownMayComeInsteadOfSubscribed() {
        script.on(new Input.Start()).on(new Input.Connected(1)).event(event(Event.Type.SHUTDOWN));

        assertThat(script.shutdown()).isEqualTo(Kind.REQUESTED);
        assertThat(script.timer()).isEmpty();
    }

    @Test
    void aListenerThatThrowsEndsTheExecutor() {
        IllegalStateException thrown = new IllegalStateException("no");

        script.subscribed().on(new Input.ListenerThrew(thrown));

        assertThat(script.shutdown()).isEqualTo(Kind.LISTENER_FAILED);
        assertThat(script.only(Effect.Shutdown.class)
                        .orElseThrow()
                        .reason()
                        .cause()
                        .orElseThrow())
                .hasCause(thrown);
    }

    @Test
    void closingSettlesAllWithoutAShutdown() {
        script.subscribed().update(1, "t", TaskState.TASK_RUNNING).on(new Input.Close());

        assertThat(errorOf(1))
                .isInstanceOf(SubscriptionLostException.class)
                .hasMessageContaining("TASK_RUNNING of task t")
                .hasMessageContaining("closed");
        assertThat(script.only(Effect.Disconnect.class)).isPresent();
        assertThat(script.only(Effect.Shutdown.class)).isEmpty();
        assertThat(script.timer()).isEmpty();
    }

    private static Input message(long ticket) {
        return new Input.Other(
                ticket,
                Call.newBuilder()
                        .setType(Call.Type.MESSAGE)
                        .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                        .setExecutorId(ExecutorID.newBuilder().setValue("e"))
                        .setMessage(Call.Message.newBuilder().setData(ByteString.EMPTY))
                        .build());
    }

    private List<Long> settled() {
        return script.list(Effect.Settle.class).stream()
                .map(Effect.Settle::ticket)
                .toList();
    }

    private @Nullable MesosException errorOf(long ticket) {
        return script.list(Effect.Settle.class).stream()
                .filter(settle -> settle.ticket() == ticket)
                .findFirst()
                .orElseThrow()
                .error();
    }
}
