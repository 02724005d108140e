package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.books.LaunchCalls.withExecutor;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Stage.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** States of tasks, their acknowledgement and their kill, under the built-in executors too: PROTOCOL B118-B166, C59-C86. */
public final class TaskScenarios implements Book {
    private static final List<String> TERMINAL = List.of(
            "TASK_FINISHED",
            "TASK_FAILED",
            "TASK_KILLED",
            "TASK_ERROR",
            "TASK_LOST",
            "TASK_DROPPED",
            "TASK_GONE",
            "TASK_GONE_BY_OPERATOR");
    private static final List<String> LIVE =
            List.of("TASK_STARTING", "TASK_RUNNING", "TASK_KILLING", "TASK_UNREACHABLE", "TASK_UNKNOWN");

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                states(),
                fetchFails(),
                images(),
                unknownUser(),
                unacknowledged(),
                comesAgain(),
                history(),
                killForwarded(),
                killsOfOthers(),
                overCommit(),
                sameExecutorIdTwice(),
                commandEnds(),
                commandExecutor(),
                killGrace(),
                completionTime(),
                commandShutDown(),
                unhealthy(),
                healthAgain(),
                check(),
                waitsForAcknowledgement());
    }

    private static Scenario states() {
        return Scenario.of("task-states", "Which states end a task, and which do not, as an executor may tell them")
                .proves("B118", "B135", "B138", "C38")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    List<String> all = new ArrayList<>(TERMINAL);
                    all.addAll(LIVE);
                    ObjectNode[] tasks = all.stream()
                            .map(state -> withExecutor("t-" + state, framework, "e1"))
                            .toArray(ObjectNode[]::new);
                    framework.accept(offer, launch(offer, tasks));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    stage.quietly(() -> {
                        for (int i = 0; i < all.size(); i++) {
                            executor.await("LAUNCH");
                        }
                    });
                    for (String state : all) {
                        executor.update("t-" + state, state);
                        framework.until("t-" + state, state);
                    }
                    framework.fence();
                    for (String state : all) {
                        framework.call(
                                "RECONCILE",
                                "{tasks: [{task_id: {value: 't-%s'}, agent_id: {value: '%s'}}]}",
                                state,
                                offer.agentId());
                        framework.until("t-" + state, TERMINAL.contains(state) ? "TASK_GONE" : state);
                    }
                });
    }

    private static ObjectNode withUri(ObjectNode command, String uri) {
        command.withArray("uris").add(Json.object(uri));
        return command;
    }

    private static ObjectNode failsToFetch(String id, String uri) {
        ObjectNode task = Launch.command(id, "true");
        withUri((ObjectNode) task.path("command"), uri);
        return task;
    }

    private static Scenario fetchFails() {
        return Scenario.of("fetch-fails", "URIs that cannot be fetched")
                .proves("B132", "C47")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode custom = withExecutor("t8", framework, "e1");
                    withUri((ObjectNode) custom.at("/executor/command"), "{value: '/no/such/file'}");
                    framework.launch(
                            custom,
                            failsToFetch("t1", "{value: '/no/such/file'}"),
                            failsToFetch("t2", "{value: 'relative'}"),
                            failsToFetch("t3", "{value: 'http://host'}"),
                            failsToFetch("t4", "{value: '/etc/hostname', output_file: '/elsewhere'}"),
                            failsToFetch("t5", "{value: '/etc/hostname', output_file: ''}"),
                            failsToFetch("t6", "{value: '/etc/host\\\\name'}"),
                            failsToFetch("t7", "{value: '/no/such/file', cache: true}"));
                    framework.awaitAll(
                            "UPDATE t1",
                            "UPDATE t2",
                            "UPDATE t3",
                            "UPDATE t4",
                            "UPDATE t5",
                            "UPDATE t6",
                            "UPDATE t7",
                            "UPDATE t8",
                            "FAILURE");
                });
    }

    private static ObjectNode contained(String id, String container) {
        return Launch.command(id, "true").set("container", Json.object(container));
    }

    private static Scenario images() {
        return Scenario.of("images", "On an agent without images what asks for one is not launched")
                .proves("C47")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode docker =
                            contained("t1", "{type: 'MESOS', mesos: {image: {type: 'DOCKER', docker: {name: 'i'}}}}");
                    withUri((ObjectNode) docker.path("command"), "{value: '/no/such/file'}");
                    ObjectNode custom = withExecutor("t4", framework, "e1");
                    ((ObjectNode) custom.path("executor"))
                            .set("container", docker.path("container").deepCopy());
                    framework.launch(
                            docker,
                            contained("t2", "{type: 'MESOS', mesos: {image: {type: 'APPC', appc: {name: 'i'}}}}"),
                            contained("t3", "{type: 'MESOS', mesos: {image: {type: 'DOCKER'}}}"),
                            custom,
                            contained("t5", "{type: 'DOCKER', docker: {image: 'i'}}"));
                    framework.awaitAll("UPDATE t1", "UPDATE t2", "UPDATE t3", "UPDATE t4", "UPDATE t5", "FAILURE");
                });
    }

    private static Scenario unknownUser() {
        return Scenario.of("unknown-user", "A user that the agent does not have drops the launch")
                .proves("B120", "B131", "C54")
                .steps(stage -> {
                    Framework aware = stage.framework("aware").subscribe();
                    ObjectNode task = Launch.command("t1", "true");
                    ((ObjectNode) task.path("command")).put("user", "nobody-here");
                    aware.launch(task);
                    aware.update("t1");
                    ObjectNode custom = withExecutor("t2", aware, "e1");
                    ((ObjectNode) custom.at("/executor/command")).put("user", "nobody-here");
                    aware.launch(custom);
                    aware.awaitAll("UPDATE t2", "FAILURE");
                    aware.call("TEARDOWN", "");
                    Framework old =
                            stage.framework("old").capabilities("MULTI_ROLE").subscribe();
                    old.launch(task);
                    old.update("t1");
                });
    }

    private static Scenario unacknowledged() {
        return Scenario.of(
                        "unacknowledged",
                        "One update of a task at a time; wrong and repeated acknowledgements do nothing")
                .proves("B135", "B136", "B138", "B139", "B142", "F8")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    for (String state : List.of("TASK_STARTING", "TASK_RUNNING", "TASK_FINISHED")) {
                        executor.update("t1", state);
                        executor.await("ACKNOWLEDGED");
                    }
                    Seen starting = framework.update("t1");
                    String agent = offer.agentId();
                    acknowledge(framework, agent, "t1", "AAAAAAAAAAAAAAAAAAAAAA==");
                    acknowledge(framework, agent, "t1", "AAAAAAAAQAAAAAAAAAAAAA==");
                    acknowledge(framework, agent, "nobodys", starting.at("/update/status/uuid"));
                    acknowledge(framework, "no-agent", "t1", starting.at("/update/status/uuid"));
                    framework.silence(Duration.ofMillis(300));
                    framework.acknowledge(starting);
                    Seen running = framework.update("t1");
                    framework.acknowledge(starting);
                    framework.silence(Duration.ofMillis(300));
                    framework.acknowledge(running);
                    framework.acknowledge(framework.update("t1"));
                    framework.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}, agent_id: {value: '%s'}}]}", agent);
                    framework.update("t1");
                });
    }

    private static void acknowledge(Framework framework, String agent, String task, String uuid) {
        framework.call(
                "ACKNOWLEDGE", "{agent_id: {value: '%s'}, task_id: {value: '%s'}, uuid: '%s'}", agent, task, uuid);
    }

    private static Scenario comesAgain() {
        return Scenario.of("update-comes-again", "An update that nobody acknowledges comes again, the same, after 10 s")
                .proves("B140", "B141", "F8")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60))
                            .subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    executor.update("t1", "TASK_RUNNING");
                    framework.update("t1");
                    stage.within(9500, 12500, "again", () -> framework.update("t1"));
                    stage.within(0, 8000, "at once for a new subscription", () -> {
                        framework.subscribe();
                        framework.update("t1");
                    });
                });
    }

    private static Scenario history() {
        return Scenario.of("task-history", "What the master keeps of a task's statuses")
                .proves("B125")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    for (String state : List.of("TASK_STARTING", "TASK_RUNNING", "TASK_RUNNING")) {
                        executor.update(executor.status("t1", state).put("data", "aGk="));
                        framework.acknowledge(framework.update("t1"));
                    }
                    framework.fence();
                    JsonNode state = stage.operator().get("/state");
                    for (JsonNode known : state.path("frameworks")) {
                        for (JsonNode task : known.path("tasks")) {
                            stage.note(task.path("id").asString() + " is "
                                    + task.path("state").asString());
                            for (JsonNode status : task.path("statuses")) {
                                stage.note("status " + status.path("state").asString()
                                        + (status.has("data") ? " with data" : ""));
                            }
                        }
                    }
                });
    }

    private static Scenario killForwarded() {
        return Scenario.of(
                        "kill-forwarded",
                        "Every KILL reaches the executor, with its policy; the state is the executor's")
                .proves("B160", "B163", "C40")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.kill("t1");
                    executor.await("KILL");
                    framework.call(
                            "KILL",
                            "{task_id: {value: 't1'}, agent_id: {value: '%s'}, kill_policy: {grace_period: {nanoseconds:"
                                    + " 5}}}",
                            offer.agentId());
                    executor.await("KILL");
                    framework.silence(Duration.ofMillis(200));
                    executor.update("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                });
    }

    private static Scenario killsOfOthers() {
        return Scenario.of("kill-of-others", "KILL of unknown tasks, and with the wrong agent")
                .proves("B158", "B159")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.kill("nobodys");
                    framework.update("nobodys");
                    framework.call("KILL", "{task_id: {value: 'nobodys'}, agent_id: {value: '%s'}}", offer.agentId());
                    framework.update("nobodys");
                    framework.call("KILL", "{task_id: {value: 't1'}, agent_id: {value: 'no-agent'}}");
                    framework.fence();
                    executor.silence(Duration.ofMillis(200));
                });
    }

    private static Scenario overCommit() {
        return Scenario.of("over-commit", "A launch is measured by its offer, not by what the agent has in all")
                .proves("F47")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    ObjectNode large = Launch.command("t2", "true");
                    large.set(
                            "resources",
                            Json.read("[" + Launch.scalar("cpus", 4) + "," + Launch.scalar("mem", 32) + "]"));
                    framework.launch(large);
                    stage.hide("(?<=more than available ).*(?=\")", "the offer");
                    framework.update("t2");
                });
    }

    private static Scenario sameExecutorIdTwice() {
        return Scenario.of("executor-id-on-two-agents", "An executor id on two agents is two executors")
                .proves("F43")
                .on(Needs.oneAgent().agents(2))
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    List<Offer> offers = framework.offers(2);
                    stage.quietly(() -> {
                        for (Offer offer : offers) {
                            int number = offers.indexOf(offer) + 1;
                            framework.accept(offer, launch(offer, exits("t" + number, framework, "e1", 2 + number)));
                        }
                    });
                    framework.awaitAll("UPDATE t1", "UPDATE t2", "FAILURE", "FAILURE");
                });
    }

    private static ObjectNode exits(String task, Framework framework, String executor, int code) {
        ObjectNode launched = withExecutor(task, framework, executor);
        ((ObjectNode) launched.at("/executor/command")).put("value", "exit " + code);
        return launched;
    }

    // ---- the command executor

    private static Scenario commandEnds() {
        return Scenario.of("command-ends", "How a command may end, and what is said of it")
                .proves("C60", "C61", "C64")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.command("t1", "exit 3"));
                    framework.until("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                    framework.launch(Launch.command("t2", "kill -9 $$"));
                    framework.until("t2", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t2"));
                    framework.launch(
                            Launch.command("t3", "trap 'exit 0' TERM; " + READY + "while :; do sleep 0.05; done"));
                    framework.until("t3", "TASK_RUNNING");
                    stage.executor(framework, "t3");
                    framework.kill("t3");
                    framework.acknowledge(framework.update("t3"));
                    framework.silence(Duration.ofMillis(300));
                });
    }

    /** Writes a file that {@link Stage#executor} waits for: what came before is done. */
    private static final String READY = "env | sort > env.part; mv env.part env; ";

    private static Scenario commandExecutor() {
        return Scenario.of("command-executor", "The executor that an agent makes for a command")
                .proves("C14", "C59", "C60")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    ObjectNode whole = Launch.command("t1", READY + "sleep 100");
                    whole.set(
                            "resources",
                            Json.read("[" + Launch.scalar("cpus", 2) + "," + Launch.scalar("mem", 1024) + "]"));
                    framework.accept(List.of(offer.id()), "{refuse_seconds: 0}", launch(offer, whole));
                    framework.until("t1", "TASK_RUNNING");
                    JsonNode state = stage.operator().get(stage.agent(1), "/state");
                    for (JsonNode known : state.path("frameworks")) {
                        for (JsonNode executor : known.path("executors")) {
                            stage.note("executor " + executor.path("id").asString() + ": "
                                    + executor.path("name").asString());
                        }
                    }
                    stage.executor(framework, "t1")
                            .showEnvironment("MESOS_ALLOCATION_ROLE", "MESOS_EXECUTOR_ID", "MESOS_SANDBOX");
                    Offer rest = framework.offer();
                    stage.note("executors in the offer: "
                            + rest.tree().path("executor_ids").size());
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                });
    }

    private static Scenario killGrace() {
        return Scenario.of(
                        "kill-grace", "TASK_KILLING, and SIGKILL after the grace of the KILL, which may be shortened")
                .proves("B123", "C62", "C63")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    String stubborn = "trap '' TERM; " + READY + "while :; do sleep 0.05; done";
                    framework.launch(Launch.command("t1", stubborn));
                    framework.until("t1", "TASK_RUNNING");
                    stage.executor(framework, "t1");
                    kill(framework, "t1", 60_000);
                    framework.acknowledge(framework.update("t1"));
                    kill(framework, "t1", 100);
                    framework.acknowledge(framework.update("t1"));
                    ObjectNode own = Launch.command("t2", stubborn);
                    own.set("kill_policy", Json.object("{grace_period: {nanoseconds: 500000000}}"));
                    framework.launch(own);
                    framework.until("t2", "TASK_RUNNING");
                    stage.executor(framework, "t2");
                    framework.kill("t2");
                    stage.within(400, 15_000, "by its own policy", () -> framework.until("t2", "TASK_KILLED"));
                });
    }

    static void kill(Framework framework, String task, long graceMillis) {
        framework.call(
                "KILL",
                "{task_id: {value: '%s'}, kill_policy: {grace_period: {nanoseconds: %s}}}",
                task,
                String.valueOf(graceMillis * 1_000_000));
    }

    private static Scenario completionTime() {
        return Scenario.of("completion-time", "A task that runs longer than it may")
                .proves("B134", "C63", "C65")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    ObjectNode task = Launch.command("t1", "sleep 100");
                    task.set("max_completion_time", Json.object("{nanoseconds: 500000000}"));
                    framework.launch(task);
                    framework.until("t1", "TASK_RUNNING");
                    stage.hide("(?<=signal )(Killed|Terminated)", "signal"); // both are sent at once
                    framework.update("t1");
                });
    }

    private static Scenario commandShutDown() {
        return Scenario.of("command-shut-down", "SHUTDOWN of a command's executor kills the command")
                .proves("C60", "C71")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(Launch.command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    framework.call(
                            "SHUTDOWN", "{agent_id: {value: '%s'}, executor_id: {value: 't1'}}", offer.agentId());
                    framework.acknowledge(framework.update("t1"));
                    framework.silence(Duration.ofMillis(300));
                });
    }

    private static ObjectNode healthChecked(String id, String command, String check) {
        ObjectNode task = Launch.command(id, command);
        task.set(
                "health_check",
                Json.object("{type: 'COMMAND', delay_seconds: 0, interval_seconds: 0.2, timeout_seconds: 5,"
                        + " grace_period_seconds: 0, consecutive_failures: 2}"));
        ((ObjectNode) task.path("health_check"))
                .set("command", Json.object("{shell: true}").put("value", check));
        return task;
    }

    private static Scenario unhealthy() {
        return Scenario.of("unhealthy", "A task is killed after so many unhealthy results, each of which is told")
                .proves("B123", "B134", "C66", "C67", "C84")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(healthChecked("t1", "sleep 100", "exit 1"));
                    framework.until("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                    framework.acknowledge(framework.update("t1"));
                    framework.acknowledge(framework.update("t1"));
                });
    }

    private static Scenario healthAgain() {
        return Scenario.of(
                        "healthy-again", "Healthy is told once, unhealthy each time; grace ends with the first success")
                .proves("C67", "C81", "C82", "C83", "C84")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = healthChecked("t1", READY + "sleep 100", "test -e $MESOS_SANDBOX/ready");
                    ((ObjectNode) task.path("health_check"))
                            .put("grace_period_seconds", 60)
                            .put("consecutive_failures", 1000);
                    framework.launch(task);
                    framework.until("t1", "TASK_RUNNING");
                    Path ready = stage.executor(framework, "t1").sandbox().resolve("ready");
                    framework.silence(Duration.ofMillis(700));
                    Files.createFile(ready);
                    framework.acknowledge(framework.update("t1"));
                    framework.silence(Duration.ofMillis(500));
                    Files.delete(ready);
                    framework.acknowledge(framework.update("t1"));
                });
    }

    private static Scenario check() {
        return Scenario.of(
                        "task-check",
                        "A check's result is in every status, empty until there is one; only changes are told")
                .proves("B123", "B134", "C67", "C68", "C85")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = Launch.command("t1", "sleep 100");
                    task.set(
                            "check",
                            Json.object(
                                    "{type: 'COMMAND', delay_seconds: 0.3, interval_seconds: 0.3, timeout_seconds: 5,"
                                            + " command: {command: {shell: true, value: 'exit 7'}}}"));
                    framework.launch(task);
                    framework.acknowledge(framework.update("t1"));
                    framework.acknowledge(framework.update("t1"));
                    framework.acknowledge(framework.update("t1"));
                    framework.silence(Duration.ofMillis(700));
                    framework.kill("t1");
                    framework.acknowledge(framework.update("t1"));
                });
    }

    private static Scenario waitsForAcknowledgement() {
        return Scenario.of(
                        "command-executor-waits",
                        "A command's end while the agent is away is kept by its executor, and told when the agent is back")
                .proves("C31", "C70")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    framework.launch(Launch.command(
                            "t1", "echo $$ > pid; " + READY + "while [ ! -e go ]; do sleep 0.05; done; exit 5"));
                    framework.until("t1", "TASK_RUNNING");
                    Path sandbox = stage.executor(framework, "t1").sandbox();
                    Path process = Path.of(
                            "/proc", Files.readString(sandbox.resolve("pid")).strip());
                    stage.killAgent(1);
                    Files.createFile(sandbox.resolve("go"));
                    stage.until("the command's end", () -> !Files.exists(process));
                    stage.startAgent(1);
                    framework.acknowledge(framework.update("t1"));
                });
    }
}
