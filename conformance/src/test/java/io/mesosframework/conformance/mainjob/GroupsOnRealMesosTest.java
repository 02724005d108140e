package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.conformance.RealPart;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.GroupTask;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.testing.mesos.RealMesos;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Slots that are groups of tasks, run by the real default executor. */
@RealPart("groups of tasks by the default executor, as the master reports them and to their ends")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GroupsOnRealMesosTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final RealMesos mesos = RealMesos.builder()
            .agents(2)
            .resources("cpus:4;mem:2048;disk:2048;ports:[31000-31009]")
            .isolation("posix/cpu,posix/mem,volume/sandbox_path")
            .start();

    @TempDir
    Path folder;

    @AfterAll
    void down() {
        mesos.close();
    }

    private LiveFramework live(String name) {
        return LiveFramework.start(name, List.of(mesos.master()), builder -> builder);
    }

    private static void put(LiveFramework live, String json) {
        live.put(ApplicationJson.parse(json, "pod").get(0));
    }

    @Test
    @Scenario(
            title = "A group of two tasks, one of them checked and with a port",
            shows =
                    "The master reports the tasks and their executor as asked for; the slot is healthy once both run and the check passes.")
    void aGroupIsReportedAsAskedAndHealthyOnceItsCheckPasses() throws Exception {
        // Whatever listens there: the default executor connects on the agent's own network.
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LiveFramework live = live("reported")) {
            put(live, """
                    {"name": "pod", "kill_policy": {"grace_period": "2s"},
                     "tasks": [
                       {"name": "web", "resources": {"cpu": 0.2, "mem": 48, "ports": {"count": 1}}, "labels": {"tier": "front"},
                        "command": {"cmd": "test $PORT0 -ge 31000 && exec sleep 600"},
                        "healthcheck": {"type": "tcp", "tcp": {"port": %d}, "delay": 0, "interval": "200ms"}},
                       {"name": "log", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "exec sleep 600"}}]}""".formatted(listener.getLocalPort()));
            Slot slot = live.await("pod", 0, SlotState.HEALTHY);
            String id = slot.currentTask().id();
            assertThat(slot.currentTask().members())
                    .extracting(GroupTask::state)
                    .containsExactly(SlotState.HEALTHY, SlotState.RUNNING);

            JsonNode web = task(live, "pod.web");
            assertThat(web.at("/task_id/value").asString()).isEqualTo(id + "-web");
            assertThat(web.at("/executor_id/value").asString()).isEqualTo(id);
            assertThat(web.at("/labels/labels/0/key").asString()).isEqualTo("tier");
            assertThat(web.at("/kill_policy/grace_period/nanoseconds").asLong()).isEqualTo(2_000_000_000L);
            assertThat(web.at("/health_check/type").asString()).isEqualTo("TCP");
            assertThat(amounts(web.at("/resources"))).isEqualTo(Map.of("cpus", 0.2, "mem", 48.0, "ports", 1.0));
            JsonNode log = task(live, "pod.log");
            assertThat(log.at("/task_id/value").asString()).isEqualTo(id + "-log");
            assertThat(amounts(log.at("/resources"))).isEqualTo(Map.of("cpus", 0.1, "mem", 32.0));

            JsonNode executor = executor(id);
            assertThat(executor.at("/type").asString()).isEqualTo("DEFAULT");
            assertThat(amounts(executor.at("/resources"))).isEqualTo(Map.of("cpus", 0.1, "mem", 32.0, "disk", 10.0));

            live.framework().delete("pod").join();
            live.framework().await(tasks -> tasks.slots().isEmpty(), PATIENCE);
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "A task of a group fails once",
            shows =
                    "The default executor kills the others; the slot uses one retry and the whole group is launched anew, to its end.")
    void aGroupWithATaskThatFailsIsRetriedAsAWhole() throws Exception {
        Path marker = folder.resolve("failed");
        try (LiveFramework live = live("retried")) {
            put(live, """
                    {"name": "pod", "retry": {"time": "100ms"},
                     "tasks": [
                       {"name": "flaky", "resources": {"cpu": 0.1, "mem": 32},
                        "command": {"cmd": "test -f %1$s || { while [ ! -e %1$s.done ]; do sleep 0.05; done; touch %1$s; exit 3; }"}},
                       {"name": "other", "resources": {"cpu": 0.1, "mem": 32},
                        "command": {"cmd": "test -f %1$s.done || { touch %1$s.done; exec sleep 600; }"}}]}""".formatted(marker));
            Slot slot = live.await("pod", 0, SlotState.FINISHED);

            assertThat(slot.failures()).isEqualTo(1);
            assertThat(live.historyOf("pod", 0))
                    .filteredOn(
                            change -> change.after() != null && change.after().state() == SlotState.WAITING)
                    .singleElement()
                    .satisfies(change -> assertThat(String.valueOf(change.report()))
                            .contains("task flaky: Command exited with status 3"));
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "A framework that stores in SQLite starts again while a group runs",
            shows = "It finds its group with the states of its tasks, launches nothing, and kills it when asked.")
    void aFrameworkThatStartsAgainFindsItsGroup() throws Exception {
        Path file = folder.resolve("storage.db");
        String id;
        try (SqliteStorage storage = SqliteStorage.open(file);
                LiveFramework live =
                        LiveFramework.start("again", List.of(mesos.master()), builder -> builder.storage(storage))) {
            put(live, """
                    {"name": "pod", "tasks": [
                       {"name": "short", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}},
                       {"name": "long", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "exec sleep 600"}}]}""");
            live.framework()
                    .await(
                            tasks -> tasks.slotsOf("pod").stream().anyMatch(GroupsOnRealMesosTest::shortIsDone),
                            PATIENCE);
            id = live.taskIds().get("pod.0");
        }
        try (SqliteStorage storage = SqliteStorage.open(file);
                LiveFramework live =
                        LiveFramework.start("again", List.of(mesos.master()), builder -> builder.storage(storage))) {
            await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
            Slot slot = live.await("pod", 0, SlotState.RUNNING);
            assertThat(slot.currentTask().id()).isEqualTo(id);
            assertThat(shortIsDone(slot)).isTrue();
            assertThat(live.framework().tasks().orphans()).isEmpty();
            live.framework().delete("pod").join();
            live.framework().await(tasks -> tasks.slots().isEmpty(), PATIENCE);
            live.teardown();
        }
    }

    private static boolean shortIsDone(Slot slot) {
        return slot.state() == SlotState.RUNNING
                && slot.currentTask().members().get(0).state() == SlotState.FINISHED;
    }

    /** Agents do so with the isolator {@code volume/sandbox_path}; one that has no other filesystem than its own makes symbolic links. */
    @Test
    @Scenario(
            title = "A folder that the tasks of a group share",
            shows =
                    "What one task writes into it another one reads, under a path of its own; the master reports it as asked for.")
    void tasksOfAGroupShareAFolderOfTheirExecutors() throws Exception {
        try (LiveFramework live = live("shared")) {
            put(live, """
                    {"name": "pod", "restart": "never", "tasks": [
                       {"name": "writer", "resources": {"cpu": 0.1, "mem": 32},
                        "command": {"cmd": "echo word > out/part; mv out/part out/whole"},
                        "container": {"volume": [{"container_path": "out", "source":
                          {"type": "SANDBOX_PATH", "sandbox_path": {"type": "PARENT", "path": "common"}}}]}},
                       {"name": "reader", "resources": {"cpu": 0.1, "mem": 32},
                        "command": {"cmd": "until [ -e in/whole ]; do sleep 0.05; done; test $(cat in/whole) = word"},
                        "container": {"volume": [{"container_path": "in", "source":
                          {"type": "SANDBOX_PATH", "sandbox_path": {"type": "PARENT", "path": "common"}}}]}}]}""");
            live.await("pod", 0, SlotState.FINISHED);

            assertThat(task(live, "pod.writer").at("/container/volumes")).isEqualTo(MAPPER.readTree("""
                    [{"container_path": "out", "mode": "RW", "source": {"type": "SANDBOX_PATH",
                      "sandbox_path": {"type": "PARENT", "path": "common"}}}]"""));
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Checks by command in a group",
            shows =
                    "They run in the sandboxes and with the variables of their tasks: the slot is healthy once both pass.")
    void commandChecksRunInTheSandboxOfTheirTask() throws Exception {
        try (LiveFramework live = live("checked")) {
            put(live, """
                    {"name": "pod", "tasks": [
                       {"name": "web", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "touch ready; exec sleep 600", "environment": {"FILE": "ready"}},
                        "healthcheck": {"type": "command", "command": {"cmd": "test -e $FILE"}, "delay": 0, "interval": "200ms"}},
                       {"name": "db", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "touch open; exec sleep 600"},
                        "healthcheck": {"type": "command", "command": {"cmd": "test -e open -a $WORD = yes", "environment": {"WORD": "yes"}},
                                        "delay": 0, "interval": "200ms"}}]}""");

            assertThat(live.await("pod", 0, SlotState.HEALTHY).currentTask().members())
                    .extracting(GroupTask::state)
                    .containsExactly(SlotState.HEALTHY, SlotState.HEALTHY);
            live.teardown();
        }
    }

    private JsonNode task(LiveFramework live, String name) {
        JsonNode all = operator("GET_TASKS").at("/get_tasks");
        for (String list : List.of("tasks", "completed_tasks")) {
            for (JsonNode task : all.path(list)) {
                if (task.at("/framework_id/value").asString().equals(live.id())
                        && task.at("/name").asString().equals(name)) {
                    return task;
                }
            }
        }
        throw new AssertionError("no task " + name);
    }

    private JsonNode executor(String id) {
        for (JsonNode executor : operator("GET_EXECUTORS").at("/get_executors/executors")) {
            if (executor.at("/executor_info/executor_id/value").asString().equals(id)) {
                return executor.at("/executor_info");
            }
        }
        throw new AssertionError("no executor " + id);
    }

    /** Scalars by name, and how many ports there are. */
    private static Map<String, Double> amounts(JsonNode resources) {
        Map<String, Double> amounts = new TreeMap<>();
        for (JsonNode resource : resources) {
            double amount = resource.at("/scalar/value").asDouble(0);
            for (JsonNode range : resource.at("/ranges/range")) {
                amount += range.at("/end").asLong() - range.at("/begin").asLong() + 1;
            }
            amounts.merge(resource.at("/name").asString(), amount, Double::sum);
        }
        return amounts;
    }

    private JsonNode operator(String type) {
        return MAPPER.readTree(Operator.of(mesos.master()).call("{\"type\":\"" + type + "\"}"));
    }
}
