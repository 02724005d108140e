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

import com.google.protobuf.ByteString;
import io.mesosframework.client.executor.ExecutorEnvironmentException;
import io.mesosframework.client.messages.Commands;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole executors over loopback HTTP against an agent of a few lines. */
final class ExecutorRuntimeTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path work;

    private final FakeAgent agent = new FakeAgent();
    private final List<ExecutorRuntime> runtimes = new ArrayList<>();

    @AfterEach
    void down() {
        runtimes.forEach(ExecutorRuntime::close);
        agent.close();
    }

    private void start(boolean checkpoint, ExecutorHandler handler) {
        runtimes.add(ExecutorRuntime.builder(handler)
                .environment(agent.environment("e", work, checkpoint))
                .start());
        agent.awaitSubscribed("e");
    }

    private static TaskInfo task(String id, String told) {
        CommandInfo command = Commands.shell(told);
        return TaskInfo.newBuilder()
                .setName(id)
                .setTaskId(TaskID.newBuilder().setValue(id))
                .setAgentId(AgentID.newBuilder().setValue("a-1"))
                .setData(command.toByteString())
                .build();
    }

    @Test
    void bodiesFinishFailAndAreInterrupted() {
        CountDownLatch begun = new CountDownLatch(1);
        start(
                true,
                (executor, task) ->
                        executor.run(task, run -> switch (run.command().getValue()) {
                            case "finish" -> "42";
                            case "fail" -> throw new IllegalArgumentException("no such thing");
                            default -> {
                                begun.countDown();
                                new CountDownLatch(1).await();
                                yield "never";
                            }
                        }));
        agent.launch("e", task("t1", "finish"));
        agent.launch("e", task("t2", "fail"));
        agent.launch("e", task("t3", "stay"));
        agent.awaitState("t1", TASK_FINISHED);
        agent.awaitState("t2", TASK_FAILED);
        await().atMost(LIMIT).until(() -> begun.getCount() == 0);
        agent.kill("e", "t3");
        agent.awaitState("t3", TASK_KILLED);
        assertThat(agent.states("t1")).containsExactly(TASK_RUNNING, TASK_FINISHED);
        assertThat(agent.updates("t1").get(1)).satisfies(status -> {
            assertThat(status.getMessage()).isEqualTo("42");
            assertThat(status.getSource()).isEqualTo(TaskStatus.Source.SOURCE_EXECUTOR);
            assertThat(status.getUuid().size()).isEqualTo(16);
            assertThat(status.hasTimestamp()).isTrue();
            assertThat(status.getExecutorId().getValue()).isEqualTo("e");
        });
        assertThat(agent.updates("t2").get(1).getMessage()).contains("no such thing");
        assertThat(agent.states("t3")).containsExactly(TASK_RUNNING, TASK_KILLING, TASK_KILLED);
        await().atMost(LIMIT).until(() -> runtimes.get(0).context().tasks().isEmpty());
    }

    @Test
    @Tag("slow")
    void processesHaveDirectoriesOfTheirOwnAndAreKilledWithAllTheyStarted() throws Exception {
        start(true, (executor, task) -> executor.run(task, ProcessTask.of(executor.command(task))));
        agent.launch("e", task("t1", "echo $MESOS_TASK_ID; exit 3"));
        agent.launch("e", task("t2", "trap '' TERM; sleep 600 & echo $! > pid; wait; wait; sleep 600"));
        agent.awaitState("t1", TASK_FAILED);
        assertThat(Files.readString(work.resolve("tasks/t1/stdout"))).isEqualTo("t1\n");
        assertThat(agent.updates("t1").get(2).getMessage()).isEqualTo("Command exited with status 3");
        Path pid = work.resolve("tasks/t2/pid");
        await().atMost(LIMIT).until(() -> Files.exists(pid) && Files.size(pid) > 1);
        agent.kill("e", "t2");
        agent.awaitState("t2", TASK_KILLED);
        assertThat(agent.states("t2")).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_KILLED);
        // Where nobody waits for orphans, one that has ended is still listed, without a program.
        assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
                        .flatMap(process -> process.info().command()))
                .isEmpty();
    }

    @Test
    void whatIsNotAcknowledgedIsToldAgainWhenTheAgentIsBack() {
        start(true, (executor, task) -> executor.run(task, run -> "done"));
        agent.acknowledging = false;
        IntStream.range(0, 5).forEach(i -> agent.launch("e", task("t" + i, "x")));
        IntStream.range(0, 5).forEach(i -> agent.awaitState("t" + i, TASK_FINISHED));
        agent.acknowledging = true;
        agent.cut("e");
        await().atMost(LIMIT).until(() -> agent.calls(Call.Type.SUBSCRIBE).size() == 2);
        Call.Subscribe again = agent.calls(Call.Type.SUBSCRIBE).get(1).getSubscribe();
        assertThat(again.getUnacknowledgedTasksList())
                .extracting(task -> task.getTaskId().getValue())
                .containsExactly("t0", "t1", "t2", "t3", "t4");
        assertThat(again.getUnacknowledgedUpdatesList()).hasSize(10);
        agent.awaitSubscribed("e");
        agent.shutDown("e");
        assertThat(runtimes.get(0).terminated()).succeedsWithin(LIMIT).isEqualTo(0);
    }

    @Test
    void withoutCheckpointingItEndsWithItsAgent() {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        start(
                false,
                (executor, task) -> executor.run(task, run -> {
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.complete(run.isKilled());
                    }
                    return "";
                }));
        agent.launch("e", task("t", "x"));
        agent.awaitState("t", TASK_RUNNING);
        agent.cut("e");
        assertThat(runtimes.get(0).terminated()).succeedsWithin(LIMIT).isEqualTo(1);
        assertThat(interrupted).succeedsWithin(LIMIT).isEqualTo(true);
    }

    @Test
    void shutdownEndsAllAndExitsOnceThatIsAcknowledged() {
        start(true, (executor, task) -> executor.run(task, ProcessTask.of(executor.command(task))));
        agent.launch("e", task("t1", "sleep 600"));
        agent.launch("e", task("t2", "sleep 600"));
        agent.awaitState("t1", TASK_RUNNING);
        agent.awaitState("t2", TASK_RUNNING);
        agent.shutDown("e");
        assertThat(runtimes.get(0).terminated()).succeedsWithin(LIMIT).isEqualTo(0);
        assertThat(agent.states("t1")).endsWith(TASK_KILLED);
        assertThat(agent.states("t2")).endsWith(TASK_KILLED);
    }

    @Test
    void aHandlerThatThrowsFailsTheTaskAndTheOthersGoOn() {
        start(true, (executor, task) -> {
            if (task.getName().equals("bad")) {
                throw new IllegalStateException("cannot");
            }
            executor.run(task, run -> "");
        });
        agent.launch("e", task("bad", "x"));
        agent.launch("e", task("good", "x"));
        agent.awaitState("bad", TASK_FAILED);
        agent.awaitState("good", TASK_FINISHED);
        assertThat(agent.updates("bad").get(0).getMessage()).contains("cannot");
    }

    @Test
    void aHandlerMustNotWaitAndMessagesGoToTheFramework() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        start(true, (executor, task) -> {
            var update = executor.update(TaskStatus.newBuilder()
                    .setTaskId(task.getTaskId())
                    .setState(TASK_RUNNING)
                    .build());
            try {
                update.join();
            } catch (IllegalStateException e) {
                thrown.complete(e);
            }
        });
        agent.launch("e", task("t", "x"));
        assertThat(thrown).succeedsWithin(LIMIT);
        agent.awaitState("t", TASK_RUNNING);
        assertThat(runtimes.get(0).context().message(ByteString.copyFromUtf8("hello")))
                .succeedsWithin(LIMIT);
        assertThat(agent.calls(Call.Type.MESSAGE).get(0).getMessage().getData().toStringUtf8())
                .isEqualTo("hello");
    }

    @Test
    void anEnvironmentThatIsNoneIsRefusedByTheNamesOfItsVariables() {
        assertThatThrownBy(() -> ExecutorRuntime.builder((executor, task) -> {})
                        .environment(Map.of("MESOS_CHECKPOINT", "perhaps"))
                        .start())
                .isInstanceOf(ExecutorEnvironmentException.class)
                .hasMessageContainingAll(List.of("MESOS_FRAMEWORK_ID is not set", "MESOS_CHECKPOINT is neither 0 nor 1")
                        .toArray(new String[0]));
    }
}
