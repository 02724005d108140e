package io.mesosframework.conformance.mainjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.mesosframework.conformance.Operator;
import io.mesosframework.conformance.RealPart;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.testing.mesos.RealMesos;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RealPart("the main job: batch, update, scale, delete, health, reconcile, start again, teardown")
final class MainJobOnRealMesosTest extends MainJob {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final RealMesos mesos =
            RealMesos.builder().agents(2).attributes("rack:r%d").start();

    @AfterAll
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }

    @Test
    @Scenario(
            title = "What Mesos was asked for",
            shows =
                    "Master and agent report the resources, role, labels, user, health check, environment and files of a"
                            + " task as its JSON has them.")
    void mesosReportsTheTaskThatTheJsonAskedFor() throws Exception {
        String me = System.getProperty("user.name");
        Path file = Files.writeString(folder.resolve("file"), "text");
        String json = """
                {"name": "told", "instances": 1, "resources": {"cpu": 0.3, "mem": 40.5, "disk": {"size": 12}},
                 "command": {"cmd": "exec sleep 600", "environment": {"A": "1", "B": "two words"}, "user": "%s",
                             "uris": [{"uri": "%s", "output_file": "kept", "extract": false, "cache": false}]},
                 "labels": {"tier": "back", "note": "a \\"b\\""},
                 "healthcheck": {"type": "command", "command": {"cmd": "true", "environment": {"C": "3"}},
                                 "delay": 1, "interval": "1500ms", "timeout": "4s", "graceperiod": "7s", "fails": 9}}
                """.formatted(me, file);
        try (LiveFramework live =
                LiveFramework.start("told", List.of(master()), builder -> builder.roles("told-role", "other-role"))) {
            live.put(ApplicationJson.parse(json.getBytes(StandardCharsets.UTF_8), "told.json")
                    .get(0));
            live.awaitAll("told", SlotState.HEALTHY);

            JsonNode task = find(operator(master(), "GET_TASKS").at("/get_tasks/tasks"), live, "/framework_id/value");
            assertThat(task.at("/name").asString()).isEqualTo("told");
            assertThat(task.at("/task_id/value").asString())
                    .isEqualTo(live.taskIds().get("told.0"));
            assertThat(task.at("/state").asString()).isEqualTo("TASK_RUNNING");
            assertThat(task.at("/user").asString()).isEqualTo(me);
            assertThat(scalars(task.at("/resources")))
                    .containsOnly(entry("cpus", 0.3), entry("mem", 40.5), entry("disk", 12.0));
            assertThat(task.at("/resources"))
                    .allSatisfy(resource -> assertThat(
                                    resource.at("/allocation_info/role").asString())
                            .isEqualTo("told-role"));
            assertThat(pairs(task.at("/labels/labels"), "key"))
                    .containsOnly(entry("tier", "back"), entry("note", "a \"b\""));
            assertThat(task.at("/health_check")).isEqualTo(MAPPER.readTree("""
                    {"type": "COMMAND", "delay_seconds": 1.0, "interval_seconds": 1.5, "timeout_seconds": 4.0,
                     "grace_period_seconds": 7.0, "consecutive_failures": 9,
                     "command": {"shell": true, "value": "true",
                                 "environment": {"variables": [{"name": "C", "type": "VALUE", "value": "3"}]}}}
                    """));

            // The master keeps no command; the agent gives its executor the parts that are for it.
            JsonNode command = executor(live).at("/command");
            assertThat(command.at("/user").asString()).isEqualTo(me);
            assertThat(pairs(command.at("/environment/variables"), "name"))
                    .contains(entry("A", "1"), entry("B", "two words"));
            assertThat(command.at("/uris")).hasSize(1);
            assertThat(command.at("/uris/0/value").asString()).isEqualTo(file.toString());
            assertThat(command.at("/uris/0/output_file").asString()).isEqualTo("kept");
            assertThat(command.at("/uris/0/extract").asBoolean()).isFalse();
            live.teardown();
        }
    }

    private JsonNode executor(LiveFramework live) {
        for (String agent : mesos.agents()) {
            JsonNode executors = operator(agent, "GET_EXECUTORS").at("/get_executors/executors");
            for (JsonNode executor : executors) {
                if (executor.at("/executor_info/framework_id/value").asString().equals(live.id())) {
                    return executor.at("/executor_info");
                }
            }
        }
        throw new AssertionError("No agent knows an executor of " + live.id());
    }

    private static JsonNode operator(String address, String type) {
        return MAPPER.readTree(Operator.of(address).call("{\"type\":\"" + type + "\"}"));
    }

    private static JsonNode find(JsonNode tasks, LiveFramework live, String idPath) {
        for (JsonNode task : tasks) {
            if (task.at(idPath).asString().equals(live.id())) {
                return task;
            }
        }
        throw new AssertionError("No task of " + live.id() + " in " + tasks);
    }

    private static Map<String, Double> scalars(JsonNode resources) {
        Map<String, Double> scalars = new TreeMap<>();
        resources.forEach(resource -> scalars.put(
                resource.path("name").asString(), resource.at("/scalar/value").asDouble()));
        return scalars;
    }

    private static Map<String, String> pairs(JsonNode list, String key) {
        Map<String, String> pairs = new TreeMap<>();
        list.forEach(
                pair -> pairs.put(pair.path(key).asString(), pair.path("value").asString()));
        return pairs;
    }
}
