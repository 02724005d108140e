package io.mesosframework.executor.internal;

import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Where a task of an executor with many of them works, and what its checks run with. Thread-safe. */
final class TaskPlace {

    private static final String TOKEN = "MESOS_EXECUTOR_AUTHENTICATION_TOKEN";

    private final TaskInfo task;
    private final Path sandbox;
    private final Path directory;
    private final Map<String, String> environment;
    private final Shared shared;
    private final Prober prober;

    TaskPlace(TaskInfo task, Path sandbox, Map<String, String> executorEnvironment, Shared shared) {
        this.task = task;
        this.sandbox = sandbox;
        this.directory = sandbox.resolve("tasks").resolve(task.getTaskId().getValue());
        Map<String, String> variables = new TreeMap<>(executorEnvironment);
        variables.remove(TOKEN);
        variables.put("MESOS_TASK_ID", task.getTaskId().getValue());
        variables.put("MESOS_ALLOCATION_ROLE", ProcessSpec.allocationRole(task));
        this.environment = Map.copyOf(variables);
        this.shared = shared;
        this.prober = new Prober(driver(sandbox, sandbox), shared.transport(), shared.https(), shared.timer());
    }

    TaskID id() {
        return task.getTaskId();
    }

    Path sandbox() {
        return sandbox;
    }

    /** The task's own, made where it is not there. */
    Path directory() throws IOException {
        return Files.createDirectories(directory);
    }

    Map<String, String> environment() {
        return environment;
    }

    ProcessDriver driver(Path works, Path outputs) {
        return new ProcessDriver(works, outputs, shared.scanner(), shared.timer());
    }

    void onTimer(Runnable work) {
        shared.timer().execute(work);
    }

    void probe(CheckSpec spec, long run, Consumer<RuntimeInput> news) {
        probe(new ProcessSpec("/bin/true", List.of("true"), environment, Optional.empty()), spec, run, news);
    }

    void probe(ProcessSpec of, CheckSpec spec, long run, Consumer<RuntimeInput> news) {
        var unused = prober.run(spec, of)
                .thenAccept(result -> news.accept(new RuntimeInput.Probed(id(), spec.kind(), run, result)));
    }

    /** Abandons the checks under way. */
    void close() {
        prober.cancelAll();
    }
}
