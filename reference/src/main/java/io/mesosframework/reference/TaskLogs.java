package io.mesosframework.reference;

import io.mesosframework.MesosException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the tasks of slots write, and those that take their places; each line with its slot where there are several. For one thread. */
final class TaskLogs implements AutoCloseable {

    private static final int AGENT_PORT = 5051;

    private final Transport transport;
    private final AgentFiles files = new AgentFiles(Headers.EMPTY);
    private final String scheme;
    private final String file;
    private final Consumer<List<String>> out;

    /** By the name of a slot, or of a task of a slot's group. */
    private final Map<String, Followed> followed = new LinkedHashMap<>();

    /** The file of a slot's latest task. */
    private record Followed(String taskId, TaskLog log) {}

    /**
     * @param transport is closed with this
     * @param file {@code stdout} or {@code stderr}
     */
    TaskLogs(Transport transport, boolean https, String file, Consumer<List<String>> out) {
        this.transport = transport;
        this.scheme = https ? "https://" : "http://";
        this.file = file;
        this.out = out;
    }

    boolean isEmpty() {
        return followed.isEmpty();
    }

    /**
     * Takes up the tasks that these slots have now.
     *
     * @param tail with how many of its last lines a file begins; with all where null
     */
    void follow(String framework, List<JsonNode> slots, @Nullable Integer tail) {
        for (JsonNode slot : slots) {
            JsonNode task = slot.path("task");
            if (!task.isObject()) {
                continue;
            }
            String name = slot.path("slot").asString("");
            String id = task.path("id").asString("");
            String sandbox = AgentFiles.sandbox(framework, task.path("executor").asString(id));
            if (task.path("tasks").isEmpty()) {
                follow(name, task, sandbox, tail);
            }
            for (JsonNode member : task.path("tasks")) {
                follow(
                        name + "/" + member.path("name").asString(""),
                        task,
                        sandbox + "/tasks/" + member.path("id").asString(""),
                        tail);
            }
        }
    }

    private void follow(String label, JsonNode task, String folder, @Nullable Integer tail) {
        String id = task.path("id").asString("");
        Followed before = followed.get(label);
        if (before != null && before.taskId().equals(id)) {
            return;
        }
        if (before != null) {
            write(label, before.log().more(true));
            before.log().close();
        }
        String address = task.path("address").asString("");
        if (address.isEmpty()) {
            throw new MesosException("Nobody knows where the agent of task " + id + " listens");
        }
        TaskLog log = new TaskLog(transport, files, Origin.parse(scheme + address, AGENT_PORT), folder + "/" + file);
        if (tail != null) {
            log.skipToLast(tail);
        }
        followed.put(label, new Followed(id, log));
    }

    /**
     * Writes what is new.
     *
     * @param toTheEnd whether what stands behind the last line's end is a line too
     */
    void write(boolean toTheEnd) {
        followed.forEach((label, each) -> write(label, each.log().more(toTheEnd)));
    }

    private void write(String label, List<String> lines) {
        String before = followed.size() > 1 ? label + " | " : "";
        out.accept(lines.stream().map(line -> before + line).toList());
    }

    /** What could not be read just now, and why. */
    List<String> troubles() {
        return followed.entrySet().stream()
                .filter(entry -> !entry.getValue().log().trouble().isEmpty())
                .map(entry -> entry.getKey() + ": " + entry.getValue().log().trouble())
                .toList();
    }

    @Override
    public void close() {
        transport.close();
    }
}
