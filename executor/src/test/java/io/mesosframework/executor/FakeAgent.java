package io.mesosframework.executor;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.recordio.RecordEncoder;
import io.mesosframework.http.Exchange;
import io.mesosframework.http.Headers;
import io.mesosframework.http.HttpServer;
import io.mesosframework.http.Response;
import io.mesosframework.http.ResponseStream;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Call;
import io.mesosframework.protocol.executor.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The executor endpoint of an agent, for any number of executors, on loopback. It acknowledges each update at once. */
final class FakeAgent implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, ResponseStream> streams = new ConcurrentHashMap<>();
    private final Map<String, Codec> codecs = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<TaskStatus> updates = new CopyOnWriteArrayList<>();
    volatile boolean acknowledging = true;
    volatile FrameworkInfo framework = FrameworkInfo.newBuilder()
            .setName("f")
            .setUser("")
            .addCapabilities(
                    FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.TASK_KILLING_STATE))
            .build();

    FakeAgent() {
        server = HttpServer.builder().handler(this::handle).start();
    }

    /** The environment of an executor of this agent (PROTOCOL C3-C10). */
    Map<String, String> environment(String executorId, Path sandbox, boolean checkpoint) {
        Map<String, String> environment = new ConcurrentHashMap<>(Map.of(
                "MESOS_FRAMEWORK_ID",
                "f-1",
                "MESOS_EXECUTOR_ID",
                executorId,
                "MESOS_SLAVE_ID",
                "a-1",
                "MESOS_SLAVE_PID",
                "slave(1)@127.0.0.1:" + server.port(),
                "MESOS_AGENT_ENDPOINT",
                "127.0.0.1:" + server.port(),
                "MESOS_CHECKPOINT",
                checkpoint ? "1" : "0",
                "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
                "3secs",
                "LIBPROCESS_PORT",
                "0"));
        environment.put("MESOS_DIRECTORY", sandbox.toString());
        if (checkpoint) {
            environment.put("MESOS_RECOVERY_TIMEOUT", "15mins");
            environment.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", "50ms");
        }
        return environment;
    }

    void launch(String executorId, TaskInfo task) {
        send(
                executorId,
                Event.newBuilder()
                        .setType(Event.Type.LAUNCH)
                        .setLaunch(Event.Launch.newBuilder().setTask(task))
                        .build());
    }

    void kill(String executorId, String taskId) {
        send(
                executorId,
                Event.newBuilder()
                        .setType(Event.Type.KILL)
                        .setKill(Event.Kill.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue(taskId)))
                        .build());
    }

    void shutDown(String executorId) {
        send(executorId, Event.newBuilder().setType(Event.Type.SHUTDOWN).build());
    }

    /** Cuts the stream as a dying agent does. */
    void cut(String executorId) {
        ResponseStream stream = streams.remove(executorId);
        if (stream != null) {
            stream.abort();
        }
    }

    void awaitSubscribed(String executorId) {
        await().atMost(Duration.ofSeconds(20)).until(() -> isSubscribed(executorId));
    }

    boolean isSubscribed(String executorId) {
        return streams.containsKey(executorId);
    }

    List<Call> calls(Call.Type type) {
        return calls.stream().filter(call -> call.getType() == type).toList();
    }

    /** Each update once, though it may have come again. */
    List<TaskStatus> updates(String taskId) {
        return updates.stream()
                .filter(update -> update.getTaskId().getValue().equals(taskId))
                .toList();
    }

    List<TaskState> states(String taskId) {
        return updates(taskId).stream().map(TaskStatus::getState).toList();
    }

    void awaitState(String taskId, TaskState state) {
        await().atMost(Duration.ofSeconds(30)).until(() -> states(taskId).contains(state));
    }

    @Override
    public void close() {
        server.close();
    }

    private void handle(Exchange exchange) {
        Codec codec = exchange.request()
                .headers()
                .get("Content-Type")
                .flatMap(Codec::ofMediaType)
                .orElseThrow();
        Call call = codec.decode(exchange.request().body(), Call.getDefaultInstance());
        calls.add(call);
        String executorId = call.getExecutorId().getValue();
        switch (call.getType()) {
            case SUBSCRIBE -> subscribe(exchange, codec, executorId, call.getSubscribe());
            case UPDATE -> {
                exchange.respond(Response.of(202));
                updated(executorId, call.getUpdate().getStatus());
            }
            default -> exchange.respond(Response.of(202));
        }
    }

    private void subscribe(Exchange exchange, Codec codec, String executorId, Call.Subscribe subscribe) {
        ResponseStream stream = exchange.stream(200, Headers.of("Content-Type", codec.mediaType()));
        codecs.put(executorId, codec);
        write(
                stream,
                codec,
                Event.newBuilder()
                        .setType(Event.Type.SUBSCRIBED)
                        .setSubscribed(Event.Subscribed.newBuilder()
                                .setExecutorInfo(ExecutorInfo.newBuilder()
                                        .setExecutorId(ExecutorID.newBuilder().setValue(executorId)))
                                .setFrameworkInfo(framework)
                                .setAgentInfo(AgentInfo.newBuilder().setHostname("127.0.0.1")))
                        .build());
        streams.put(executorId, stream);
        subscribe.getUnacknowledgedUpdatesList().forEach(update -> updated(executorId, update.getStatus()));
    }

    private void updated(String executorId, TaskStatus status) {
        if (updates.stream().noneMatch(known -> known.getUuid().equals(status.getUuid()))) {
            updates.add(status);
        }
        if (acknowledging) {
            send(
                    executorId,
                    Event.newBuilder()
                            .setType(Event.Type.ACKNOWLEDGED)
                            .setAcknowledged(Event.Acknowledged.newBuilder()
                                    .setTaskId(status.getTaskId())
                                    .setUuid(status.getUuid()))
                            .build());
        }
    }

    private void send(String executorId, Event event) {
        ResponseStream stream = streams.get(executorId);
        Codec codec = codecs.get(executorId);
        if (stream != null && codec != null) {
            write(stream, codec, event);
        }
    }

    private static void write(ResponseStream stream, Codec codec, Message event) {
        stream.write(RecordEncoder.frame(codec.encode(event)));
    }
}
