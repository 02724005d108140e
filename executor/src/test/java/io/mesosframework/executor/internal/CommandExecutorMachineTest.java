package io.mesosframework.executor.internal;

import static io.mesosframework.executor.internal.MachineHarness.acknowledged;
import static io.mesosframework.executor.internal.MachineHarness.event;
import static io.mesosframework.executor.internal.MachineHarness.kill;
import static io.mesosframework.executor.internal.MachineHarness.killPolicy;
import static io.mesosframework.executor.internal.MachineHarness.launch;
import static io.mesosframework.executor.internal.MachineHarness.running;
import static io.mesosframework.executor.internal.MachineHarness.shutdown;
import static io.mesosframework.executor.internal.MachineHarness.subscribed;
import static io.mesosframework.executor.internal.MachineHarness.task;
import static io.mesosframework.protocol.TaskState.TASK_FAILED;
import static io.mesosframework.protocol.TaskState.TASK_FINISHED;
import static io.mesosframework.protocol.TaskState.TASK_KILLED;
import static io.mesosframework.protocol.TaskState.TASK_KILLING;
import static io.mesosframework.protocol.TaskState.TASK_RUNNING;
import static io.mesosframework.protocol.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandExecutorMachineTest {

    private static final FrameworkInfo.Capability.Type KILLING_STATE = FrameworkInfo.Capability.Type.TASK_KILLING_STATE;

    @Test
    void aLaunchIsStartingThenRunning() {
        MachineHarness machine = subscribed();

        List<Effect> effects = machine.on(launch(task("t").build()));

        assertThat(effects).hasSize(2);
        assertThat(effects.get(1)).isEqualTo(new Effect.Start(task("t").build(), "someone"));
        assertThat(machine.states()).containsExactly(TASK_STARTING);
        machine.on(new Input.Started());
        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_RUNNING);
    }

    @Test
    void everyStatusNamesTaskExecutorSourceAndAUuidOfItsOwn() {
        MachineHarness machine = running(task("t").build());
        machine.on(new Input.Exited(0));

        assertThat(machine.updates()).hasSize(3).allSatisfy(status -> {
            assertThat(status.getTaskId().getValue()).isEqualTo("t");
            assertThat(status.getExecutorId().getValue()).isEqualTo("e");
            assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
            assertThat(status.getUuid().size()).isEqualTo(16);
        });
        assertThat(machine.updates()).extracting(TaskStatus::getUuid).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "0, TASK_FINISHED, Command exited with status 0",
        "3, TASK_FAILED, Command exited with status 3",
        "127, TASK_FAILED, Command exited with status 127",
        "137, TASK_FAILED, Command terminated with signal Killed",
        "143, TASK_FAILED, Command terminated with signal Terminated",
        "139, TASK_FAILED, Command terminated with signal Segmentation fault",
        "255, TASK_FAILED, Command exited with status 255",
    })
    void theExitIsToldInMesosWords(int exitValue, TaskState state, String message) {
        MachineHarness machine = running(task("t").build());

        machine.on(new Input.Exited(exitValue));

        assertThat(machine.last().getState()).isEqualTo(state);
        assertThat(machine.last().getMessage()).isEqualTo(message);
        assertThat(machine.last().hasReason()).isFalse();
        assertThat(machine.last().hasHealthy()).isFalse();
    }

    @Test
    void aTaskThatCannotBeStartedHasFailed() {
        MachineHarness machine = subscribed();
        machine.on(launch(task("t").build()));

        machine.on(new Input.StartFailed("no such user"));

        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_FAILED);
        assertThat(machine.last().getMessage()).isEqualTo("no such user");
    }

    @Test
    void theExecutorEndsWhenItsTerminalUpdateIsAcknowledged() {
        MachineHarness machine = running(task("t").build());
        machine.on(new Input.Exited(0));

        assertThat(machine.on(acknowledged(machine.updates().get(0)))).isEmpty();
        assertThat(machine.on(acknowledged(machine.updates().get(1)))).isEmpty();
        assertThat(machine.on(acknowledged(machine.last()))).containsExactly(new Effect.Finish(0));
        assertThat(machine.on(shutdown())).isEmpty();
        assertThat(machine.pass(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void theExecutorEndsAMinuteAfterATerminalUpdateThatNobodyAcknowledges() {
        MachineHarness machine = running(task("t").build());
        machine.on(new Input.Exited(0));

        assertThat(machine.pass(Duration.ofMillis(59_999))).isEmpty();
        assertThat(machine.pass(Duration.ofMillis(1))).containsExactly(new Effect.Finish(1));
    }

    @Test
    void aKillTerminatesAndAfterThreeSecondsForces() {
        MachineHarness machine = running(task("t").build());

        assertThat(machine.on(kill("t"))).containsExactly(new Effect.Terminate());
        assertThat(machine.pass(Duration.ofMillis(2_999))).isEmpty();
        assertThat(machine.pass(Duration.ofMillis(1))).containsExactly(new Effect.Kill());
        machine.on(new Input.Exited(137));

        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLED);
        assertThat(machine.last().getMessage()).isEqualTo("Command terminated with signal Killed");
    }

    @Test
    void aKilledTaskThatEndsWithZeroIsKilled() {
        MachineHarness machine = running(task("t").build());
        machine.on(kill("t"));
        machine.on(new Input.Exited(0));

        assertThat(machine.last().getState()).isEqualTo(TASK_KILLED);
        assertThat(machine.last().getMessage()).isEqualTo("Command exited with status 0");
        assertThat(machine.pass(Duration.ofSeconds(10))).isEmpty();
    }

    @Test
    void theGraceOfTheTaskHoldsUnlessTheKillHasItsOwn() {
        TaskInfo task =
                task("t").setKillPolicy(killPolicy(Duration.ofSeconds(30))).build();

        MachineHarness byTask = running(task);
        byTask.on(kill("t"));
        assertThat(byTask.wake()).isEqualTo(byTask.now().plusSeconds(30));

        MachineHarness byKill = running(task);
        byKill.on(kill("t", Duration.ofSeconds(7)));
        assertThat(byKill.wake()).isEqualTo(byKill.now().plusSeconds(7));
    }

    @Test
    void aKillWithoutGraceForcesAtOnce() {
        MachineHarness machine = running(task("t").build());

        assertThat(machine.on(kill("t", Duration.ZERO))).containsExactly(new Effect.Terminate(), new Effect.Kill());
    }

    @Test
    void aLaterKillMayOnlyShortenTheWait() {
        MachineHarness machine = running(task("t").build(), KILLING_STATE);
        machine.on(kill("t", Duration.ofSeconds(20)));
        var began = machine.now();
        machine.pass(Duration.ofSeconds(2));

        assertThat(machine.on(kill("t", Duration.ofSeconds(60)))).isEmpty();
        assertThat(machine.wake()).isEqualTo(began.plusSeconds(20));
        assertThat(machine.on(kill("t", Duration.ofSeconds(10)))).isEmpty();
        assertThat(machine.wake()).isEqualTo(began.plusSeconds(10));
        assertThat(machine.on(kill("t", Duration.ofSeconds(1)))).containsExactly(new Effect.Kill());
        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLING);
    }

    @Test
    void taskKillingIsSentOnlyToFrameworksThatKnowIt() {
        MachineHarness knows = running(task("t").build(), FrameworkInfo.Capability.Type.MULTI_ROLE, KILLING_STATE);
        assertThat(knows.on(kill("t"))).hasSize(2).last().isEqualTo(new Effect.Terminate());
        assertThat(knows.last().getState()).isEqualTo(TASK_KILLING);

        MachineHarness doesNot = running(task("t").build(), FrameworkInfo.Capability.Type.PARTITION_AWARE);
        doesNot.on(kill("t"));
        assertThat(doesNot.last().getState()).isEqualTo(TASK_RUNNING);
    }

    @Test
    void aKillForAnotherTaskOrBeforeAnyOrAfterTheEndDoesNothing() {
        MachineHarness machine = subscribed(KILLING_STATE);
        assertThat(machine.on(kill("t"))).isEmpty();
        machine.on(launch(task("t").build()));
        machine.on(new Input.Started());
        assertThat(machine.on(kill("u"))).isEmpty();
        machine.on(new Input.Exited(0));
        assertThat(machine.on(kill("t"))).isEmpty();
        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
    }

    @Test
    void aKillWhileTheProcessStartsIsCarriedOutOnceItRuns() {
        MachineHarness machine = subscribed(KILLING_STATE);
        machine.on(launch(task("t").build()));
        machine.on(kill("t"));
        assertThat(machine.pass(Duration.ofSeconds(5))).isEmpty();

        assertThat(machine.on(new Input.Started())).containsExactly(new Effect.Terminate(), new Effect.Kill());
        machine.on(new Input.Exited(137));

        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_KILLING, TASK_KILLED);
    }

    @Test
    void aTaskKilledWhileItsStartFailsIsKilled() {
        MachineHarness machine = subscribed();
        machine.on(launch(task("t").build()));
        machine.on(kill("t"));
        machine.on(new Input.StartFailed("no fork"));

        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_KILLED);
    }

    @Test
    void aTaskThatOutstaysItsCompletionTimeFailsWithoutGraceOrKilling() {
        TaskInfo task = task("t")
                .setMaxCompletionTime(DurationInfo.newBuilder()
                        .setNanoseconds(Duration.ofSeconds(8).toNanos()))
                .build();
        MachineHarness machine = running(task, KILLING_STATE);

        assertThat(machine.pass(Duration.ofMillis(7_999))).isEmpty();
        assertThat(machine.pass(Duration.ofMillis(1))).containsExactly(new Effect.Terminate(), new Effect.Kill());
        machine.on(new Input.Exited(143));

        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
        assertThat(machine.last().getReason()).isEqualTo(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
        assertThat(machine.last().getMessage()).isEqualTo("Command terminated with signal Terminated");
    }

    @Test
    void aKillInTimeIsNoOverrun() {
        TaskInfo task = task("t")
                .setMaxCompletionTime(DurationInfo.newBuilder()
                        .setNanoseconds(Duration.ofSeconds(2).toNanos()))
                .build();
        MachineHarness machine = running(task);
        machine.on(kill("t", Duration.ofSeconds(10)));

        assertThat(machine.pass(Duration.ofSeconds(9))).isEmpty();
        machine.on(new Input.Exited(143));
        assertThat(machine.last().getState()).isEqualTo(TASK_KILLED);
    }

    @Test
    void aSecondLaunchIsRefusedAndTheFirstGoesOn() {
        MachineHarness machine = running(task("t").build());

        machine.on(launch(task("u").build()));

        assertThat(machine.last().getTaskId().getValue()).isEqualTo("u");
        assertThat(machine.last().getState()).isEqualTo(TASK_FAILED);
        assertThat(machine.last().getMessage())
                .isEqualTo("Attempted to run multiple tasks using a \"command\" executor");
        assertThat(machine.on(acknowledged(machine.last()))).isEmpty();
        machine.on(new Input.Exited(0));
        assertThat(machine.last().getTaskId().getValue()).isEqualTo("t");
        assertThat(machine.last().getState()).isEqualTo(TASK_FINISHED);
    }

    @Test
    void theSameLaunchAgainDoesNotBuryTheTask() {
        MachineHarness machine = running(task("t").build());

        assertThat(machine.on(launch(task("t").build()))).isEmpty();
    }

    @Test
    void aTaskGroupShutsTheExecutorDown() {
        MachineHarness machine = subscribed();

        assertThat(machine.on(event(Event.newBuilder().setType(Event.Type.LAUNCH_GROUP))))
                .containsExactly(new Effect.Finish(0));
    }

    @Test
    void shutdownWithoutATaskIsTheEnd() {
        assertThat(subscribed().on(shutdown())).containsExactly(new Effect.Finish(0));
    }

    @Test
    void shutdownKillsWithTwoSecondsLessThanItsGrace() {
        MachineHarness machine = running(task("t").build(), KILLING_STATE);

        assertThat(machine.on(shutdown())).hasSize(2).last().isEqualTo(new Effect.Terminate());
        assertThat(machine.pass(Duration.ofSeconds(3))).containsExactly(new Effect.Kill());
        machine.on(new Input.Exited(137));
        assertThat(machine.last().getState()).isEqualTo(TASK_KILLED);
        assertThat(machine.on(acknowledged(machine.last()))).containsExactly(new Effect.Finish(0));
    }

    @Test
    void shutdownEndsWithItsGraceEvenIfNothingAnswers() {
        MachineHarness hangs = running(task("t").build());
        hangs.on(shutdown());
        assertThat(hangs.pass(Duration.ofSeconds(5)))
                .containsExactly(new Effect.Kill(), new Effect.Kill(), new Effect.Finish(1));

        MachineHarness unacknowledged = running(task("t").build());
        unacknowledged.on(new Input.Exited(0));
        assertThat(unacknowledged.on(shutdown())).isEmpty();
        assertThat(unacknowledged.pass(Duration.ofSeconds(5))).containsExactly(new Effect.Finish(1));
    }

    @Test
    void withoutAnAgentTheTaskIsKilledAndNoAcknowledgementAwaited() {
        MachineHarness running = running(task("t").build());
        assertThat(running.on(new Input.AgentLost())).containsExactly(new Effect.Terminate());
        assertThat(running.on(new Input.Exited(143))).hasSize(2).last().isEqualTo(new Effect.Finish(1));

        MachineHarness ended = running(task("t").build());
        ended.on(new Input.Exited(0));
        assertThat(ended.on(new Input.AgentLost())).containsExactly(new Effect.Finish(1));

        assertThat(subscribed().on(new Input.AgentLost())).containsExactly(new Effect.Finish(0));
    }

    @Test
    void aTaskWithACheckSaysSoInEveryStatus() {
        TaskInfo task = task("t")
                .setCheck(CheckInfo.newBuilder()
                        .setType(CheckInfo.Type.TCP)
                        .setTcp(CheckInfo.Tcp.newBuilder().setPort(1)))
                .build();
        MachineHarness machine = running(task, KILLING_STATE);
        machine.on(kill("t"));
        machine.on(new Input.Exited(0));

        assertThat(machine.updates()).hasSize(4).allSatisfy(status -> {
            assertThat(status.getCheckStatus().getType()).isEqualTo(CheckInfo.Type.TCP);
            assertThat(status.getCheckStatus().hasTcp()).isTrue();
            assertThat(status.getCheckStatus().getTcp().hasSucceeded()).isFalse();
        });
    }

    @Test
    void aHealthCheckOfNothingFailsTheTask() {
        MachineHarness machine = subscribed();
        List<Effect> effects = machine.on(launch(
                task("t").setHealthCheck(HealthCheck.getDefaultInstance()).build()));

        assertThat(effects).noneMatch(Effect.Start.class::isInstance);
        assertThat(machine.states()).containsExactly(TASK_STARTING, TASK_FAILED);
        assertThat(machine.last().getMessage()).contains("health check");
    }

    /** Whatever comes, in whatever order: at most one end, nothing of the task after it, and an end of the executor. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderOfInputsHasOneEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            MachineHarness machine = subscribed(KILLING_STATE);
            TaskInfo task = task("t")
                    .setHealthCheck(HealthCheck.newBuilder()
                            .setDelaySeconds(0)
                            .setTcp(HealthCheck.TCPCheckInfo.newBuilder().setPort(1)))
                    .build();
            List<Effect> effects = new ArrayList<>(machine.on(launch(task)));
            for (int step = 0; step < 30; step++) {
                effects.addAll(
                        switch (random.nextInt(8)) {
                            case 0 -> machine.on(new Input.Started());
                            case 1 -> machine.on(kill("t", Duration.ofMillis(random.nextInt(5000))));
                            case 2 -> machine.on(new Input.Exited(random.nextInt(256)));
                            case 3 -> machine.on(random.nextInt(10) == 0 ? shutdown() : new Input.Wake());
                            case 4 ->
                                machine.on(new Input.Probed(
                                        CheckSpec.Kind.HEALTH,
                                        random.nextInt(4),
                                        new ProbeResult.TcpAnswered(random.nextBoolean())));
                            case 5 ->
                                machine.on(acknowledged(machine.updates()
                                        .get(random.nextInt(machine.updates().size()))));
                            case 6 -> machine.on(launch(task("t").build()));
                            default -> machine.pass(Duration.ofMillis(random.nextInt(20_000)));
                        });
            }
            machine.on(new Input.Started());
            effects.addAll(machine.on(shutdown()));
            effects.addAll(machine.pass(Duration.ofSeconds(61)));

            assertThat(effects.stream().filter(Effect.Finish.class::isInstance))
                    .as("seed %d round %d", seed, round)
                    .hasSize(1);
            List<TaskState> states = machine.states();
            int end = (int) states.stream().takeWhile(state -> !ends(state)).count();
            assertThat(states.subList(Math.min(end + 1, states.size()), states.size()))
                    .as("seed %d round %d: %s", seed, round, states)
                    .isEmpty();
        }
    }

    private static boolean ends(TaskState state) {
        return state == TASK_FINISHED || state == TASK_FAILED || state == TASK_KILLED;
    }
}
