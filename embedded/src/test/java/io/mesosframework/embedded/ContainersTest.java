package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Custom executors as processes, their sandboxes, and the executor API over loopback: PROTOCOL A74-A77, C, E69-E72. */
class ContainersTest {

    private static final ExecutorID EXECUTOR =
            ExecutorID.newBuilder().setValue("custom").build();

    @TempDir
    private Path scratch;

    private EmbeddedMesos mesos;
    private RawFramework framework;

    @BeforeEach
    void start() throws Exception {
        mesos = EmbeddedMesos.builder()
                .agents(1)
                .allocationInterval(Duration.ofMillis(50))
                .start();
        framework = new RawFramework(mesos, Codec.JSON, RawFramework.info().setCheckpoint(true));
    }

    @AfterEach
    void stop() throws IOException {
        mesos.close();
        framework.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCustomExecutorIsForkedAndItsUpdatesReachTheFramework(SchedulerEndpointTest.Form form) throws Exception {
        Offer offer = framework.offer(0);
        framework.launch(offer, task("t", offer, "env > environment; echo out; echo err >&2; exec sleep 600"));
        Path sandbox = sandbox();
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() -> Files.isRegularFile(sandbox.resolve("stderr"))
                        && Files.readString(sandbox.resolve("stderr")).equals("err\n"));
        assertThat(Files.readString(sandbox.resolve("stdout"))).isEqualTo("out\n");
        assertThat(Files.readAllLines(sandbox.resolve("environment")))
                .contains(
                        "MESOS_FRAMEWORK_ID=" + framework.id().getValue(),
                        "MESOS_EXECUTOR_ID=custom",
                        "MESOS_SANDBOX=" + sandbox,
                        "MESOS_AGENT_ENDPOINT=" + mesos.agents().get(0),
                        "MESOS_CHECKPOINT=1",
                        "MESOS_RECOVERY_TIMEOUT=15mins",
                        "MESOS_HTTP_COMMAND_EXECUTOR=1")
                .noneMatch(line -> line.startsWith("JAVA_HOME=")); // C1
        try (RawStream<Event> executor = subscribe(form.codec())) {
            assertThat(executor.headers).doesNotContainKey("mesos-stream-id"); // A72
            Awaitility.await()
                    .atMost(RawFramework.LIMIT)
                    .until(
                            () -> executor.snapshot().stream()
                                    .map(Event::getType)
                                    .toList(),
                            types -> types.equals(List.of(Event.Type.SUBSCRIBED, Event.Type.LAUNCH)));
            assertThat(update(TaskState.TASK_RUNNING).statusCode()).isEqualTo(202);
            TaskStatus running = framework.update("t", TaskState.TASK_RUNNING);
            assertThat(running.getContainerStatus().getContainerId().getValue())
                    .isEqualTo(sandbox.getFileName().toString());
            Awaitility.await()
                    .atMost(RawFramework.LIMIT)
                    .until(() ->
                            executor.snapshot().stream().anyMatch(e -> e.getType() == Event.Type.ACKNOWLEDGED)); // C30
            processIn(sandbox).destroyForcibly();
            TaskStatus failed = framework.update("t", TaskState.TASK_FAILED);
            assertThat(failed.getReason()).isEqualTo(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED);
            assertThat(framework
                            .first(io.mesosframework.protocol.scheduler.Event.Type.FAILURE)
                            .getFailure()
                            .getStatus())
                    .isEqualTo(9); // B173: the raw wait status of SIGKILL
        }
    }

    private RawStream<Event> subscribe(Codec codec) throws Exception {
        return RawStream.open(
                framework.http,
                agentUri(),
                call(Call.Type.SUBSCRIBE)
                        .setSubscribe(Call.Subscribe.newBuilder())
                        .build(),
                codec,
                Event.getDefaultInstance(),
                event -> {});
    }

