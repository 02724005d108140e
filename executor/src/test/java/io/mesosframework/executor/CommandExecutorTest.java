package io.mesosframework.executor;

import static io.mesosframework.protocol.TaskState.TASK_FAILED;
import static io.mesosframework.protocol.TaskState.TASK_FINISHED;
import static io.mesosframework.protocol.TaskState.TASK_KILLED;
import static io.mesosframework.protocol.TaskState.TASK_KILLING;
import static io.mesosframework.protocol.TaskState.TASK_RUNNING;
import static io.mesosframework.protocol.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.client.executor.ExecutorEnvironmentException;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole executors over real loopback HTTP against an agent of a few lines, with real processes. */
class CommandExecutorTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path work;

    private final FakeAgent agent = new FakeAgent();
    private final HttpTransport transport = HttpTransport.builder().build();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final ExecutorHost host = new ExecutorHost(transport, timer);
    private final List<CommandExecutor> executors = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        executors.forEach(CommandExecutor::close);
        transport.close();
        timer.shutdown();
        agent.close();
        assertThat(timer.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(workingBelow(work)).isEmpty();
    }

    @Test
    void aTaskRunsToItsEnd() throws Exception {
        CommandExecutor executor = start("t", false);
        agent.launch("t", task("t", "echo $MESOS_EXECUTOR_ID; echo oops >&2; pwd"));

        assertThat(exitCode(executor)).isZero();

        assertThat(agent.states("t")).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
        assertThat(sandbox("t").resolve("stdout"))
                .hasContent("t\n" + sandbox("t").toRealPath() + "\n");
        assertThat(sandbox("t").resolve("stderr")).hasContent("oops\n");
        assertThat(agent.updates("t")).allSatisfy(update -> {
            assertThat(update.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
            assertThat(update.getExecutorId().getValue()).isEqualTo("t");
            assertThat(update.getTimestamp()).isPositive();
        });
    }

    @Test
    void aTaskThatFailsSaysHow() throws Exception {
        CommandExecutor executor = start("t", false);
        agent.launch("t", task("t", "exit 9"));

        assertThat(exitCode(executor)).isZero();
        assertThat(agent.updates("t").get(2).getState()).isEqualTo(TASK_FAILED);
        assertThat(agent.updates("t").get(2).getMessage()).isEqualTo("Command exited with status 9");
    }

    @Test
    void aKillGoesByKillingToKilled() throws Exception {
        CommandExecutor executor = start("t", false);
        agent.launch("t", task("t", "exec sleep 300"));
        agent.awaitState("t", TASK_RUNNING);

        agent.kill("t", "t");

        assertThat(exitCode(executor)).isZero();
        assertThat(agent.states("t")).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
        assertThat(agent.updates("t").get(3).getMessage()).isEqualTo("Command terminated with signal Terminated");
    }

    @Test
    void shutdownKillsTheTask() throws Exception {
        CommandExecutor executor = start("t", false);
        agent.launch("t", task("t", "exec sleep 300"));
        agent.awaitState("t", TASK_RUNNING);

        agent.shutDown("t");

        assertThat(exitCode(executor)).isZero();
        assertThat(agent.states("t")).contains(TASK_KILLED);
    }

    @Test
    void withCheckpointingATaskOutlivesItsAgentAndItsEndIsToldAfterwards() throws Exception {
        CommandExecutor executor = start("t", true);
        agent.launch("t", task("t", "while [ ! -e go ]; do sleep 0.02; done; exit 3"));
        agent.awaitState("t", TASK_RUNNING);

        agent.acknowledging = false;
        Files.createFile(sandbox("t").resolve("go"));
        agent.awaitState("t", TASK_FAILED);
        agent.acknowledging = true;
        agent.cut("t");

        assertThat(exitCode(executor)).isZero();
        assertThat(agent.states("t")).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FAILED);
        Call again = agent.calls(Call.Type.SUBSCRIBE).get(1);
        assertThat(again.getSubscribe().getUnacknowledgedUpdatesList())
                .extracting(update -> update.getStatus().getState())
                .contains(TASK_FAILED);
    }

    @Test
    void withoutCheckpointingATaskDiesWithItsAgent() throws Exception {
        CommandExecutor executor = start("t", false);
        agent.launch("t", task("t", "exec sleep 300"));
        agent.awaitState("t", TASK_RUNNING);

        agent.cut("t");

        assertThat(exitCode(executor)).isEqualTo(1);
        assertThat(workingBelow(work)).isEmpty();
    }

    @Test
    void closingKillsWithoutAWord() throws Exception {
        CommandExecutor executor = start("t", false);
        agent.launch("t", task("t", "trap '' TERM; sleep 300"));
        agent.awaitState("t", TASK_RUNNING);

        executor.close();

        assertThat(exitCode(executor)).isEqualTo(1);
        assertThat(agent.states("t")).containsExactly(TASK_STARTING, TASK_RUNNING);
    }

    @Test
    void anEnvironmentThatIsNoExecutorsIsRefusedAtOnce() {
        assertThatThrownBy(() -> CommandExecutor.start(host, Map.of("MESOS_EXECUTOR_ID", "e")))
                .isInstanceOf(ExecutorEnvironmentException.class)
                .hasMessageContaining("MESOS_FRAMEWORK_ID");
    }

    @Test
    @Tag("slow")
    void hundredsOfExecutorsLiveInOneJvm() throws Exception {
        List<String> ids = IntStream.range(0, 200).mapToObj(i -> "t" + i).toList();
        for (String id : ids) {
            begin(id, false);
        }
        await().atMost(LIMIT).until(() -> ids.stream().allMatch(agent::isSubscribed));
        ids.forEach(id -> agent.launch(id, task(id, "exec sleep 300")));
        await().atMost(LIMIT)
                .until(() -> ids.stream().allMatch(id -> agent.states(id).contains(TASK_RUNNING)));

        ids.forEach(id -> agent.kill(id, id));

        for (CommandExecutor executor : executors) {
            assertThat(exitCode(executor)).isZero();
        }
        assertThat(ids).allSatisfy(id -> assertThat(agent.states(id)).endsWith(TASK_KILLED));
    }

    @Test
    @Tag("slow")
    void asAProcessOfItsOwnItExitsWhenItsTaskIsDone() throws Exception {
        Files.createDirectories(sandbox("t"));
        Process process = mainProcess(agent.environment("t", sandbox("t"), true));
        agent.awaitSubscribed("t");
        agent.launch("t", task("t", "echo done"));

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isZero();
        assertThat(agent.states("t")).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED);
        assertThat(sandbox("t").resolve("stdout")).hasContent("done\n");
    }

    @Test
    @Tag("slow")
    void asAProcessOfItsOwnItTakesItsTaskAlongWhenTerminated() throws Exception {
        Files.createDirectories(sandbox("t"));
        Process process = mainProcess(agent.environment("t", sandbox("t"), true));
        agent.awaitSubscribed("t");
        agent.launch("t", task("t", "exec sleep 300"));
        agent.awaitState("t", TASK_RUNNING);

        process.destroy();

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(workingBelow(work)).isEmpty();
    }

    @Test
    @Tag("slow")
    void asAProcessOfItsOwnItSaysWhatIsWrongWithItsEnvironment() throws Exception {
        Process process = mainProcess(Map.of("MESOS_EXECUTOR_ID", "e"));

        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(work.resolve("main.log"))
                .content()
                .contains("MESOS_FRAMEWORK_ID")
                .doesNotContain("\tat ");
    }

    private Process mainProcess(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommandExecutorMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("main.log").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private CommandExecutor start(String executorId, boolean checkpoint) throws IOException {
        CommandExecutor executor = begin(executorId, checkpoint);
        agent.awaitSubscribed(executorId);
        return executor;
    }

    private CommandExecutor begin(String executorId, boolean checkpoint) throws IOException {
        Files.createDirectories(sandbox(executorId));
        CommandExecutor executor =
                CommandExecutor.start(host, agent.environment(executorId, sandbox(executorId), checkpoint));
        executors.add(executor);
        return executor;
    }

    private Path sandbox(String executorId) {
        return work.resolve(executorId);
    }

    private static int exitCode(CommandExecutor executor) throws Exception {
        return executor.terminated().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static TaskInfo task(String id, String command) {
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(AgentID.newBuilder().setValue("a-1"))
                .setCommand(CommandInfo.newBuilder().setValue(command))
                .build();
    }

    private static List<Path> workingBelow(Path directory) throws IOException {
        Path real = directory.toRealPath();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> {
                        try {
                            return Files.readSymbolicLink(process.resolve("cwd"))
                                            .startsWith(real)
                                    && !Files.readString(process.resolve("stat"))
                                            .contains(") Z ");
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .toList();
        }
    }
}
