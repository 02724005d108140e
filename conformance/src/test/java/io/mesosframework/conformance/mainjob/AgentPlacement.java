package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every filter, constraint and strategy puts tasks where it says, as the master tells of them; the same on every Mesos. What of the
 * rules the master can look at is pushed down to it, so that its reading of them is tried, too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AgentPlacement {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What marks the agents 1 to 4. */
    static final List<String> ATTRIBUTES = List.of(
            "number:1;rack:r1;gen:1;span:[1-5]",
            "number:2;rack:r1;gen:2",
            "number:3;rack:r2;gen:3.5;span:[8-9]",
            "number:4;os:Linux");

    /** Where they stand; the master in the first of these regions. */
    static final List<String> REGIONS = List.of("east", "east", "east", "west");

    static final List<String> ZONES = List.of("a", "a", "b", "c");
    private static final List<String> RACKS = List.of("r1", "r1", "r2", "none");

    private LiveFramework live;

    /** Agents' numbers by their ids. */
    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    private final Map<Integer, String> hosts = new LinkedHashMap<>();

    /** The master of a cluster of four such agents, as {@code host:port}. */
    abstract String master();

    abstract void closeMesos();

    @BeforeAll
    void startFramework() {
        live = LiveFramework.start(
                "placement",
                List.of(master()),
                builder -> builder.frameworkInfo(info -> info.toBuilder()
                        .addCapabilities(FrameworkInfo.Capability.newBuilder()
                                .setType(FrameworkInfo.Capability.Type.REGION_AWARE))
                        .build()));
        for (JsonNode known : operator("{\"type\":\"GET_AGENTS\"}").at("/get_agents/agents")) {
            JsonNode agent = known.path("agent_info");
            for (JsonNode attribute : agent.path("attributes")) {
                if (attribute.path("name").asString().equals("number")) {
                    int number = (int) attribute.at("/scalar/value").asDouble();
                    numbers.put(agent.at("/id/value").asString(), number);
                    hosts.put(number, agent.path("hostname").asString());
                }
            }
        }
        assertThat(numbers.values()).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    @AfterAll
    void endFramework() {
        live.teardown();
        live.close();
        closeMesos();
    }

    @AfterEach
    void deleteAll() throws Exception {
        for (Specification specification : List.copyOf(live.framework().tasks().specifications())) {
            live.delete(specification.application().name());
        }
        live.framework().await(tasks -> tasks.specifications().isEmpty(), PATIENCE);
    }

    @Test
    @Scenario(
            title = "Comparisons of texts",
            shows = "equals, in, matches and their opposites: exactly the agents that they name get a task.")
    void comparisonsOfTexts() {
        eachOf("equals", constraint("rack", "equals", "\"value\": \"r1\""));
        eachOf("not-equals", constraint("rack", "not-equals", "\"value\": \"r1\""));
        eachOf("in", constraint("rack", "in", "\"values\": [\"r2\", \"r9\"]"));
        eachOf("not-in", constraint("rack", "not-in", "\"values\": [\"r1\", \"r2\"]"));
        eachOf("matches", constraint("rack", "matches", "\"value\": \"[q-s]2|x.*\""));
        eachOf("not-matches", constraint("rack", "not-matches", "\"value\": \".*1\""));

        awaitAgents("equals", 1, 2);
        awaitAgents("not-equals", 3, 4);
        awaitAgents("in", 3);
        awaitAgents("not-in", 4);
        awaitAgents("matches", 3);
        awaitAgents("not-matches", 3, 4);
    }

    @Test
    @Scenario(
            title = "Comparisons of numbers and of what is there",
            shows = "greater, less, equals by number, a point within ranges, exists and not-exists.")
    void comparisonsOfNumbers() {
        eachOf("greater", constraint("gen", "greater", "\"value\": 1"));
        eachOf("less", constraint("gen", "less", "\"value\": 3.5"));
        eachOf("equals", constraint("gen", "equals", "\"value\": \"3.50\""));
        eachOf("point", constraint("span", "equals", "\"value\": \"4\""));
        eachOf("beyond", constraint("span", "greater", "\"value\": 5"));
        eachOf("exists", constraint("span", "exists", null));
        eachOf("not-exists", constraint("gen", "not-exists", null));

        awaitAgents("greater", 2, 3);
        awaitAgents("less", 1, 2);
        awaitAgents("equals", 3);
        awaitAgents("point", 1);
        awaitAgents("beyond", 3);
        awaitAgents("exists", 1, 3);
        awaitAgents("not-exists", 4);
    }

    @Test
    @Scenario(
            title = "Where an agent stands",
            shows =
                    "@hostname, @agent, @region and @zone; a framework of capability REGION_AWARE gets another region's agents.")
    void whereAnAgentStands() {
        String second = hosts.get(2);
        List<Integer> there = hosts.keySet().stream()
                .filter(number -> Objects.equals(hosts.get(number), second))
                .sorted()
                .toList();
        eachOf("hostname", constraint("@hostname", "equals", "\"value\": \"" + second + "\""));
        eachOf("agent", constraint("@agent", "in", "\"values\": [\"" + idOf(1) + "\", \"" + idOf(4) + "\"]"));
        eachOf("region", constraint("@region", "equals", "\"value\": \"west\""));
        eachOf("zone", constraint("@zone", "matches", "\"value\": \"b|c\""));
        eachOf("not-zone", constraint("@zone", "not-equals", "\"value\": \"a\""));

        awaitAgents("hostname", there.stream().mapToInt(number -> number).toArray());
        awaitAgents("agent", 1, 4);
        awaitAgents("region", 4);
        awaitAgents("zone", 3, 4);
        awaitAgents("not-zone", 3, 4);
    }

    @Test
    @Scenario(
            title = "Filters of each type",
            shows =
                    "TEXT without regard to case, SCALAR, RANGES, by a name or any; SET fits no agent, as Mesos' have no such attributes.")
    void filtersOfEachType() {
        eachOf("text", filter("TEXT", "rack", "\"R2\", \"no\""));
        eachOf("any-text", filter("TEXT", null, "\"linux\""));
        eachOf("scalar", filter("SCALAR", "gen", "\"2.0\", \"3.5\""));
        eachOf("ranges", filter("RANGES", "span", "\"2-4\""));
        eachOf("any-ranges", filter("RANGES", null, "\"8\""));
        eachOf("set", filter("SET", "rack", "\"r1\""));

        awaitAgents("text", 3);
        awaitAgents("any-text", 4);
        awaitAgents("scalar", 2, 3);
        awaitAgents("ranges", 1);
        awaitAgents("any-ranges", 3);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(live.framework().shortfalls())
                        .filteredOn(shortfall -> shortfall.slot().application().equals("set"))
                        .extracting(Shortfall::text)
                        .isNotEmpty()
                        .allMatch(text -> text.contains("filter SET rack r1")));
        assertThat(agentsOf("set")).isEmpty();
    }

    @Test
    @Scenario(
            title = "Slots counted by a field",
            shows = "unique, max-per, group-by and cluster count the application's own slots; those beyond wait.")
    void slotsCountedByAField() {
        put("unique", 3, constraint("rack", "unique", null));
        put("max-per", 5, constraint("rack", "max-per", "\"value\": 2"));
        put("group-by", 6, constraint("@zone", "group-by", "\"value\": 3"));
        put("cluster", 3, constraint("@zone", "cluster", null));

        awaitPlaces("unique", RACKS, "r1", "r2");
        awaitPlaces("max-per", RACKS, "r1", "r1", "r2", "r2");
        awaitPlaces("group-by", ZONES, "a", "a", "b", "b", "c", "c");
        awaitOnePlace("cluster", ZONES, 3);
    }

    @Test
    @Scenario(
            title = "Near and away",
            shows = "Slots go to the agents or racks that another application's are on, or to any others.")
    void nearAndAway() throws Exception {
        put("there", 1, constraint("rack", "equals", "\"value\": \"r1\""));
        live.awaitAll("there", SlotState.RUNNING);
        int there = agentsOf("there").get(0);
        put("near", 2, constraint("@agent", "near", "\"application\": \"there\""));
        eachOf("near-rack", constraint("rack", "near", "\"application\": \"there\""));
        eachOf("away", constraint("@agent", "away", "\"application\": \"there\""));
        eachOf("away-zone", constraint("@zone", "away", "\"application\": \"there\""));

        awaitAgents("near", there, there);
        awaitAgents("near-rack", 1, 2);
        awaitAgents("away", there == 1 ? 2 : 1, 3, 4);
        awaitAgents("away-zone", 3, 4);
    }

    @Test
    @Scenario(
            title = "Strategies",
            shows =
                    "unique takes an agent a slot and mux one for all; with effort best what finds none goes elsewhere.")
    void strategies() {
        put("unique", 5, strategy("unique", "strict"));
        put("unique-best", 5, strategy("unique", "best"));
        put("mux", 3, strategy("mux", "strict"));
        put("mux-best", 3, strategy("mux", "best"));

        awaitAgents("unique", 1, 2, 3, 4);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(agentsOf("unique-best")).hasSize(5).contains(1, 2, 3, 4));
        awaitOnePlace("mux", List.of("1", "2", "3", "4"), 3);
        awaitOnePlace("mux-best", List.of("1", "2", "3", "4"), 3);
    }

    @Test
    @Scenario(
            title = "Preferences",
            shows = "A preferred constraint is followed where an agent suits, and gives way where none does.")
    void preferences() throws Exception {
        put("there", 1, constraint("rack", "equals", "\"value\": \"r2\""));
        live.awaitAll("there", SlotState.RUNNING);
        put("equals", 2, preferred("rack", "equals", "\"value\": \"r2\""));
        put("nowhere", 1, preferred("rack", "equals", "\"value\": \"r9\""));
        put("unique", 3, preferred("rack", "unique", null));
        put("group-by", 6, preferred("@zone", "group-by", null));
        put("cluster", 3, preferred("@zone", "cluster", null));
        put("near", 2, preferred("rack", "near", "\"application\": \"there\""));
        put("away", 4, preferred("@zone", "away", "\"application\": \"there\""));

        awaitAgents("equals", 3, 3);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agentsOf("nowhere")).hasSize(1));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(places("unique", RACKS)).hasSize(3).contains("r1", "r2"));
        awaitPlaces("group-by", ZONES, "a", "a", "b", "b", "c", "c");
        awaitOnePlace("cluster", ZONES, 3);
        awaitAgents("near", 3, 3);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(places("away", ZONES)).hasSize(4).doesNotContain("b"));
    }

    @Test
    @Scenario(
            title = "Maintenance windows",
            shows =
                    "no-maintenance keeps off an agent whose maintenance begins too soon, and not off one where it is later.")
    void maintenance() {
        String schedule =
                "{\"type\":\"UPDATE_MAINTENANCE_SCHEDULE\",\"update_maintenance_schedule\":{\"schedule\":{\"windows\":[%s]}}}";
        JsonNode machine = machine(2);
        String window =
                """
                {"machine_ids": [%s], "unavailability": {"start": {"nanoseconds": %d}}}
                """.formatted(machine, Instant.now().plus(Duration.ofHours(2)).getEpochSecond() * 1_000_000_000L);
        operator(schedule.formatted(window));
        try {
            List<Integer> others = numbers.values().stream()
                    .filter(number -> !machine(number).equals(machine))
                    .sorted()
                    .toList();
            eachOf("far", "\"constraints\": [{\"operator\": \"no-maintenance\", \"within\": \"1h\"}]");
            awaitAgents("far", 1, 2, 3, 4);
            eachOf("soon", "\"constraints\": [{\"operator\": \"no-maintenance\", \"within\": \"3h\"}]");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(live.framework().shortfalls())
                            .filteredOn(
                                    shortfall -> shortfall.slot().application().equals("soon"))
                            .hasSize(4 - others.size()));
            awaitAgents("soon", others.stream().mapToInt(number -> number).toArray());
        } finally {
            operator(schedule.formatted(""));
        }
    }

    private static String constraint(String field, String operator, @Nullable String more) {
        return "\"constraints\": [{\"field\": \"" + field + "\", \"operator\": \"" + operator + "\""
                + (more == null ? "" : ", " + more) + "}]";
    }

    private static String preferred(String field, String operator, @Nullable String more) {
        return constraint(field, operator, "\"preferred\": true" + (more == null ? "" : ", " + more));
    }

    private static String filter(String type, @Nullable String name, String values) {
        return "\"filters\": [{\"type\": \"" + type + "\"" + (name == null ? "" : ", \"name\": \"" + name + "\"")
                + ", \"value\": [" + values + "]}]";
    }

    private static String strategy(String type, String effort) {
        return "\"strategy\": {\"type\": \"" + type + "\", \"effort\": \"" + effort + "\"}";
    }

    /** As many slots as there are agents, one on an agent: each agent that the rules allow gets one. */
    private void eachOf(String name, String rules) {
        put(name, numbers.size(), rules + ", " + strategy("unique", "strict"));
    }

    private void put(String name, int instances, String rules) {
        String app = """
                {"name": "%s", "instances": %d, "command": {"cmd": "exec sleep 600"}, "resources": {"cpu": 0.1, "mem": 32}, %s}
                """.formatted(name, instances, rules);
        live.put(ApplicationJson.parse(app, name).get(0));
    }

    private void awaitAgents(String application, int... expected) {
        List<Integer> sorted = IntStream.of(expected).sorted().boxed().toList();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(agentsOf(application)).as(application).isEqualTo(sorted));
    }

    private void awaitPlaces(String application, List<String> byAgent, String... expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(places(application, byAgent)).as(application).containsExactly(expected));
    }

    /** Waits until so many slots run, all in one and the same place. */
    private void awaitOnePlace(String application, List<String> byAgent, int slots) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(places(application, byAgent))
                        .as(application)
                        .hasSize(slots)
                        .allMatch(place ->
                                place.equals(places(application, byAgent).get(0))));
    }

    /** The racks, zones or the like of the agents that run the application's tasks, one each, in order. */
    private List<String> places(String application, List<String> byAgent) {
        return agentsOf(application).stream()
                .map(number -> byAgent.get(number - 1))
                .sorted()
                .toList();
    }

    /** The numbers of the agents that run the application's tasks, as the master tells, one each, in order. */
    private List<Integer> agentsOf(String application) {
        return operator("{\"type\":\"GET_TASKS\"}")
                .at("/get_tasks/tasks")
                .valueStream()
                .filter(task -> task.at("/framework_id/value").asString().equals(live.id())
                        && task.path("name").asString().equals(application)
                        && task.path("state").asString().equals("TASK_RUNNING"))
                .map(task -> Objects.requireNonNull(
                        numbers.get(task.at("/agent_id/value").asString())))
                .sorted()
                .toList();
    }

    private String idOf(int number) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** As maintenance knows the agent: by hostname and address. */
    private JsonNode machine(int number) {
        ObjectNode id = MAPPER.createObjectNode();
        return id.put("hostname", hosts.get(number)).put("ip", "127.0.0.1");
    }

    private JsonNode operator(String call) {
        String answer = Operator.of(master()).call(call);
        return answer.isEmpty() ? MAPPER.createObjectNode() : MAPPER.readTree(answer);
    }
}
