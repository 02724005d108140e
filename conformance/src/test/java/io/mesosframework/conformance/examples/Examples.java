package io.mesosframework.conformance.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import example.HighlyAvailable;
import example.Minimal;
import example.OwnController;
import example.OwnExecutor;
import example.OwnPlacement;
import example.Stateful;
import io.mesosframework.conformance.EventLog;
import io.mesosframework.conformance.Operator;
import io.mesosframework.conformance.Project;
import io.mesosframework.testing.etcd.EtcdCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each example prints on a Mesos of two agents, with the attributes {@code watts:1} and {@code watts:2}. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Examples {

    @TempDir
    Path folder;

    /** The master, as {@code host:port}. */
    abstract String master();

    private interface Main {
        void run(String... arguments) throws Exception;
    }

    /** The lines that the example prints, but those of the log, with the JSON that lies beside it. */
    private List<String> printed(Main example, String json) throws Exception {
        return printedOf(
                example,
                Project.root().resolve("examples/frameworks").resolve(json).toString(),
                folder.resolve("framework.db").toString());
    }

    private List<String> printedOf(Main example, String... arguments) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            example.run(Stream.concat(Stream.of(master()), Stream.of(arguments)).toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.matches("[a-z]+(-\\d+)?\\.\\d .*"))
                .sorted()
                .toList();
    }

    @Test
    void theMinimalOneRunsItsJobToTheEnd() throws Exception {
        assertThat(printed(Minimal::main, "minimal.json"))
                .containsExactly("squares.0 finished", "squares.1 finished", "squares.2 finished");
    }

    @Test
    void theOneWithAnEventControllerKeepsOffTheAgentWhereTasksFail() throws Exception {
        assertThat(printed(OwnController::main, "controller.json"))
                .hasSize(4)
                .allMatch(line -> line.matches("picky\\.\\d finished on .*-S1"));
    }

    @Test
    void theOneWithItsOwnPlacementTakesTheAgentOfFewestWatts() throws Exception {
        assertThat(printed(OwnPlacement::main, "placement.json"))
                .hasSize(3)
                .allMatch(line -> line.matches("thrifty\\.\\d finished on " + agentOfFewestWatts()));
    }

    @Test
    void theStatefulOneFindsWhatEarlierTasksWroteAndLeavesNothingBehind() throws Exception {
        assertThat(printed(Stateful::main, "stateful.json"))
                .containsExactly("diary.0 finished after 2 failures", "diary.1 finished after 2 failures");
        await().atMost(EventLog.PATIENCE)
                .untilAsserted(() -> assertThat(Operator.of(master()).get("/slaves"))
                        .doesNotContain("io.mesosframework.reservation", "persistence"));
    }

    @Test
    void ofTheHighlyAvailableOneAnotherInstanceGoesOnWithTheTasks() throws Exception {
        EtcdCluster.obstacle()
                .ifPresent(why -> assumeThat(System.getenv("CI")).as(why).isEqualTo("true"));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EtcdCluster etcd = EtcdCluster.single()) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            Thread first = instance("first", etcd);
            awaitPrinted(out, "first: lasting.0 running", "first: lasting.1 running");
            Thread second = instance("second", etcd);
            List<String> tasks = lastingTasks();
            assertThat(tasks).hasSize(2);
            first.interrupt();
            first.join();
            awaitPrinted(out, "second leads, in term 2");
            assertThat(lastingTasks()).isEqualTo(tasks);
            assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("second: lasting.0 launching");
            second.interrupt();
            second.join();
        } finally {
            System.setOut(before);
            tearDown("highly-available");
        }
    }

    private Thread instance(String name, EtcdCluster etcd) {
        Thread thread = new Thread(
                () -> {
                    try {
                        HighlyAvailable.main(new String[] {
                            master(),
                            Project.root()
                                    .resolve("examples/frameworks/available.json")
                                    .toString(),
                            "etcd:" + etcd.endpoints(),
                            name
                        });
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // ended, as by a signal
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private static void awaitPrinted(ByteArrayOutputStream out, String... texts) {
        await().atMost(EventLog.PATIENCE)
                .untilAsserted(
                        () -> assertThat(out.toString(StandardCharsets.UTF_8)).contains(texts));
    }

    private List<String> lastingTasks() {
        JsonNode tasks = JsonMapper.shared()
                .readTree(Operator.of(master()).call("{\"type\":\"GET_TASKS\"}"))
                .at("/get_tasks/tasks");
        List<String> ids = new ArrayList<>();
        tasks.forEach(task -> {
            if (task.at("/name").asString().equals("lasting")) {
                ids.add(task.at("/task_id/value").asString());
            }
        });
        return ids.stream().sorted().toList();
    }

    private void tearDown(String framework) {
        JsonNode frameworks = JsonMapper.shared()
                .readTree(Operator.of(master()).call("{\"type\":\"GET_FRAMEWORKS\"}"))
                .at("/get_frameworks/frameworks");
        frameworks.forEach(one -> {
            if (one.at("/framework_info/name").asString().equals(framework)) {
                String id = one.at("/framework_info/id/value").asString();
                Operator.of(master())
                        .call("{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"" + id + "\"}}}");
            }
        });
    }

    @Test
    void theOneWithItsOwnExecutorHasAgentsFetchItAndRunsItsTasksInIt() throws Exception {
        assertThat(printedOf(OwnExecutor::main, Packed.executor(folder).toString()))
                .containsExactly(
                        "of-28.0 1 2 4 7 14 28",
                        "of-360.0 1 2 3 4 5 6 8 9 10 12 15 18 20 24 30 36 40 45 60 72 90 120 180 360",
                        "of-97.0 1 97");
    }

    private String agentOfFewestWatts() {
        JsonNode agents = JsonMapper.shared()
                .readTree(Operator.of(master()).call("{\"type\":\"GET_AGENTS\"}"))
                .at("/get_agents/agents");
        for (JsonNode agent : agents) {
            if (agent.at("/agent_info/attributes/0/scalar/value").asDouble() == 1) {
                return agent.at("/agent_info/id/value").asString();
            }
        }
        throw new AssertionError("no agent has watts:1: " + agents);
    }
}
