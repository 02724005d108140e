package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.FrameworkContext;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.SlotState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executor on {@code ExecutorRuntime} whose agent dies, that is killed, told something, and shut down; the same on every Mesos. */
@Timeout(180)
abstract class ExecutorFaults {

    @TempDir
    Path folder;

    abstract String master();

    /** SIGKILL, or what is like it, for the one agent. */
    abstract void killAgent();

    abstract void startAgent();

    private LiveFramework framework(EventController controller) {
        return LiveFramework.start("faults", List.of(master()), of -> of.controller(controller));
    }

    private static ApplicationBuilder app(String name, String told) {
        return Application.named(name)
                .cpus(0.1)
                .mem(16)
                .command(told)
                .retry(new Retry(Duration.ofSeconds(1), false, 0, Duration.ofSeconds(1)))
                .executor(WorkerExecutor.custom());
    }

    /** The number of a process that wrote it there. */
    private long process(String file) {
        Path path = folder.resolve(file);
        await().atMost(PATIENCE)
                .until(() -> Files.exists(path) && Files.readString(path).endsWith("\n"));
        try {
            return Long.parseLong(Files.readString(path).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that nobody has waited for is still listed, without a program. */
    private static boolean runs(long process) {
        return ProcessHandle.of(process)
                .flatMap(handle -> handle.info().command())
                .isPresent();
    }

    private String told(String rest) {
        return "sh echo $$ > " + folder + "/leader; setsid sleep 600 & echo $! > " + folder + "/child; " + rest;
    }

    @Test
    @Scenario(
            title = "An executor whose agent dies",
            shows = "Its tasks go on, and what they came to while the agent was away is told once it is back.")
    void tasksOutliveTheirAgentAndWhatItHadNotAcknowledgedIsToldWhenItIsBack() throws Exception {
        try (LiveFramework live = framework(EventController.standard())) {
            live.put(app("stays", "stay").instances(2).build());
            live.put(app("process", told("wait")).build());
            live.put(app("ends", "once " + folder.resolve("go")).instances(2).build());
            for (String name : List.of("stays", "process", "ends")) {
                live.awaitAll(name, SlotState.RUNNING);
            }
            Map<String, String> before = live.taskIds();
            long process = process("leader");
            killAgent();
            Files.createFile(folder.resolve("go"));
            startAgent();
            live.awaitAll("ends", SlotState.FINISHED);
            live.awaitAll("stays", SlotState.RUNNING);
            live.awaitAll("process", SlotState.RUNNING);
            assertThat(before).containsAllEntriesOf(live.taskIds());
            assertThat(live.taskIds()).hasSize(3);
            assertThat(runs(process)).isTrue();
            assertThat(live.framework().tasks().slots())
                    .allSatisfy(
                            slot -> assertThat(slot.losses() + slot.failures()).isZero());
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "kill -9 of an executor",
            shows = "Its tasks fail with EXECUTOR_TERMINATED; no process of theirs outlives it.")
    void tasksOfAnExecutorThatIsKilledFailAndNoneOfTheirProcessesOutlivesIt() throws Exception {
        try (LiveFramework live = framework(EventController.standard())) {
            live.put(app("stays", "stay").build());
            live.put(app("process", told("wait")).build());
            live.awaitAll("stays", SlotState.RUNNING);
            live.awaitAll("process", SlotState.RUNNING);
            long leader = process("leader");
            long child = process("child");
            ProcessHandle executor =
                    ProcessHandle.of(leader).flatMap(ProcessHandle::parent).orElseThrow();
            assertThat(executor.info().command().orElseThrow()).endsWith("java");
            executor.destroyForcibly();
            for (String name : List.of("stays", "process")) {
                assertThat(live.await(name, 0, SlotState.FAILED).ending())
                        .isNotNull()
                        .satisfies(report -> {
                            assertThat(report.state()).isEqualTo(TaskState.TASK_FAILED);
                            assertThat(report.reason()).isEqualTo("EXECUTOR_TERMINATED");
                        });
            }
            await().atMost(PATIENCE).until(() -> !runs(leader) && !runs(child));
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Messages to and from an executor, and its end",
            shows =
                    "A greeting is answered; when the framework is torn down the executor ends with all processes of its tasks.")
    void messagesGoBothWaysAndAShutdownEndsAll() throws Exception {
        Greeter greeter = new Greeter();
        try (LiveFramework live = framework(greeter)) {
            live.put(app("stays", "stay").build());
            live.put(app("process", told("wait")).build());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(greeter.answers).contains("hello"));
            live.awaitAll("process", SlotState.RUNNING);
            long leader = process("leader");
            long child = process("child");
            ProcessHandle executor =
                    ProcessHandle.of(leader).flatMap(ProcessHandle::parent).orElseThrow();
            live.teardown();
            await().atMost(PATIENCE).until(() -> !runs(leader) && !runs(child) && !runs(executor.pid()));
        }
    }

    @Test
    @Scenario(
            title = "The kill policy of a task in an executor",
            shows = "A process that ignores SIGTERM has its grace period, and is killed then.")
    void aKillLeavesAProcessItsGracePeriodAndNoMore() throws Exception {
        try (LiveFramework live = framework(EventController.standard())) {
            String stubborn = told("trap 'echo TERM > " + folder + "/term' TERM; while :; do wait; sleep 0.1; done");
            live.put(app("process", stubborn).killGrace(Duration.ofSeconds(2)).build());
            live.awaitAll("process", SlotState.RUNNING);
            long leader = process("leader");
            long child = process("child");
            long began = System.nanoTime();
            live.delete("process");
            live.framework().await(tasks -> tasks.slotsOf("process").isEmpty(), PATIENCE);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(1500));
            assertThat(folder.resolve("term")).hasContent("TERM");
            assertThat(runs(leader) || runs(child)).isFalse();
            live.teardown();
        }
    }

    /** Greets the executor of each task that runs, and keeps what comes back. */
    private static final class Greeter implements EventController {
        private final EventController standard = EventController.standard();
        private final List<String> answers = new CopyOnWriteArrayList<>();

        @Override
        public List<Action> on(Event event, FrameworkContext context) {
            List<Action> actions = new ArrayList<>(standard.on(event, context));
            TaskStatus status = event.getUpdate().getStatus();
            if (event.getType() == Event.Type.UPDATE && status.getState() == TaskState.TASK_RUNNING) {
                actions.add(new Action.Message(
                        status.getAgentId(), status.getExecutorId(), ByteString.copyFromUtf8("hello")));
            }
            if (event.getType() == Event.Type.MESSAGE) {
                answers.add(event.getMessage().getData().toStringUtf8());
            }
            return actions;
        }
    }
}
