package io.mesosframework.conformance.golden;

import static io.mesosframework.conformance.golden.GoldenFolder.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.conformance.RealMesos;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An executor's life. The agent starts a process that writes down its environment and waits; the recorder then speaks
 * to the agent in its place.
 */
final class ExecutorLife {
    private static final String PATH = "/slave(1)/api/v1/executor";
    private static final String PROCESS = "env | sort > env.part; mv env.part env; sleep 600";

    private final GoldenFolder golden;
    private final RealMesos mesos;
    private final Dialect dialect;
    private final String folder;
    private final SchedulerSession scheduler;
    private final ExecutorID executor;
    private String agent = "";
    private int calls = 1;

    ExecutorLife(GoldenFolder golden, RealMesos mesos, Dialect dialect) {
        this.golden = golden;
        this.mesos = mesos;
        this.dialect = dialect;
        this.folder = "executor-" + dialect.word();
        this.scheduler = new SchedulerSession(
                golden,
                folder + "/scheduler",
                mesos.master(),
                dialect,
                Tasks.framework("golden-executor").build());
        this.executor =
                ExecutorID.newBuilder().setValue("exec-" + dialect.word()).build();
    }

    void record() throws IOException {
        Offer offer = scheduler.takeOffer();
        scheduler.call(
                "accept",
                "LAUNCH with an executor",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.ACCEPT)
                        .setAccept(Tasks.launch(
                                offer,
                                List.of(Tasks.task("t1", offer)
                                        .setExecutor(Tasks.executor(executor.getValue(), PROCESS))
                                        .setData(ByteString.copyFrom(new byte[] {0, 1, (byte) 0xff, '\n'}))
                                        .build()))));
        await().atMost(PATIENCE).until(() -> environment().findAny().isPresent());
        String environment = Files.readString(environment().findAny().orElseThrow());
        golden.keep(folder + "/environment.txt", "what the agent tells an executor by its environment", environment);
        agent = environment
                .lines()
                .filter(line -> line.startsWith("MESOS_AGENT_ENDPOINT="))
                .findFirst()
                .orElseThrow()
                .split("=", 2)[1];

