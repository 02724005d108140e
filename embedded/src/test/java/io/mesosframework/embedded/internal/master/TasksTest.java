package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.TaskStatus.Reason;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** PROTOCOL B54-B92, B118-B166. */
class TasksTest {

    private static final String HALF = "cpus:2;mem:1024";

    private final MasterDriver driver = new MasterDriver();
    private final AgentID agent = driver.agent(0);
    private final Stream stream = driver.subscribe(MasterDriver.info(Capability.Type.PARTITION_AWARE));
    private final Offer offer = stream.offers().get(0);

    @Test
    void aLaunchedTaskGoesToItsAgentAndNothingIsSaid() {
        assertThat(driver.launch(stream, offer, MasterDriver.task("t", offer, HALF))
                        .status())
                .isEqualTo(202);
        assertThat(stream.updates()).isEmpty(); // B73
        assertThat(driver.told(ToAgent.RunTask.class)).singleElement().satisfies(run -> {
            assertThat(run.task().getTaskId().getValue()).isEqualTo("t");
            assertThat(run.task().getResources(0).getAllocationInfo().getRole()).isEqualTo("*"); // B63
        });
        driver.pass(Duration.ofSeconds(7));
        assertThat(MasterDriver.cpus(stream.offers().get(1))).isEqualTo(2); // B70, B71
    }

