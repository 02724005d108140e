package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.Specification;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Resources that only some agents have, taken as asked for; the same on every Mesos. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AgentResources {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String SLEEP = "exec sleep 600";

    /** Of each of the two agents. A mount must be one: that of processes is always there, and nothing is written to it. */
    static final String RESOURCES = String.join(
                    ",",
                    "[{'name':'cpus','type':'SCALAR','scalar':{'value':4}}",
                    "{'name':'mem','type':'SCALAR','scalar':{'value':2048}}",
                    "{'name':'disk','type':'SCALAR','scalar':{'value':1024}}",
                    "{'name':'ports','type':'RANGES','ranges':{'range':[{'begin':31000,'end':31009}]}}",
                    "{'name':'gpus','type':'SCALAR','scalar':{'value':2}}",
                    "{'name':'licenses','type':'SCALAR','scalar':{'value':2}}",
                    "{'name':'ids','type':'RANGES','ranges':{'range':[{'begin':5,'end':9},{'begin':12,'end':12}]}}",
                    "{'name':'devices','type':'SET','set':{'item':['a','b','c']}}",
                    disk(100, "{'type':'PATH','path':{'root':'/tmp/agent-resources'}}"),
                    disk(300, "{'type':'MOUNT','mount':{'root':'/proc'}}") + "]")
            .replace('\'', '"');

    private static String disk(int size, String source) {
        return "{'name':'disk','type':'SCALAR','scalar':{'value':" + size + "},'disk':{'source':" + source + "}}";
    }

    private LiveFramework live;

    /** The master of a cluster of two such agents, as {@code host:port}. */
    abstract String master();

    abstract void closeMesos();

    @BeforeAll
    void startFramework() {
        live = LiveFramework.start("resources", List.of(master()), builder -> builder.gpus(true));
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
            assertThat(live.framework().delete(specification.application().name()))
                    .succeedsWithin(PATIENCE);
        }
        live.framework().await(tasks -> tasks.specifications().isEmpty(), PATIENCE);
    }

    @Test
    @Scenario(
            title = "Gpus",
            shows =
                    "A task gets whole gpus, and a slot that finds none says so. A framework that did not ask Mesos for agents with"
                            + " gpus refuses the application.")
    void gpusAreTaken() throws Exception {
        put("train", 3, SLEEP, "\"gpus\": 2");

        awaitShortfall("train.2", "needs 2 gpus, offers none");
        live.await("train", 0, SlotState.RUNNING);
        live.await("train", 1, SlotState.RUNNING);
        assertThat(resources("train")).containsOnly("cpus 0.1", "mem 32.0", "gpus 2.0");

        try (LiveFramework without = LiveFramework.start("no-gpus", List.of(master()), builder -> builder)) {
            assertThat(without.framework()
                            .put(live.framework()
                                    .tasks()
                                    .specification("train")
                                    .orElseThrow()
                                    .application()))
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withCauseInstanceOf(InvalidApplicationsException.class)
                    .withMessageContaining("resources.gpus: Mesos offers agents with gpus only");
        }
    }

    @Test
    @Scenario(
            title = "A scalar of the operator's",
            shows =
                    "Each task gets so much of a resource by its name; a slot that finds too little says so by the name.")
    void aNamedScalarIsTaken() throws Exception {
        put("licensed", 3, SLEEP, "\"named\": {\"licenses\": 1.25}");

        awaitShortfall("licensed.2", "needs 1.25 of licenses, offers 0.75");
        live.await("licensed", 0, SlotState.RUNNING);
        live.await("licensed", 1, SlotState.RUNNING);
        assertThat(resources("licensed")).containsOnly("cpus 0.1", "mem 32.0", "licenses 1.25");
    }

    @Test
    @Scenario(
            title = "Numbers and items of the operator's",
            shows = "A task gets the numbers and items that it asks for, and finds them in variables.")
    void namedRangesAndItemsAreTakenAndToldToTheCommand() throws Exception {
        put(
                "parts",
                1,
                "test $RESOURCE_IDS = 6-7,12 -a $RESOURCE_DEVICES = b && exec sleep 600",
                "\"named\": {\"ids\": {\"ranges\": [\"12\", \"6-7\"]}, \"devices\": {\"items\": [\"b\"]}}");
        live.await("parts", 0, SlotState.RUNNING);

        assertThat(resources("parts")).containsOnly("cpus 0.1", "mem 32.0", "ids 6-7 12-12", "devices b");
    }

    @Test
    @Scenario(
            title = "Any numbers and items",
            shows = "A task gets so many numbers and items as it asks for, whichever are free.")
    void anyNumbersAndItemsAreTaken() throws Exception {
        put(
                "some",
                4,
                "echo $RESOURCE_IDS $RESOURCE_DEVICES; exec sleep 600",
                "\"named\": {\"ids\": {\"count\": 3}, \"devices\": {\"count\": 1}}");

        live.awaitAll("some", SlotState.RUNNING);

        assertThat(resources("some"))
                .containsOnly("cpus 0.1", "mem 32.0", "ids 5-7", "ids 8-9 12-12", "devices a", "devices b");
    }

    @Test
    @Scenario(
            title = "A part of a PATH disk",
            shows = "Tasks share a PATH disk of their agent, and a slot that finds too little of it says so.")
    void aPathIsShared() throws Exception {
        put("path", 5, SLEEP, """
                "disk": {"size": 50, "source": {"type": "PATH", "path": "/tmp/agent-resources"}}""");

        awaitShortfall("path.4", "needs 50 MiB of the PATH disk /tmp/agent-resources, offers none");
        for (int slot = 0; slot < 4; slot++) {
            live.await("path", slot, SlotState.RUNNING);
        }
        assertThat(resources("path")).containsOnly("cpus 0.1", "mem 32.0", "disk 50.0 PATH /tmp/agent-resources");
    }

    @Test
    @Scenario(
            title = "A MOUNT disk",
            shows =
                    "A task gets a MOUNT disk as a whole, however little it asks for, and no other task gets any of it.")
    void aMountIsTakenWhole() throws Exception {
        put("mount", 3, SLEEP, "\"disk\": {\"size\": 10, \"source\": {\"type\": \"mount\"}}");

        awaitShortfall("mount.2", "needs 10 MiB of a MOUNT disk, offers none");
        live.await("mount", 0, SlotState.RUNNING);
        live.await("mount", 1, SlotState.RUNNING);
        assertThat(resources("mount")).containsOnly("cpus 0.1", "mem 32.0", "disk 300.0 MOUNT /proc");
    }

    private void put(String name, int instances, String command, String resources) {
        String app = """
                {"name": "%s", "instances": %d, "command": {"cmd": "%s"}, "resources": {"cpu": 0.1, "mem": 32, %s}}
                """.formatted(name, instances, command, resources);
        live.put(ApplicationJson.parse(app, name).get(0));
    }

    /** Waits until the nearest miss of a slot that waits begins with these words. */
    private void awaitShortfall(String slot, String nearest) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(live.framework().shortfalls())
                        .filteredOn(shortfall -> shortfall.slot().toString().equals(slot))
                        .flatExtracting(Shortfall::causes)
                        .extracting(Shortfall.Cause::nearest)
                        .first(InstanceOfAssertFactories.STRING)
                        .startsWith(nearest));
    }

    /** What the running tasks of the application have, as the master reports it. */
    private List<String> resources(String application) {
        JsonNode tasks = MAPPER.readTree(Operator.of(master()).call("{\"type\":\"GET_TASKS\"}"))
                .at("/get_tasks/tasks");
        return tasks.valueStream()
                .filter(task -> task.at("/framework_id/value").asString().equals(live.id())
                        && task.at("/name").asString().equals(application))
                .flatMap(task -> task.at("/resources").valueStream())
                .map(AgentResources::text)
                .toList();
    }

    private static String text(JsonNode resource) {
        StringBuilder text = new StringBuilder(resource.at("/name").asString());
        resource.at("/scalar").forEach(value -> text.append(' ').append(value.asDouble()));
        resource.at("/ranges/range")
                .forEach(range -> text.append(' ')
                        .append(range.at("/begin").asLong())
                        .append('-')
                        .append(range.at("/end").asLong()));
        resource.at("/set/item").forEach(item -> text.append(' ').append(item.asString()));
        JsonNode source = resource.at("/disk/source");
        if (!source.isMissingNode()) {
            String type = source.at("/type").asString();
            text.append(' ').append(type).append(' ');
            text.append(source.at(type.equals("PATH") ? "/path/root" : "/mount/root")
                    .asString());
        }
        return text.toString();
    }
}
