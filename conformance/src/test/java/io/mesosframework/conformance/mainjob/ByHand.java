package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An operator who takes by hand what slots keep, by JSON and no code of the SDK. */
record ByHand(String master) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** An application of one slot that keeps what it takes; its tasks fail until there is that file, one each five seconds. */
    static Application application(String name, Path flag, String disk) {
        String json = """
                {"name": "%s", "restart": "always", "retry": {"time": 5, "exp_backoff": false},
                 "resources": {"cpu": 0.1, "mem": 32, "role": "%s", "reserve": true %s},
                 "command": {"cmd": "test -e %s && exec sleep 600"}}
                """.formatted(name, Journal.ROLE, disk, flag);
        return ApplicationJson.parse(json.getBytes(StandardCharsets.UTF_8), name + ".json")
                .get(0);
    }

    /** What the slot keeps, once that is there by the agent's word. */
    static SlotReservation held(LiveFramework live, String application) {
        Predicate<SlotReservation> held =
                one -> one.slot().equals(new SlotKey(application, 0)) && one.stage() == Stage.HELD;
        await().atMost(PATIENCE)
                .until(() -> live.framework().reservations().stream().anyMatch(held));
        return live.framework().reservations().stream().filter(held).findFirst().orElseThrow();
    }

    void unreserve(SlotReservation kept) {
        call("UNRESERVE_RESOURCES", "resources", kept, resource -> true);
    }

    void destroy(SlotReservation kept) {
        call(
                "DESTROY_VOLUMES",
                "volumes",
                kept,
                resource -> resource.path("disk").has("persistence"));
    }

    private void call(String type, String field, SlotReservation kept, Predicate<JsonNode> which) {
        List<String> resources = StreamSupport.stream(agents().spliterator(), false)
                .filter(agent -> agent.path("agent_info")
                        .path("id")
                        .path("value")
                        .asString()
                        .equals(kept.agent()))
                .flatMap(agent -> agent.path("total_resources").valueStream())
                .filter(resource -> resource.toString().contains(kept.id()))
                .filter(which)
                .map(ByHand::refined)
                .toList();
        assertThat(resources).isNotEmpty();
        Operator.of(master)
                .accepted("{\"type\":\"%s\",\"%s\":{\"agent_id\":{\"value\":\"%s\"},\"%s\":%s}}"
                        .formatted(
                                type,
                                type.toLowerCase(Locale.ROOT),
                                kept.agent(),
                                field,
                                resources.stream().collect(Collectors.joining(",", "[", "]"))));
    }

    /** The master tells a resource in two formats at once and takes it in one. */
    private static String refined(JsonNode resource) {
        ObjectNode one = (ObjectNode) resource.deepCopy();
        one.remove("role");
        one.remove("reservation");
        return one.toString();
    }

    private JsonNode agents() {
        return MAPPER.readTree(Operator.of(master).call("{\"type\":\"GET_AGENTS\"}"))
                .path("get_agents")
                .path("agents");
    }
}
