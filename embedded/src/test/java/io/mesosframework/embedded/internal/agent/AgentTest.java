package io.mesosframework.embedded.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.Acls;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.TaskStatus.Reason;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosUuid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** PROTOCOL A74-A77, B139-B142, B162-B165, C1-C60. */
class AgentTest {

    private static final FrameworkInfo FRAMEWORK = FrameworkInfo.newBuilder()
            .setUser("root")
            .setName("f")
            .setId(FrameworkID.newBuilder().setValue("F"))
            .build();
    private static final ExecutorID EXECUTOR =
            ExecutorID.newBuilder().setValue("e").build();

    private static final AgentConfig CONFIG = new AgentConfig(
            "127.0.0.1",
            "127.0.0.1",
            5051,
            "slave(1)",
            Path.of("/agent"),
            Resources.parse("cpus:4;mem:1024").asList(),
            List.of(),
            Optional.empty(),
            ExecutorTimeouts.DEFAULT,
            ReconfigurationPolicy.EQUAL,
            Acls.NONE,
            Map.of());

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Agent agent = new Agent(CONFIG, new SplittableRandom(7), now);
    private final List<AgentEffect> effects = new ArrayList<>();
    private long uuids;

    AgentTest() {
        input(new AgentInput.Start());
        tell(new ToAgent.Registered(AgentID.newBuilder().setValue("S0").build(), Duration.ofDays(1)));
    }

    @Test
    void aCommandTaskGetsAnExecutorOfItsOwnName() {
        tell(new ToAgent.RunTask(FRAMEWORK, commandTask("t"), true));
        ContainerLaunch launch = launched();
        assertThat(launch.commandTask().orElseThrow().getTaskId().getValue()).isEqualTo("t");
        assertThat(launch.executor().getExecutorId().getValue()).isEqualTo("t"); // C59
        assertThat(launch.executor().getName()).startsWith("Command Executor (Task: t) (Command: sh -c ");
        assertThat(launch.sandbox())
                .hasToString("/agent/slaves/S0/frameworks/F/executors/t/runs/"
                        + launch.containerId().getValue());
        assertThat(launch.environment())
                .containsEntry("MESOS_FRAMEWORK_ID", "F")
                .containsEntry("MESOS_EXECUTOR_ID", "t")
                .containsEntry("MESOS_SLAVE_ID", "S0")
                .containsEntry("MESOS_SANDBOX", launch.sandbox().toString())
                .containsEntry("MESOS_AGENT_ENDPOINT", "127.0.0.1:5051")
                .containsEntry("MESOS_SLAVE_PID", "slave(1)@127.0.0.1:5051")
                .containsEntry("MESOS_CHECKPOINT", "0")
                .containsEntry("MESOS_HTTP_COMMAND_EXECUTOR", "1") // of the agent, for all executors
                .containsEntry("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "5secs")
                .doesNotContainKey("MESOS_RECOVERY_TIMEOUT"); // C1-C10
    }

    @Test
    void tasksWaitUntilTheExecutorSubscribes() {
        tell(new ToAgent.RunTask(FRAMEWORK, task("one"), true));
        tell(new ToAgent.RunTask(FRAMEWORK, task("two"), false));
        assertThat(effects(AgentEffect.LaunchContainer.class)).hasSize(1);
        subscribe(1);
        assertThat(events(1)).containsExactly(Event.Type.SUBSCRIBED, Event.Type.LAUNCH, Event.Type.LAUNCH); // C24
        tell(new ToAgent.RunTask(FRAMEWORK, task("three"), false));
        assertThat(events(1)).hasSize(4);
    }

    @Test
    void anUpdateIsAcknowledgedToItsExecutorAtOnceAndTheNextWaitsForTheScheduler() {
        run("t");
        ByteString first = update("t", TaskState.TASK_STARTING);
        update("t", TaskState.TASK_RUNNING);
        assertThat(events(1).stream().filter(e -> e == Event.Type.ACKNOWLEDGED)).hasSize(2); // C30
        assertThat(sent()).extracting(s -> s.status().getState()).containsExactly(TaskState.TASK_STARTING); // B139
        acknowledge("t", first);
        assertThat(sent())
                .extracting(s -> s.status().getState())
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING);
        assertThat(sent().get(0).status()).satisfies(status -> {
            assertThat(status.getAgentId().getValue()).isEqualTo("S0");
            assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
            assertThat(status.getContainerStatus().getContainerId())
                    .isEqualTo(launched().containerId()); // B124
            assertThat(status.getContainerStatus()
                            .getNetworkInfos(0)
                            .getIpAddresses(0)
                            .getIpAddress())
                    .isEqualTo("127.0.0.1");
        });
    }

