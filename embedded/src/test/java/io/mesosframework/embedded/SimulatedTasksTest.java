package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.resources.Resources;
import io.mesosframework.utils.MesosUuid;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedTasksTest {

    private static final Duration LONG = Duration.ofHours(1);

    private volatile Function<TaskInfo, TaskScript> scripts = task -> TaskScript.runs();
    private EmbeddedMesos mesos;
    private RawFramework framework;

    @BeforeEach
    void start() throws Exception {
        mesos = EmbeddedMesos.builder()
                .virtualTime()
                .simulatedTasks(task -> scripts.apply(task))
                .start();
        framework = new RawFramework(
                mesos,
                Codec.PROTOBUF,
                RawFramework.info()
                        .addCapabilities(FrameworkInfo.Capability.newBuilder()
                                .setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE)));
    }

    private void script(TaskScript script) {
        scripts = task -> script;
    }

    @AfterEach
    void stop() throws Exception {
        mesos.close();
        framework.close();
    }

    private void launch(String... names) {
        Offer offer = framework.offer(0);
        framework.launch(
                offer,
                List.of(names).stream()
                        .map(name -> RawFramework.task(name, offer, "not run"))
                        .toArray(TaskInfo.Builder[]::new));
    }

    /** The time that it takes until the task is in this state. */
    private Duration until(String task, TaskState state) {
        return mesos.time()
                .advanceUntil(
                        () -> framework.updates(task).stream().anyMatch(status -> status.getState() == state), LONG);
    }

    private List<TaskState> states(String task) {
        return framework.updates(task).stream().map(TaskStatus::getState).toList();
    }

    private TaskStatus last(String task) {
        List<TaskStatus> updates = framework.updates(task);
        return updates.get(updates.size() - 1);
    }

    private void kill(String task, KillPolicy policy) {
        framework.call(Call.newBuilder()
                .setType(Call.Type.KILL)
                .setKill(Call.Kill.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue(task))
                        .setKillPolicy(policy)));
    }

    @Test
    void itRunsForItsTimeAndEndsWithItsExitCode() {
        scripts = TaskScripts.otherwise(TaskScript.runsFor(Duration.ofSeconds(3)))
                .named("bad", TaskScript.runsFor(Duration.ofSeconds(3)).thenExits(2));
        launch("good", "bad");
        until("good", TaskState.TASK_RUNNING);
        assertThat(until("bad", TaskState.TASK_FAILED)).isEqualTo(Duration.ofSeconds(3));
        until("good", TaskState.TASK_FINISHED);
        assertThat(last("bad").getMessage()).isEqualTo("Command exited with status 2");
        assertThat(last("bad").getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
        assertThat(states("good"))
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);
    }

    @Test
    void itsResourcesAreFreeOnceItHasEnded() {
        script(TaskScript.runsFor(Duration.ofSeconds(3)));
        launch("t");
        until("t", TaskState.TASK_FINISHED);
        mesos.time()
                .advanceUntil(
                        () -> framework.offers().stream()
                                .skip(1)
                                .map(offer -> Resources.of(offer.getResourcesList()))
                                .anyMatch(resources -> resources.cpusMillis() == 4000),
                        LONG);
    }

    @Test
    void itStaysStartingForItsTime() {
        script(TaskScript.runs().startingFor(Duration.ofSeconds(2)));
        launch("t");
        until("t", TaskState.TASK_STARTING);
        assertThat(until("t", TaskState.TASK_RUNNING)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void oneThatNeverStartsFailsWhenTheAgentGivesUp() {
        script(TaskScript.neverStarts());
        launch("t");
        assertThat(until("t", TaskState.TASK_FAILED)).isEqualTo(Duration.ofMinutes(1));
        assertThat(last("t").getReason()).isEqualTo(TaskStatus.Reason.REASON_EXECUTOR_REGISTRATION_TIMEOUT);
        assertThat(states("t")).containsExactly(TaskState.TASK_FAILED);
    }

    @Test
    void oneWhoseLaunchFailsSaysWhy() {
        script(TaskScript.failsToLaunch("Failed to fetch all URIs"));
        launch("t");
        until("t", TaskState.TASK_FAILED);
        assertThat(last("t").getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED);
        assertThat(last("t").getMessage()).isEqualTo("Failed to launch container: Failed to fetch all URIs");
        assertThat(last("t").getSource()).isEqualTo(TaskStatus.Source.SOURCE_AGENT);
    }

    @Test
    void healthChangesAsTheScriptSays() {
        script(TaskScript.runs().healthyAfter(Duration.ofSeconds(5)).unhealthyAfter(Duration.ofSeconds(7)));
        launch("t");
        until("t", TaskState.TASK_RUNNING);
        assertThat(last("t").hasHealthy()).isFalse();
        Duration healthy = mesos.time().advanceUntil(() -> last("t").getHealthy(), LONG);
        Duration unhealthy = mesos.time().advanceUntil(() -> !last("t").getHealthy(), LONG);
        assertThat(List.of(healthy, unhealthy)).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(2));
        assertThat(last("t").getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_HEALTH_CHECK_STATUS_UPDATED);
        assertThat(last("t").getState()).isEqualTo(TaskState.TASK_RUNNING);
    }

    @Test
    void aKillEndsItAtOnceByDefault() {
        script(TaskScript.runs());
        launch("t");
        until("t", TaskState.TASK_RUNNING);
        kill("t", KillPolicy.getDefaultInstance());
        assertThat(until("t", TaskState.TASK_KILLED)).isZero();
        assertThat(states("t"))
                .containsExactly(
                        TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_KILLING, TaskState.TASK_KILLED);
    }

    @Test
    void itTakesItsTimeToBeKilled() {
        script(TaskScript.runs().killedWithin(Duration.ofSeconds(1)));
        launch("t");
        until("t", TaskState.TASK_RUNNING);
        kill("t", KillPolicy.getDefaultInstance());
        assertThat(until("t", TaskState.TASK_KILLED)).isEqualTo(Duration.ofSeconds(1));
        assertThat(last("t").getMessage()).isEqualTo("Command terminated with signal Terminated");
    }

    @Test
    void oneThatIgnoresKillsIsEndedByForceAfterTheGracePeriod() {
        script(TaskScript.runs().ignoringKill());
        launch("t");
        until("t", TaskState.TASK_RUNNING);
        kill(
                "t",
                KillPolicy.newBuilder()
                        .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(8_000_000_000L))
                        .build());
        assertThat(until("t", TaskState.TASK_KILLED)).isEqualTo(Duration.ofSeconds(8));
        assertThat(last("t").getMessage()).isEqualTo("Command terminated with signal Killed");
    }

    @Test
    void aCrashOfItsExecutorIsToldByTheAgent() {
        script(TaskScript.runsFor(Duration.ofSeconds(4)).thenCrashes());
        launch("t");
        until("t", TaskState.TASK_FAILED);
        assertThat(last("t").getReason()).isEqualTo(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED);
        assertThat(last("t").getSource()).isEqualTo(TaskStatus.Source.SOURCE_AGENT);
    }

    @Test
    void itReportsAsOftenAsItsScriptSays() {
        script(TaskScript.runs().reportingEvery(Duration.ofSeconds(10)));
        launch("t");
        until("t", TaskState.TASK_RUNNING);
        mesos.time().advance(Duration.ofSeconds(35));
        assertThat(states("t"))
                .containsExactly(
                        TaskState.TASK_STARTING,
                        TaskState.TASK_RUNNING,
                        TaskState.TASK_RUNNING,
                        TaskState.TASK_RUNNING,
                        TaskState.TASK_RUNNING);
    }

    @Test
    void customExecutorsAreSimulatedAndStayUntilTheyAreShutDown() {
        script(TaskScript.runsFor(Duration.ofSeconds(1)));
        Offer offer = framework.offer(0);
        ExecutorID executor = ExecutorID.newBuilder().setValue("own").build();
        framework.launch(
                offer,
                RawFramework.task("t", offer, "")
                        .clearCommand()
                        .setExecutor(ExecutorInfo.newBuilder()
                                .setExecutorId(executor)
                                .setCommand(CommandInfo.newBuilder().setValue("not run"))));
        until("t", TaskState.TASK_FINISHED);
        mesos.time().advance(Duration.ofMinutes(1));
        assertThat(failures()).isZero();

        framework.call(Call.newBuilder()
                .setType(Call.Type.SHUTDOWN)
                .setShutdown(Call.Shutdown.newBuilder().setExecutorId(executor).setAgentId(offer.getAgentId())));

        mesos.time().advanceUntil(() -> failures() == 1, Duration.ofSeconds(1));
    }

    private long failures() {
        return framework.stream.events.stream()
                .filter(event -> event.getType() == Event.Type.FAILURE)
                .count();
    }

    @Test
    void oneTaskOfAGroupThatFailsTakesTheOthersWithIt() {
        scripts = TaskScripts.otherwise(TaskScript.runs())
                .named("bad", TaskScript.runsFor(Duration.ofSeconds(3)).thenExits(1));
        Offer offer = framework.offer(0);
        framework.call(Call.newBuilder()
                .setType(Call.Type.ACCEPT)
                .setAccept(Call.Accept.newBuilder()
                        .addOfferIds(offer.getId())
                        .addOperations(Offer.Operation.newBuilder()
                                .setType(Offer.Operation.Type.LAUNCH_GROUP)
                                .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                                        .setExecutor(ExecutorInfo.newBuilder()
                                                .setType(ExecutorInfo.Type.DEFAULT)
                                                .setExecutorId(
                                                        ExecutorID.newBuilder().setValue("pod"))
                                                .setFrameworkId(framework.id())
                                                .addAllResources(Resources.parse("cpus:0.1;mem:32;disk:32")
                                                        .asList()))
                                        .setTaskGroup(TaskGroupInfo.newBuilder()
                                                .addTasks(RawFramework.task("bad", offer, "not run"))
                                                .addTasks(RawFramework.task("side", offer, "not run")))))));
        until("bad", TaskState.TASK_FAILED);
        assertThat(until("side", TaskState.TASK_KILLED)).isZero();
        mesos.time().advanceUntil(() -> failures() == 1, Duration.ofSeconds(1));
    }

    @Test
    void withTheSameSeedTheSameUpdatesComeInTheSameOrder() throws Exception {
        assertThat(updatesOf(42)).isEqualTo(updatesOf(42)).hasSizeGreaterThan(10);
    }

    private static List<String> updatesOf(long seed) throws Exception {
        try (EmbeddedMesos cluster = EmbeddedMesos.builder()
                        .virtualTime()
                        .seed(seed)
                        .simulatedTasks(TaskScript.runs().reportingEvery(Duration.ofSeconds(7)))
                        .start();
                RawFramework raw = new RawFramework(cluster, Codec.PROTOBUF, RawFramework.info())) {
            Offer offer = raw.offer(0);
            raw.launch(offer, RawFramework.task("a", offer, "not run"), RawFramework.task("b", offer, "not run"));
            cluster.time().advance(Duration.ofMinutes(1));
            return raw.stream.events.stream()
                    .filter(event -> event.getType() == Event.Type.UPDATE)
                    .map(event -> event.getUpdate().getStatus())
                    .map(status -> status.getTaskId().getValue() + " " + status.getState() + " " + status.getTimestamp()
                            + " " + MesosUuid.fromBytes(status.getUuid()))
                    .toList();
        }
    }

    @Test
    void aTaskMayRunForEver() {
        Duration ever = ChronoUnit.FOREVER.getDuration();
        script(TaskScript.runsFor(ever).healthyAfter(ever).reportingEvery(ever).killedWithin(ever));
        launch("t");
        until("t", TaskState.TASK_RUNNING);
        mesos.time().advance(LONG);
        kill("t", KillPolicy.getDefaultInstance());
        assertThat(until("t", TaskState.TASK_KILLED)).isEqualTo(Duration.ofSeconds(3));
    }

    /** So that a function may count its tasks, or let the first one fail. */
    @Test
    void aTaskIsAskedForItsScriptOnce() {
        AtomicInteger asked = new AtomicInteger();
        scripts = task -> asked.incrementAndGet() == 1
                ? TaskScript.runsFor(Duration.ofSeconds(1)).thenExits(3)
                : TaskScript.runs();
        launch("first");
        until("first", TaskState.TASK_FAILED);
        assertThat(asked).hasValue(1);
    }

    @Test
    @SuppressWarnings("NullAway") // as the code of users, which need not have it
    void aTaskWithoutAScriptFailsAndSaysWhy() {
        scripts = task -> null;
        launch("t");
        until("t", TaskState.TASK_FAILED);
        assertThat(last("t").getMessage()).contains("answers null");
        assertThatThrownBy(mesos::close).hasMessageContaining("Task 't': ").hasMessageContaining("answers null");
        mesos.close(); // has told it, and does nothing
    }

    /** What a script asserts is meant for the test; it must not pass for a task that fails as it should. */
    @Test
    void aTaskWhoseScriptFailsFailsAndSaysWhyAndTheFirstIsToldInTheEnd() {
        RuntimeException fault = new IllegalStateException("as the test wants it");
        scripts = task -> {
            assertThat(task.getName()).isEqualTo("first");
            throw fault;
        };
        launch("first");
        until("first", TaskState.TASK_FAILED);
        assertThat(last("first").getMessage()).contains("as the test wants it");
        assertThatThrownBy(mesos::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Task 'first': The function given for scripts fails: " + fault)
                .hasCause(fault);
    }

    @Test
    void aFailedAssertionInAScriptFailsItsTask() {
        scripts = task -> {
            assertThat(task.getName()).isEqualTo("first");
            return TaskScript.runs();
        };
        launch("other");
        until("other", TaskState.TASK_FAILED);
        assertThat(last("other").getMessage()).contains("AssertionFailedError");
        assertThatThrownBy(mesos::close).hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void aScriptThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> TaskScript.runsFor(LONG).thenExits(256)).hasMessageContaining("256");
        assertThatThrownBy(() -> TaskScript.runsFor(Duration.ofSeconds(-1))).hasMessageContaining("negative");
        assertThatThrownBy(() -> TaskScript.runs().reportingEvery(Duration.ZERO))
                .hasMessageContaining("above zero");
    }
}
