package io.mesosframework.testing.mesos.internal;

import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a master's `/state` says. */
public final class MasterView {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode state;

    private MasterView(JsonNode state) {
        this.state = state;
    }

    static MasterView parse(String json) {
        return new MasterView(JSON.readTree(json));
    }

    JsonNode field(String name) {
        return state.path(name);
    }

    Stream<JsonNode> frameworks() {
        return state.path("frameworks").valueStream();
    }

    Stream<JsonNode> tasks() {
        return Stream.concat(
                        state.path("frameworks").valueStream(),
                        state.path("completed_frameworks").valueStream())
                .flatMap(framework -> Stream.of("tasks", "unreachable_tasks", "completed_tasks")
                        .flatMap(list -> framework.path(list).valueStream()));
    }

    /** Of the newest task of that id; empty if there is none. */
    public String taskState(String taskId) {
        return task(taskId).map(task -> task.path("state").asString("")).orElse("");
    }

    private Optional<JsonNode> task(String taskId) {
        return tasks().filter(task -> task.path("id").asString("").equals(taskId))
                .findFirst();
    }

    /** As the last status that knows of health has it. */
    public Optional<Boolean> taskHealth(String taskId) {
        return task(taskId)
                .flatMap(task -> task.path("statuses")
                        .valueStream()
                        .filter(status -> status.has("healthy"))
                        .reduce((earlier, later) -> later))
                .map(status -> status.path("healthy").asBoolean());
    }

    public long tasks(String stateName) {
        return tasks().filter(task -> task.path("state").asString("").equals(stateName))
                .count();
    }

    public long offers() {
        return frameworks()
                .mapToLong(framework -> framework.path("offers").size())
                .sum();
    }

    public boolean isConnected(String name) {
        return frameworks()
                .anyMatch(framework -> framework.path("name").asString("").equals(name)
                        && framework.path("connected").asBoolean(false));
    }

    public long activeAgents() {
        return state.path("slaves")
                .valueStream()
                .filter(agent -> agent.path("active").asBoolean(true))
                .count();
    }
}