    private Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type).setFrameworkId(framework.id()).setExecutorId(EXECUTOR);
    }

    private URI agentUri() {
        return URI.create("http://" + mesos.agents().get(0) + "/slave(1)/api/v1/executor");
    }

    private HttpResponse<String> update(TaskState state) throws Exception {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setUuid(ByteString.copyFrom("a uuid 4of bytes".getBytes(StandardCharsets.UTF_8)));
        status.getTaskIdBuilder().setValue("t");
        return post(call(Call.Type.UPDATE)
                .setUpdate(Call.Update.newBuilder().setStatus(status))
                .build());
    }

    private HttpResponse<String> post(Call call) throws Exception {
        return framework.http.send(
                HttpRequest.newBuilder(agentUri())
                        .header("Content-Type", "application/x-protobuf")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(call.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Where Mesos would lay it, by the link to the newest run. */
    private Path sandbox() throws IOException {
        String agent = framework.offer(0).getAgentId().getValue();
        Path latest = mesos.workDirectory()
                .resolve("agent1/slaves/" + agent + "/frameworks/"
                        + framework.id().getValue() + "/executors/custom/runs/latest");
        Awaitility.await().atMost(RawFramework.LIMIT).until(() -> Files.isDirectory(latest));
        return latest.toRealPath();
    }

    private static ProcessHandle processIn(Path sandbox) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> environment(process).contains("MESOS_SANDBOX=" + sandbox + "\0"))
                .findFirst()
                .orElseThrow();
    }

    private static String environment(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
        } catch (IOException e) {
            return "";
        }
    }

    private static TaskInfo.Builder task(String id, Offer offer, String executor) {
        return RawFramework.task(id, offer, "")
                .clearCommand()
                .setExecutor(ExecutorInfo.newBuilder()
                        .setExecutorId(EXECUTOR)
                        .setCommand(CommandInfo.newBuilder().setValue(executor)));
    }

    @Test
    void executorCallsAreCheckedInMesosWords() throws Exception {
        assertThat(post(call(Call.Type.MESSAGE).build()).body())
                .isEqualTo("Failed to validate Executor::Call: Expecting 'message' to be present");
        assertThat(update(TaskState.TASK_RUNNING).body()).isEqualTo("Framework cannot be found");
        assertThat(update(TaskState.TASK_STAGING).body())
                .startsWith("Failed to validate Executor::Call: Received TASK_STAGING from executor custom");
        assertThat(post(call(Call.Type.HEARTBEAT).build()).statusCode()).isEqualTo(202); // A75
    }

    @Test
    @Tag("slow")
    void anExecutorThatEndsByItselfFailsItsTaskAndLeavesNoChildBehind() throws Exception {
        Offer offer = framework.offer(0);
        framework.launch(offer, task("t", offer, "sleep 600 & echo $! > child; exit 3"));
        TaskStatus failed = framework.update("t", TaskState.TASK_FAILED);
        assertThat(failed.getMessage()).isEqualTo("Executor terminated");
        assertThat(framework
                        .first(io.mesosframework.protocol.scheduler.Event.Type.FAILURE)
                        .getFailure()
                        .getStatus())
                .isEqualTo(3 << 8);
        long child = Long.parseLong(Files.readString(sandbox().resolve("child")).strip());
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void urisAreBroughtIntoTheSandboxBeforeTheLaunch() throws Exception {
        Path script = Files.writeString(scratch.resolve("script.sh"), "#!/bin/sh\necho fetched\n");
        Offer offer = framework.offer(0);
        TaskInfo.Builder task = task("t", offer, "./script.sh && ls > listing");
        task.getExecutorBuilder()
                .getCommandBuilder()
                .addUris(CommandInfo.URI
                        .newBuilder()
                        .setValue(script.toUri().toString())
                        .setExecutable(true));
        framework.launch(offer, task);
        framework.update("t", TaskState.TASK_FAILED);
        assertThat(Files.readString(sandbox().resolve("stdout"))).isEqualTo("fetched\n");
    }

    @Test
    void aUriThatCannotBeFetchedFailsTheLaunch() throws Exception {
        Offer offer = framework.offer(0);
        TaskInfo.Builder task = task("t", offer, "true");
        task.getExecutorBuilder()
                .getCommandBuilder()
                .addUris(CommandInfo.URI.newBuilder().setValue("/no/such/file"));
        framework.launch(offer, task);
        TaskStatus failed = framework.update("t", TaskState.TASK_FAILED);
        assertThat(failed.getReason()).isEqualTo(TaskStatus.Reason.REASON_CONTAINER_LAUNCH_FAILED); // C47
        assertThat(failed.getMessage())
                .matches(
                        "Failed to launch container: Failed to fetch all URIs for container '.*': exited with status 1");
        assertThat(Files.readString(sandbox().resolve("stderr"))).contains("/no/such/file");
    }

    @Test
    void sandboxesAreReadThroughTheAgent() throws Exception {
        Offer offer = framework.offer(0);
        framework.launch(offer, task("t", offer, "echo 0123456789; exit 1"));
        framework.update("t", TaskState.TASK_FAILED);
        String path = sandbox().toString();
        String virtual = "/frameworks/" + framework.id().getValue() + "/executors/custom/runs/latest"; // E72
        for (String sandbox : List.of(path, virtual)) {
            assertThat(files("browse", sandbox, "").body())
                    .contains("\"path\":\"" + sandbox + "/stdout\"")
                    .contains("\"size\":11");
            assertThat(files("read", sandbox + "/stdout", "&offset=2&length=3").body())
                    .isEqualTo("{\"data\":\"234\",\"offset\":2}");
            assertThat(files("read", sandbox + "/stdout", "").body()).isEqualTo("{\"data\":\"\",\"offset\":11}");
            assertThat(files("download", sandbox + "/stdout", "").body()).isEqualTo("0123456789\n");
        }
        assertThat(files("read", path, "&offset=0").statusCode()).isEqualTo(400);
        assertThat(files("read", path + "/stdout", "&offset=-2").statusCode()).isEqualTo(400);
        assertThat(files("browse", path + "/none", "").statusCode()).isEqualTo(404);
        assertThat(files("read", "/etc/passwd", "&offset=0").statusCode()).isEqualTo(404);
        assertThat(files("read", path + "/../../../../../../../../../../../etc/passwd", "&offset=0")
                        .statusCode())
                .isEqualTo(404);
        assertThat(framework.get("http://" + mesos.agents().get(0) + "/state").body())
                .contains("\"directory\":\"" + path + "\"");
    }

    private HttpResponse<String> files(String what, String path, String more) throws Exception {
        return framework.get("http://" + mesos.agents().get(0) + "/files/" + what + "?path="
                + URLEncoder.encode(path, StandardCharsets.UTF_8) + more);
    }

    @Test
    @Tag("slow")
    void closeLeavesNothing() throws Exception {
        Offer offer = framework.offer(0);
        framework.launch(offer, task("t", offer, "sleep 600 & echo $$ $! > pids; wait"));
        Path pids = sandbox().resolve("pids");
        Awaitility.await().atMost(RawFramework.LIMIT).until(() -> Files.isRegularFile(pids) && Files.size(pids) > 0);
        List<Long> processes = Stream.of(Files.readString(pids).strip().split(" ", -1))
                .map(Long::valueOf)
                .toList();
        mesos.close();
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() -> processes.stream()
                        .noneMatch(pid -> ProcessHandle.of(pid)
                                .filter(ProcessHandle::isAlive)
                                .isPresent()));
        assertThat(mesos.workDirectory()).doesNotExist();
        String[] address = mesos.master().split(":", -1);
        assertThatThrownBy(() -> new Socket(address[0], Integer.parseInt(address[1])).close())
                .isInstanceOf(ConnectException.class);
        Awaitility.await()
                .atMost(RawFramework.LIMIT)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .noneMatch(name -> name.startsWith("embedded-mesos") || name.startsWith("mesos-http")));
    }
}
