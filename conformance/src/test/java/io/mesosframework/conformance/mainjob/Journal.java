package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Operator;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * An application whose tasks keep a journal in the volume of their slot: each adds its id, and tells in the folder what it found.
 *
 * @param master a cluster's, as {@code host:port}
 */
record Journal(String master, Path folder) {
    static final String ROLE = "keepers";

    Application application(int instances, String disk, String persistence) {
        String json = """
                {"name": "journal", "instances": %d, "restart": "always",
                 "resources": {"cpu": 0.2, "mem": 32, "role": "keepers",
                               "disk": {"size": 32, %s
                                        "persistence": {"id": "log" %s}, "volume": {"container_path": "kept"}}},
                 "command": {"cmd": "echo $MESOS_EXECUTOR_ID >> kept/log; cp kept/log %s/$MESOS_EXECUTOR_ID.new; mv %s/$MESOS_EXECUTOR_ID.new %s/$MESOS_EXECUTOR_ID; exec sleep 600"}}
                """.formatted(instances, disk, persistence, folder, folder, folder);
        return ApplicationJson.parse(json.getBytes(StandardCharsets.UTF_8), "journal.json")
                .get(0);
    }

    Application application(int instances) {
        return application(instances, "", "");
    }

    /** What the task found in its volume, and its own line. */
    List<String> log(String task) throws IOException {
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve(task)));
        return Files.readAllLines(folder.resolve(task));
    }

    /** The task of the slot, once one runs that is none of those. */
    String running(LiveFramework live, int slot, String... before) throws InterruptedException {
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

    String restarted(LiveFramework live, int slot, String... before) throws InterruptedException {
        assertThat(live.framework().restart("journal")).succeedsWithin(PATIENCE);
        return running(live, slot, before);
    }

    /** What the master says of the agents' resources. */
    String agents() {
        return Operator.of(master).get("/slaves");
    }

    void awaitNothingReserved() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agents())
                        .doesNotContain("io.mesosframework.reservation")
                        .doesNotContain("persistence"));
    }

    void givesAllBack(LiveFramework live) throws InterruptedException {
        assertThat(agents()).contains("io.mesosframework.reservation");
        assertThat(live.framework().delete("journal")).succeedsWithin(PATIENCE);
        live.framework().await(tasks -> tasks.specification("journal").isEmpty(), PATIENCE);
        assertThat(live.framework().reservations()).isEmpty();
        awaitNothingReserved();
    }
}
