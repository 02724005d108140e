package io.mesosframework.benchmarks;

import io.mesosframework.client.executor.ExecutorClient;
import io.mesosframework.client.executor.ExecutorEnvironment;
import io.mesosframework.client.executor.ExecutorListener;
import io.mesosframework.client.executor.ShutdownReason;
import io.mesosframework.protocol.CommandInfo;
import io.mesosframework.protocol.ExecutorID;
import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.executor.Event;
import io.mesosframework.resources.Resources;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A long-lived executor whose tasks run in itself and are done at once. */
final class InProcessExecutor {

    private InProcessExecutor() {}

    public static void main(String[] args) throws Exception {
        CompletableFuture<ShutdownReason> end = new CompletableFuture<>();
        CompletableFuture<ExecutorClient> started = new CompletableFuture<>();
        ExecutorListener listener = new ExecutorListener() {
            @Override
            public void event(Event event) {
                if (event.getType() == Event.Type.LAUNCH) {
                    TaskID task = event.getLaunch().getTask().getTaskId();
                    for (TaskState state : List.of(TaskState.TASK_RUNNING, TaskState.TASK_FINISHED)) {
                        var unused = started.join().update(status(task, state));
                    }
                }
            }

            @Override
            public void shutdown(ShutdownReason reason) {
                end.complete(reason);
            }
        };
        try (ExecutorClient client = ExecutorClient.builder(ExecutorEnvironment.parse(System.getenv()))
                .start(listener)) {
            started.complete(client);
            end.get();
        }
    }

    private static TaskStatus status(TaskID task, TaskState state) {
        return TaskStatus.newBuilder().setTaskId(task).setState(state).build();
    }

    /** It as a task says it: this JVM's own Java and jars, and no more of the compiler than starts fast. */
    static ExecutorInfo info() {
        String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(jar -> Path.of(jar).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.CUSTOM)
                .setExecutorId(ExecutorID.newBuilder().setValue("in-process"))
                .setName("in-process")
                .addAllResources(Resources.parse("cpus:0.1;mem:128").asList())
                .setCommand(CommandInfo.newBuilder()
                        .setValue("exec %s -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s"
                                .formatted(java, jars, InProcessExecutor.class.getName())))
                .build();
    }
}
