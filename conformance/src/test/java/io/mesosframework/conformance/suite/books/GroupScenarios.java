package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.books.LaunchCalls.defaultExecutor;
import static io.mesosframework.conformance.suite.books.LaunchCalls.launchGroup;
import static io.mesosframework.conformance.suite.books.LaunchCalls.round;
import static io.mesosframework.conformance.suite.books.LaunchCalls.withoutProgram;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Groups under the default executor, and what the agent has to do with it: PROTOCOL C57, C72-C80, C86. */
public final class GroupScenarios implements Book {

    /** Writes the file that {@link Stage#executor} waits for into the executor's sandbox, from a task's. */
    private static final String READY = "env | sort > ../../env.part; mv ../../env.part ../../env; ";

    private static final String STUBBORN = "trap '' TERM; " + READY + "while :; do sleep 0.05; done";

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                groupShutDown(),
                ends(),
                killed(),
                secondKill(),
                notLaunched(),
                images(),
                missingProgram(),
                dropped(),
                healthWithoutType(),
                unhealthy(),
                completionTime(),
                singleLaunch(),
                agentRestarts());
    }

    /** All tell TASK_STARTING; what is then known of their containers depends on who is faster. */
    private static void starting(Stage stage, Framework framework, String... tasks) throws Exception {
        stage.quietly(() -> round(stage, framework, tasks));
        stage.note(String.join(", ", tasks) + " are starting");
    }

    /** Of tasks that end of themselves what is known of their containers when they run depends on who is faster, too. */
    private static void running(Stage stage, Framework framework, String... tasks) throws Exception {
        stage.quietly(() -> round(stage, framework, tasks));
        stage.note(String.join(", ", tasks) + " are running");
    }

    private static Scenario groupShutDown() {
        return Scenario.of("group-shut-down", "SHUTDOWN of the default executor kills all of its groups")
                .proves("C41", "C72", "C73", "C79")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = launchGroup(framework, "e1", Launch.command("t1", "sleep 100"));
                    starting(stage, framework, "t1");
                    round(stage, framework, "t1");
                    launchGroup(framework, "e1", Launch.command("t2", "sleep 100"));
                    starting(stage, framework, "t2");
                    round(stage, framework, "t2");
                    framework.silence(Duration.ofMillis(500));
                    framework.call(
                            "SHUTDOWN", "{agent_id: {value: '%s'}, executor_id: {value: 'e1'}}", offer.agentId());
                    framework.untilOver(List.of("t1", "t2"), "FAILURE");
                });
    }

    private static Scenario ends() {
        return Scenario.of(
                        "group-ends",
                        "A finished task leaves its group alone, a failed one ends it, and then the executor ends")
                .proves("C72", "C73", "C75", "C76", "C78")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    launchGroup(
                            framework,
                            "e1",
                            Launch.command("t1", "true"),
                            Launch.command("t2", "while [ ! -e ../../go ]; do sleep 0.05; done; exit 3"),
                            Launch.command("t3", READY + "exec sleep 100"));
                    starting(stage, framework, "t1", "t2", "t3");
                    running(stage, framework, "t1", "t2", "t3");
                    framework.acknowledge(framework.update("t1"));
                    Executor executor = stage.executor(framework, "e1");
                    framework.silence(Duration.ofMillis(300));
                    Files.createFile(executor.sandbox().resolve("go"));
                    framework.untilOver(List.of("t2", "t3"), "FAILURE");
                });
    }

    private static Scenario killed() {
        return Scenario.of(
                        "group-killed",
                        "A killed task is TASK_KILLED whatever its exit, and takes its group along, with a grace of 3 s")
                .proves("C63", "C75", "C76", "C77", "C78")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    ObjectNode other = Launch.command("t2", STUBBORN);
                    other.set("kill_policy", Json.object("{grace_period: {nanoseconds: 100000000}}"));
                    launchGroup(
                            framework,
                            "e1",
                            Launch.command(
                                    "t1",
                                    "trap 'exit 0' TERM; while [ ! -e ../../env ]; do sleep 0.05; done; "
                                            + "touch ../../trapped; while :; do sleep 0.05; done"),
                            other);
                    starting(stage, framework, "t1", "t2");
                    round(stage, framework, "t1", "t2");
                    Executor executor = stage.executor(framework, "e1");
                    stage.until(
                            "the trap", () -> Files.exists(executor.sandbox().resolve("trapped")));
                    framework.kill("t1");
                    stage.within(
                            2500,
                            15_000,
                            "t2 by the usual grace, not its own",
                            () -> framework.untilOver(List.of("t1", "t2"), "FAILURE"));
                });
    }

    private static Scenario secondKill() {
        return Scenario.of(
                        "group-second-kill", "A second KILL of a group's task does not change the grace of the first")
                .proves("C77")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    launchGroup(framework, "e1", Launch.command("t1", STUBBORN));
                    starting(stage, framework, "t1");
                    round(stage, framework, "t1");
                    stage.executor(framework, "e1");
                    stage.within(1200, 15_000, "after the first grace", () -> {
                        TaskScenarios.kill(framework, "t1", 1500);
                        TaskScenarios.kill(framework, "t1", 0);
                        framework.untilOver(List.of("t1"), "FAILURE");
                    });
                });
    }

    private static ObjectNode withUri(String id, String uri) {
        ObjectNode task = Launch.command(id, "true");
        ((ObjectNode) task.path("command")).withArray("uris").add(Json.object(uri));
        return task;
    }

    private static Scenario notLaunched() {
        return Scenario.of(
                        "group-not-launched",
                        "Tasks whose containers do not start are TASK_FAILED in the agent's words; the others are killed")
                .proves("C74", "C76")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    launchGroup(
                            framework,
                            "e1",
                            Launch.command("t1", "exec sleep 100"),
                            withUri("t2", "{value: '/no/such/file'}"),
                            withUri("t3", "{value: 'http://host'}"));
                    // They are all at their beginnings: which ends by itself and which sees SIGTERM depends on who is
                    // faster.
                    stage.hide("Command (exited with status 1|terminated with signal (Killed|Terminated))", "end");
                    framework.untilOver(List.of("t1", "t2", "t3"), "FAILURE");
                });
    }

    private static Scenario images() {
        return Scenario.of("group-images", "On an agent without images a group's task that asks for one is TASK_FAILED")
                .proves("C47", "C74")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = Launch.command("t1", "true");
                    task.set(
                            "container",
                            Json.object("{type: 'MESOS', mesos: {image: {type: 'DOCKER', docker: {name: 'i'}}}}"));
                    launchGroup(framework, "e1", task);
                    framework.untilOver(List.of("t1"), "FAILURE");
                });
    }

    private static Scenario missingProgram() {
        return Scenario.of("group-missing-program", "A program that is not there ends its nested container")
                .proves("C74", "C75")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = Launch.command("t1", "");
                    withoutProgram((ObjectNode) task.path("command"));
                    launchGroup(framework, "e1", task);
                    framework.untilOver(List.of("t1"), "FAILURE");
                });
    }

    private static Scenario dropped() {
        return Scenario.of("group-dropped", "What is wrong with one task of a group drops them all")
                .proves("C54", "C57")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode limited = Launch.command("t2", "true");
                    limited.set("limits", Json.object("{cpus: {value: 1}}"));
                    ObjectNode free = Launch.command("t1", "true");
                    for (ObjectNode task : List.of(free, limited)) {
                        task.set("container", Json.object("{type: 'MESOS', linux_info: {share_cgroups: false}}"));
                    }
                    launchGroup(framework, "e1", free, limited);
                    round(stage, framework, "t1", "t2");
                    framework.silence(Duration.ofMillis(300));
                });
    }

    private static Scenario healthWithoutType() {
        return Scenario.of(
                        "health-without-type",
                        "A health check without a type: found out for a task, an error in a group")
                .proves("C86")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode command = Launch.command("t1", "sleep 100");
                    command.set(
                            "health_check",
                            Json.object("{delay_seconds: 0, interval_seconds: 0.2, timeout_seconds: 5, command: {shell:"
                                    + " true, value: 'true'}}"));
                    ObjectNode http = Launch.command("t2", "sleep 100");
                    http.set("health_check", Json.object("{delay_seconds: 100, http: {port: 1, scheme: 'http'}}"));
                    ObjectNode empty = Launch.command("t3", "sleep 100");
                    empty.set("health_check", Json.object("{}"));
                    ObjectNode tcp = Launch.command("t4", "sleep 100");
                    tcp.set("health_check", Json.object("{tcp: {port: 1}}"));
                    framework.launch(command, empty, tcp);
                    framework.awaitAll("UPDATE t3", "UPDATE t4");
                    framework.until("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                    framework.launch(http);
                    framework.until("t2", "TASK_RUNNING");
                    JsonNode tasks = stage.operator().call("{type: 'GET_TASKS'}");
                    tasks.at("/get_tasks/tasks")
                            .valueStream()
                            .sorted(Comparator.comparing(
                                    task -> task.path("name").asString()))
                            .forEach(task -> stage.operator()
                                    .show("the check of " + task.path("name").asString(), task.path("health_check")));
                    ObjectNode grouped = Launch.command("t5", "sleep 100");
                    grouped.set("health_check", command.path("health_check").deepCopy());
                    launchGroup(framework, "e1", grouped, Launch.command("t6", "true"));
                    framework.awaitAll("UPDATE t5", "UPDATE t6");
                });
    }

    private static Scenario unhealthy() {
        return Scenario.of(
                        "group-unhealthy",
                        "A task killed for its health has its group killed, and all of them end unhealthy")
                .proves("C66", "C76", "C79", "C82", "C84")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    ObjectNode sick = Launch.command("t1", "exec sleep 100");
                    sick.set(
                            "health_check",
                            Json.object("{type: 'TCP', tcp: {port: 1}, delay_seconds: 0.3, interval_seconds: 0.2,"
                                    + " timeout_seconds: 5, grace_period_seconds: 0, consecutive_failures: 2}"));
                    launchGroup(framework, "e1", sick, Launch.command("t2", "exec sleep 100"));
                    framework.untilOver(List.of("t1", "t2"), "FAILURE");
                });
    }

    private static Scenario completionTime() {
        return Scenario.of(
                        "group-completion-time",
                        "A group's task that runs longer than it may fails, and ends its group")
                .proves("B134", "C63", "C65", "C76")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    ObjectNode slow = Launch.command("t1", "exec sleep 100");
                    slow.set("max_completion_time", Json.object("{nanoseconds: 500000000}"));
                    launchGroup(framework, "e1", slow, Launch.command("t2", "exec sleep 100"));
                    stage.hide("(?<=signal )(Killed|Terminated)", "signal"); // both are sent at once
                    framework.untilOver(List.of("t1", "t2"), "FAILURE");
                });
    }

    private static ObjectNode single(String task, Framework framework, String executor) {
        ObjectNode launched = Launch.command(task, "true");
        launched.remove("command");
        return launched.set("executor", defaultExecutor(framework, executor));
    }

    private static Scenario singleLaunch() {
        return Scenario.of("group-single-launch", "The default executor takes no single tasks")
                .proves("B84")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(single("t1", framework, "e1"));
                    framework.update("t1");
                    launchGroup(framework, "e2", Launch.command("t2", READY + "exec sleep 100"));
                    starting(stage, framework, "t2");
                    round(stage, framework, "t2");
                    stage.executor(framework, "e2");
                    framework.launch(single("t3", framework, "e2"));
                    framework.update("t3");
                    framework.silence(Duration.ofMillis(300));
                });
    }

    private static Scenario agentRestarts() {
        return Scenario.of(
                        "group-agent-restarts", "A group outlives its agent's restart, and its ends are told after it")
                .proves("C31", "C75", "C78", "F21")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    launchGroup(
                            framework,
                            "e1",
                            Launch.command("t1", "while [ ! -e ../../down ]; do sleep 0.05; done; exit 0"),
                            Launch.command("t2", READY + "while [ ! -e ../../go ]; do sleep 0.05; done; exit 7"));
                    starting(stage, framework, "t1", "t2");
                    round(stage, framework, "t1", "t2");
                    Executor executor = stage.executor(framework, "e1");
                    stage.killAgent(1);
                    Files.createFile(executor.sandbox().resolve("down"));
                    stage.startAgent(1);
                    framework.untilOver(List.of("t1"));
                    Files.createFile(executor.sandbox().resolve("go"));
                    framework.untilOver(List.of("t2"), "FAILURE");
                });
    }
}
