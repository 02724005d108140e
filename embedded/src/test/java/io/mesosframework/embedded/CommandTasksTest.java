package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.KillPolicy;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real `sh` commands, seen by a framework on the JDK's HTTP client: PROTOCOL B, C58-C70. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandTasksTest {

    private EmbeddedMesos mesos;
    private RawFramework framework;

    @BeforeAll
    void startMesos() {
        mesos = EmbeddedMesos.builder()
                .agents(1)
                .resources("cpus:100;mem:100000;disk:10000;ports:[31000-31999]")
                .allocationInterval(Duration.ofMillis(50))
                .start();
    }

    @AfterAll
    void stopMesos() {
        mesos.close();
    }

    @BeforeEach
    void subscribe() throws Exception {
        framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info());
    }

    @AfterEach
    void teardown() throws IOException {
        framework.call(Call.newBuilder().setType(Call.Type.TEARDOWN));
        framework.close();
    }

    private Offer launch(String id, String command) {
        Offer offer = framework.offer(0);
        framework.launch(offer, RawFramework.task(id, offer, command));
        return offer;
    }

    @Test
    void aCommandStartsRunsAndFinishes() throws Exception {
        launch("t", "echo hello; echo $MESOS_TASK_ID >&2; pwd");
        TaskStatus end = framework.update("t", TaskState.TASK_FINISHED);
        assertThat(framework.updates("t"))
                .extracting(TaskStatus::getState)
                .containsExactly(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED); // C61
        assertThat(end.getMessage()).isEqualTo("Command exited with status 0");
        assertThat(end.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
        assertThat(end.getUuid().size()).isEqualTo(16);
        assertThat(Files.readString(sandbox("t").resolve("stdout")))
                .contains("hello\n")
                .contains(sandbox("t").toRealPath() + "\n");
        assertThat(framework.stream.events).noneMatch(e -> e.getType() == Event.Type.FAILURE); // C60
    }

    private Path sandbox(String task) {
        return mesos.workDirectory()
                .resolve("agent1/slaves/" + framework.offer(0).getAgentId().getValue() + "/frameworks/"
                        + framework.id().getValue() + "/executors/" + task + "/runs/latest");
    }

    @Test
    void anExitCodeOtherThanZeroIsAFailure() {
        launch("t", "exit 7");
        assertThat(framework.update("t", TaskState.TASK_FAILED).getMessage())
                .isEqualTo("Command exited with status 7"); // C64
    }

    @Test
    void aCommandThatIsNotThereFails() {
        Offer offer = framework.offer(0);
        framework.launch(
                offer,
                RawFramework.task("t", offer, "")
                        .setCommand(CommandInfo.newBuilder().setShell(false).setValue("/no/such/program")));
        assertThat(framework.update("t", TaskState.TASK_FAILED).getMessage()).isNotEmpty();
    }

    @Test
    void aKilledTaskGetsSigtermAndItsGrace() throws Exception {
        launch("t", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        framework.update("t", TaskState.TASK_RUNNING);
        Path output = sandbox("t").resolve("stdout");
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() -> Files.readString(output).contains("ready"));
        kill("t", 60);
        assertThat(framework.update("t", TaskState.TASK_KILLED).getState()).isEqualTo(TaskState.TASK_KILLED); // C64
        assertThat(Files.readString(sandbox("t").resolve("stdout"))).contains("bye");
    }

    @Test
    void aTaskThatIgnoresSigtermIsKilledAfterItsGrace() {
        launch("t", "trap '' TERM; while :; do sleep 0.05; done");
        framework.update("t", TaskState.TASK_RUNNING);
        kill("t", 0.2);
        framework.update("t", TaskState.TASK_KILLED); // C62
    }

    private void kill(String task, double graceSeconds) {
        Call.Kill.Builder kill = Call.Kill.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setKillPolicy(KillPolicy.newBuilder());
        kill.getKillPolicyBuilder().getGracePeriodBuilder().setNanoseconds((long) (graceSeconds * 1e9));
        framework.call(Call.newBuilder().setType(Call.Type.KILL).setKill(kill));
    }

    @Test
    void manyTasksOfOneLaunchRunAndTheirResourcesComeBack() {
        Offer offer = framework.offer(0);
        List<TaskInfo.Builder> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(RawFramework.task("t" + i, offer, "true"));
        }
        framework.launch(offer, tasks.toArray(TaskInfo.Builder[]::new));
        for (int i = 0; i < 10; i++) {
            framework.update("t" + i, TaskState.TASK_FINISHED);
        }
        Awaitility.await().atMost(RawFramework.LIMIT).until(() -> {
            Call.Decline.Builder decline = Call.Decline.newBuilder();
            decline.getFiltersBuilder().setRefuseSeconds(0);
            framework.offers().forEach(o -> decline.addOfferIds(o.getId()));
            framework.call(Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));
            return framework.offers().stream().skip(1).anyMatch(CommandTasksTest::isWhole);
        });
    }

    private static boolean isWhole(Offer offer) {
        return offer.getResourcesList().stream()
                .anyMatch(r -> r.getName().equals("cpus") && r.getScalar().getValue() == 100);
    }

    @Test
    void anUpdateWaitsForTheAcknowledgementOfTheOneBefore() {
        framework.acknowledgeNothing();
        launch("waits", "true");
        TaskStatus starting = framework.update("waits", TaskState.TASK_STARTING);
        Pattern finished = Pattern.compile("\"id\":\"waits\",[^}]*\"state\":\"TASK_FINISHED\"");
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() -> finished.matcher(framework
                                .get("http://" + mesos.agents().get(0) + "/state")
                                .body())
                        .find());
        assertThat(framework.updates("waits"))
                .extracting(TaskStatus::getState)
                .containsOnly(TaskState.TASK_STARTING); // B139
        reconcile();
        TaskStatus reconciled = framework
                .await(e -> e.getType() == Event.Type.UPDATE
                        && e.getUpdate().getStatus().getReason() == TaskStatus.Reason.REASON_RECONCILIATION)
                .getUpdate()
                .getStatus();
        assertThat(reconciled.getState()).isEqualTo(TaskState.TASK_STARTING); // B147
        framework.acknowledge(starting);
        framework.acknowledge(framework.update("waits", TaskState.TASK_RUNNING));
        framework.acknowledge(framework.update("waits", TaskState.TASK_FINISHED));
    }

    private void reconcile() {
        framework.call(Call.newBuilder().setType(Call.Type.RECONCILE).setReconcile(Call.Reconcile.newBuilder()));
    }

    @Test
    void tasksOutliveTheirFrameworksConnectionAndTellTheNextOne() throws Exception {
        framework.acknowledgeNothing();
        launch("t", "sleep 600");
        framework.update("t", TaskState.TASK_STARTING);
        FrameworkInfo.Builder again = RawFramework.info().setId(framework.id());
        framework.close();
        framework = new RawFramework(mesos, Codec.JSON, again);
        framework.update("t", TaskState.TASK_RUNNING); // B140 as seen: told again at once, then acknowledged
    }

    @Test
    void teardownEndsTheProcesses() throws Exception {
        launch("t", "echo $$ > pid; exec sleep 600");
        framework.update("t", TaskState.TASK_RUNNING);
        Path file = sandbox("t").resolve("pid");
        Awaitility.await().atMost(RawFramework.LIMIT).until(() -> Files.exists(file) && Files.size(file) > 0);
        long pid = Long.parseLong(Files.readString(file).strip());
        framework.call(Call.newBuilder().setType(Call.Type.TEARDOWN));
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()); // B167
        assertThat(framework.updates("t")).noneMatch(s -> s.getState() == TaskState.TASK_KILLED);
    }

    @Test
    void closeEndsTheProcessesOfRunningTasks() throws Exception {
        EmbeddedMesos other = EmbeddedMesos.builder().agents(2).start();
        long pid;
        try (RawFramework own = new RawFramework(other, Codec.JSON, RawFramework.info())) {
            Offer offer = own.offer(0);
            AgentID agent = offer.getAgentId();
            own.launch(offer, RawFramework.task("t", offer, "echo $$ > pid; exec sleep 600"));
            own.update("t", TaskState.TASK_RUNNING);
            String tail = "slaves/" + agent.getValue() + "/frameworks/"
                    + own.id().getValue() + "/executors/t/runs/latest/pid";
            List<Path> files = Stream.of("agent1", "agent2")
                    .map(name -> other.workDirectory().resolve(name).resolve(tail))
                    .toList();
            Awaitility.await()
                    .atMost(RawFramework.LIMIT)
                    .until(() -> written(files).isPresent());
            Path file = written(files).orElseThrow();
            pid = Long.parseLong(Files.readString(file).strip());
        } finally {
            other.close();
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(other.workDirectory()).doesNotExist();
    }

    private static Optional<Path> written(List<Path> files) throws IOException {
        for (Path file : files) {
            if (Files.exists(file) && Files.size(file) > 0) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
