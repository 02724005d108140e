package io.mesosframework.conformance.golden;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Speaks to an agent in an executor's place, by sockets. The process that the agent started as the executor only writes
 * down its environment and waits.
 */
public final class RawExecutor implements AutoCloseable {
    /** The command of an executor that is spoken for from here. */
    public static final String COMMAND = "env | sort > env.part; mv env.part env; exec sleep 600";

    private static final String PATH = "/slave(1)/api/v1/executor";

    private final Dialect dialect;
    private final FrameworkID framework;
    private final ExecutorID executor;
    private final String environment;
    private final String agent;
    private final RawExchange stream;

    private RawExecutor(Dialect dialect, FrameworkID framework, ExecutorID executor, String environment) {
        this.dialect = dialect;
        this.framework = framework;
        this.executor = executor;
        this.environment = environment;
        this.agent = environment
                .lines()
                .filter(line -> line.startsWith("MESOS_AGENT_ENDPOINT="))
                .findFirst()
                .orElseThrow()
                .split("=", 2)[1];
        this.stream = send(call(Call.Type.SUBSCRIBE).setSubscribe(Call.Subscribe.getDefaultInstance()));
    }

    /** Waits until the agents of the cluster in that directory have started the executor, then subscribes. */
    public static RawExecutor started(Path cluster, Dialect dialect, FrameworkID framework, ExecutorID executor) {
        Path part = Path.of("frameworks", framework.getValue(), "executors", executor.getValue());
        await("environment of " + executor.getValue())
                .atMost(PATIENCE)
                .until(() -> environment(cluster, part).isPresent());
        RawExecutor started = new RawExecutor(
                dialect, framework, executor, environment(cluster, part).orElseThrow());
        started.awaitEvent(Event.Type.SUBSCRIBED);
        return started;
    }

    private static Optional<String> environment(Path cluster, Path part) {
        try (Stream<Path> files = Files.find(
                cluster,
                20,
                (file, attributes) -> attributes.isRegularFile()
                        && file.endsWith("env")
                        && file.toString().contains("/" + part + "/"))) {
            Optional<Path> file = files.findFirst();
            return file.isPresent() ? Optional.of(Files.readString(file.get())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String environment() {
        return environment;
    }

    RawExchange stream() {
        return stream;
    }

    Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type).setFrameworkId(framework).setExecutorId(executor);
    }

    RawExchange send(Call.Builder call) {
        return RawExchange.send(
                agent,
                GoldenFolder.post(
                        agent,
                        PATH,
                        dialect.encode(call.build()),
                        "Content-Type: " + dialect.mediaType(),
                        "Accept: " + dialect.mediaType()));
    }

    /** Tells the framework something; returns when the agent has taken it. */
    public void message(ByteString data) {
        finish(send(call(Call.Type.MESSAGE).setMessage(Call.Message.newBuilder().setData(data))));
    }

    /** Tells a task's state; returns when the agent has taken it. */
    public void update(String task, TaskState state) {
        finish(send(update(status(task, state))));
    }

    private static void finish(RawExchange exchange) {
        try (exchange) {
            await().atMost(PATIENCE).until(() -> exchange.complete() && exchange.status() == 202);
        }
    }

    Call.Builder update(TaskStatus.Builder status) {
        return call(Call.Type.UPDATE).setUpdate(Call.Update.newBuilder().setStatus(status));
    }

    TaskStatus.Builder status(String task, TaskState state) {
        UUID uuid = UUID.randomUUID();
        return TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue(task))
                .setExecutorId(executor)
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setTimestamp(System.currentTimeMillis() / 1000.0)
                .setMessage("äöü")
                .setData(ByteString.copyFrom(new byte[] {1, 2, 3}))
                .setUuid(ByteString.copyFrom(ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .flip()));
    }

    /** The first event of the type on the stream. */
    public Event awaitEvent(Event.Type type) {
        await("executor's " + type)
                .atMost(PATIENCE)
                .until(() -> events().stream().anyMatch(event -> event.getType() == type));
        return events().stream()
                .filter(event -> event.getType() == type)
                .findFirst()
                .orElseThrow();
    }

    private List<Event> events() {
        return stream.records().stream().map(this::decode).toList();
    }

    private Event decode(byte[] record) {
        try {
            Event.Builder event = Event.newBuilder();
            dialect.decode(record, event);
            return event.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
