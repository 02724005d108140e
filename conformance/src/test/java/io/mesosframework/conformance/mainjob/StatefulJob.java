package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.sqlite.SqliteStorage;
import io.mesosframework.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Applications that keep their data, on one Mesos or another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StatefulJob {

    @TempDir
    Path folder;

    abstract String master();

    /** Each task adds its id to a file in its volume, and tells outside what is in that file. */
    private Application journal(int instances, String disk) {
        String json = """
                {"name": "journal", "instances": %d, "restart": "always",
                 "resources": {"cpu": 0.2, "mem": 32, "role": "keepers",
                               "disk": {"size": 32, %s
                                        "persistence": {"id": "log"}, "volume": {"container_path": "kept"}}},
                 "command": {"cmd": "echo $MESOS_EXECUTOR_ID >> kept/log; cp kept/log %s/$MESOS_EXECUTOR_ID.new; mv %s/$MESOS_EXECUTOR_ID.new %s/$MESOS_EXECUTOR_ID; exec sleep 600"}}
                """.formatted(instances, disk, folder, folder, folder);
        return ApplicationJson.parse(json.getBytes(StandardCharsets.UTF_8), "journal.json")
                .get(0);
    }

    private LiveFramework start(Storage storage) {
        return LiveFramework.start(
                "journals",
                List.of(master()),
                builder -> builder.roles("keepers").storage(storage));
    }

    private List<String> log(String task) throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(task)));
        return Files.readAllLines(folder.resolve(task));
    }

    private String runningTask(LiveFramework live, int slot, String... before) throws InterruptedException {
        live.framework()
                .await(
                        tasks -> tasks.slot(new SlotKey("journal", slot))
                                .filter(one -> one.state() == SlotState.RUNNING
                                        && !List.of(before)
                                                .contains(one.currentTask().id()))
                                .isPresent(),
                        PATIENCE);
        return Objects.requireNonNull(live.taskIds().get("journal." + slot));
    }

    /** What the master says of the agents' resources. */
    private String agents() {
        return Operator.of(master()).get("/slaves");
    }

    private void givesAllBack(LiveFramework live) throws InterruptedException {
        assertThat(agents()).contains("io.mesosframework.reservation");
        assertThat(live.framework().delete("journal")).succeedsWithin(PATIENCE);
        live.framework().await(tasks -> tasks.specification("journal").isEmpty(), PATIENCE);
        assertThat(live.framework().reservations()).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agents())
                        .doesNotContain("io.mesosframework.reservation")
                        .doesNotContain("persistence"));
        live.teardown();
    }

    @Test
    @Scenario(
            title = "An application with a persistent volume",
            shows =
                    "Each slot's tasks find what the earlier ones wrote, after a restart and after the framework itself was"
                            + " started again; once deleted nothing stays reserved.")
    void tasksFindTheVolumeOfTheirSlotAgain() throws Exception {
        Path file = folder.resolve("journal.db");
        String first;
        String other;
        String second;
        List<SlotReservation> kept;
        try (SqliteStorage storage = SqliteStorage.open(file);
                LiveFramework live = start(storage)) {
            live.put(journal(2, ""));
            first = runningTask(live, 0);
            other = runningTask(live, 1);
            assertThat(log(first)).containsExactly(first);
            assertThat(log(other)).containsExactly(other);
            kept = List.copyOf(live.framework().reservations());
            assertThat(kept).hasSize(2).allMatch(one -> one.stage() == SlotReservation.Stage.HELD);

            assertThat(live.framework().restart("journal")).succeedsWithin(PATIENCE);
            second = runningTask(live, 0, first);
            assertThat(log(second)).containsExactly(first, second);
            assertThat(log(runningTask(live, 1, other))).hasSize(2).startsWith(other);
        }
        try (SqliteStorage storage = SqliteStorage.open(file);
                LiveFramework live = start(storage)) {
            await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
            assertThat(live.framework().reservations()).containsExactlyElementsOf(kept);
            assertThat(live.framework().restart("journal")).succeedsWithin(PATIENCE);
            String third = runningTask(live, 0, first, second);
            assertThat(log(third)).containsExactly(first, second, third);
            assertThat(live.framework().reservations()).containsExactlyElementsOf(kept);
            givesAllBack(live);
        }
    }
}
