package io.mesosframework.reference;

import io.mesosframework.http.Headers;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reads the end of a task's stderr from its agent's sandbox (PROTOCOL E70, E72). */
final class TaskStderr {

    private static final int LINES = 10;
    private static final int BYTES = 8192;
    private static final int LIMIT_SECONDS = 5;

    /** The command executor logs by glog into the same file as its task: {@code I1123 00:37:59.032000 4711 exec.cpp:9]}. */
    private static final Pattern OF_THE_EXECUTOR =
            Pattern.compile("[IWEF]\\d{4} \\d{2}:\\d{2}:\\d{2}\\.\\d+ +\\d+ (exec|executor)\\.cpp:\\d+] .*");

    private final Transport transport;
    private final boolean tls;
    private final AgentFiles files;

    /** @param headers sent with each request, such as credentials */
    TaskStderr(Transport transport, boolean tls, Headers headers) {
        this.transport = transport;
        this.tls = tls;
        this.files = new AgentFiles(headers);
    }

    /** The last ten lines that the task, or the task of a group that failed, wrote itself; empty where there are none, or where the agent does not give them out in 5 s. */
    CompletableFuture<Optional<String>> lastLines(String frameworkId, SlotTask task) {
        // Nobody knows where the agent of an adopted task listens.
        if (task.address().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String path = AgentFiles.sandbox(frameworkId, task.id()) + within(task) + "/stderr";
        Origin origin = Origin.parse((tls ? "https://" : "http://") + task.address(), 5051);
        return transport
                .connect(origin)
                .thenCompose(connection -> files.size(connection, path)
                        .thenCompose(size -> files.read(connection, path, Math.max(0, size - BYTES), BYTES))
                        .whenComplete((unused, error) -> connection.close()))
                .thenApply(TaskStderr::tail)
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .exceptionally(error -> Optional.empty());
    }

    /** Where in its executor's sandbox the task wrote; of a group, the one that failed. */
    static String within(SlotTask task) {
        return task.members().stream()
                .filter(member -> member.state() == SlotState.FAILED)
                .findFirst()
                .map(member -> "/tasks/" + member.id())
                .orElse("");
    }

    static Optional<String> tail(String text) {
        List<String> lines = text.lines()
                .filter(line -> !OF_THE_EXECUTOR.matcher(line).matches())
                .toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        return last.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", last));
    }
}
