package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.internal.core.FromAgent;
import io.mesosframework.embedded.internal.core.ToAgent;
import io.mesosframework.embedded.internal.master.MasterDriver.Stream;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.FrameworkInfo.Capability;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What frameworks see of agents that fall silent, come back and leave (PROTOCOL F21-F28, B136, B149-B153). */
class AgentLossTest {

    private final MasterDriver driver = new MasterDriver();
    private final AgentID agent = driver.agent(0);
    private final Stream aware =
            driver.subscribe(MasterDriver.info(Capability.Type.PARTITION_AWARE).setCheckpoint(true));

    @Test
    void silenceForFivePingsMakesAnAgentUnreachableThenItsOffersAndItselfAreGone() {
        launch(aware, "t");
        driver.silent.add(0);
        driver.pass(Duration.ofSeconds(74));
        assertThat(aware.of(Event.Type.FAILURE)).isEmpty();
        driver.pass(Duration.ofSeconds(16));
        assertThat(last(aware)).satisfies(status -> {
            assertThat(status.getState()).isEqualTo(TaskState.TASK_UNREACHABLE);
            assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_REMOVED);
            assertThat(status.getMessage()).isEqualTo("health check timed out");
            assertThat(status.hasUnreachableTime()).isTrue();
            assertThat(status.hasUuid()).isFalse();
        });
        assertThat(aware.events.stream().map(Event::getType).toList())
                .containsSubsequence(Event.Type.UPDATE, Event.Type.RESCIND, Event.Type.FAILURE);
    }

    @Test
    void aTaskOfAnUnreachableAgentIsUnreachableWithItsAgentsIdAndUnknownWithout() {
        launch(aware, "t");
        driver.silent.add(0);
        driver.pass(Duration.ofSeconds(90));
        assertThat(reconcile(aware, "t", Optional.of(agent)).getState()).isEqualTo(TaskState.TASK_UNREACHABLE);
        assertThat(reconcile(aware, "t", Optional.empty()).getState()).isEqualTo(TaskState.TASK_UNKNOWN);
    }

    @Test
    void anUnreachableAgentComesBackWithItsTasksAndFrameworksAreTold() {
        launch(aware, "t");
        driver.silent.add(0);
        driver.pass(Duration.ofSeconds(90));
        driver.silent.clear();
        comeBack(0, aware, "t");
        assertThat(last(aware)).satisfies(status -> {
            assertThat(status.getState()).isEqualTo(TaskState.TASK_RUNNING);
            assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_REREGISTERED);
            assertThat(status.getMessage()).isEqualTo("Unreachable agent re-reregistered");
        });
    }

    @Test
    void aBrokenConnectionLosesOnlyTasksOfFrameworksThatDoNotCheckpoint() {
        launch(aware, "kept");
        driver.decline(aware, aware.offers().get(aware.offers().size() - 1), 1000);
        Stream volatileOne = driver.subscribe(MasterDriver.info(Capability.Type.PARTITION_AWARE));
        launch(volatileOne, "lost");
        driver.input(new MasterInput.AgentDisconnected(0));
        assertThat(last(volatileOne).getState()).isEqualTo(TaskState.TASK_LOST);
        assertThat(last(volatileOne).getMessage()).isEqualTo("Agent host0 disconnected");
        assertThat(aware.updates()).isEmpty();
    }

    @Test
    void aKillIsRememberedForAnAgentThatIsAwayAndAnAcknowledgementIsNot() {
        launch(aware, "t");
        driver.input(new MasterInput.AgentDisconnected(0));
        driver.call(
                aware,
                Call.newBuilder()
                        .setType(Call.Type.KILL)
                        .setKill(Call.Kill.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue("t"))));
        assertThat(driver.told(ToAgent.KillTask.class)).isEmpty();
        comeBack(0, aware, "t");
        assertThat(driver.told(ToAgent.KillTask.class)).hasSize(1);
    }

    @Test
    void anAgentIsAskedAboutTasksThatItDoesNotKnowAnyMore() {
        launch(aware, "t");
        driver.input(new MasterInput.AgentDisconnected(0));
        comeBack(0, aware);
        assertThat(driver.told(ToAgent.Reregistered.class).get(0).missing())
                .extracting(missing -> missing.taskId().getValue())
                .containsExactly("t");
    }

    @Test
    void anAgentThatUnregistersLosesItsTasksForEverybody() {
        launch(aware, "t");
        driver.input(new MasterInput.AgentSays(0, new FromAgent.Unregister()));
        assertThat(last(aware).getState()).isEqualTo(TaskState.TASK_LOST);
        assertThat(last(aware).getMessage()).isEqualTo("Agent host0 removed: the agent unregistered");
        assertThat(aware.of(Event.Type.FAILURE)).hasSize(1);
    }

    private void launch(Stream stream, String task) {
        List<Offer> offers = stream.offers();
        driver.launch(
                stream,
                offers.get(offers.size() - 1),
                MasterDriver.task(task, offers.get(offers.size() - 1), "cpus:1;mem:64"));
        driver.pass(Duration.ofSeconds(6));
    }

    private void comeBack(int peer, Stream stream, String... tasks) {
        List<FromAgent.KnownTask> known = List.of(tasks).stream()
                .map(task -> new FromAgent.KnownTask(
                        stream.frameworkId(),
                        MasterDriver.task(task, stream.offers().get(0), "cpus:1;mem:64")
                                .build(),
                        TaskState.TASK_RUNNING,
                        Optional.empty()))
                .toList();
        AgentInfo info = AgentInfo.newBuilder()
                .setId(agent)
                .setHostname("host" + peer)
                .setPort(5051 + peer)
                .addAllResources(Resources.parse("cpus:4;mem:4096;disk:10000;ports:[31000-31999]")
                        .asList())
                .build();
        driver.input(new MasterInput.AgentSays(
                peer,
                new FromAgent.Reregister(
                        info,
                        "127.0.0.1",
                        "slave(1)",
                        Resources.of(info.getResourcesList()),
                        List.of(),
                        List.of(),
                        known)));
    }

    private TaskStatus reconcile(Stream stream, String task, Optional<AgentID> agentId) {
        Call.Reconcile.Task.Builder asked =
                Call.Reconcile.Task.newBuilder().setTaskId(TaskID.newBuilder().setValue(task));
        agentId.ifPresent(asked::setAgentId);
        driver.call(
                stream,
                Call.newBuilder()
                        .setType(Call.Type.RECONCILE)
                        .setReconcile(Call.Reconcile.newBuilder().addTasks(asked)));
        return last(stream);
    }

    private static TaskStatus last(Stream stream) {
        return stream.updates().get(stream.updates().size() - 1);
    }
}
