package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.mesosframework.conformance.Operator;
import io.mesosframework.conformance.RealPart;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What fields of applications do where more than the task itself takes part in it. */
@RealPart("checks of each type, unpacked and cached files, resources that are kept")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FieldEffectsOnRealMesosTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final RealMesos mesos = RealMesos.builder().agents(1).start();

    @TempDir
    Path folder;

    private LiveFramework live;

    /** Checks connect to their agent's own network, where this listens, too. */
    private HttpServer server;

    @BeforeAll
    void up() throws Exception {
        live = LiveFramework.start("effects", List.of(mesos.master()), builder -> builder.roles("*", "keepers"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/up", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    void down() {
        server.stop(0);
        live.teardown();
        live.close();
        mesos.close();
    }

    @Test
    @Scenario(
            title = "Health checks by HTTP and TCP",
            shows =
                    "A task becomes healthy by what answers on its port, and is killed where nothing does; Mesos reports them as asked.")
    void healthChecksByHttpAndTcp() throws Exception {
        put("web", """
                "healthcheck": {"type": "http", "http": {"port": %d, "path": "/up", "scheme": "http", "statuses": [204]},
                                "delay": 0, "interval": "200ms"}""".formatted(port()));
        put("tcp", """
                "healthcheck": {"type": "tcp", "tcp": {"port": %d}, "delay": 0, "interval": "200ms"}""".formatted(port()));
        put("missing", """
                "healthcheck": {"type": "http", "http": {"port": %d, "path": "/nowhere"},
                                "delay": 0, "interval": "200ms", "graceperiod": 0, "fails": 2}""".formatted(port()));

        live.await("web", 0, SlotState.HEALTHY);
        live.await("tcp", 0, SlotState.HEALTHY);
        live.await("missing", 0, SlotState.KILLED);
        assertThat(task("web").at("/health_check/http")).isEqualTo(MAPPER.readTree("""
                {"protocol": "IPv4", "scheme": "http", "port": %d, "path": "/up", "statuses": [204]}""".formatted(port())));
        assertThat(task("tcp").at("/health_check/tcp/port").asInt()).isEqualTo(port());
    }

    @Test
    @Scenario(
            title = "Checks by HTTP and TCP",
            shows = "The task's status tells what they found, and nothing follows from it.")
    void checksByHttpAndTcp() throws Exception {
        put("seen", """
                "check": {"type": "http", "http": {"port": %d, "path": "/nowhere"}, "delay": 0, "interval": "200ms"}""".formatted(port()));
        put("reached", """
                "check": {"type": "tcp", "tcp": {"port": %d}, "delay": 0, "interval": "200ms"}""".formatted(port()));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(task("seen").at("/statuses").findValuesAsString("status_code"))
                        .contains("404"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(task("reached").at("/statuses").findValuesAsString("succeeded"))
                        .contains("true"));
        live.await("seen", 0, SlotState.RUNNING);
        live.await("reached", 0, SlotState.RUNNING);
    }

    @Test
    @Scenario(
            title = "Unpacked and cached files",
            shows = "An archive is unpacked in the sandbox, and one that is cached lies in its agent's cache.")
    void archivesAreUnpackedAndCached() throws Exception {
        Path archive = folder.resolve("parts.zip");
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("inner/part"));
            zip.write("word".getBytes(StandardCharsets.UTF_8));
        }
        put("files", """
                "command": {"cmd": "test $(cat inner/part) = word", "uris": [{"uri": "%s", "cache": true}]}""".formatted(archive));

        live.await("files", 0, SlotState.FINISHED);
        try (var cached = Files.walk(mesos.directory().resolve("agent1/fetch"))) {
            assertThat(cached.filter(Files::isRegularFile))
                    .anyMatch(file -> file.getFileName().toString().endsWith("parts.zip"));
        }
    }

    @Test
    @Scenario(
            title = "Resources that are kept without a volume",
            shows = "A slot's task runs on what is reserved for it, as the master tells, and so does the next one.")
    void aSlotThatKeepsItsResourcesRunsOnThem() throws Exception {
        put("kept", """
                "command": {"cmd": "exec sleep 600"}""", ", \"reserve\": true, \"role\": \"keepers\"");
        String first = live.await("kept", 0, SlotState.RUNNING).currentTask().id();
        assertThat(reservation("kept")).hasSize(1).allMatch(label -> label.startsWith("kept.0."));

        List<String> before = reservation("kept");
        assertThat(live.framework().restart("kept")).succeedsWithin(PATIENCE);
        live.framework()
                .await(
                        tasks -> tasks.slotsOf("kept").stream()
                                .anyMatch(slot -> slot.state() == SlotState.RUNNING
                                        && !slot.currentTask().id().equals(first)),
                        PATIENCE);
        assertThat(reservation("kept")).isEqualTo(before);
        live.delete("kept");
        live.framework().await(tasks -> tasks.specification("kept").isEmpty(), PATIENCE);
    }

    /** By which labels the resources of the application's running task are reserved. */
    private List<String> reservation(String application) {
        return task(application)
                .at("/resources")
                .valueStream()
                .map(resource ->
                        resource.at("/reservations/0/labels/labels/0/value").asString())
                .distinct()
                .toList();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void put(String name, String fields) {
        put(
                name,
                fields.contains("\"command\": {\"cmd\"")
                        ? fields
                        : "\"command\": {\"cmd\": \"exec sleep 600\"}, " + fields,
                "");
    }

    private void put(String name, String fields, String resources) {
        String app = "{\"name\": \"" + name + "\", \"restart\": \"never\", \"resources\": {\"cpu\": 0.1, \"mem\": 32"
                + resources + "}, " + fields + "}";
        live.put(ApplicationJson.parse(app, name).get(0));
    }

    /** The last task of the application, running or completed. */
    private JsonNode task(String application) {
        JsonNode all = MAPPER.readTree(Operator.of(mesos.master()).call("{\"type\":\"GET_TASKS\"}"))
                .at("/get_tasks");
        for (String list : List.of("tasks", "completed_tasks")) {
            for (JsonNode task : all.path(list)) {
                if (task.at("/framework_id/value").asString().equals(live.id())
                        && task.at("/name").asString().equals(application)) {
                    return task;
                }
            }
        }
        throw new AssertionError("No task of " + application + " in " + all);
    }
}
