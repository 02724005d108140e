package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.books.LaunchCalls.executor;
import static io.mesosframework.conformance.suite.books.LaunchCalls.group;
import static io.mesosframework.conformance.suite.books.LaunchCalls.withDisk;
import static io.mesosframework.conformance.suite.books.LaunchCalls.withExecutor;
import static io.mesosframework.conformance.suite.books.LaunchCalls.withPatience;
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
import io.mesosframework.conformance.suite.Stage.Seen;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What an agent gives to executors, takes from them, and does when they end: PROTOCOL C1-C58. */
public final class ExecutorScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                environment(),
                environmentWithCheckpoint(),
                refusedCalls(),
                groupForCustomExecutor(),
                takesOver(),
                killedBeforeDelivery(),
                groupKilledBeforeDelivery(),
                updates(),
                messages(),
                dies(),
                shutDown(),
                tornDown(),
                streamCloses(),
                usedAgain(),
                differentExecutor(),
                environmentVariables(),
                neverSubscribes(),
                latestState(),
                noError(),
                comesTooLate(),
                cleanUp(),
                missingProgram(),
                idOfCommand());
    }

    private static Scenario environment() {
        return Scenario.of("executor-environment", "An executor's environment without checkpointing")
                .proves("C1", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C11", "C12", "C13")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = withExecutor("t1", framework, "e1");
                    ObjectNode info = (ObjectNode) task.path("executor");
                    info.set("shutdown_grace_period", Json.object("{nanoseconds: 1500000000}"));
                    ((ObjectNode) info.path("command"))
                            .set(
                                    "environment",
                                    Json.object(
                                            "{variables: [{name: 'MINE', value: '1'}, {name: 'MESOS_CHECKPOINT', value:"
                                                    + " 'mine'}]}"));
                    framework.launch(task);
                    Executor executor = stage.executor(framework, "e1");
                    executor.showEnvironment(executor.environment().keySet().toArray(String[]::new));
                    ObjectNode plain = Launch.withExecutor("t2", framework, "e2");
                    framework.launch(plain);
                    stage.executor(framework, "e2")
                            .showEnvironment(
                                    "MESOS_CHECKPOINT",
                                    "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD",
                                    "MESOS_RECOVERY_TIMEOUT",
                                    "MESOS_SUBSCRIPTION_BACKOFF_MAX",
                                    "MESOS_EXECUTOR_AUTHENTICATION_TOKEN",
                                    "MESOS_NATIVE_JAVA_LIBRARY",
                                    "MESOS_DOMAIN_SOCKET",
                                    "HOME");
                });
    }

    private static Scenario environmentWithCheckpoint() {
        return Scenario.of("executor-environment-checkpoint", "An executor's environment with checkpointing")
                .proves("C7", "C10", "C13")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    stage.executor(framework, "e1")
                            .showEnvironment(
                                    "MESOS_CHECKPOINT", "MESOS_RECOVERY_TIMEOUT", "MESOS_SUBSCRIPTION_BACKOFF_MAX");
                });
    }

    private static Scenario refusedCalls() {
        return Scenario.of(
                        "executor-calls-refused", "Executor calls that the agent refuses, and one that it always takes")
                .proves("A74", "A75", "A76", "A77", "C16", "C17", "C18", "C20")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1");
                    executor.call("MESSAGE", "{data: 'aGk='}");
                    executor.call("HEARTBEAT", "");
                    executor.call("UNKNOWN", "");
                    executor.call("SUBSCRIBE", "");
                    executor.call("UPDATE", "");
                    executor.call("MESSAGE", "");
                    executor.call("MESSAGE", "{}");
                    executor.call("UPDATE", "{status: {task_id: {value: 't1'}}}");
                    bad(executor, status -> status.remove("uuid"));
                    bad(executor, status -> status.put("uuid", "AAAA"));
                    bad(executor, status -> status.remove("source"));
                    bad(executor, status -> status.put("source", "SOURCE_AGENT"));
                    bad(executor, status -> status.set("executor_id", Json.object("{value: 'other'}")));
                    bad(executor, status -> status.put("state", "TASK_STAGING"));
                    for (String check : List.of(
                            "{}",
                            "{type: 'UNKNOWN'}",
                            "{type: 'COMMAND'}",
                            "{type: 'HTTP'}",
                            "{type: 'TCP'}",
                            "{type: 'TCP', tcp: {}}")) {
                        bad(executor, status -> status.set("check_status", Json.object(check)));
                    }
                    executor.subscribe();
                    executor.call("UNKNOWN", "");
                    var stranger = stage.web("agent", stage.agent(1));
                    for (String ids : List.of(
                            "framework_id: {value: 'nobody'}, executor_id: {value: 'e1'}",
                            "framework_id: {value: '" + framework.id() + "'}, executor_id: {value: 'nobody'}",
                            "framework_id: {value: 'nobody'}")) {
                        stranger.post("/slave(1)/api/v1/executor")
                                .header("Content-Type: application/json")
                                .json("{type: 'SUBSCRIBE', subscribe: {}, " + ids + "}")
                                .ask();
                    }
                });
    }

    private interface Change {
        void apply(ObjectNode status);
    }

    private static void bad(Executor executor, Change change) {
        ObjectNode status = executor.status("t1", "TASK_RUNNING");
        change.apply(status);
        executor.update(status);
    }

    private static Scenario groupForCustomExecutor() {
        return Scenario.of("executor-group", "A custom executor gets a task group as one event, later tasks one by one")
                .proves("C24", "C26", "F44")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            group(offer, withDisk(executor(framework, "e1")), Launch.task("t1"), Launch.task("t2")));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH_GROUP");
                    ObjectNode third = Launch.task("t3");
                    third.set("executor", withDisk(executor(framework, "e1")));
                    framework.launch(third);
                    executor.await("LAUNCH");
                    executor.update("t2", "TASK_RUNNING");
                    framework.update("t2");
                });
    }

    private static Scenario takesOver() {
        return Scenario.of(
                        "executor-takes-over",
                        "A second SUBSCRIBE takes over; what it presents counts, and a task it never saw is dropped")
                .proves("B122", "B130", "B135", "C19", "C23", "C24", "C27", "C31")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor first = stage.executor(framework, "e1").subscribe();
                    Seen launched = first.await("LAUNCH");
                    framework.launch(withExecutor("t2", framework, "e1"));
                    first.await("LAUNCH");
                    Executor second = stage.executor(framework, "e1")
                            .subscribe(
                                    "{unacknowledged_tasks: [%s], unacknowledged_updates: []}",
                                    Json.write(launched.tree().at("/launch/task")));
                    first.end();
                    Seen dropped = framework.update("t2");
                    framework.acknowledge(dropped);
                    ObjectNode kept = second.status("t1", "TASK_STARTING");
                    kept.remove("source"); // not looked at in what is presented
                    Executor third = stage.executor(framework, "e1")
                            .subscribe("{unacknowledged_updates: [{status: %s}]}", Json.write(kept));
                    framework.update("t1");
                    second.end();
                    third.silence(Duration.ofMillis(300));
                });
    }

    private static Scenario killedBeforeDelivery() {
        return Scenario.of(
                        "executor-killed-before-delivery",
                        "A task killed before its executor subscribes; the executor then is told to shut down at once")
                .proves("B122", "B133", "B162", "C24", "F46")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withPatience("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1");
                    framework.kill("t1");
                    framework.acknowledge(framework.update("t1"));
                    framework.fence();
                    executor.subscribe();
                    executor.exit(0);
                    framework.await("FAILURE");
                });
    }

    private static Scenario groupKilledBeforeDelivery() {
        return Scenario.of("executor-group-killed", "A kill of one undelivered task takes its whole group")
                .proves("B133", "B162")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            offer,
                            group(offer, withDisk(executor(framework, "e1")), Launch.task("t1"), Launch.task("t2")));
                    stage.executor(framework, "e1");
                    framework.kill("t2");
                    framework.awaitAll("UPDATE t1", "UPDATE t2");
                });
    }

    private static Scenario updates() {
        return Scenario.of(
                        "executor-updates",
                        "What becomes of an executor's updates: usual, unusual, of others, after the end")
                .proves("B121", "B123", "B124", "C21", "C30", "C32", "C33", "C34", "C36")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    ObjectNode rich = executor.status("t1", "TASK_STARTING")
                            .put("message", "hi")
                            .put("data", "aGk=")
                            .put("healthy", true);
                    rich.remove("executor_id");
                    rich.set("labels", Json.object("{labels: [{key: 'a', value: 'b'}]}"));
                    executor.update(rich);
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(framework.update("t1"));
                    ObjectNode nested = executor.status("t1", "TASK_RUNNING");
                    nested.set(
                            "container_status",
                            Json.object("{container_id: {value: 'mine', parent: {value: 'x'}}, network_infos:"
                                    + " [{ip_addresses: [{ip_address: '10.0.0.1'}]}]}"));
                    executor.update(nested);
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(framework.update("t1"));
                    ObjectNode elsewhere = executor.status("t1", "TASK_RUNNING").put("message", "from elsewhere");
                    elsewhere.set("agent_id", Json.object("{value: 'elsewhere'}"));
                    executor.update(elsewhere);
                    executor.update("nobodys", "TASK_RUNNING");
                    framework.acknowledge(framework.update("nobodys"));
                    executor.update("t1", "TASK_STARTING");
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(framework.update("t1"));
                    executor.update("t1", "TASK_FINISHED");
                    executor.await("ACKNOWLEDGED");
                    Seen finished = framework.update("t1");
                    executor.update("t1", "TASK_FAILED");
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(finished);
                    framework.silence(Duration.ofMillis(300));
                    executor.update("t1", "TASK_KILLED");
                    framework.acknowledge(framework.update("t1"));
                    executor.silence(Duration.ofMillis(200));
                });
    }

    private static Scenario messages() {
        return Scenario.of("executor-messages", "Messages between framework and executor, and those that nobody gets")
                .proves("B166", "C39")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1");
                    say(framework, offer.agentId(), "e1", "dG9vIGVhcmx5");
                    framework.fence();
                    say(framework, offer.agentId(), "nobody", "aGVsbG8=");
                    say(framework, "no-agent", "e1", "aGVsbG8=");
                    executor.subscribe();
                    executor.await("LAUNCH");
                    say(framework, offer.agentId(), "e1", "b25l");
                    say(framework, offer.agentId(), "e1", "dHdv");
                    executor.await("MESSAGE");
                    executor.await("MESSAGE");
                    executor.call("MESSAGE", "{data: 'b25l'}");
                    executor.call("MESSAGE", "{data: 'dHdv'}");
                    framework.await("MESSAGE");
                    framework.await("MESSAGE");
                });
    }

    private static void say(Framework framework, String agent, String executor, String data) {
        framework.call(
                "MESSAGE", "{agent_id: {value: '%s'}, executor_id: {value: '%s'}, data: '%s'}", agent, executor, data);
    }

    private static Scenario dies() {
        return Scenario.of(
                        "executor-dies",
                        "An executor that dies fails its tasks, delivered or not; its stream stays open")
                .proves("B122", "B131", "B173", "B174", "C45")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    executor.update("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                    executor.die(9);
                    framework.awaitAll("UPDATE t1", "FAILURE");
                    executor.silence(Duration.ofMillis(200));
                    framework.launch(withExecutor("t2", framework, "e2"));
                    stage.executor(framework, "e2").exit(7);
                    framework.awaitAll("UPDATE t2", "FAILURE");
                });
    }

    private static Scenario shutDown() {
        return Scenario.of(
                        "executor-shut-down",
                        "SHUTDOWN of an executor: it is told, told again when it subscribes, and ended by force")
                .proves("B164", "B165", "C9", "C22", "C41")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = withExecutor("t1", framework, "e1");
                    ((ObjectNode) task.path("executor"))
                            .set("shutdown_grace_period", Json.object("{nanoseconds: 1500000000}"));
                    Offer offer = framework.launch(task);
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    shutDown(framework, offer.agentId(), "nobody");
                    shutDown(framework, "no-agent", "e1");
                    shutDown(framework, offer.agentId(), "e1");
                    stage.within(1000, 3500, "ended by force", () -> {
                        executor.await("SHUTDOWN");
                        executor.call("MESSAGE", "{data: 'aGk='}");
                        framework.await("MESSAGE");
                        Executor again = stage.executor(framework, "e1");
                        again.subscribe();
                        again.end();
                        framework.awaitAll("UPDATE t1", "FAILURE");
                    });
                });
    }

    private static void shutDown(Framework framework, String agent, String executor) {
        framework.call("SHUTDOWN", "{agent_id: {value: '%s'}, executor_id: {value: '%s'}}", agent, executor);
    }

    private static Scenario tornDown() {
        return Scenario.of("executor-torn-down", "TEARDOWN shuts executors down, and their updates are heard no more")
                .proves("C32", "C46")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.call("TEARDOWN", "");
                    framework.end();
                    executor.await("SHUTDOWN");
                    executor.update("t1", "TASK_KILLED");
                    executor.silence(Duration.ofMillis(300));
                    executor.exit(0);
                });
    }

    private static Scenario streamCloses() {
        return Scenario.of("executor-stream-closes", "An executor whose stream broke may go on calling, and come again")
                .proves("C29", "C27", "C40")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    executor.update("t1", "TASK_STARTING");
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(framework.update("t1"));
                    executor.disconnect();
                    executor.update("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                    executor.subscribe();
                    executor.silence(Duration.ofMillis(200));
                    framework.kill("t1");
                    executor.await("KILL");
                });
    }

    private static Scenario usedAgain() {
        return Scenario.of(
                        "executor-used-again",
                        "An executor id cannot be used again before the last update of its last run is acknowledged")
                .proves("B131", "C54", "C58", "F45")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1");
                    executor.exit(0);
                    List<Seen> ends = framework.awaitAll("UPDATE t1", "FAILURE");
                    framework.launch(withExecutor("t2", framework, "e1"));
                    List<Seen> drops = framework.awaitAll("UPDATE t2", "FAILURE");
                    for (Seen seen : ends) {
                        if (!seen.at("/update/status/uuid").isEmpty()) {
                            framework.acknowledge(seen);
                        }
                    }
                    for (Seen seen : drops) {
                        if (!seen.at("/update/status/uuid").isEmpty()) {
                            framework.acknowledge(seen);
                        }
                    }
                    untilForgotten(stage, framework);
                    ObjectNode third = withExecutor("t3", framework, "e1");
                    ((ObjectNode) third.at("/executor/command")).put("value", "exit 4");
                    stage.quietly(() -> framework.launch(third)); // what is offered by now depends on time
                    framework.awaitAll("UPDATE t3", "FAILURE");
                });
    }

    /** Waits until the agent has done with all that the framework ran there: its acknowledgements have come there then. */
    private static void untilForgotten(Stage stage, Framework framework) {
        stage.until(
                "an agent without " + framework.id(),
                () -> stage.json(stage.agent(1), "/state")
                        .path("frameworks")
                        .valueStream()
                        .noneMatch(f -> f.path("id").asString().equals(framework.id())));
    }

    private static Scenario differentExecutor() {
        return Scenario.of("executor-differs", "A running executor is used again only as it is, and charged once")
                .proves("B85", "F44", "F48")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    stage.executor(framework, "e1").subscribe().await("LAUNCH");
                    ObjectNode larger = withExecutor("t2", framework, "e1");
                    withDisk((ObjectNode) larger.path("executor"));
                    stage.hide("(?s)(?<=with same ExecutorID\\.).*(?=\")", "both descriptions");
                    framework.launch(larger);
                    framework.update("t2");
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            launch(offer, withExecutor("t3", framework, "e1")));
                    framework.offer();
                });
    }

    private static final Needs SETTINGS = Needs.oneAgent()
            .agentFlag("executor_registration_timeout", "3secs")
            .agentFlag(
                    "executor_environment_variables",
                    "{\"OURS\": \"1\", \"HOME\": \"/nowhere\", \"MESOS_CHECKPOINT\": \"7\", \"LIBPROCESS_PORT\": \"7\","
                            + " \"MINE\": \"the agent's\"}");

    private static Scenario environmentVariables() {
        return Scenario.of(
                        "executor-environment-variables",
                        "Variables of the agent's own choice, which Mesos' and the command's override")
                .proves("C1", "C2", "C3")
                .on(SETTINGS)
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = withExecutor("t1", framework, "e1");
                    ((ObjectNode) task.at("/executor/command"))
                            .set("environment", Json.object("{variables: [{name: 'MINE', value: 'my own'}]}"));
                    framework.launch(task);
                    Executor executor = stage.executor(framework, "e1");
                    executor.showEnvironment(executor.environment().keySet().toArray(String[]::new));
                });
    }

    private static Scenario neverSubscribes() {
        return Scenario.of(
                        "executor-never-subscribes",
                        "An executor that does not subscribe in time is ended, and its tasks fail")
                .proves("B131", "C28", "C45")
                .on(SETTINGS)
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"), withExecutor("t2", framework, "e1"));
                    stage.within(
                            2500, 10_000, "given up", () -> framework.awaitAll("UPDATE t1", "UPDATE t2", "FAILURE"));
                });
    }

    private static Scenario latestState() {
        return Scenario.of(
                        "latest-state-frees",
                        "The end of a task frees its resources though the scheduler has not acknowledged what came before")
                .proves("B126", "B156", "C37")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode task = withExecutor("t1", framework, "e1");
                    task.set(
                            "resources",
                            Json.read("[" + Launch.scalar("cpus", 2) + "," + Launch.scalar("mem", 512) + "]"));
                    Offer first = framework.launch(task);
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    framework.offer();
                    executor.update("t1", "TASK_STARTING");
                    Seen starting = framework.update("t1");
                    for (String state : List.of("TASK_RUNNING", "TASK_FINISHED")) {
                        executor.await("ACKNOWLEDGED");
                        executor.update("t1", state);
                    }
                    executor.await("ACKNOWLEDGED");
                    framework.noOffer(Duration.ofMillis(500));
                    framework.acknowledge(starting); // the next update is sent, and the latest state with it
                    Seen running = framework.update("t1");
                    framework.offer();
                    framework.call(
                            "RECONCILE",
                            "{tasks: [{task_id: {value: 't1'}, agent_id: {value: '%s'}}]}",
                            first.agentId());
                    framework.update("t1");
                    framework.acknowledge(running);
                    framework.acknowledge(framework.update("t1"));
                });
    }

    private static Scenario noError() {
        return Scenario.of("executor-no-error", "Wrong calls are answered, and are nothing to an executor's stream")
                .proves("C42")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    executor.call("UPDATE", "");
                    executor.call("SUBSCRIBE", "");
                    executor.call("UNKNOWN", "");
                    bad(executor, status -> status.put("state", "TASK_STAGING"));
                    executor.silence(Duration.ofMillis(300));
                    executor.update("t1", "TASK_RUNNING");
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(framework.update("t1"));
                });
    }

    private static Framework checkpointing(Framework framework) {
        return framework.info(i -> i.put("checkpoint", true)).subscribe();
    }

    private static Scenario comesTooLate() {
        return Scenario.of(
                        "executor-comes-too-late",
                        "An executor that does not come back to its restarted agent in time is ended; its task is gone")
                .proves("B120", "C22", "C45", "C49")
                .on(Needs.oneAgent()
                        .agentFlag("executor_reregistration_timeout", "1secs")
                        .alone())
                .steps(stage -> {
                    Framework aware = checkpointing(stage.framework("aware"));
                    Offer offer = aware.offer();
                    aware.accept(offer, launch(offer, withExecutor("t1", aware, "e1"))); // the rest is the other's
                    Executor first = stage.executor(aware, "e1").subscribe();
                    first.await("LAUNCH");
                    first.update("t1", "TASK_RUNNING");
                    aware.acknowledge(aware.update("t1"));
                    Framework old = checkpointing(stage.framework("old").capabilities("MULTI_ROLE"));
                    old.launch(withExecutor("t2", old, "e2"));
                    Executor second = stage.executor(old, "e2").subscribe();
                    second.await("LAUNCH");
                    second.update("t2", "TASK_RUNNING");
                    old.acknowledge(old.update("t2"));
                    stage.killAgent(1);
                    stage.startAgent(1);
                    aware.awaitAll("UPDATE t1", "FAILURE");
                    old.awaitAll("UPDATE t2", "FAILURE");
                });
    }

    private static Scenario cleanUp() {
        return Scenario.of(
                        "agent-cleans-up",
                        "An agent that recovers for cleaning up shuts its executors down and ends; then it has none of them")
                .proves("B129", "C22", "C53")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Framework framework = checkpointing(stage.framework());
                    framework.launch(withPatience("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribe();
                    executor.await("LAUNCH");
                    executor.update("t1", "TASK_RUNNING");
                    framework.acknowledge(framework.update("t1"));
                    stage.killAgent(1);
                    stage.startAgentToCleanUp(1);
                    executor.subscribeAgain();
                    executor.end();
                    executor.exit(0);
                    stage.untilAgentEnds(1);
                    framework.fence();
                    stage.startAgent(1);
                    framework.acknowledge(framework.update("t1"));
                    framework.silence(Duration.ofMillis(300));
                });
    }

    private static Scenario missingProgram() {
        return Scenario.of(
                        "missing-program", "A program that is not there ends its container with 1, as any other would")
                .proves("B173", "C45", "C47", "C64")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    ObjectNode custom = withExecutor("t1", framework, "e1");
                    withoutProgram((ObjectNode) custom.at("/executor/command"));
                    framework.launch(custom);
                    framework.awaitAll("UPDATE t1", "FAILURE");
                    ObjectNode command = Launch.command("t2", "");
                    withoutProgram((ObjectNode) command.path("command"));
                    framework.launch(command);
                    framework.until("t2", "TASK_RUNNING");
                    framework.update("t2");
                });
    }

    private static Scenario idOfCommand() {
        return Scenario.of(
                        "executor-id-of-command",
                        "An executor with the id of a running command is not launched, and the command is ended")
                .proves("B131", "C54", "C59")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.command("t1", "exec sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    framework.launch(withExecutor("t2", framework, "t1"));
                    framework.untilOver(List.of("t1", "t2"));
                    framework.silence(Duration.ofMillis(300));
                });
    }
}