        RawExchange stream = RawExchange.send(
                agent, bytes(call(Call.Type.SUBSCRIBE).setSubscribe(Call.Subscribe.getDefaultInstance())));
        awaitEvents(stream, Event.Type.SUBSCRIBED, Event.Type.LAUNCH);
        update("t1", TaskState.TASK_RUNNING);
        awaitEvents(stream, Event.Type.ACKNOWLEDGED);
        scheduler.acknowledgeUpdate("t1", TaskState.TASK_RUNNING);
        messages(offer, stream);
        call("heartbeat", "answered at once", call(Call.Type.HEARTBEAT), 202);
        refusals();
        scheduler.call(
                "kill",
                "reaches the executor as KILL",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.KILL)
                        .setKill(io.mesosframework.protocol.scheduler.Call.Kill.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue("t1"))));
        awaitEvents(stream, Event.Type.KILL);
        update("t1", TaskState.TASK_KILLED);
        scheduler.acknowledgeUpdate("t1", TaskState.TASK_KILLED);
        scheduler.call(
                "shutdown",
                "reaches the executor as SHUTDOWN",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.SHUTDOWN)
                        .setShutdown(io.mesosframework.protocol.scheduler.Call.Shutdown.newBuilder()
                                .setExecutorId(executor)
                                .setAgentId(offer.getAgentId())));
        awaitEvents(stream, Event.Type.SHUTDOWN);
        scheduler.await(io.mesosframework.protocol.scheduler.Event.Type.FAILURE);
        stream.close();
        golden.keep(
                folder + "/01-subscribe",
                "SUBSCRIBED, LAUNCH, ACKNOWLEDGED, MESSAGE, KILL, SHUTDOWN; the agent leaves it open, the executor cuts it",
                stream);
        scheduler.call("teardown", "", scheduler.call(io.mesosframework.protocol.scheduler.Call.Type.TEARDOWN));
        scheduler.ended("the framework's side, with MESSAGE and the executor's FAILURE");
    }

    private Stream<Path> environment() throws IOException {
        try (Stream<Path> files = Files.find(
                mesos.directory(),
                20,
                (file, attributes) -> file.endsWith("env")
                        && attributes.isRegularFile()
                        && file.toString().contains("/" + executor.getValue() + "/"))) {
            return files.toList().stream();
        }
    }

    private void messages(Offer offer, RawExchange stream) {
        ByteString data = ByteString.copyFrom(new byte[] {'h', 'i', 0, (byte) 0xfe});
        call(
                "message",
                "to the framework",
                call(Call.Type.MESSAGE).setMessage(Call.Message.newBuilder().setData(data)),
                202);
        scheduler.await(io.mesosframework.protocol.scheduler.Event.Type.MESSAGE);
        scheduler.call(
                "message",
                "to the executor",
                scheduler
                        .call(io.mesosframework.protocol.scheduler.Call.Type.MESSAGE)
                        .setMessage(io.mesosframework.protocol.scheduler.Call.Message.newBuilder()
                                .setExecutorId(executor)
                                .setAgentId(offer.getAgentId())
                                .setData(data)));
        awaitEvents(stream, Event.Type.MESSAGE);
    }

    private void refusals() {
        call("update-incomplete", "an UPDATE without its body", call(Call.Type.UPDATE), 400);
        call(
                "update-without-uuid",
                "an UPDATE without a uuid",
                call(Call.Type.UPDATE)
                        .setUpdate(Call.Update.newBuilder()
                                .setStatus(status("t1", TaskState.TASK_RUNNING).clearUuid())),
                400);
        call(
                "unknown-executor",
                "an executor that the agent does not have",
                call(Call.Type.MESSAGE)
                        .setExecutorId(ExecutorID.newBuilder().setValue("stranger"))
                        .setMessage(Call.Message.newBuilder().setData(ByteString.copyFromUtf8("x"))),
                400);
    }

    private Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type).setFrameworkId(scheduler.id()).setExecutorId(executor);
    }

    private TaskStatus.Builder status(String task, TaskState state) {
        UUID uuid = UUID.randomUUID();
        return TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setExecutorId(executor)
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setTimestamp(System.currentTimeMillis() / 1000.0)
                .setMessage("äöü")
                .setData(ByteString.copyFrom(new byte[] {1, 2, 3}))
                .setUuid(ByteString.copyFrom(java.nio.ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .flip()));
    }

    private void update(String task, TaskState state) {
        call(
                "update",
                state.name(),
                call(Call.Type.UPDATE).setUpdate(Call.Update.newBuilder().setStatus(status(task, state))),
                202);
    }

    private void call(String name, String what, Call.Builder call, int status) {
        RawExchange exchange = RawExchange.send(agent, bytes(call));
        calls++;
        golden.record(folder + "/" + (calls < 10 ? "0" : "") + calls + "-" + name, what, exchange);
        assertThat(exchange.status()).as(name + ": " + exchange.text()).isEqualTo(status);
    }

    private byte[] bytes(Call.Builder call) {
        return GoldenFolder.post(
                agent,
                PATH,
                dialect.encode(call.build()),
                "Content-Type: " + dialect.mediaType(),
                "Accept: " + dialect.mediaType());
    }

    private void awaitEvents(RawExchange stream, Event.Type... types) {
        for (Event.Type type : types) {
            await(folder + ": " + type)
                    .atMost(PATIENCE)
                    .until(() -> stream.records().stream().anyMatch(record -> type(record) == type));
        }
    }

    private Event.Type type(byte[] record) {
        try {
            Event.Builder event = Event.newBuilder();
            dialect.decode(record, event);
            return event.getType();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
