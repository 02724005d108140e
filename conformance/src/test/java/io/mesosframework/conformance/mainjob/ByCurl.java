package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Commands;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/guide/operate.md, run as they stand there; after each the master's own record tells what they have done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ByCurl {
    private static final Pattern SUBSCRIBED = Pattern.compile("subscribed as framework (\\S+)");

    /** The first command may have to build the SDK. */
    private static final Duration LIMIT = Duration.ofMinutes(15);

    @TempDir
    Path folder;

    /** The master, as {@code host:port}. */
    abstract String master();

    @AfterEach
    void endTheFramework() throws IOException {
        Path pid = folder.resolve("framework.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    @Scenario(
            title = "Operated by curl alone",
            shows =
                    "Three applications are deployed, one is replaced, then deleted, the framework killed and started again,"
                            + " as the guide's commands say; the other tasks are the same from first to last, by the master's record.")
    void theCommandsOfTheGuideDoWhatTheySay() throws Exception {
        List<String> blocks = Commands.blocks("docs/guide/operate.md");
        assertThat(blocks).hasSize(5);
        String settings = settings();
        MasterView view = new MasterView(master());

        run(settings, blocks.get(0));
        String framework = await().atMost(PATIENCE)
                .until(this::frameworkId, Optional::isPresent)
                .orElseThrow();
        assertThat(view.tasks(framework)).isEmpty();

        run(settings, blocks.get(1));
        Map<String, String> deployed = tasksBySlot(view, framework);
        assertThat(deployed).containsOnlyKeys("api.0", "api2.0", "test-app.0");

        run(settings, blocks.get(2));
        Map<String, String> replaced = tasksBySlot(view, framework);
        assertThat(replaced).containsOnlyKeys("api.0", "api2.0", "test-app.0");
        assertThat(replaced.get("api.0")).isNotEqualTo(deployed.get("api.0"));

        run(settings, blocks.get(3));
        Map<String, String> others = new TreeMap<>(deployed);
        others.remove("api.0");
        assertThat(tasksBySlot(view, framework)).isEqualTo(others);

        run(settings, blocks.get(4));
        assertThat(frameworkId()).contains(framework);
        assertThat(tasksBySlot(view, framework))
                .containsAllEntriesOf(others)
                .containsOnlyKeys("api2.0", "test-app.0", "test-app.1");
        assertThat(view.tasks(framework)).as("tasks there ever were").hasSize(5);
    }

    /** The master forgets a task that has ended when its last update is acknowledged, a moment after the API tells of it. */
    private static Map<String, String> tasksBySlot(MasterView view, String framework) {
        await().atMost(PATIENCE)
                .until(() -> view.liveTasks(framework).stream()
                                .map(ByCurl::slotOf)
                                .distinct()
                                .count()
                        == view.liveTasks(framework).size());
        Map<String, String> tasks = new TreeMap<>();
        view.liveTasks(framework).forEach(id -> tasks.put(slotOf(id), id));
        return tasks;
    }

    private static String slotOf(String taskId) {
        return taskId.substring(0, taskId.lastIndexOf('.'));
    }

    private String settings() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return "export MASTER=" + master() + " LISTEN=127.0.0.1:" + free.getLocalPort() + " DIR=" + folder + "\n";
        }
    }

    /** The names that the first block gives are those of one shell. */
    private void run(String settings, String block) throws Exception {
        String names = "API=http://$LISTEN\n";
        Commands.Outcome outcome = Commands.script(settings + names + block, LIMIT);
        assertThat(outcome.code())
                .as("%s\n%s\n%s", block, outcome.output(), log())
                .isZero();
    }

    private Optional<String> frameworkId() throws IOException {
        List<String> ids = new ArrayList<>();
        Matcher found = SUBSCRIBED.matcher(log());
        while (found.find()) {
            ids.add(found.group(1));
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(ids.size() - 1));
    }

    private String log() throws IOException {
        Path log = folder.resolve("framework.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
