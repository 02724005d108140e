package io.mesosframework.executor.internal;

import static io.mesosframework.executor.internal.MachineHarness.task;
import static io.mesosframework.protocol.TaskState.TASK_FAILED;
import static io.mesosframework.protocol.TaskState.TASK_FINISHED;
import static io.mesosframework.protocol.TaskState.TASK_KILLED;
import static io.mesosframework.protocol.TaskState.TASK_RUNNING;
import static io.mesosframework.protocol.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.HttpTransport;
import io.mesosframework.http.Response;
import io.mesosframework.protocol.CheckInfo;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.HealthCheck;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.utils.MesosUuid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine with real processes, checks and time, without an agent. */
class CommandExecutorLoopTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path sandbox;

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final HttpTransport transport = HttpTransport.builder().build();
    private final Shared shared = Shared.of(transport, timer);
    private final List<TaskStatus> updates = new CopyOnWriteArrayList<>();
    private final List<CommandExecutorLoop> loops = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        loops.forEach(CommandExecutorLoop::close);
        transport.close();
        timer.shutdownNow();
        assertThat(ProcessDriverTest.workingIn(sandbox)).isEmpty();
    }

    @Test
    void aTaskRunsToItsEndAndTheExecutorEndsWithItsAcknowledgement() throws Exception {
        CommandExecutorLoop loop = loop();
        launch(loop, task("t").setCommand(shell("echo \"$GREETING $MESOS_ALLOCATION_ROLE\"")));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(states()).containsExactly(TASK_STARTING, TASK_RUNNING, TASK_FINISHED));
        assertThat(loop.terminated()).isNotDone();
        acknowledgeLast(loop);

        assertThat(loop.terminated().get(20, TimeUnit.SECONDS)).isZero();
        assertThat(sandbox.resolve("stdout")).hasContent("hello *\n");
        assertThat(last().getTimestamp())
                .isBetween(Instant.now().getEpochSecond() - 60.0, Instant.now().getEpochSecond() + 1.0);
    }

    @Test
    void aKillIgnoredIsForcedAfterItsGrace() {
        CommandExecutorLoop loop = loop();
        launch(loop, task("t").setCommand(shell("trap '' TERM; echo up; while :; do sleep 0.05; done")));
        awaitOutput("up");

        send(loop, MachineHarness.kill("t", Duration.ofMillis(300)));

        await().atMost(LIMIT).until(() -> last().getState() == TASK_KILLED);
        assertThat(last().getMessage()).isEqualTo("Command terminated with signal Killed");
        assertThat(ProcessDriverTest.workingIn(sandbox)).isEmpty();
    }

    @Test
    void nothingOfATaskIsLeftWhenItsEndIsTold() {
        CommandExecutorLoop loop = loop();
        launch(loop, task("t").setCommand(shell("(trap '' TERM HUP; sleep 300) & exit 4")));

        await().atMost(LIMIT).until(() -> last().getState() == TASK_FAILED);
        assertThat(last().getMessage()).isEqualTo("Command exited with status 4");
        assertThat(ProcessDriverTest.workingIn(sandbox)).isEmpty();
    }

    @Test
    void anUnknownUserFailsTheTaskInClearWords() {
        CommandExecutorLoop loop = loop();
        launch(loop, task("t").setCommand(shell("true").setUser("no-such-user")));

        await().atMost(LIMIT).until(() -> last().getState() == TASK_FAILED);
        assertThat(last().getMessage()).contains("no-such-user").contains("no such user");
        assertThat(states()).containsExactly(TASK_STARTING, TASK_FAILED);
    }

    @Test
    void rootRunsTheTaskAsTheUserOfTheFramework() {
        assumeTrue(UserSwitch.isRoot());
        CommandExecutorLoop loop = loop();
        send(loop, MachineHarness.subscribedEvent("nobody"));
        launch(loop, task("t").setCommand(shell("id -un")));

        await().atMost(LIMIT).until(() -> last().getState() == TASK_FINISHED);
        assertThat(sandbox.resolve("stdout")).hasContent("nobody\n");
    }

    @Test
    void aCommandHealthCheckSeesTheTasksEnvironmentAndKillsAnUnhealthyTask() throws Exception {
        CommandExecutorLoop loop = loop();
        launch(
                loop,
                task("t")
                        .setCommand(shell("echo up; exec sleep 300"))
                        .setHealthCheck(fast(HealthCheck.newBuilder()
                                .setCommand(shell("echo \"checked $GREETING\"; test ! -e sick")))));
        await().atMost(LIMIT).until(() -> last().getHealthy());
        assertThat(sandbox.resolve("stderr")).content().contains("checked hello");

        Files.createFile(sandbox.resolve("sick"));

        await().atMost(LIMIT).until(() -> last().getState() == TASK_KILLED);
        assertThat(last().hasHealthy()).isTrue();
        assertThat(last().getHealthy()).isFalse();
    }

    @Test
    void aCommandCheckThatHangsTimesOutAndIsKilled() {
        CommandExecutorLoop loop = loop();
        launch(
                loop,
                task("t")
                        .setCommand(shell("exec sleep 300"))
                        .setHealthCheck(fast(HealthCheck.newBuilder().setCommand(shell("(sleep 200 & sleep 201)")))
                                .setTimeoutSeconds(0.2)
                                .setConsecutiveFailures(1)));

        await().atMost(LIMIT).until(() -> last().getState() == TASK_KILLED);
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(ProcessDriverTest.workingIn(sandbox)).isEmpty());
    }

    @Test
    void httpHealthFollowsRedirectsAndTcpConnects() {
        AtomicInteger redirects = new AtomicInteger();
        try (HttpServer server = HttpServer.builder()
                .handler(exchange -> {
                    if (exchange.request().path().equals("/moved?x=1")) {
                        redirects.incrementAndGet();
                        exchange.respond(new Response(302, Headers.of("Location", "well"), new byte[0]));
                    } else {
                        exchange.respond(Response.of(exchange.request().path().equals("/well") ? 204 : 500));
                    }
                })
                .start()) {
            CommandExecutorLoop loop = loop();
            launch(
                    loop,
                    task("t")
                            .setCommand(shell("exec sleep 300"))
                            .setHealthCheck(fast(HealthCheck.newBuilder()
                                    .setHttp(HealthCheck.HTTPCheckInfo.newBuilder()
                                            .setPort(server.port())
                                            .setPath("/moved?x=1"))))
                            .setCheck(CheckInfo.newBuilder()
                                    .setType(CheckInfo.Type.TCP)
                                    .setDelaySeconds(0)
                                    .setIntervalSeconds(0.1)
                                    .setTcp(CheckInfo.Tcp.newBuilder().setPort(server.port()))));

            await().atMost(LIMIT)
                    .until(() -> last().getHealthy()
                            && last().getCheckStatus().getTcp().getSucceeded());
            assertThat(redirects).hasPositiveValue();
        }
        // The server is gone: the check sees that first, or the health check kills the task.
        await().atMost(LIMIT)
                .until(() -> updates.stream().anyMatch(update -> update.hasHealthy() && !update.getHealthy()));
    }

    @Test
    void anHttpCheckReportsWhateverStatusComes() {
        try (HttpServer server = HttpServer.builder()
                .handler(exchange -> exchange.respond(Response.of(503)))
                .start()) {
            CommandExecutorLoop loop = loop();
            launch(
                    loop,
                    task("t")
                            .setCommand(shell("exec sleep 300"))
                            .setCheck(CheckInfo.newBuilder()
                                    .setType(CheckInfo.Type.HTTP)
                                    .setDelaySeconds(0)
                                    .setHttp(CheckInfo.Http.newBuilder().setPort(server.port()))));

            await().atMost(LIMIT).until(() -> last().getCheckStatus().getHttp().getStatusCode() == 503);
            assertThat(last().getState()).isEqualTo(TASK_RUNNING);
        }
    }

    @Test
    void aClosedExecutorLeavesNothingAndSaysNothing() {
        CommandExecutorLoop loop = loop();
        launch(loop, task("t").setCommand(shell("trap '' TERM; echo up; sleep 300")));
        awaitOutput("up");

        loop.close();

        assertThat(loop.terminated()).isCompletedWithValue(CommandExecutorLoop.CLOSED);
        assertThat(ProcessDriverTest.workingIn(sandbox)).isEmpty();
        assertThat(states()).containsExactly(TASK_STARTING, TASK_RUNNING);
    }

    @Test
    void anAbandonedExecutorTellsWhenNothingIsLeft() throws Exception {
        CommandExecutorLoop loop = loop();
        launch(loop, task("t").setCommand(shell("trap '' TERM; echo up; sleep 300")));
        awaitOutput("up");

        loop.abandon();

        assertThat(loop.terminated().get(20, TimeUnit.SECONDS)).isEqualTo(CommandExecutorLoop.CLOSED);
        assertThat(ProcessDriverTest.workingIn(sandbox)).isEmpty();
    }

    @Test
    void shutdownWithoutATaskEnds() throws Exception {
        CommandExecutorLoop loop = loop();
        send(loop, MachineHarness.shutdown());

        assertThat(loop.terminated().get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    @Tag("slow")
    void hundredsInOneJvmStartAndAreKilled() {
        int count = 300;
        List<CommandExecutorLoop> many = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CommandExecutorLoop loop = loop();
            many.add(loop);
            launch(loop, task("t" + i).setCommand(shell("exec sleep 300")));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> inState(TASK_RUNNING) == count);

        for (int i = 0; i < count; i++) {
            send(many.get(i), MachineHarness.kill("t" + i));
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> inState(TASK_KILLED) == count);
        assertThat(updates).hasSize(3 * count);
    }

    private CommandExecutorLoop loop() {
        CommandExecutorMachine machine = new CommandExecutorMachine(
                ExecutorID.newBuilder().setValue("e").build(),
                Duration.ofSeconds(5),
                () -> MesosUuid.toBytes(UUID.randomUUID()));
        CommandExecutorLoop loop =
                new CommandExecutorLoop(machine, Map.of("GREETING", "hello"), sandbox, shared, updates::add);
        loops.add(loop);
        return loop;
    }

    private static CommandInfo.Builder shell(String script) {
        return CommandInfo.newBuilder().setValue(script);
    }

    private static HealthCheck.Builder fast(HealthCheck.Builder check) {
        return check.setDelaySeconds(0)
                .setIntervalSeconds(0.1)
                .setGracePeriodSeconds(0)
                .setConsecutiveFailures(2);
    }

    private static void launch(CommandExecutorLoop loop, TaskInfo.Builder task) {
        send(loop, MachineHarness.launch(task.build()));
    }

    private static void send(CommandExecutorLoop loop, Input input) {
        loop.event(((Input.AgentEvent) input).event());
    }

    private void acknowledgeLast(CommandExecutorLoop loop) {
        send(loop, MachineHarness.acknowledged(last()));
    }

    private TaskStatus last() {
        return updates.isEmpty() ? TaskStatus.getDefaultInstance() : updates.get(updates.size() - 1);
    }

    private List<TaskState> states() {
        return updates.stream().map(TaskStatus::getState).toList();
    }

    private long inState(TaskState state) {
        return updates.stream().filter(update -> update.getState() == state).count();
    }

    private void awaitOutput(String text) {
        await().atMost(LIMIT)
                .until(() -> Files.exists(sandbox.resolve("stdout"))
                        && Files.readString(sandbox.resolve("stdout")).contains(text));
    }
}
