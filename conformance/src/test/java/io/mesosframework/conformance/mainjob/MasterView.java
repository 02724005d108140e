package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.utils.TaskIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a master, embedded or real, says of frameworks and tasks; read from its {@code /state}, by no code of the SDK. */
record MasterView(String master) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Set<String> LIVE = Set.of("TASK_STAGING", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLING");

    /** A task as the master knows it. */
    record Task(String id, String name, String state, String agent) {
        SlotKey slot() {
            TaskIds ids = TaskIds.parse(id).orElseThrow();
            return new SlotKey(ids.application(), ids.slot());
        }
    }

    /** All tasks of the framework, whether they live or have ended. */
    List<Task> tasks(String framework) {
        List<Task> tasks = new ArrayList<>();
        JsonNode state = state();
        for (String list : List.of("frameworks", "completed_frameworks")) {
            for (JsonNode one : state.path(list)) {
                if (one.path("id").asString().equals(framework)) {
                    one.path("tasks").forEach(task -> tasks.add(task(task)));
                    one.path("unreachable_tasks").forEach(task -> tasks.add(task(task)));
                    one.path("completed_tasks").forEach(task -> tasks.add(task(task)));
                }
            }
        }
        return tasks;
    }

    /** The ids of the framework's tasks that have not ended and whose agents the master sees. */
    List<String> liveTasks(String framework) {
        return tasks(framework).stream()
                .filter(task -> LIVE.contains(task.state()))
                .map(Task::id)
                .sorted()
                .toList();
    }

    /** How many of the framework's tasks are, or ended, in each state. */
    TreeMap<String, Integer> states(String framework) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        tasks(framework).forEach(task -> counts.merge(task.state(), 1, Integer::sum));
        return counts;
    }

    boolean isRegistered(String framework) {
        return ids("frameworks").contains(framework);
    }

    boolean isCompleted(String framework) {
        return ids("completed_frameworks").contains(framework);
    }

    boolean isConnected(String framework) {
        for (JsonNode one : state().path("frameworks")) {
            if (one.path("id").asString().equals(framework)) {
                return one.path("connected").asBoolean();
            }
        }
        return false;
    }

    /** A counter of the real master; the embedded one has few. */
    double metric(String name) {
        return read("/metrics/snapshot").path(name).asDouble(-1);
    }

    private List<String> ids(String list) {
        List<String> ids = new ArrayList<>();
        state().path(list).forEach(one -> ids.add(one.path("id").asString()));
        return ids;
    }

    JsonNode state() {
        return read("/state");
    }

    private JsonNode read(String path) {
        return MAPPER.readTree(Operator.of(master).get(path));
    }

    private static Task task(JsonNode json) {
        return new Task(
                json.path("id").asString(),
                json.path("name").asString(),
                json.path("state").asString(),
                json.path("slave_id").asString());
    }
}
