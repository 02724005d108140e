package io.mesosframework.executor.internal;

import static io.mesosframework.executor.internal.MachineHarness.killPolicy;
import static io.mesosframework.executor.internal.MachineHarness.task;
import static io.mesosframework.protocol.TaskState.TASK_DROPPED;
import static io.mesosframework.protocol.TaskState.TASK_FAILED;
import static io.mesosframework.protocol.TaskState.TASK_FINISHED;
import static io.mesosframework.protocol.TaskState.TASK_KILLED;
import static io.mesosframework.protocol.TaskState.TASK_KILLING;
import static io.mesosframework.protocol.TaskState.TASK_LOST;
import static io.mesosframework.protocol.TaskState.TASK_RUNNING;
import static io.mesosframework.protocol.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CheckStatusInfo;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.agent.Response.WaitContainer;
import io.mesosframework.protocol.executor.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DefaultExecutorMachineTest {

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final ContainerID PARENT =
            ContainerID.newBuilder().setValue("parent").build();

    private static final ExecutorID EXECUTOR =
            ExecutorID.newBuilder().setValue("e").build();

    private final DefaultExecutorMachine machine = new DefaultExecutorMachine(
            EXECUTOR,
            Duration.ofSeconds(5),
            () -> new UUID(0, ++this.containers),
            () -> ByteString.copyFrom(
                    ByteBuffer.allocate(16).putLong(0).putLong(++this.uuids).array()));
    private final List<TaskStatus> updates = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long containers;
    private long uuids;

    private List<GroupEffect> on(GroupInput input) {
        List<GroupEffect> effects = machine.on(input, now);
        effects.stream()
                .filter(GroupEffect.Update.class::isInstance)
                .map(effect -> ((GroupEffect.Update) effect).status())
                .forEach(updates::add);
        return effects;
    }

    private List<GroupEffect> event(Event.Builder event) {
        return on(new GroupInput.AgentEvent(event.build()));
    }

    private void subscribed(FrameworkInfo.Capability.Type... capabilities) {
        Event.Subscribed.Builder subscribed = Event.Subscribed.newBuilder()
                .setExecutorInfo(ExecutorInfo.newBuilder().setExecutorId(EXECUTOR))
                .setFrameworkInfo(FrameworkInfo.newBuilder().setUser("someone").setName("f"))
                .setAgentInfo(AgentInfo.newBuilder().setHostname("here"))
                .setContainerId(PARENT);
        for (FrameworkInfo.Capability.Type capability : capabilities) {
            subscribed.getFrameworkInfoBuilder().addCapabilitiesBuilder().setType(capability);
        }
        event(Event.newBuilder().setType(Event.Type.SUBSCRIBED).setSubscribed(subscribed));
    }

    private List<GroupEffect> launch(TaskInfo... tasks) {
        Event.LaunchGroup.Builder group = Event.LaunchGroup.newBuilder();
        for (TaskInfo task : tasks) {
            group.getTaskGroupBuilder().addTasks(task);
        }
        return event(Event.newBuilder().setType(Event.Type.LAUNCH_GROUP).setLaunchGroup(group));
    }

    private static TaskID id(String task) {
        return TaskID.newBuilder().setValue(task).build();
    }

    /** A group whose tasks all run. */
    private void running(TaskInfo... tasks) {
        launch(tasks);
        for (TaskInfo task : tasks) {
            on(new GroupInput.Launched(task.getTaskId()));
        }
    }

    private void running(String... tasks) {
        running(Arrays.stream(tasks).map(task -> task(task).build()).toArray(TaskInfo[]::new));
    }

    private List<GroupEffect> ended(String task, int waitStatus) {
        return ended(task, WaitContainer.newBuilder().setExitStatus(waitStatus));
    }

    private List<GroupEffect> ended(String task, WaitContainer.Builder answer) {
        return on(new GroupInput.Ended(id(task), Optional.of(answer.build())));
    }

    private List<GroupEffect> unknown(String task) {
        return on(new GroupInput.Ended(id(task), Optional.empty()));
    }

    private List<GroupEffect> kill(String task) {
        return event(Event.newBuilder()
                .setType(Event.Type.KILL)
                .setKill(Event.Kill.newBuilder().setTaskId(id(task))));
    }

    private List<GroupEffect> kill(String task, Duration grace) {
        return event(Event.newBuilder()
                .setType(Event.Type.KILL)
                .setKill(Event.Kill.newBuilder().setTaskId(id(task)).setKillPolicy(killPolicy(grace))));
    }

    private List<GroupEffect> acknowledge(TaskStatus status) {
        return event(Event.newBuilder()
                .setType(Event.Type.ACKNOWLEDGED)
                .setAcknowledged(Event.Acknowledged.newBuilder()
                        .setTaskId(status.getTaskId())
                        .setUuid(status.getUuid())));
    }

    private List<GroupEffect> shutdown() {
        return event(Event.newBuilder().setType(Event.Type.SHUTDOWN));
    }

    /** Wakes the machine whenever it wants to be, until that time has passed. */
    private List<GroupEffect> pass(Duration time) {
        Instant end = now.plus(time);
        List<GroupEffect> effects = new ArrayList<>();
        for (Instant wake = wake(); !wake.isAfter(end); wake = wake()) {
            now = wake.isAfter(now) ? wake : now;
            effects.addAll(on(new GroupInput.Wake()));
        }
        now = end;
        return effects;
    }

    private Instant wake() {
        return machine.nextWake().orElse(Instant.MAX);
    }

    private List<String> told() {
        return updates.stream()
                .map(status -> status.getTaskId().getValue() + " " + status.getState())
                .toList();
    }

    private TaskStatus last() {
        return updates.get(updates.size() - 1);
    }

    private static ContainerID container(long number) {
        return ContainerID.newBuilder()
                .setValue(new UUID(0, number).toString())
                .setParent(PARENT)
                .build();
    }

    private static GroupEffect.Kill signal(int signal, long container) {
        return new GroupEffect.Kill(container(container), signal);
    }

    private static String told(String task, TaskState state) {
        return task + " " + state;
    }

    @Test
    void allStartBeforeAnyRuns() {
        subscribed();

        List<GroupEffect> effects = launch(task("a").build(), task("b").build());

        assertThat(told()).containsExactly(told("a", TASK_STARTING), told("b", TASK_STARTING));
        assertThat(effects)
                .contains(
                        new GroupEffect.Launch(task("a").build(), container(1)),
                        new GroupEffect.Launch(task("b").build(), container(2)));
        assertThat(on(new GroupInput.Launched(id("a")))).isEmpty();
        assertThat(on(new GroupInput.Launched(id("b"))))
                .contains(new GroupEffect.Await(id("a"), container(1)), new GroupEffect.Await(id("b"), container(2)));
        assertThat(told())
                .endsWith(told("a", TASK_RUNNING), told("b", TASK_RUNNING))
                .hasSize(4);
    }

    @Test
    void everyStatusNamesItsContainer() {
        subscribed();
        running("a");

        assertThat(updates).allSatisfy(status -> {
            assertThat(status.getContainerStatus().getContainerId()).isEqualTo(container(1));
            assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
            assertThat(status.getExecutorId().getValue()).isEqualTo("e");
        });
        assertThat(updates.stream().map(TaskStatus::getUuid)).doesNotHaveDuplicates();
    }

    @Test
    void aFinishedTaskLeavesItsGroupAlone() {
        subscribed();
        running("a", "b");

        assertThat(ended("a", 0)).noneMatch(GroupEffect.Kill.class::isInstance);
        assertThat(last().getState()).isEqualTo(TASK_FINISHED);
        assertThat(last().getMessage()).isEqualTo("Command exited with status 0");
    }

    @Test
    void aFailedTaskTakesItsGroupAlongAndNoOther() {
        subscribed();
        running("a", "b");
        running("c");

        assertThat(ended("a", 3 << 8)).contains(signal(SIGTERM, 2)).doesNotContain(signal(SIGTERM, 3));
        assertThat(last().getState()).isEqualTo(TASK_FAILED);
        ended("b", SIGTERM);
        assertThat(last().getState()).isEqualTo(TASK_KILLED);
        assertThat(last().getMessage()).isEqualTo("Command terminated with signal Terminated");
    }

    @Test
    void aKilledTaskIsKilledWhateverItsExit() {
        subscribed(FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
        running("a");

        assertThat(kill("a")).contains(signal(SIGTERM, 1));
        ended("a", 0);

        assertThat(told()).endsWith(told("a", TASK_KILLING), told("a", TASK_KILLED));
    }

    @Test
    void aGroupIsKilledByTheUsualGraceWhateverItsTasksOwn() {
        subscribed();
        TaskInfo hasty = task("b").setKillPolicy(killPolicy(Duration.ZERO)).build();
        running(task("a").build(), hasty);
        ended("a", 256);

        assertThat(pass(Duration.ofMillis(2999))).isEmpty();
        assertThat(pass(Duration.ofMillis(1))).contains(signal(SIGKILL, 2));
    }

    @Test
    void aKillOfOneHasTheGraceOfTheKillOrOfTheTask() {
        subscribed();
        TaskInfo patient =
                task("a").setKillPolicy(killPolicy(Duration.ofSeconds(20))).build();
        running(patient);
        running("b");
        kill("a");
        kill("b", Duration.ofSeconds(10));

        assertThat(pass(Duration.ofSeconds(9))).isEmpty();
        assertThat(pass(Duration.ofMillis(1500))).contains(signal(SIGKILL, 2)).doesNotContain(signal(SIGKILL, 1));
        assertThat(pass(Duration.ofSeconds(10))).contains(signal(SIGKILL, 1));
    }

    @Test
    void aSecondKillChangesNothing() {
        subscribed();
        running("a");
        kill("a", Duration.ofSeconds(10));

        assertThat(kill("a", Duration.ZERO)).isEmpty();
        assertThat(pass(Duration.ofSeconds(9))).isEmpty();
        assertThat(pass(Duration.ofSeconds(1))).containsExactly(signal(SIGKILL, 1));
    }

    @Test
    void aSigkillWithoutEffectIsSentAgain() {
        subscribed();
        running("a");
        kill("a", Duration.ZERO);

        assertThat(pass(Duration.ofSeconds(2))).containsExactly(signal(SIGKILL, 1), signal(SIGKILL, 1));
    }

    @Test
    void refusedContainersAreToldWhenAllAreAnsweredFor() {
        subscribed();
        launch(task("a").build(), task("b").build(), task("c").build());

        assertThat(on(new GroupInput.Refused(id("b"), "no such file"))).isEmpty();
        on(new GroupInput.Refused(id("c"), "no such user"));
        assertThat(on(new GroupInput.Launched(id("a")))).contains(new GroupEffect.Await(id("b"), container(2)));
        assertThat(told()).endsWith(told("a", TASK_RUNNING));

        assertThat(unknown("b")).containsOnlyOnce(signal(SIGTERM, 1)).doesNotContain(signal(SIGTERM, 3));
        assertThat(last().getState()).isEqualTo(TASK_FAILED);
        assertThat(last().getMessage()).isEqualTo("no such file");
        ended("c", 256);
        assertThat(last().getState()).isEqualTo(TASK_FAILED);
        assertThat(last().getMessage()).isEqualTo("Command exited with status 1");
    }

    @Test
    void aLaunchInDoubtIsDroppedAndLeavesTheOthers() {
        subscribed(FrameworkInfo.Capability.Type.PARTITION_AWARE);
        launch(task("a").build(), task("b").build());
        on(new GroupInput.Launched(id("a")));

        assertThat(on(new GroupInput.LaunchInDoubt(id("b")))).noneMatch(GroupEffect.Kill.class::isInstance);
        assertThat(told()).endsWith(told("a", TASK_RUNNING), told("b", TASK_DROPPED));
    }

    @Test
    void aLaunchInDoubtIsLostToOldFrameworks() {
        subscribed();
        launch(task("a").build());
        on(new GroupInput.LaunchInDoubt(id("a")));

        assertThat(last().getState()).isEqualTo(TASK_LOST);
    }

    @Test
    void anUnknownContainerHasFailedOrWasKilled() {
        subscribed();
        running("a");
        running("b");
        unknown("a");
        assertThat(last().getState()).isEqualTo(TASK_FAILED);
        assertThat(last().getMessage()).isEqualTo("Unable to retrieve command's termination information");

        kill("b");
        unknown("b");
        assertThat(last().getState()).isEqualTo(TASK_KILLED);
        assertThat(last().getMessage()).isEmpty();
    }

    @Test
    void whatTheAgentSaysOfAnEndCountsMore() {
        subscribed();
        running("a");
        ended(
                "a",
                WaitContainer.newBuilder()
                        .setExitStatus(SIGKILL)
                        .setState(TASK_FAILED)
                        .setReason(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY)
                        .setMessage("too much memory"));

        assertThat(last().getState()).isEqualTo(TASK_FAILED);
        assertThat(last().getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY);
        assertThat(last().getMessage()).isEqualTo("Command terminated with signal Killed: too much memory");
    }

    @Test
    void anEndWithoutStatusIsAFailure() {
        subscribed();
        running("a");
        kill("a");
        ended("a", WaitContainer.newBuilder());

        assertThat(last().getState()).isEqualTo(TASK_FAILED);
        assertThat(last().getMessage()).isEqualTo("Command terminated with unknown status");
    }

    @Test
    void aTaskThatRunsTooLongFailsAndIsNeverKilling() {
        subscribed(FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
        TaskInfo slow = task("a")
                .setMaxCompletionTime(DurationInfo.newBuilder().setNanoseconds(1_000_000_000))
                .build();
        running(slow);

        assertThat(pass(Duration.ofSeconds(1))).contains(signal(SIGTERM, 1), signal(SIGKILL, 1));
        ended("a", SIGKILL);
        assertThat(told()).containsExactly(told("a", TASK_STARTING), told("a", TASK_RUNNING), told("a", TASK_FAILED));
        assertThat(last().getReason()).isEqualTo(TaskStatus.Reason.REASON_MAX_COMPLETION_TIME_REACHED);
    }

    @Test
    void allThatEndAfterAKillForHealthEndUnhealthy() {
        subscribed(FrameworkInfo.Capability.Type.TASK_KILLING_STATE);
        TaskInfo sick = task("a")
                .setHealthCheck(HealthCheck.newBuilder()
                        .setType(HealthCheck.Type.TCP)
                        .setTcp(HealthCheck.TCPCheckInfo.newBuilder().setPort(1))
                        .setDelaySeconds(0)
                        .setGracePeriodSeconds(0)
                        .setConsecutiveFailures(1))
                .build();
        launch(sick, task("b").build());
        on(new GroupInput.Launched(id("a")));
        GroupEffect.Probe probe = on(new GroupInput.Launched(id("b"))).stream()
                .filter(GroupEffect.Probe.class::isInstance)
                .map(GroupEffect.Probe.class::cast)
                .findFirst()
                .orElseThrow();

        on(new GroupInput.Probed(id("a"), probe.spec().kind(), probe.run(), new ProbeResult.TcpAnswered(false)));
        assertThat(told()).endsWith(told("a", TASK_RUNNING), told("a", TASK_KILLING));
        assertThat(last().hasHealthy()).isFalse();
        updates.clear();
        ended("a", SIGTERM);
        assertThat(told()).containsExactly(told("a", TASK_KILLED), told("b", TASK_KILLING));
        TaskStatus killed = updates.get(0);
        assertThat(killed.hasHealthy() && !killed.getHealthy()).isTrue();
        ended("b", SIGTERM);
        assertThat(last().hasHealthy() && !last().getHealthy()).isTrue();
    }

    @Test
    void aNewStateForgetsWhatChecksFound() {
        subscribed();
        TaskInfo checked = task("a")
                .setCheck(CheckInfo.newBuilder()
                        .setType(CheckInfo.Type.TCP)
                        .setTcp(CheckInfo.Tcp.newBuilder().setPort(1))
                        .setDelaySeconds(0))
                .build();
        launch(checked);
        GroupEffect.Probe probe = on(new GroupInput.Launched(id("a"))).stream()
                .filter(GroupEffect.Probe.class::isInstance)
                .map(GroupEffect.Probe.class::cast)
                .findFirst()
                .orElseThrow();
        on(new GroupInput.Probed(id("a"), probe.spec().kind(), probe.run(), new ProbeResult.TcpAnswered(true)));
        assertThat(last().getCheckStatus().getTcp().getSucceeded()).isTrue();

        ended("a", 0);
        assertThat(last().getCheckStatus())
                .isEqualTo(CheckStatusInfo.newBuilder()
                        .setType(CheckInfo.Type.TCP)
                        .setTcp(CheckStatusInfo.Tcp.getDefaultInstance())
                        .build());
    }

    @Test
    void itEndsWhenNothingIsLeftAndAllIsAcknowledged() {
        subscribed();
        running("a");
        ended("a", 0);
        assertThat(acknowledge(updates.get(2))).isEmpty();
        assertThat(acknowledge(updates.get(0))).isEmpty();

        assertThat(acknowledge(updates.get(1))).containsExactly(new GroupEffect.Finish(0));
    }

    @Test
    void itEndsWithoutAcknowledgementsAfterAMinute() {
        subscribed();
        running("a");
        ended("a", 0);

        assertThat(pass(Duration.ofSeconds(59))).isEmpty();
        assertThat(pass(Duration.ofSeconds(1))).containsExactly(new GroupEffect.Finish(0));
    }

    @Test
    void aSingleTaskEndsAnEmptyOneAtOnce() {
        subscribed();

        assertThat(event(Event.newBuilder()
                        .setType(Event.Type.LAUNCH)
                        .setLaunch(Event.Launch.newBuilder().setTask(task("a")))))
                .containsExactly(new GroupEffect.Finish(0));
    }

    @Test
    void aSingleTaskKillsWhatRuns() {
        subscribed();
        running("a");

        assertThat(event(Event.newBuilder()
                        .setType(Event.Type.LAUNCH)
                        .setLaunch(Event.Launch.newBuilder().setTask(task("b")))))
                .containsExactly(signal(SIGTERM, 1));
    }

    @Test
    void shutdownKillsAllAndTakesNeitherGroupsNorKills() {
        subscribed();
        running("a", "b");
        running("c");

        assertThat(shutdown()).containsExactlyInAnyOrder(signal(SIGTERM, 1), signal(SIGTERM, 2), signal(SIGTERM, 3));
        assertThat(shutdown()).isEmpty();
        assertThat(kill("a", Duration.ZERO)).isEmpty();
        assertThat(launch(task("d").build())).isEmpty();
        ended("a", SIGTERM);
        ended("b", SIGTERM);
        ended("c", SIGTERM);
        List<GroupEffect> effects =
                updates.stream().flatMap(status -> acknowledge(status).stream()).toList();
        assertThat(effects).containsExactly(new GroupEffect.Finish(0));
    }

    @Test
    void shutdownEndsItAtItsGrace() {
        subscribed();
        running("a");
        shutdown();

        assertThat(pass(Duration.ofSeconds(5))).endsWith(new GroupEffect.Finish(1));
    }

    @Test
    void withoutAnAgentItEnds() {
        subscribed();
        running("a");

        assertThat(on(new GroupInput.AgentLost())).containsExactly(new GroupEffect.Finish(1));
        assertThat(kill("a")).isEmpty();
    }
}
