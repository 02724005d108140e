package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Task groups under the default executor, with their containers on the agent: PROTOCOL C72-C80. */
class TaskGroupsTest {

    private EmbeddedMesos mesos;
    private RawFramework framework;

    @BeforeEach
    void start() throws Exception {
        mesos = EmbeddedMesos.builder()
                .allocationInterval(Duration.ofMillis(50))
                .start();
        framework = new RawFramework(
                mesos,
                Codec.JSON,
                RawFramework.info()
                        .addCapabilities(FrameworkInfo.Capability.newBuilder()
                                .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE)));
    }

    @AfterEach
    void stop() throws IOException {
        mesos.close();
        framework.close();
    }

    @Test
    void allOfAGroupRunAndTheExecutorEndsWithTheLastOne() throws Exception {
        Offer offer = framework.offer(0);
        launch(offer, "group", task("one", offer, "env; echo one; exit 0"), task("two", offer, "echo two"));
        framework.update("one", TaskState.TASK_FINISHED);
        TaskStatus finished = framework.update("two", TaskState.TASK_FINISHED);
        assertThat(framework.updates("two"))
                .extracting(TaskStatus::getState)
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED); // C72
        assertThat(finished.getContainerStatus().getContainerId().hasParent()).isTrue(); // C79
        assertThat(framework.first(Event.Type.FAILURE).getFailure().getStatus()).isZero(); // C78
        Path sandbox = mesos.workDirectory()
                .resolve("agent1/slaves/" + offer.getAgentId().getValue() + "/frameworks/"
                        + framework.id().getValue() + "/executors/group/runs/latest");
        assertThat(Files.readAllLines(sandbox.resolve("tasks/one/stdout")))
                .contains("one", "MESOS_CONTAINER_IP=127.0.0.1", "MESOS_ALLOCATION_ROLE=*") // C14
                .noneMatch(line -> line.startsWith("MESOS_EXECUTOR_ID="));
        assertThat(sandbox.resolve("tasks/two").toRealPath().getParent())
                .isEqualTo(sandbox.toRealPath().resolve("containers"));
    }

    @Test
    void oneThatFailsTakesTheOthersOfItsGroupAlong() {
        Offer offer = framework.offer(0);
        launch(offer, "group", task("stays", offer, "sleep 600"), task("fails", offer, "exit 4"));
        TaskStatus failed = framework.update("fails", TaskState.TASK_FAILED);
        assertThat(failed.getMessage()).isEqualTo("Command exited with status 4");
        framework.update("stays", TaskState.TASK_KILLING);
        framework.update("stays", TaskState.TASK_KILLED); // C76
    }

    @Test
    void aKilledTaskThatIgnoresSigtermIsKilledAfterItsGrace() {
        Offer offer = framework.offer(0);
        launch(offer, "group", task("t", offer, "trap '' TERM; while :; do sleep 0.05; done"));
        framework.update("t", TaskState.TASK_RUNNING);
        Call.Kill.Builder kill =
                Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t"));
        kill.getKillPolicyBuilder().getGracePeriodBuilder().setNanoseconds(200_000_000);
        framework.call(Call.newBuilder().setType(Call.Type.KILL).setKill(kill));
        framework.update("t", TaskState.TASK_KILLED); // C62, C77
    }

    @Test
    void aTaskWhoseFilesCannotBeFetchedFailsAsItsContainerEnded() {
        Offer offer = framework.offer(0);
        TaskInfo.Builder task = task("t", offer, "true");
        task.getCommandBuilder().addUris(CommandInfo.URI.newBuilder().setValue("/no/such"));
        launch(offer, "group", task);
        assertThat(framework.update("t", TaskState.TASK_FAILED).getMessage())
                .isEqualTo("Command exited with status 1"); // C74: what the agent says of the container's end
    }

    @Test
    void twoGroupsOfOneExecutorLiveApart() {
        Offer offer = framework.offer(0);
        ExecutorInfo executor = executor("group");
        framework.call(accept(offer)
                .setAccept(accept(offer)
                        .getAcceptBuilder()
                        .addOperations(operation(executor, task("a", offer, "exit 1")))
                        .addOperations(operation(executor, task("b", offer, "sleep 600")))));
        framework.update("a", TaskState.TASK_FAILED);
        framework.update("b", TaskState.TASK_RUNNING);
        framework.call(Call.newBuilder()
                .setType(Call.Type.SHUTDOWN)
                .setShutdown(Call.Shutdown.newBuilder()
                        .setAgentId(offer.getAgentId())
                        .setExecutorId(executor.getExecutorId())));
        framework.update("b", TaskState.TASK_KILLED);
        framework.first(Event.Type.FAILURE);
    }

    @Test
    void anUnhealthyTaskIsKilled() {
        Offer offer = framework.offer(0);
        TaskInfo.Builder task = task("t", offer, "sleep 600");
        task.getHealthCheckBuilder()
                .setType(io.mesosframework.protocol.HealthCheck.Type.COMMAND)
                .setCommand(CommandInfo.newBuilder().setValue("exit 1"))
                .setDelaySeconds(0)
                .setGracePeriodSeconds(0)
                .setConsecutiveFailures(1);
        launch(offer, "group", task);
        TaskStatus killed = framework.update("t", TaskState.TASK_KILLED);
        assertThat(killed.hasHealthy()).isTrue();
        assertThat(killed.getHealthy()).isFalse(); // C79
    }

    private void launch(Offer offer, String executor, TaskInfo.Builder... tasks) {
        framework.call(accept(offer)
                .setAccept(accept(offer).getAcceptBuilder().addOperations(operation(executor(executor), tasks))));
    }

    private static Call.Builder accept(Offer offer) {
        return Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder().addOfferIds(offer.getId()));
    }

    private static Offer.Operation operation(ExecutorInfo executor, TaskInfo.Builder... tasks) {
        TaskGroupInfo.Builder group = TaskGroupInfo.newBuilder();
        List.of(tasks).forEach(group::addTasks);
        return Offer.Operation.newBuilder()
                .setType(Offer.Operation.Type.LAUNCH_GROUP)
                .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                        .setExecutor(executor)
                        .setTaskGroup(group))
                .build();
    }

    private ExecutorInfo executor(String id) {
        ExecutorInfo.Builder executor = ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setFrameworkId(framework.id())
                .addAllResources(Resources.parse("cpus:0.1;mem:32;disk:32").asList());
        executor.getExecutorIdBuilder().setValue(id);
        return executor.build();
    }

    private static TaskInfo.Builder task(String id, Offer offer, String command) {
        return RawFramework.task(id, offer, command);
    }
}
