package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.tasks.SlotState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mesosfw run --master} as a process: goals, ends and JSON lines; the same on every Mesos. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MesosfwRun {
    private static final List<String> TASK_FIELDS = List.of(
            "event",
            "time",
            "application",
            "instance",
            "taskId",
            "agent",
            "state",
            "previous",
            "mesosState",
            "reason",
            "message",
            "exitCode");
    private static final List<String> STATES =
            Arrays.stream(SlotState.values()).map(SlotState::word).toList();

    @TempDir
    Path folder;

    /** The master, as {@code host:port}. */
    abstract String master();

    private Mesosfw start(String apps, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("apps.json"), apps.replace("FOLDER", folder.toString()));
        List<String> arguments =
                new ArrayList<>(List.of("run", "--master", master(), "--apps", file.toString(), "--timeout", "85s"));
        arguments.addAll(List.of(more));
        return Mesosfw.start(arguments.toArray(String[]::new));
    }

    @Test
    @Scenario(
            title = "mesosfw run --until-done --json",
            shows = "A job that fails twice is tried again; every line is JSON of the documented fields and words, the"
                    + " summary counts, exit code 0, and the framework is completed.")
    void untilDoneItRunsTheMainJobAndTearsDown() throws Exception {
        String apps = """
                [{"name": "steady", "instances": 2, "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}},
                 {"name": "flaky", "resources": {"cpu": 0.1, "mem": 32},
                  "command": {"cmd": "echo x >> FOLDER/tries; [ $(wc -l < FOLDER/tries) -ge 3 ] || exit 9"},
                  "retry": {"time": "200ms", "total_retries": 2}}]
                """;
        try (Mesosfw run = start(apps, "--until-done", "--json")) {
            assertThat(run.exitCode()).as("%s", run).isZero();

            List<JsonNode> events = run.json();
            List<JsonNode> tasks = events.subList(0, events.size() - 1);
            assertThat(tasks).isNotEmpty().allSatisfy(MesosfwRun::isTaskEvent);
            assertThat(run.summary()).isEqualTo(summary(3, 0, 0, 0, 0));
            assertThat(tasks.stream()
                            .filter(e -> e.path("application").asString().equals("flaky")
                                    && e.path("state").asString().equals("waiting"))
                            .map(e -> e.path("previous").asString() + " "
                                    + e.path("mesosState").asString() + " "
                                    + e.path("exitCode").asInt()))
                    .hasSize(2)
                    .allMatch(text -> text.endsWith(" TASK_FAILED 9"));
            assertChains(tasks);
            assertThat(new MasterView(master()).isCompleted(run.frameworkId().orElseThrow()))
                    .isTrue();
        }
    }

    private static void isTaskEvent(JsonNode event) {
        assertThat(event.propertyNames()).containsExactlyElementsOf(TASK_FIELDS);
        assertThat(event.path("event").asString()).isEqualTo("task");
        assertThat(Instant.parse(event.path("time").asString())).isBefore(Instant.now());
        assertThat(event.path("instance").isInt()).isTrue();
        assertThat(event.path("state").asString()).isIn(STATES);
        if (!event.path("previous").isNull()) {
            assertThat(event.path("previous").asString()).isIn(STATES);
        }
        if (!event.path("taskId").isNull()) {
            assertThat(event.path("taskId").asString())
                    .startsWith(event.path("application").asString() + "."
                            + event.path("instance").asInt() + ".");
            assertThat(event.path("agent").isString()).isTrue();
        }
        if (!event.path("mesosState").isNull()) {
            assertThat(event.path("mesosState").asString()).startsWith("TASK_");
        }
    }

    /** Each event of a slot begins where the one before it ended. */
    private static void assertChains(List<JsonNode> tasks) {
        Map<String, List<JsonNode>> slots = tasks.stream()
                .collect(Collectors.groupingBy(e -> e.path("application").asString() + "."
                        + e.path("instance").asInt()));
        slots.forEach((slot, events) -> {
            assertThat(events.get(0).path("previous").isNull()).isTrue();
            for (int i = 1; i < events.size(); i++) {
                assertThat(events.get(i).path("previous").asString())
                        .as(slot)
                        .isEqualTo(events.get(i - 1).path("state").asString());
            }
            assertThat(events.get(events.size() - 1).path("state").asString()).isEqualTo("finished");
        });
    }

    private static JsonNode summary(int finished, int running, int failed, int killed, int pending) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("event", "summary")
                .put("finished", finished)
                .put("running", running)
                .put("failed", failed)
                .put("killed", killed)
                .put("pending", pending);
    }

    @Test
    @Scenario(
            title = "mesosfw run --until-running",
            shows = "It ends with 0 once all runs, and the tasks run on for the fail-over time-out given.")
    void untilRunningItDetachesAndLeavesTheTasks() throws Exception {
        String apps = """
                [{"name": "service", "instances": 2, "resources": {"cpu": 0.1, "mem": 32},
                  "command": {"cmd": "exec sleep 600"}},
                 {"name": "quick", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "true"}}]
                """;
        try (Mesosfw run = start(apps, "--until-running", "--failover-timeout", "1h", "--json")) {
            assertThat(run.exitCode()).as("%s", run).isZero();
            int finished = run.summary().path("finished").asInt();
            assertThat(run.summary()).isEqualTo(summary(finished, 3 - finished, 0, 0, 0));
            MasterView view = new MasterView(master());
            String id = run.frameworkId().orElseThrow();
            await().atMost(PATIENCE).until(() -> !view.isConnected(id));
            assertThat(view.isRegistered(id)).isTrue();
            assertThat(view.liveTasks(id))
                    .filteredOn(task -> task.startsWith("service."))
                    .hasSize(2);
        }
    }

    @Test
    @Scenario(
            title = "Without a fail-over time-out",
            shows = "On memory storage Mesos ends framework and tasks as soon as the process is gone, as it was told.")
    void onMemoryStorageMesosEndsTheTasksWithTheProcess() throws Exception {
        String apps = """
                {"name": "service", "resources": {"cpu": 0.1, "mem": 32},
                 "command": {"cmd": "echo $$ > FOLDER/pid.new && mv FOLDER/pid.new FOLDER/pid; exec sleep 600"}}
                """;
        try (Mesosfw run = start(apps, "--json")) {
            run.awaitState("running", 1);
            await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("pid")));
            long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
            run.signal("TERM");
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(run.summary()).isEqualTo(summary(0, 1, 0, 0, 0));
            assertThat(run.err()).anyMatch(line -> line.contains("failover time-out 0"));

            String id = run.frameworkId().orElseThrow();
            await().atMost(PATIENCE).until(() -> new MasterView(master()).isCompleted(id));
            await().atMost(PATIENCE)
                    .until(() ->
                            ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    @Scenario(
            title = "A slot fails",
            shows = "Exit code 1; Mesos' words on stdout, and the last ten lines of the task's stderr on stderr; other"
                    + " slots finish.")
    void aFailedTaskShowsWhyAndWhatItWroteLast() throws Exception {
        String apps = """
                [{"name": "bad", "resources": {"cpu": 0.1, "mem": 32}, "restart": "never",
                  "command": {"cmd": "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line-$i- >&2; done; exit 3"}},
                 {"name": "good", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "sleep 1"}}]
                """;
        try (Mesosfw run = start(apps, "--until-done", "--json")) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
            assertThat(run.summary()).isEqualTo(summary(1, 0, 1, 0, 0));
            JsonNode failed = run.json().stream()
                    .filter(e -> e.path("state").asString("").equals("failed"))
                    .findFirst()
                    .orElseThrow();
            assertThat(failed.path("exitCode").asInt()).isEqualTo(3);
            assertThat(failed.path("message").asString()).contains("status 3");
            assertThat(String.join("\n", run.err()))
                    .contains("line-3-", "line-12-")
                    .doesNotContain("line-2-");
        }
    }

    @Test
    @Scenario(
            title = "The last slot fails",
            shows = "What the task wrote last is shown also where its failure ends the run.")
    void theLastWordsAreShownWhenTheFailureEndsTheRun() throws Exception {
        String apps = """
                {"name": "bad", "resources": {"cpu": 0.1, "mem": 32}, "restart": "never",
                 "command": {"cmd": "echo cannot find the thing >&2; exit 4"}}
                """;
        try (Mesosfw run = start(apps, "--until-done")) {
            assertThat(run.exitCode()).as("%s", run).isEqualTo(1);
            assertThat(run.err()).anyMatch(line -> line.contains("cannot find the thing"));
            assertThat(run.out()).anyMatch(line -> line.contains("bad.0 failed") && line.contains("status 4"));
            assertThat(run.out().get(run.out().size() - 1))
                    .isEqualTo("summary: 0 finished, 0 running, 1 failed, 0 killed, 0 pending");
        }
    }

    @Test
    @Scenario(
            title = "Another instance takes over",
            shows = "Exit code 5, and nothing is resubscribed, when another subscribes under the same framework id.")
    void deposedByAnotherItEndsWithFive() throws Exception {
        String apps = """
                {"name": "service", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "exec sleep 600"}}
                """;
        try (Mesosfw run = start(apps, "--json", "--name", "deposed", "--failover-timeout", "1h")) {
            run.awaitState("running", 1);
            String id = run.awaitFrameworkId();
            try (Usurper usurper = Usurper.of(master(), id, "deposed")) {
                assertThat(run.exitCode()).as("%s", run).isEqualTo(5);
                assertThat(run.err()).anyMatch(line -> line.contains("nother instance"));
                usurper.teardown();
            }
        }
    }

    @Test
    @Scenario(
            title = "Two processes on one storage file",
            shows = "The second is refused with exit code 3 and told the pid of the first, which runs on.")
    void aSecondProcessOnTheSameFileIsRefused() throws Exception {
        String storage = "sqlite:" + folder.resolve("state.db");
        String apps = """
                {"name": "service", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "exec sleep 600"}}
                """;
        try (Mesosfw first = start(apps, "--json", "--storage", storage)) {
            first.awaitState("running", 1);
            try (Mesosfw second = start(apps, "--json", "--storage", storage, "--until-running")) {
                assertThat(second.exitCode()).as("%s", second).isEqualTo(3);
                assertThat(second.err()).anyMatch(line -> line.contains("process " + first.pid()));
                assertThat(second.err()).noneMatch(line -> line.startsWith("\tat "));
                assertThat(second.out()).isEmpty();
            }
            assertThat(first.isAlive()).isTrue();
            assertThat(new MasterView(master()).liveTasks(first.awaitFrameworkId()))
                    .hasSize(1);
        }
    }
}