    @Test
    void anUnacknowledgedUpdateIsToldAgainAfterTenSecondsThenTwentyUpToTenMinutes() {
        run("t");
        update("t", TaskState.TASK_RUNNING);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Instant before = now;
            int already = sent().size();
            while (sent().size() == already) {
                now = agent.nextDeadline().orElseThrow();
                input(new AgentInput.Tick());
            }
            waits.add(Duration.between(before, now).toSeconds());
        }
        assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L); // B140
        assertThat(sent())
                .extracting(s -> s.status().getUuid())
                .containsOnly(sent().get(0).status().getUuid());
    }

    @Test
    void aWrongOrRepeatedAcknowledgementHasNoEffect() {
        run("t");
        ByteString first = update("t", TaskState.TASK_STARTING);
        update("t", TaskState.TASK_RUNNING);
        acknowledge("t", MesosUuid.toBytes(new UUID(9, 9)));
        assertThat(sent()).hasSize(1);
        acknowledge("t", first);
        acknowledge("t", first); // B142
        assertThat(sent()).hasSize(2);
    }

    @Test
    void pendingUpdatesAreToldAgainWhenTheFrameworkSubscribesAnew() {
        run("t");
        update("t", TaskState.TASK_RUNNING);
        tell(new ToAgent.UpdateFramework(FRAMEWORK));
        assertThat(sent()).hasSize(2);
        tell(new ToAgent.Registered(AgentID.newBuilder().setValue("S0").build(), Duration.ofDays(1)));
        assertThat(sent()).hasSize(3); // B140
    }

    @Test
    void nothingFollowsAnEnd() {
        run("t");
        update("t", TaskState.TASK_FINISHED);
        update("t", TaskState.TASK_FAILED);
        assertThat(events(1).stream().filter(e -> e == Event.Type.ACKNOWLEDGED)).hasSize(2); // C34
        acknowledge("t", sent().get(0).status().getUuid());
        assertThat(sent()).hasSize(1);
    }

    @Test
    void theLatestStateGoesAheadOfUpdatesThatWait() {
        run("t");
        update("t", TaskState.TASK_STARTING);
        update("t", TaskState.TASK_FINISHED);
        advance(Duration.ofSeconds(10));
        assertThat(sent().get(1).status().getState()).isEqualTo(TaskState.TASK_STARTING);
        assertThat(sent().get(1).latestState()).isEqualTo(TaskState.TASK_FINISHED); // C37
    }

    @Test
    void aDeadExecutorsTasksFail() {
        run("t");
        update("t", TaskState.TASK_RUNNING);
        acknowledge("t", sent().get(0).status().getUuid());
        input(new AgentInput.ContainerExited(launched().containerId(), 9));
        TaskStatus status = sent().get(1).status();
        assertThat(status.getState()).isEqualTo(TaskState.TASK_FAILED); // C45
        assertThat(status.getReason()).isEqualTo(Reason.REASON_EXECUTOR_TERMINATED);
        assertThat(status.getMessage()).isEqualTo("Executor terminated");
        assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_AGENT);
        assertThat(status.getUuid().size()).isEqualTo(16);
        assertThat(master(FromAgent.ExecutorExited.class))
                .singleElement()
                .extracting(FromAgent.ExecutorExited::status)
                .isEqualTo(9);
    }

    @Test
    void aCommandExecutorsEndIsNobodysFailure() {
        tell(new ToAgent.RunTask(FRAMEWORK, commandTask("t"), true));
        input(new AgentInput.ContainerExited(launched().containerId(), 0));
        assertThat(master(FromAgent.ExecutorExited.class)).isEmpty(); // C60
        assertThat(sent()).hasSize(1);
    }

    @Test
    void aContainerThatDoesNotStartFailsItsTasks() {
        tell(new ToAgent.RunTask(FRAMEWORK, commandTask("t"), true));
        input(new AgentInput.ContainerFailed(launched().containerId(), "no such file", 256));
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_CONTAINER_LAUNCH_FAILED); // C47
        assertThat(sent().get(0).status().getMessage()).isEqualTo("Failed to launch container: no such file");
        assertThat(sent().get(0).status().getExecutorId().getValue()).isEqualTo("t");
        assertThat(sent().get(0).status().hasContainerStatus()).isFalse();
    }

    @Test
    void aSandboxThatCannotBeMadeDropsItsTasksAfterTheFailureOfTheExecutor() {
        tell(new ToAgent.RunTask(FRAMEWORK, task("t"), true));
        input(new AgentInput.SandboxFailed(launched().containerId(), "No such user 'x'"));
        assertThat(effects(AgentEffect.TellMaster.class))
                .extracting(AgentEffect.TellMaster::message)
                .satisfiesExactly(
                        registration -> assertThat(registration).isInstanceOf(FromAgent.Register.class),
                        exited -> assertThat(exited)
                                .isEqualTo(new FromAgent.ExecutorExited(FRAMEWORK.getId(), EXECUTOR, -1)),
                        update -> assertThat(update).isInstanceOf(FromAgent.StatusUpdate.class));
        assertThat(sent().get(0).status().getState()).isEqualTo(TaskState.TASK_LOST);
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_EXECUTOR_TERMINATED);
        assertThat(sent().get(0).status().getMessage()).isEqualTo("No such user 'x'");
    }

    @Test
    void whatTheMasterAndTheAgentKnowOfAnExecutorMustAgree() {
        tell(new ToAgent.RunTask(FRAMEWORK, task("early"), false));
        assertThat(sent().get(0).status().getMessage())
                .isEqualTo("No executor is expected to launch and there is none running"); // C54
        run("t");
        tell(new ToAgent.RunTask(FRAMEWORK, task("second"), true));
        assertThat(sent().get(1).status().getMessage())
                .isEqualTo("Master wants to launch executor, but one already exists");
        assertThat(events(1)).endsWith(Event.Type.SHUTDOWN); // of the one that the master does not know
        assertThat(master(FromAgent.ExecutorExited.class)).isEmpty();
        input(new AgentInput.ContainerExited(launched().containerId(), 0));
        tell(new ToAgent.RunTask(FRAMEWORK, task("third"), true));
        assertThat(master(FromAgent.ExecutorExited.class))
                .containsExactly(
                        new FromAgent.ExecutorExited(FRAMEWORK.getId(), EXECUTOR, 0),
                        new FromAgent.ExecutorExited(FRAMEWORK.getId(), EXECUTOR, -1)); // C58
    }

    @Test
    void launchesForWhatIsEndingAreNotHeard() {
        run("t");
        tell(new ToAgent.ShutdownFramework(FRAMEWORK.getId()));
        effects.clear();
        tell(new ToAgent.RunTask(FRAMEWORK, task("late"), false));
        assertThat(effects).isEmpty(); // C56: of a framework that is shut down
        tell(new ToAgent.Shutdown("over"));
        effects.clear();
        FrameworkInfo other = FRAMEWORK.toBuilder()
                .setId(FrameworkID.newBuilder().setValue("G"))
                .build();
        tell(new ToAgent.RunTask(other, commandTask("later"), true));
        assertThat(effects).isEmpty(); // by an agent that ends
    }

    @Test
    void limitsOfOneTaskDropItsWholeGroup() {
        TaskInfo limited = task("b").toBuilder()
                .putLimits("mem", Value.Scalar.newBuilder().setValue(64).build())
                .build();
        TaskGroupInfo group =
                TaskGroupInfo.newBuilder().addTasks(task("a")).addTasks(limited).build();
        tell(new ToAgent.RunTaskGroup(FRAMEWORK, limited.getExecutor(), group, true));
        assertThat(sent()).hasSize(2).allSatisfy(update -> {
            assertThat(update.status().getState()).isEqualTo(TaskState.TASK_LOST);
            assertThat(update.status().getReason()).isEqualTo(Reason.REASON_GC_ERROR); // C54, C57
            assertThat(update.status().getMessage()).startsWith("Memory limits can only be set");
            assertThat(update.status().hasExecutorId()).isFalse();
        });
        assertThat(effects(AgentEffect.LaunchContainer.class)).isEmpty();
    }

    @Test
    void anAgentThatCleansUpShutsDownWhatComesBackAndEnds() {
        FrameworkInfo checkpointing = FRAMEWORK.toBuilder().setCheckpoint(true).build();
        tell(new ToAgent.RunTask(checkpointing, task("t"), true));
        subscribe(1);
        update("t", TaskState.TASK_RUNNING);
        input(new AgentInput.Crash());
        ContainerID container = launched().containerId();
        effects.clear();
        input(new AgentInput.CleanUp(Set.of(container), Map.of()));
        assertThat(effects).isEmpty();
        subscribe(2);
        assertThat(events(2)).containsExactly(Event.Type.SHUTDOWN); // C53
        assertThat(effects(AgentEffect.EndStream.class)).hasSize(1);
        advance(Duration.ofSeconds(5));
        assertThat(effects(AgentEffect.DestroyContainer.class)).hasSize(1);
        assertThat(effects(AgentEffect.Exit.class)).isEmpty();
        input(new AgentInput.ContainerExited(container, 9));
        assertThat(effects(AgentEffect.Exit.class)).containsExactly(new AgentEffect.Exit());
        assertThat(effects(AgentEffect.TellMaster.class)).isEmpty();
        input(new AgentInput.Recover(CONFIG, Set.of(), Map.of()));
        assertThat(master(FromAgent.Reregister.class)).singleElement().satisfies(again -> {
            assertThat(again.info().getId().getValue()).isEqualTo("S0");
            assertThat(again.tasks()).isEmpty();
        });
    }

    @Test
    void anUpdateOfATaskThatNoExecutorHasGoesOnWithoutAcknowledgementToTheExecutor() {
        run("t");
        update("nobodys", TaskState.TASK_RUNNING);
        assertThat(sent().get(0).status().hasContainerStatus()).isFalse();
        assertThat(events(1)).doesNotContain(Event.Type.ACKNOWLEDGED); // C33
    }

    @Test
    void anUpdateForAnotherAgentIsNotHeard() {
        run("t");
        input(new AgentInput.ExecutorCall(
                50,
                update().setUpdate(Call.Update.newBuilder()
                                .setStatus(update().getUpdate().getStatus().toBuilder()
                                        .setUuid(MesosUuid.toBytes(new UUID(1, 1)))
                                        .setAgentId(AgentID.newBuilder().setValue("S1"))))
                        .build()));
        assertThat(sent()).isEmpty();
        assertThat(events(1)).doesNotContain(Event.Type.ACKNOWLEDGED); // C32
    }

    @Test
    void anExecutorWhoseStreamBrokeMayGoOnCalling() {
        run("t");
        input(new AgentInput.StreamClosed(1));
        assertThat(answerTo(update()).status()).isEqualTo(202); // C29
    }

    @Test
    void anExecutorThatNeverSubscribesIsBroughtDown() {
        tell(new ToAgent.RunTask(FRAMEWORK, task("t"), true));
        advance(Duration.ofMinutes(1));
        ContainerID container = launched().containerId();
        assertThat(effects(AgentEffect.DestroyContainer.class)).hasSize(1); // C28
        input(new AgentInput.ContainerExited(container, 9));
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT);
        assertThat(sent().get(0).status().getMessage()).isEqualTo("Executor did not register within 1mins");
    }

    @Test
    void aTaskKilledBeforeItsExecutorSubscribesWasKilledDuringLaunch() {
        tell(new ToAgent.RunTask(FRAMEWORK, task("t"), true));
        kill("t");
        assertThat(sent().get(0).status().getState()).isEqualTo(TaskState.TASK_KILLED);
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_TASK_KILLED_DURING_LAUNCH); // B162
        assertThat(effects(AgentEffect.DestroyContainer.class)).isEmpty();
        subscribe(1);
        assertThat(events(1)).containsExactly(Event.Type.SHUTDOWN); // F46: only when it subscribes
        assertThat(effects(AgentEffect.EndStream.class)).isEmpty();
        advance(Duration.ofSeconds(5));
        assertThat(effects(AgentEffect.DestroyContainer.class)).hasSize(1);
    }

    @Test
    void aKillOfADeliveredTaskIsTheExecutorsToAnswer() {
        run("t");
        kill("t");
        kill("t");
        assertThat(events(1).stream().filter(e -> e == Event.Type.KILL)).hasSize(2); // B163
        assertThat(sent()).isEmpty();
    }

    @Test
    void aKillWithoutExecutorIsDroppedOrLost() {
        run("t");
        kill("other");
        assertThat(sent().get(0).status().getState()).isEqualTo(TaskState.TASK_LOST); // B162
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_EXECUTOR_TERMINATED);
    }

    @Test
    void anExecutorIsShutDownInGoodOrderThenByForce() {
        run("t");
        tell(new ToAgent.ShutdownExecutor(FRAMEWORK.getId(), EXECUTOR));
        assertThat(events(1)).endsWith(Event.Type.SHUTDOWN);
        advance(Duration.ofMillis(4999));
        assertThat(effects(AgentEffect.DestroyContainer.class)).isEmpty();
        advance(Duration.ofMillis(1));
        assertThat(effects(AgentEffect.DestroyContainer.class)).hasSize(1); // C41
        tell(new ToAgent.RunTask(FRAMEWORK, task("late"), false));
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_EXECUTOR_TERMINATED); // C54
    }

    @Test
    void aRemovedFrameworksExecutorsEndWithoutUpdates() {
        run("t");
        update("t", TaskState.TASK_RUNNING);
        tell(new ToAgent.ShutdownFramework(FRAMEWORK.getId()));
        update("t", TaskState.TASK_KILLED); // C32
        input(new AgentInput.ContainerExited(launched().containerId(), 0));
        advance(Duration.ofMinutes(30));
        assertThat(sent()).hasSize(1); // C46
        assertThat(answerTo(update())).isEqualTo(new AgentEffect.Answer(99, 400, "Framework cannot be found"));
    }

    @Test
    void anExecutorStaysKnownUntilItsLastUpdateIsAcknowledged() {
        run("t");
        update("t", TaskState.TASK_FINISHED);
        input(new AgentInput.ContainerExited(launched().containerId(), 0));
        tell(new ToAgent.RunTask(FRAMEWORK, task("again"), true));
        assertThat(effects(AgentEffect.LaunchContainer.class)).hasSize(1); // F45
        acknowledge("t", sent().get(0).status().getUuid());
        tell(new ToAgent.RunTask(FRAMEWORK, task("more"), true));
        assertThat(effects(AgentEffect.LaunchContainer.class)).hasSize(2);
    }

    @Test
    void executorCallsNeedAKnownFrameworkAndExecutorAndASubscription() {
        assertThat(answerTo(update())).isEqualTo(new AgentEffect.Answer(99, 400, "Framework cannot be found"));
        tell(new ToAgent.RunTask(FRAMEWORK, task("t"), true));
        assertThat(answerTo(update().setExecutorId(ExecutorID.newBuilder().setValue("x"))))
                .isEqualTo(new AgentEffect.Answer(99, 400, "Executor cannot be found"));
        assertThat(answerTo(update())).isEqualTo(new AgentEffect.Answer(99, 403, "Executor is not subscribed"));
        assertThat(answerTo(update().setType(Call.Type.HEARTBEAT)).status()).isEqualTo(202); // A75
    }

    @Test
    void aSecondSubscriptionTakesOverAndLosesTasksThatTheExecutorNeverSaw() {
        run("t");
        subscribe(2);
        assertThat(effects(AgentEffect.EndStream.class)).containsExactly(new AgentEffect.EndStream(1)); // C23
        assertThat(sent().get(0).status().getReason()).isEqualTo(Reason.REASON_AGENT_RESTARTED); // C24
    }

    @Test
    void messagesReachARunningExecutorOnly() {
        tell(new ToAgent.RunTask(FRAMEWORK, task("t"), true));
        ToAgent.FrameworkMessage message =
                new ToAgent.FrameworkMessage(FRAMEWORK.getId(), EXECUTOR, ByteString.copyFromUtf8("hi"));
        tell(message);
        subscribe(1);
        tell(message);
        assertThat(events(1).stream().filter(e -> e == Event.Type.MESSAGE)).hasSize(1); // C39
    }

    @Test
    void executorHeartbeatsComeEveryHalfHour() {
        run("t");
        advance(Duration.ofMinutes(61));
        assertThat(events(1).stream().filter(e -> e == Event.Type.HEARTBEAT)).hasSize(2); // A72
    }

    // ---- helpers

    private void run(String task) {
        tell(new ToAgent.RunTask(FRAMEWORK, task(task), true));
        subscribe(1);
    }

    private static TaskInfo task(String id) {
        return commandTask(id).toBuilder()
                .clearCommand()
                .setExecutor(ExecutorInfo.newBuilder()
                        .setExecutorId(EXECUTOR)
                        .setFrameworkId(FRAMEWORK.getId())
                        .setCommand(CommandInfo.newBuilder().setValue("run")))
                .build();
    }

    private static TaskInfo commandTask(String id) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(AgentID.newBuilder().setValue("S0"))
                .setCommand(CommandInfo.newBuilder().setValue("true"))
                .build();
    }

    private Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type).setFrameworkId(FRAMEWORK.getId()).setExecutorId(EXECUTOR);
    }

    private void subscribe(long exchange) {
        input(new AgentInput.ExecutorCall(
                exchange,
                call(Call.Type.SUBSCRIBE)
                        .setSubscribe(Call.Subscribe.newBuilder())
                        .build()));
    }

    private Call.Builder update() {
        return call(Call.Type.UPDATE)
                .setUpdate(Call.Update.newBuilder()
                        .setStatus(TaskStatus.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue("t"))
                                .setState(TaskState.TASK_RUNNING)));
    }

    private ByteString update(String task, TaskState state) {
        ByteString uuid = MesosUuid.toBytes(new UUID(1, uuids++));
        input(new AgentInput.ExecutorCall(
                50,
                call(Call.Type.UPDATE)
                        .setUpdate(Call.Update.newBuilder()
                                .setStatus(TaskStatus.newBuilder()
                                        .setTaskId(TaskID.newBuilder().setValue(task))
                                        .setState(state)
                                        .setUuid(uuid)))
                        .build()));
        return uuid;
    }

    private AgentEffect.Answer answerTo(Call.Builder call) {
        int before = effects.size();
        input(new AgentInput.ExecutorCall(99, call.build()));
        return (AgentEffect.Answer) effects.get(before);
    }

    private void kill(String task) {
        tell(new ToAgent.KillTask(
                FRAMEWORK.getId(), TaskID.newBuilder().setValue(task).build(), Optional.empty()));
    }

    private void acknowledge(String task, ByteString uuid) {
        tell(new ToAgent.Acknowledge(
                FRAMEWORK.getId(), TaskID.newBuilder().setValue(task).build(), uuid));
    }

    private void tell(ToAgent message) {
        input(new AgentInput.MasterSays(message));
    }

    private void input(AgentInput input) {
        effects.addAll(agent.on(input, now));
    }

    private void advance(Duration duration) {
        Instant end = now.plus(duration);
        while (true) {
            Instant next = agent.nextDeadline().orElse(Instant.MAX);
            if (next.isAfter(end)) {
                break;
            }
            now = next;
            input(new AgentInput.Tick());
        }
        now = end;
    }

    private <E extends AgentEffect> List<E> effects(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private ContainerLaunch launched() {
        return effects(AgentEffect.LaunchContainer.class).get(0).launch();
    }

    private List<Event.Type> events(long exchange) {
        return effects(AgentEffect.Send.class).stream()
                .filter(send -> send.exchange() == exchange)
                .map(send -> send.event().getType())
                .toList();
    }

    private <M extends FromAgent> List<M> master(Class<M> type) {
        return effects(AgentEffect.TellMaster.class).stream()
                .map(AgentEffect.TellMaster::message)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<FromAgent.StatusUpdate> sent() {
        return master(FromAgent.StatusUpdate.class);
    }
}