    @Test
    void tasksOfOneLaunchAreJudgedOneByOneAgainstWhatIsLeft() {
        driver.launch(
                stream,
                offer,
                MasterDriver.task("one", offer, "cpus:3;mem:100"),
                MasterDriver.task("two", offer, "cpus:3;mem:100"),
                MasterDriver.task("three", offer, "cpus:1;mem:100"));
        assertThat(driver.told(ToAgent.RunTask.class))
                .extracting(run -> run.task().getTaskId().getValue())
                .containsExactly("one", "three"); // B69
        assertThat(stream.updates()).singleElement().satisfies(status -> {
            assertThat(status.getState()).isEqualTo(TaskState.TASK_ERROR);
            assertThat(status.getReason()).isEqualTo(Reason.REASON_TASK_INVALID);
            assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_MASTER);
            assertThat(status.getMessage())
                    .startsWith("Total resources ")
                    .contains("required by task and its executor is more than available");
            assertThat(status.hasUuid()).isFalse(); // B122
        });
    }

    @Test
    void aTaskIsRefusedForTheFirstThingWrongWithIt() {
        assertThat(problem(MasterDriver.task("x/5", offer, HALF))).isEqualTo("'x/5' contains invalid characters");
        assertThat(problem(MasterDriver.task("", offer, HALF))).isEqualTo("ID must not be empty");
        assertThat(problem(MasterDriver.task("..", offer, HALF))).isEqualTo("'..' is disallowed");
        assertThat(problem(MasterDriver.task("t", offer, HALF).clearResources()))
                .isEqualTo("Task uses no resources");
        assertThat(problem(MasterDriver.task("t", offer, HALF)
                        .setAgentId(AgentID.newBuilder().setValue("S9"))))
                .isEqualTo("Task uses invalid agent S9 while agent " + agent.getValue() + " is expected");
        assertThat(problem(MasterDriver.task("t", offer, HALF).clearCommand()))
                .isEqualTo("Task should have at least one (but not both) of CommandInfo or ExecutorInfo present");
        TaskInfo.Builder grace = MasterDriver.task("t", offer, HALF);
        grace.getKillPolicyBuilder().getGracePeriodBuilder().setNanoseconds(-1);
        assertThat(problem(grace)).isEqualTo("Task's 'kill_policy.grace_period' must be non-negative");
        assertThat(problem(MasterDriver.task("t", offer, HALF)
                        .clearCommand()
                        .setExecutor(ExecutorInfo.newBuilder()
                                .setType(ExecutorInfo.Type.DEFAULT)
                                .setExecutorId(ExecutorID.newBuilder().setValue("e")))))
                .isEqualTo("'ExecutorInfo.type' must be 'CUSTOM'"); // B84
    }

    private String problem(TaskInfo.Builder task) {
        driver.call(stream, Call.newBuilder().setType(Call.Type.REVIVE));
        int before = stream.updates().size();
        Offer newest = stream.offers().get(stream.offers().size() - 1);
        driver.launch(stream, newest, task);
        return stream.updates().get(before).getMessage();
    }

    @Test
    void anIdIsTakenWhileItsTaskLivesAndFreeOnceItsEndIsAcknowledged() {
        driver.launch(stream, offer, MasterDriver.task("t", offer, HALF));
        assertThat(problem(MasterDriver.task("t", offer, "cpus:1;mem:1"))).isEqualTo("Task has duplicate ID: t");
        TaskStatus end = driver.update(stream, agent, "t", TaskState.TASK_FINISHED, TaskState.TASK_FINISHED);
        assertThat(problem(MasterDriver.task("t", offer, "cpus:1;mem:1"))).isEqualTo("Task has duplicate ID: t");
        driver.acknowledge(stream, end);
        driver.call(stream, Call.newBuilder().setType(Call.Type.REVIVE));
        int launched = driver.told(ToAgent.RunTask.class).size();
        Offer newest = stream.offers().get(stream.offers().size() - 1);
        driver.launch(stream, newest, MasterDriver.task("t", offer, "cpus:1;mem:1"));
        assertThat(driver.told(ToAgent.RunTask.class)).hasSize(launched + 1); // B74, B78
    }

    @Test
    void anInvalidOfferDropsAllItsTasksAndGivesTheOthersBack() {
        OfferID wrong = OfferID.newBuilder().setValue("nonsense").build();
        driver.call(
                stream,
                accept(MasterDriver.task("t", offer, HALF))
                        .setAccept(acceptOf(MasterDriver.task("t", offer, HALF))
                                .addOfferIds(offer.getId())
                                .addOfferIds(wrong)));
        assertThat(stream.updates()).singleElement().satisfies(status -> {
            assertThat(status.getState()).isEqualTo(TaskState.TASK_DROPPED); // B56
            assertThat(status.getReason()).isEqualTo(Reason.REASON_INVALID_OFFERS);
            assertThat(status.getMessage())
                    .isEqualTo("Task launched with invalid offers: Offer nonsense is no longer valid");
        });
        driver.pass(Duration.ofSeconds(1));
        assertThat(stream.offers()).hasSize(2); // B55: no filter
    }

    @Test
    void aDuplicateOfferAndOneOfAnotherFrameworkAreNamed() {
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.ACCEPT)
                        .setAccept(acceptOf(MasterDriver.task("t", offer, HALF))
                                .addOfferIds(offer.getId())
                                .addOfferIds(offer.getId())));
        assertThat(stream.updates().get(0).getMessage())
                .isEqualTo("Task launched with invalid offers: Duplicate offer "
                        + offer.getId().getValue() + " in offer list");
        driver.pass(Duration.ofSeconds(1));
        Stream other = driver.subscribe(MasterDriver.info()); // not partition aware
        Offer again = stream.offers().get(1);
        driver.launch(other, again, MasterDriver.task("t", again, HALF));
        assertThat(other.updates().get(0).getState()).isEqualTo(TaskState.TASK_LOST); // B120
        assertThat(other.updates().get(0).getMessage())
                .contains("has invalid framework " + stream.frameworkId().getValue());
    }

    @Test
    void anOperationThatIsNotThereYetIsAnsweredIfItHasAnId() {
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.ACCEPT)
                        .setAccept(Call.Accept.newBuilder()
                                .addOfferIds(offer.getId())
                                .addOperations(Offer.Operation.newBuilder()
                                        .setType(Offer.Operation.Type.RESERVE)
                                        .setId(OperationID.newBuilder().setValue("op")))));
        assertThat(stream.of(Event.Type.UPDATE_OPERATION_STATUS))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getUpdateOperationStatus().getStatus().getState())
                            .isEqualTo(OperationState.OPERATION_ERROR);
                    assertThat(event.getUpdateOperationStatus().getStatus().hasAgentId())
                            .isFalse(); // B100
                });
    }

    @Test
    void anEndFreesResourcesBeforeItIsAcknowledged() {
        driver.launch(stream, offer, MasterDriver.task("t", offer, "cpus:4;mem:4096"));
        driver.pass(Duration.ofSeconds(10));
        int before = stream.offers().size();
        driver.update(stream, agent, "t", TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
        driver.pass(Duration.ofSeconds(1));
        assertThat(stream.offers().size()).isGreaterThan(before); // B126
        driver.update(stream, agent, "t", TaskState.TASK_FINISHED, TaskState.TASK_FINISHED);
        driver.pass(Duration.ofSeconds(10));
        double offered =
                stream.offers().stream().mapToDouble(MasterDriver::cpus).max().orElse(0);
        assertThat(offered).isEqualTo(4); // not freed twice
    }

    @Test
    void anAcknowledgementGoesToTheAgentOnlyOnceSomethingWasForwarded() {
        driver.launch(stream, offer, MasterDriver.task("t", offer, HALF));
        TaskStatus early = TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue("t"))
                .setAgentId(agent)
                .setState(TaskState.TASK_RUNNING)
                .setUuid(ByteString.copyFrom(new byte[16]))
                .build();
        driver.acknowledge(stream, early);
        assertThat(driver.told(ToAgent.Acknowledge.class)).isEmpty(); // B137
        driver.acknowledge(stream, driver.update(stream, agent, "t", TaskState.TASK_RUNNING, TaskState.TASK_RUNNING));
        assertThat(driver.told(ToAgent.Acknowledge.class)).hasSize(1);
    }

    @Test
    void reconciliationTellsTheStateLastForwarded() {
        driver.launch(stream, offer, MasterDriver.task("t", offer, HALF));
        reconcile("t", null);
        assertThat(lastUpdate().getState()).isEqualTo(TaskState.TASK_STAGING);
        driver.update(stream, agent, "t", TaskState.TASK_STARTING, TaskState.TASK_FINISHED);
        driver.call(stream, Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.newBuilder()));
        assertThat(lastUpdate().getState()).isEqualTo(TaskState.TASK_STARTING); // B147
        assertThat(lastUpdate().getReason()).isEqualTo(Reason.REASON_RECONCILIATION);
        assertThat(lastUpdate().getMessage()).isEqualTo("Reconciliation: Latest task state");
        assertThat(lastUpdate().hasUuid()).isFalse(); // B154
    }

    @Test
    void anUnknownTaskIsGoneOnAKnownAgentAndUnknownElsewhere() {
        reconcile("nobody", agent);
        assertThat(lastUpdate().getState()).isEqualTo(TaskState.TASK_GONE); // B150
        assertThat(lastUpdate().getMessage()).isEqualTo("Reconciliation: Task is unknown to the agent");
        reconcile("nobody", null);
        assertThat(lastUpdate().getState()).isEqualTo(TaskState.TASK_UNKNOWN); // B151
        reconcile("nobody", AgentID.newBuilder().setValue("S9").build());
        assertThat(lastUpdate().getState()).isEqualTo(TaskState.TASK_UNKNOWN);
    }

    private void reconcile(String task, @Nullable AgentID on) {
        Call.Reconcile.Task.Builder asked =
                Call.Reconcile.Task.newBuilder().setTaskId(TaskID.newBuilder().setValue(task));
        if (on != null) {
            asked.setAgentId(on);
        }
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.RECONCILE)
                        .setReconcile(Call.Reconcile.newBuilder().addTasks(asked)));
    }

    private TaskStatus lastUpdate() {
        return stream.updates().get(stream.updates().size() - 1);
    }

    @Test
    void aKillGoesToTheTasksAgentUnlessAnotherIsNamed() {
        driver.launch(stream, offer, MasterDriver.task("t", offer, HALF));
        Call.Kill.Builder kill =
                Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t"));
        Call.Builder call = Call.newBuilder().setType(Call.Type.KILL);
        driver.call(
                stream,
                call.setKill(kill.clone().setAgentId(AgentID.newBuilder().setValue("S9"))));
        assertThat(driver.told(ToAgent.KillTask.class)).isEmpty(); // B159
        driver.call(stream, call.setKill(kill));
        driver.call(stream, call.setKill(kill));
        assertThat(driver.told(ToAgent.KillTask.class)).hasSize(2); // B160
        driver.call(stream, call.setKill(kill.setTaskId(TaskID.newBuilder().setValue("nobody"))));
        assertThat(lastUpdate().getState()).isEqualTo(TaskState.TASK_UNKNOWN); // B158
    }

    @Test
    void anExecutorCostsOnceAndIsFreedWithItsExit() {
        ExecutorInfo executor = ExecutorInfo.newBuilder()
                .setExecutorId(ExecutorID.newBuilder().setValue("e"))
                .setCommand(CommandInfo.newBuilder().setValue("run"))
                .addAllResources(Resources.parse("cpus:1;mem:64").asList())
                .build();
        driver.launch(
                stream,
                offer,
                MasterDriver.task("one", offer, "cpus:1;mem:100").clearCommand().setExecutor(executor),
                MasterDriver.task("two", offer, "cpus:2;mem:100").clearCommand().setExecutor(executor));
        assertThat(driver.told(ToAgent.RunTask.class)).hasSize(2); // B86
        driver.update(stream, agent, "one", TaskState.TASK_FAILED, TaskState.TASK_FAILED);
        driver.update(stream, agent, "two", TaskState.TASK_FAILED, TaskState.TASK_FAILED);
        driver.input(new MasterInput.AgentSays(
                0, new FromAgent.ExecutorExited(stream.frameworkId(), executor.getExecutorId(), 256)));
        assertThat(stream.of(Event.Type.FAILURE).get(0).getFailure().getStatus())
                .isEqualTo(256); // B173
        driver.pass(Duration.ofSeconds(10));
        assertThat(stream.offers().stream()
                        .mapToDouble(MasterDriver::cpus)
                        .max()
                        .orElse(0))
                .isEqualTo(4);
    }

    @Test
    void anotherExecutorUnderTheSameIdIsRefused() {
        ExecutorInfo.Builder executor = ExecutorInfo.newBuilder()
                .setExecutorId(ExecutorID.newBuilder().setValue("e"))
                .setCommand(CommandInfo.newBuilder().setValue("run"));
        driver.launch(
                stream,
                offer,
                MasterDriver.task("one", offer, "cpus:1;mem:100").clearCommand().setExecutor(executor));
        String problem = problem(MasterDriver.task("two", offer, "cpus:1;mem:100")
                .clearCommand()
                .setExecutor(executor.setCommand(CommandInfo.newBuilder().setValue("other"))));
        assertThat(problem).startsWith("ExecutorInfo is not compatible with existing ExecutorInfo"); // B85
    }

    @Test
    void messagesPassBothWays() {
        ByteString data = ByteString.copyFromUtf8("hello");
        ExecutorID executor = ExecutorID.newBuilder().setValue("e").build();
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.MESSAGE)
                        .setMessage(Call.Message.newBuilder()
                                .setAgentId(agent)
                                .setExecutorId(executor)
                                .setData(data)));
        assertThat(driver.told(ToAgent.FrameworkMessage.class)).hasSize(1);
        driver.input(new MasterInput.AgentSays(0, new FromAgent.ExecutorMessage(stream.frameworkId(), executor, data)));
        assertThat(stream.of(Event.Type.MESSAGE).get(0).getMessage().getData()).isEqualTo(data);
    }

    private Call.Builder accept(TaskInfo.Builder task) {
        return Call.newBuilder().setType(Call.Type.ACCEPT).setAccept(acceptOf(task));
    }

    private static Call.Accept.Builder acceptOf(TaskInfo.Builder task) {
        return Call.Accept.newBuilder()
                .addOperations(Offer.Operation.newBuilder()
                        .setType(Offer.Operation.Type.LAUNCH)
                        .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task)));
    }
}
