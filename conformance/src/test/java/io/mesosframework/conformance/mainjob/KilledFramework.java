package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.utils.TaskIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the framework's process, which keeps its state in SQLite; the same on every Mesos. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KilledFramework {
    private static final int KILLS = 5;

    @TempDir
    Path folder;

    /** The master, as {@code host:port}. */
    abstract String master();

    private Mesosfw start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--master",
                master(),
                "--name",
                "killed",
                "--json",
                "--storage",
                "sqlite:" + folder.resolve("state.db"),
                "--apps",
                folder.resolve("apps.json").toString()));
        arguments.addAll(List.of(more));
        return Mesosfw.start(arguments.toArray(String[]::new));
    }

    private List<String> lines(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    private void apps(String json) throws IOException {
        Files.writeString(folder.resolve("apps.json"), json.replace("FOLDER", folder.toString()));
    }

    @Test
    @Scenario(
            title = "kill -9 and start again",
            shows = "The framework comes back under its id with its tasks; what ended meanwhile is known, nothing runs"
                    + " twice.")
    void killedAndStartedAgainItGoesOnWithItsTasks() throws Exception {
        apps("""
                [{"name": "service", "instances": 3, "resources": {"cpu": 0.1, "mem": 32}, "restart": "always",
                  "command": {"cmd": "echo $MESOS_EXECUTOR_ID >> FOLDER/started; exec sleep 600"}},
                 {"name": "job", "resources": {"cpu": 0.1, "mem": 32},
                  "command": {"cmd": "echo $MESOS_EXECUTOR_ID >> FOLDER/started; while [ ! -e FOLDER/go ]; do sleep 0.1; done; echo $MESOS_EXECUTOR_ID >> FOLDER/ended"}}]
                """);
        MasterView view = new MasterView(master());
        String id;
        List<String> tasks;
        try (Mesosfw first = start()) {
            first.awaitState("running", 4);
            id = first.awaitFrameworkId();
            await().atMost(PATIENCE).until(() -> lines("started").size() == 4);
            tasks = view.liveTasks(id);
            assertThat(tasks).hasSize(4);
            first.kill();
        }
        await().atMost(PATIENCE).until(() -> !view.isConnected(id));
        Files.createFile(folder.resolve("go"));
        await().atMost(PATIENCE).until(() -> lines("ended").size() == 1);

        try (Mesosfw second = start("--until-running", "--timeout", "80s")) {
            assertThat(second.exitCode()).as("%s", second).isZero();
            assertThat(second.frameworkId()).hasValue(id);
            assertThat(second.summary().path("running").asInt()).isEqualTo(3);
            assertThat(second.summary().path("finished").asInt()).isEqualTo(1);
            assertThat(second.json())
                    .noneMatch(event -> event.path("state").asString("").equals("launching"));
        }
        List<String> services =
                tasks.stream().filter(task -> task.startsWith("service.")).toList();
        assertThat(view.liveTasks(id)).isEqualTo(services);
        assertThat(lines("started")).containsExactlyInAnyOrderElementsOf(tasks);
        assertThat(lines("ended")).hasSize(1).allMatch(task -> tasks.contains(task) && task.startsWith("job."));

        try (Mesosfw third = start("--until-running", "--teardown", "--timeout", "80s")) {
            assertThat(third.exitCode()).as("%s", third).isZero();
            assertThat(third.frameworkId()).hasValue(id);
        }
        await().atMost(PATIENCE).until(() -> view.isCompleted(id));
        assertThat(view.liveTasks(id)).isEmpty();
    }

    @Test
    @Scenario(
            title = "kill -9 again and again in the middle of deployments",
            shows = "Killed at five random moments while it deploys, it ends up with each slot's task started exactly"
                    + " once.")
    void killedInTheMiddleOfDeploymentsEverySlotStartsExactlyOnce() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        MasterView view = new MasterView(master());
        for (int round = 1; round <= KILLS; round++) {
            apps("""
                    {"name": "grown", "instances": %d, "resources": {"cpu": 0.05, "mem": 32},
                     "command": {"cmd": "echo $MESOS_EXECUTOR_ID >> FOLDER/started; exec sleep 600"}}
                    """.formatted(4 * round));
            try (Mesosfw run = start()) {
                // Each round brings four new slots, and each of them four lines on its way to running.
                run.awaitLines(random.nextInt(17));
                run.kill();
            }
        }
        int slots = 4 * KILLS;
        try (Mesosfw last = start("--until-running", "--timeout", "85s")) {
            assertThat(last.exitCode()).as("seed %s\n%s", seed, last).isZero();
            assertThat(last.summary().path("running").asInt()).isEqualTo(slots);
            String id = last.frameworkId().orElseThrow();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(lines("started")).hasSizeGreaterThanOrEqualTo(slots));
            assertThat(lines("started")).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(view.liveTasks(id));
            assertThat(view.liveTasks(id))
                    .as("seed %s", seed)
                    .extracting(task -> TaskIds.parse(task).orElseThrow().slot())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, slots).boxed().toList());
        }
        try (Mesosfw end = start("--until-running", "--teardown", "--timeout", "80s")) {
            assertThat(end.exitCode()).as("%s", end).isZero();
        }
    }

    @Test
    @Scenario(
            title = "kill -9 while slots reserve and change their tasks",
            shows =
                    "Killed at six random moments, each slot ends up with one volume, in which each of its tasks found what"
                            + " those before it wrote; once deleted nothing stays reserved.")
    void killedWhileSlotsReserveEachHasOneVolumeAndFindsItAgain() throws Exception {
        new KilledKeeper(master(), folder).run();
    }
}
