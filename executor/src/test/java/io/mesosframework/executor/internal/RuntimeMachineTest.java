package io.mesosframework.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.client.executor.ShutdownReason.Kind;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.TaskStatus.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RuntimeMachineTest {

    private RuntimeMachine machine = new RuntimeMachine(Duration.ofSeconds(5), Optional.empty());
    private final List<RuntimeEffect> effects = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private void on(RuntimeInput input) {
        effects.addAll(machine.on(input, now));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        on(new RuntimeInput.Wake());
    }

    private void running(String id, boolean process) {
        on(MachineInputs.launch(id));
        on(new RuntimeInput.Begin(MachineInputs.id(id), process));
        on(new RuntimeInput.Started(MachineInputs.id(id)));
    }

    private void subscribed(Capability.Type... capabilities) {
        on(MachineInputs.subscribed(capabilities));
        on(new RuntimeInput.Connected());
    }

    private <E extends RuntimeEffect> List<E> of(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<TaskState> states() {
        return of(RuntimeEffect.Send.class).stream()
                .map(send -> send.status().getState())
                .toList();
    }

    private void settleAll() {
        of(RuntimeEffect.Send.class).forEach(send -> on(new RuntimeInput.Settled(send.ticket(), null)));
    }

    private static RuntimeInput mustEnd(Kind kind) {
        return new RuntimeInput.MustEnd(new ShutdownReason(kind, Optional.empty()));
    }

    @Test
    void aKilledProcessIsAskedThenEndedByForceAndTellsEachStateOnce() {
        subscribed(Capability.Type.TASK_KILLING_STATE);
        running("t", true);
        on(MachineInputs.kill(MachineInputs.id("t")));
        assertThat(of(RuntimeEffect.Terminate.class)).hasSize(1);
        pass(Duration.ofMillis(2999));
        assertThat(of(RuntimeEffect.Kill.class)).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(of(RuntimeEffect.Kill.class)).hasSize(1);
        on(new RuntimeInput.Ended(MachineInputs.id("t"), true, "Command exited with status 0"));
        on(new RuntimeInput.Ended(MachineInputs.id("t"), true, ""));
        assertThat(states())
                .containsExactly(
                        TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_KILLING, TaskState.TASK_KILLED);
    }

    @Test
    void aBodyThatDoesNotEndIsInterruptedEverySecondAfterItsGrace() {
        subscribed();
        running("t", false);
        on(MachineInputs.kill(MachineInputs.id("t")));
        for (int second = 0; second < 5; second++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(of(RuntimeEffect.Kill.class)).hasSize(3);
        assertThat(states()).containsExactly(TaskState.TASK_RUNNING); // neither KILLING, unknown to it, nor KILLED
    }

    @Test
    void aTaskThatNobodyRunsIsToldAsKilled() {
        subscribed();
        on(MachineInputs.launch("t"));
        on(MachineInputs.kill(MachineInputs.id("t")));
        on(new RuntimeInput.Begin(MachineInputs.id("t"), false));
        assertThat(states()).containsExactly(TaskState.TASK_KILLED);
        assertThat(of(RuntimeEffect.Start.class)).isEmpty();
    }

    @Test
    void aRunThatTakesTooLongFails() {
        subscribed();
        on(MachineInputs.launch(MachineHarness.task("t")
                .setMaxCompletionTime(DurationInfo.newBuilder().setNanoseconds(1_000_000_000))
                .build()));
        on(new RuntimeInput.Begin(MachineInputs.id("t"), true));
        on(new RuntimeInput.Started(MachineInputs.id("t")));
        pass(Duration.ofSeconds(1));
        on(new RuntimeInput.Ended(MachineInputs.id("t"), false, ""));
        TaskStatus last = of(RuntimeEffect.Send.class).get(2).status();
        assertThat(last.getState()).isEqualTo(TaskState.TASK_FAILED);
        assertThat(last.getReason()).isEqualTo(Reason.REASON_MAX_COMPLETION_TIME_REACHED);
    }

    @Test
    void shutdownWaitsForTheAcknowledgementOfEachEnd() {
        subscribed();
        running("t", true);
        on(mustEnd(Kind.REQUESTED));
        on(new RuntimeInput.KillAll());
        on(new RuntimeInput.Ended(MachineInputs.id("t"), false, ""));
        assertThat(of(RuntimeEffect.Finish.class)).isEmpty();
        settleAll();
        assertThat(of(RuntimeEffect.Finish.class)).containsExactly(new RuntimeEffect.Finish(0));
    }

    @Test
    void shutdownWaitsNoLongerThanTheGracePeriod() {
        subscribed();
        running("t", true);
        on(mustEnd(Kind.REQUESTED));
        on(new RuntimeInput.KillAll());
        pass(Duration.ofSeconds(3));
        assertThat(of(RuntimeEffect.Kill.class)).hasSize(1);
        pass(Duration.ofMillis(1500));
        assertThat(of(RuntimeEffect.Finish.class)).containsExactly(new RuntimeEffect.Finish(1));
    }

    @Test
    void withoutItsAgentItEndsOnceItsTasksHave() {
        subscribed();
        running("t", true);
        on(mustEnd(Kind.AGENT_LOST));
        on(new RuntimeInput.KillAll());
        on(new RuntimeInput.Ended(MachineInputs.id("t"), false, ""));
        assertThat(of(RuntimeEffect.Finish.class)).containsExactly(new RuntimeEffect.Finish(1));
    }

    @Test
    void aTaskThatComesAsItEndsIsDroppedAndNotTold() {
        subscribed(Capability.Type.PARTITION_AWARE);
        running("t", false);
        on(new RuntimeInput.End());
        on(MachineInputs.launch("late"));
        assertThat(states()).endsWith(TaskState.TASK_DROPPED);
        assertThat(of(RuntimeEffect.Known.class)).hasSize(2);
        assertThat(of(RuntimeEffect.Over.class)).containsExactly(new RuntimeEffect.Over(MachineInputs.id("late")));
    }

    @Test
    void itEndsWhenIdleForLongButNotWhileATaskRunsOrAnUpdateIsOwed() {
        machine = new RuntimeMachine(Duration.ofSeconds(5), Optional.of(Duration.ofMinutes(1)));
        subscribed();
        running("t", false);
        pass(Duration.ofMinutes(2));
        on(new RuntimeInput.Ended(MachineInputs.id("t"), true, ""));
        pass(Duration.ofMinutes(2));
        assertThat(of(RuntimeEffect.Finish.class)).isEmpty();
        settleAll();
        pass(Duration.ofSeconds(59));
        assertThat(of(RuntimeEffect.Finish.class)).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(of(RuntimeEffect.Finish.class)).containsExactly(new RuntimeEffect.Finish(0));
    }

    @Test
    void anUpdateThatMesosWouldDropIsRefused() {
        subscribed();
        TaskStatus.Builder status = TaskStatus.newBuilder().setTaskId(MachineInputs.id("t"));
        on(new RuntimeInput.Update(1, status.setState(TaskState.TASK_RUNNING).build()));
        running("t", false);
        on(new RuntimeInput.Update(2, status.setState(TaskState.TASK_FINISHED).build()));
        on(new RuntimeInput.Update(3, status.setState(TaskState.TASK_KILLING).build()));
        assertThat(of(RuntimeEffect.Answer.class))
                .extracting(answer -> String.valueOf(answer.error()))
                .satisfiesExactly(
                        unknown -> assertThat(unknown).contains("There is no task t here"),
                        own -> assertThat(own).contains("is run here"),
                        killing -> assertThat(killing).contains("TASK_KILLING_STATE"));
    }

    @Test
    void aBodysJudgmentOfItsHealthIsToldWhereItIsNews() {
        subscribed();
        running("t", false);
        on(new RuntimeInput.Healthy(MachineInputs.id("t"), true));
        on(new RuntimeInput.Healthy(MachineInputs.id("t"), true));
        on(new RuntimeInput.Healthy(MachineInputs.id("t"), false));
        assertThat(of(RuntimeEffect.Send.class).stream()
                        .skip(1)
                        .map(send -> send.status().getHealthy()))
                .containsExactly(true, false);
    }
}
