package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code mesosfw app} and {@code mesosfw logs}, as processes, upon the API of another one; the same on every Mesos. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AppVerbs {
    private static final Pattern API = Pattern.compile("the API is at (\\S+)");
    private static final String TOKEN = "a-token-of-the-test";

    private Path folder;
    private Mesosfw framework;
    private String api;

    /** The master, as {@code host:port}. */
    abstract String master();

    @BeforeAll
    void startTheFramework(@TempDir Path shared) throws IOException {
        folder = shared;
        Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        framework = Mesosfw.start(
                "run", "--master", master(), "--listen", "127.0.0.1:0", "--api-token-file", token.toString());
        api = await().atMost(PATIENCE)
                .until(
                        () -> framework.err().stream()
                                .map(API::matcher)
                                .filter(Matcher::find)
                                .map(found -> found.group(1))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        framework.awaitFrameworkId();
    }

    @AfterAll
    void endTheFramework() {
        framework.close();
    }

    private Mesosfw app(String... arguments) {
        Mesosfw run = Mesosfw.start(line(arguments));
        run.exitCode();
        return run;
    }

    private String[] line(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(
                List.of("--api", api, "--token-file", folder.resolve("token").toString()));
        return line.toArray(String[]::new);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static void assertDone(Mesosfw run) {
        assertThat(run.exitCode()).as("%s", run).isZero();
    }

    @Test
    @Scenario(
            title = "mesosfw app: deploy, list, show, scale, restart, kill, roll back, delete",
            shows =
                    "Each verb does on the framework what it says, and tells it in a line; --wait ends when all slots are up.")
    void anApplicationIsOperatedByVerbs() throws Exception {
        String first = file("web.json", """
                {"name": "web", "instances": 2, "resources": {"cpu": 0.1, "mem": 32, "ports": {"count": 2}}, "command": {"cmd": "exec sleep 1000"}}
                """);
        String second = file("web2.json", """
                {"name": "web", "instances": 2, "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "exec sleep 2000"}}
                """);
        Mesosfw deployed = app("app", "deploy", first, "--wait", "60s");
        assertDone(deployed);
        assertThat(deployed.out()).containsExactly("web version 1");
        assertThat(deployed.err()).anyMatch(line -> line.contains("web: 2 running"));
        assertThat(app("app", "show", "web").out())
                .anyMatch(row -> row.matches("web\\.0 +running .* \\S+:31\\d+,31\\d+ web\\.0\\.\\S+"));

        Mesosfw list = app("app", "list");
        assertDone(list);
        assertThat(list.out()).anySatisfy(line -> assertThat(line).matches("web +1 +2 +2 running"));

        List<String> before = taskIds();
        assertThat(before).hasSize(2);
        assertDone(app("app", "deploy", second, "--wait", "60s"));
        List<String> updated = taskIds();
        assertThat(updated).hasSize(2).doesNotContainAnyElementsOf(before);

        assertThat(app("app", "rollback", "web").out()).containsExactly("web version 3");
        await().atMost(PATIENCE).until(() -> taskIds().stream().noneMatch(updated::contains) && areRunning(2));

        assertThat(app("app", "scale", "web", "1").out()).containsExactly("web version 4");
        await().atMost(PATIENCE).until(() -> areRunning(1));
        String last = taskIds().get(0);
        Mesosfw killed = app("app", "kill", "web.0");
        assertDone(killed);
        assertThat(killed.out()).containsExactly("web.0 killed (task " + last + ")");
        await().atMost(PATIENCE).until(() -> areRunning(1) && !taskIds().contains(last));
        assertThat(app("app", "show", "web.0").out()).anyMatch(line -> line.contains("killing"));

        String after = taskIds().get(0);
        assertDone(app("app", "restart", "web"));
        await().atMost(PATIENCE).until(() -> areRunning(1) && !taskIds().contains(after));

        assertThat(app("app", "delete", "web").out()).containsExactly("web goes");
        await().atMost(PATIENCE).until(() -> app("app", "show", "web").exitCode() == 2);
    }

    private List<String> taskIds() {
        return app("app", "show", "web").out().stream()
                .filter(line -> line.startsWith("web."))
                .map(line -> line.replaceFirst(".* ", ""))
                .toList();
    }

    private boolean areRunning(int count) {
        List<String> rows = app("app", "show", "web").out();
        return rows.size() == count + 1 && rows.stream().skip(1).allMatch(row -> row.matches("web\\.\\d+ +running .*"));
    }

    @Test
    @Scenario(title = "mesosfw app why", shows = "A slot that no agent can hold is told with the nearest miss.")
    void itIsToldWhyASlotWaits() throws Exception {
        String huge = file("huge.json", """
                {"name": "huge", "resources": {"cpu": 900, "mem": 32}, "command": {"cmd": "true"}}
                """);
        Mesosfw deployed = app("app", "deploy", huge, "--wait", "1s");
        assertThat(deployed.exitCode()).as("%s", deployed).isEqualTo(4);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(app("app", "why", "huge").out())
                        .anySatisfy(line ->
                                assertThat(line).startsWith("huge.0 pending: ").contains("900 cpus")));
        assertDone(app("app", "delete", "huge"));
    }

    @Test
    @Scenario(
            title = "mesosfw logs",
            shows =
                    "What tasks wrote, each line with its slot where there are several; -f goes on until they have ended.")
    void logsShowWhatTasksWrite() throws Exception {
        String job = file("job.json", """
                {"name": "job", "instances": 2, "resources": {"cpu": 0.1, "mem": 32},
                 "command": {"cmd": "echo one; echo trouble >&2; sleep 3; echo two; printf three"}}
                """);
        assertDone(app("app", "deploy", job));
        Mesosfw follow = app("logs", "job", "-f");
        assertDone(follow);
        assertThat(follow.out()).contains("job.0 | one", "job.0 | two", "job.0 | three", "job.1 | two");
        assertThat(app("logs", "job.1", "--tail", "2").out())
                .endsWith("two", "three")
                .doesNotContain("one");
        assertThat(app("logs", "job.1", "--stderr").out()).contains("trouble");
    }

    @Test
    @Scenario(
            title = "Verbs that cannot be",
            shows = "What the API refuses is told with 2, an API that is not there or wants a token with 3.")
    void whatIsRefusedIsTold() throws Exception {
        Mesosfw unknown = app("app", "restart", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).anyMatch(line -> line.contains("There is no application nobody"));

        Mesosfw without = Mesosfw.run("app", "list", "--api", api);
        assertThat(without.exitCode()).isEqualTo(3);
        assertThat(without.err()).anyMatch(line -> line.contains("--token-file"));

        Mesosfw nowhere = Mesosfw.run("app", "list", "--api", "http://127.0.0.1:1");
        assertThat(nowhere.exitCode()).isEqualTo(3);
        assertThat(nowhere.err())
                .hasSize(1)
                .first()
                .asString()
                .contains("127.0.0.1:1")
                .contains("--api");
    }
}
