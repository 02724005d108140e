package io.mesosframework.executor.internal;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.ContainerID;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.agent.Call;
import io.mesosframework.protocol.agent.Response.WaitContainer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The agent's calls for containers inside an executor's own (PROTOCOL E45-E49). Thread-safe; nothing blocks. */
final class AgentContainers {

    private static final Duration CALL_LIMIT = Duration.ofMinutes(5);
    private static final Duration WAIT_LIMIT = Duration.ofDays(365);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int ALREADY_LAUNCHED = 202;
    private static final int NOT_FOUND = 404;

    private final ExecutorEnvironment environment;
    private final Transport transport;
    private final ScheduledExecutorService timer;
    private final String path;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    AgentContainers(ExecutorEnvironment environment, Transport transport, ScheduledExecutorService timer) {
        this.environment = environment;
        this.transport = transport;
        this.timer = timer;
        this.path = environment.path().replaceFirst("/executor$", "");
    }

    /** Empty if it runs, else what the agent says; fails if nobody knows. */
    CompletableFuture<Optional<String>> launch(TaskInfo task, ContainerID containerId, Map<String, String> additional) {
        Call.LaunchContainer.Builder launch = Call.LaunchContainer.newBuilder()
                .setContainerId(containerId)
                .addAllResources(task.getResourcesList())
                .putAllLimits(task.getLimitsMap());
        if (task.hasCommand()) {
            launch.setCommand(task.getCommand());
        }
        additional.forEach((name, value) -> launch.getCommandBuilder()
                .getEnvironmentBuilder()
                .addVariablesBuilder()
                .setName(name)
                .setValue(value));
        if (task.hasContainer()) {
            launch.setContainer(task.getContainer());
        }
        return call(Call.newBuilder().setType(Call.Type.LAUNCH_CONTAINER).setLaunchContainer(launch), CALL_LIMIT)
                .thenApply(response -> response.status() == OK || response.status() == ALREADY_LAUNCHED
                        ? Optional.empty()
                        : Optional.of(response.text()));
    }

    /** The agent's answer, once it ends; empty if the agent does not know the container. Asks until it is told. */
    void awaitEnd(ContainerID containerId, Consumer<Optional<WaitContainer>> ended) {
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.WAIT_CONTAINER)
                .setWaitContainer(Call.WaitContainer.newBuilder().setContainerId(containerId));
        var unused = call(call, WAIT_LIMIT).whenComplete((response, failure) -> {
            if (failure == null && response.status() == OK) {
                ended.accept(Optional.of(answer(response)));
            } else if (failure == null && response.status() == NOT_FOUND) {
                ended.accept(Optional.empty());
            } else if (!closed.isDone()) {
                later(() -> awaitEnd(containerId, ended));
            }
        });
    }

    private static WaitContainer answer(Response response) {
        try {
            return Codec.PROTOBUF
                    .decode(response.body(), io.mesosframework.protocol.agent.Response.getDefaultInstance())
                    .getWaitContainer();
        } catch (CodecException e) {
            return WaitContainer.getDefaultInstance();
        }
    }

    /** Asks once; whoever needs it asks again. */
    void kill(ContainerID containerId, int signal) {
        var unused = call(
                Call.newBuilder()
                        .setType(Call.Type.KILL_CONTAINER)
                        .setKillContainer(Call.KillContainer.newBuilder()
                                .setContainerId(containerId)
                                .setSignal(signal)),
                CALL_LIMIT);
    }

    /** On a connection of its own: an answer may take as long as a container runs. */
    private CompletableFuture<Response> call(Call.Builder call, Duration limit) {
        Headers headers = Headers.of("Content-Type", Codec.PROTOBUF.mediaType(), "Accept", Codec.PROTOBUF.mediaType());
        if (environment.credentials().isPresent()) {
            headers = headers.with(
                    "Authorization", environment.credentials().get().authorization());
        }
        Request request = Request.post(path, headers, Codec.PROTOBUF.encode(call.build()));
        return transport.connect(environment.agent()).thenCompose(connection -> {
            var unused = closed.thenRun(connection::close);
            return connection.call(request, limit).whenComplete((response, failure) -> connection.close());
        });
    }

    private void later(Runnable action) {
        try {
            var unused = timer.schedule(action, RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            closed.complete(null); // the timer is gone, and with it the executor
        }
    }

    /** Lets go of the agent; what was asked stays unanswered. */
    void close() {
        closed.complete(null);
    }
}
