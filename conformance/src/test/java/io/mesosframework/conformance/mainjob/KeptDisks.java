package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.tasks.SlotState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Persistent volumes on disks of their own, on one Mesos or another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KeptDisks {

    @TempDir
    Path folder;

    /** The agent's PATH disk of 100 MiB. */
    abstract Path path();

    /** The agent's MOUNT disk of 300 MiB; empty where this machine does not let us mount one. */
    abstract Optional<Path> mount();

    /** A cluster of one agent, as {@code host:port}. */
    abstract String master();

    static String resources(Path path, Optional<Path> mount) {
        return """
                [{"name":"cpus","type":"SCALAR","scalar":{"value":4}},
                 {"name":"mem","type":"SCALAR","scalar":{"value":2048}},
                 {"name":"disk","type":"SCALAR","scalar":{"value":1024}},
                 {"name":"disk","type":"SCALAR","scalar":{"value":100},"disk":{"source":{"type":"PATH","path":{"root":"%s"}}}}%s]
                """.formatted(path, mount.map(KeptDisks::mounted).orElse("")).replace("\n", "");
    }

    private static String mounted(Path root) {
        return """
                ,{"name":"disk","type":"SCALAR","scalar":{"value":300},"disk":{"source":{"type":"MOUNT","mount":{"root":"%s"}}}}""".formatted(root);
    }

    @Test
    @Scenario(
            title = "Persistent volumes on a PATH disk",
            shows =
                    "Each slot's volume is a part of that disk; its tasks find it again, and nothing of it is left once deleted.")
    void volumesOnAPathDiskAreFoundAgain() throws Exception {
        keepAndGiveBack(2, "\"source\": {\"type\": \"PATH\", \"path\": \"%s\"},".formatted(path()), path());
    }

    @Test
    @Scenario(
            title = "A persistent volume on a MOUNT disk",
            shows =
                    "The volume is the whole of that disk; its tasks find it again, and nothing of it is left once deleted.")
    void aVolumeOnAMountDiskIsFoundAgain() throws Exception {
        assumeThat(mount()).as("a mount").isPresent();
        Path root = mount().orElseThrow();
        keepAndGiveBack(1, "\"source\": {\"type\": \"MOUNT\", \"mount\": \"%s\"},".formatted(root), root);
    }

    private void keepAndGiveBack(int slots, String source, Path root) throws Exception {
        Journal journal = new Journal(master(), folder);
        try (LiveFramework live =
                LiveFramework.start("disks", List.of(master()), builder -> builder.roles(Journal.ROLE))) {
            live.put(journal.application(slots, source, ""));
            String first = journal.running(live, 0);
            assertThat(journal.log(first)).containsExactly(first);
            live.awaitAll("journal", SlotState.RUNNING);
            await().atMost(PATIENCE).until(() -> logs(root) == slots);

            String second = journal.restarted(live, 0, first);
            assertThat(journal.log(second)).containsExactly(first, second);
            journal.givesAllBack(live);
            await().atMost(PATIENCE).until(() -> logs(root) == 0);
            live.teardown();
        }
    }

    private static long logs(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.endsWith("log")).count();
        } catch (UncheckedIOException e) {
            // Something is being deleted.
            return -1;
        }
    }
}
