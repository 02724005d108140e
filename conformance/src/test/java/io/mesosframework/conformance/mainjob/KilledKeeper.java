package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.utils.TaskIds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A framework whose slots keep volumes, killed with -9 at moments of all kinds: as they reserve, launch, and are updated. */
final class KilledKeeper {
    private static final int ROUNDS = 6;

    private final String master;
    private final Path folder;
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    KilledKeeper(String master, Path folder) {
        this.master = master;
        this.folder = folder;
    }

    private Mesosfw start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--master",
                master,
                "--name",
                "keeper",
                "--roles",
                "keepers",
                "--json",
                "--storage",
                "sqlite:" + folder.resolve("keeper.db"),
                "--apps",
                folder.resolve("keeper.json").toString()));
        arguments.addAll(List.of(more));
        return Mesosfw.start(arguments.toArray(String[]::new));
    }

    /** Each round's tasks take the place of those before, and find what those wrote. */
    private void wish(int round, int slots) throws IOException {
        Files.writeString(
                folder.resolve("keeper.json"), """
                {"name": "journal", "instances": %d, "restart": "always", "update": {"max_unavailable": 4},
                 "resources": {"cpu": 0.1, "mem": 32, "role": "keepers",
                               "disk": {"size": 16, "persistence": {"id": "log"}, "volume": {"container_path": "kept"}}},
                 "command": {"cmd": "echo $MESOS_EXECUTOR_ID >> kept/log; cp kept/log FOLDER/$MESOS_EXECUTOR_ID.new; mv FOLDER/$MESOS_EXECUTOR_ID.new FOLDER/$MESOS_EXECUTOR_ID.log; exec sleep 60%d"}}
                """.formatted(slots, round).replace("FOLDER", folder.toString()));
    }

    private String agents() {
        return Operator.of(master).get("/slaves");
    }

    private int reservations() {
        return agents().split("io\\.mesosframework\\.reservation", -1).length - 1;
    }

    void run() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            wish(round, 2 + 2 * round);
            try (Mesosfw run = start()) {
                if (random.nextBoolean()) {
                    // Two new slots with four lines each on their way to running.
                    run.awaitLines(random.nextInt(9));
                } else {
                    // As soon as the master has another reservation, of which the framework may not have heard.
                    int before = reservations();
                    await().atMost(PATIENCE)
                            .until(() -> reservations() != before || run.out().size() > 30);
                }
                run.kill();
            }
        }
        int slots = 2 * ROUNDS;
        String id;
        try (Mesosfw last = start("--until-running", "--timeout", "85s")) {
            assertThat(last.exitCode()).as("seed %s\n%s", seed, last).isZero();
            assertThat(last.summary().path("running").asInt()).isEqualTo(slots);
            id = last.frameworkId().orElseThrow();
        }
        List<String> live = new MasterView(master).liveTasks(id);
        assertThat(live)
                .as("seed %s", seed)
                .extracting(task -> TaskIds.parse(task).orElseThrow().slot())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, slots).boxed().toList());
        for (String task : live) {
            checkLog(task);
        }
        checkReservationsAndGiveBack(slots);
    }

    /** Its volume holds all that the tasks of its slot wrote, and each wrote on what the one before it left. */
    private void checkLog(String task) throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(task + ".log")));
        List<String> found = Files.readAllLines(folder.resolve(task + ".log"));
        String slot = task.substring(0, task.lastIndexOf('.') + 1);
        try (var files = Files.list(folder)) {
            List<Path> logs = files.filter(file -> file.getFileName().toString().startsWith(slot))
                    .filter(file -> file.toString().endsWith(".log"))
                    .toList();
            for (Path log : logs) {
                List<String> earlier = Files.readAllLines(log);
                assertThat(found).as("seed %s, %s", seed, log).startsWith(earlier.toArray(String[]::new));
            }
        }
        assertThat(found).as("seed %s", seed).endsWith(task).allMatch(line -> line.startsWith(slot));
        assertThat(new HashSet<>(found)).hasSameSizeAs(found);
    }

    private void checkReservationsAndGiveBack(int slots) throws InterruptedException {
        try (SqliteStorage storage = SqliteStorage.open(folder.resolve("keeper.db"));
                LiveFramework live = LiveFramework.start(
                        "keeper",
                        List.of(master),
                        builder -> builder.roles("keepers").storage(storage))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(live.framework().reservations())
                            .as("seed %s", seed)
                            .hasSize(slots)
                            .allMatch(one -> one.stage() == Stage.HELD)
                            .extracting(SlotReservation::slot)
                            .containsExactlyInAnyOrderElementsOf(IntStream.range(0, slots)
                                    .mapToObj(slot -> new SlotKey("journal", slot))
                                    .toList()));
            live.delete("journal");
            live.framework().await(tasks -> tasks.specification("journal").isEmpty(), PATIENCE);
            assertThat(live.framework().reservations()).isEmpty();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(agents())
                            .as("seed %s", seed)
                            .doesNotContain("io.mesosframework.reservation")
                            .doesNotContain("persistence"));
            live.teardown();
        }
    }
}
