package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.Launch.command;
import static io.mesosframework.conformance.suite.Launch.withExecutor;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Frameworks ask for their tasks, are away, come back and end; and what operators hear of it. */
public final class FrameworkLifeScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                implicitly(),
                explicitly(),
                awayFromUpdates(),
                earlyAcknowledgement(),
                tornDown(),
                tornDownByOperator(),
                timesOut(),
                operatorsHear(),
                operatorsHearOfUpdates());
    }

    private static Executor started(Stage stage, Framework framework, String executorId) throws Exception {
        Executor executor = stage.executor(framework, executorId);
        stage.quietly(() -> executor.subscribe().await("LAUNCH"));
        return executor;
    }

    private static void reconcile(Framework framework, String task) {
        framework.call("RECONCILE", "{tasks: [{task_id: {value: '%s'}}]}", task);
    }

    private static JsonNode task(JsonNode tasks, String id) {
        return tasks.findValues("task_id").isEmpty()
                ? tasks
                : tasks.at("/get_tasks/tasks")
                        .valueStream()
                        .filter(task -> task.at("/task_id/value").asString().equals(id))
                        .findFirst()
                        .orElse(tasks);
    }

    private static Scenario implicitly() {
        return Scenario.of(
                        "reconcile-all",
                        "RECONCILE of nothing tells of all tasks that run or whose end is not acknowledged, as last told")
                .proves("B146", "B147")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 1000}",
                            launch(
                                    offer,
                                    withExecutor("acknowledged", framework, "e1"),
                                    withExecutor("ahead", framework, "e1"),
                                    withExecutor("ended", framework, "e1"),
                                    withExecutor("over", framework, "e1"),
                                    withExecutor("silent", framework, "e1")));
                    Executor executor = started(stage, framework, "e1");
                    stage.quietly(() -> {
                        executor.update("acknowledged", "TASK_RUNNING");
                        framework.acknowledge(framework.update("acknowledged"));
                        executor.update("ahead", "TASK_STARTING");
                        framework.update("ahead");
                        executor.update("ahead", "TASK_RUNNING");
                        executor.update("over", "TASK_FINISHED");
                        framework.acknowledge(framework.update("over"));
                        executor.update("ended", "TASK_FINISHED");
                        framework.update("ended");
                    });
                    framework.call("RECONCILE", "{}");
                    framework.awaitAll("UPDATE acknowledged", "UPDATE ahead", "UPDATE ended", "UPDATE silent");
                    framework.fence();
                    Operator operator = stage.operator();
                    JsonNode ahead = task(operator.call("{type: 'GET_TASKS'}"), "ahead");
                    operator.show("state", ahead.path("state"));
                    operator.show("state last told", ahead.path("status_update_state"));
                    executor.exit(0);
                });
    }

    private static Scenario explicitly() {
        return Scenario.of(
                        "reconcile-known",
                        "RECONCILE of a known task tells health, checks and container; a wrong agent does not matter")
                .proves("B148", "B123", "B129")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = started(stage, framework, "e1");
                    ObjectNode status = executor.status("t1", "TASK_RUNNING");
                    status.put("healthy", true).put("data", "aGVsbG8=").put("message", "all is well");
                    status.set("labels", Json.object("{labels: [{key: 'a', value: 'b'}]}"));
                    status.set("check_status", Json.object("{type: 'COMMAND', command: {exit_code: 3}}"));
                    executor.update(status);
                    framework.acknowledge(framework.update("t1"));
                    reconcile(framework, "t1");
                    framework.update("t1");
                    framework.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}, agent_id: {value: 'no-agent'}}]}");
                    framework.update("t1");
                    executor.exit(0);
                });
    }

    private static Scenario awayFromUpdates() {
        return Scenario.of(
                        "updates-while-away",
                        "An update for a framework that is away waits at the agent; the master knows it all the same")
                .proves("B144", "B147")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 100.0))
                            .subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = started(stage, framework, "e1");
                    executor.update("t1", "TASK_STARTING");
                    framework.acknowledge(framework.update("t1"));
                    framework.disconnect();
                    Operator operator = stage.operator();
                    stage.until(
                            "the master to see it go",
                            () -> !stage.json("/state")
                                    .at("/frameworks/0/connected")
                                    .asBoolean(true));
                    executor.update("t1", "TASK_RUNNING");
                    stage.until(
                            "the master to know of the update",
                            () -> stage.json("/state")
                                    .at("/frameworks/0/tasks/0/state")
                                    .asString("")
                                    .equals("TASK_RUNNING"));
                    JsonNode known = task(operator.call("{type: 'GET_TASKS'}"), "t1");
                    operator.show("state", known.path("state"));
                    operator.show("state last told", known.path("status_update_state"));
                    framework.subscribe();
                    framework.acknowledge(framework.update("t1"));
                    executor.exit(0);
                });
    }

    private static Scenario earlyAcknowledgement() {
        return Scenario.of(
                        "acknowledge-early",
                        "An ACKNOWLEDGE of an update that the master has not sent is dropped, and counted")
                .proves("B137")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = started(stage, framework, "e1");
                    String dropped = "invalid_status_update_acknowledgements";
                    double before = metric(stage, dropped);
                    ObjectNode status = executor.status("t1", "TASK_RUNNING");
                    framework.call(
                            "ACKNOWLEDGE",
                            "{agent_id: {value: '%s'}, task_id: {value: 't1'}, uuid: '%s'}",
                            offer.agentId(),
                            status.path("uuid").asString());
                    framework.fence();
                    stage.note("dropped: " + (metric(stage, dropped) - before));
                    executor.update(status);
                    framework.acknowledge(framework.update("t1"));
                    framework.fence();
                    stage.note("dropped: " + (metric(stage, dropped) - before));
                    executor.update("t1", "TASK_FINISHED");
                    framework.update("t1");
                    executor.exit(0);
                });
    }

    private static double metric(Stage stage, String name) {
        return stage.json("/metrics/snapshot").path("master/" + name).asDouble();
    }

    /** What the master kept of the framework's end. */
    private static void showCompleted(Operator operator, Framework framework, JsonNode frameworks) {
        frameworks
                .path("completed_frameworks")
                .valueStream()
                .filter(completed -> completed.path("id").asString().equals(framework.id()))
                .forEach(completed -> {
                    operator.show("active", completed.path("active"));
                    operator.show("connected", completed.path("connected"));
                    completed.path("completed_tasks").forEach(task -> {
                        operator.show("state", task.path("state"));
                        operator.show(
                                "states",
                                task.at("/statuses")
                                        .path(task.path("statuses").size() - 1)
                                        .path("state"));
                    });
                });
    }

    private static Scenario tornDown() {
        return Scenario.of(
                        "teardown",
                        "TEARDOWN ends a framework: its stream closes without a word on its tasks, its executors shut down")
                .proves("B167")
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            launch(offer, withExecutor("t1", framework, "e1"), command("t2", "sleep 100")));
                    Executor executor = started(stage, framework, "e1");
                    stage.quietly(() -> {
                        framework.until("t2", "TASK_RUNNING");
                        executor.update("t1", "TASK_RUNNING");
                        framework.update("t1");
                    });
                    framework.call("TEARDOWN", "");
                    framework.end();
                    stream.event("FRAMEWORK_REMOVED");
                    executor.await("SHUTDOWN");
                    Operator operator = stage.operator();
                    showCompleted(operator, framework, operator.get("/frameworks"));
                    framework.call("REVIVE", "{}");
                    executor.exit(0);
                });
    }

    private static Scenario tornDownByOperator() {
        return Scenario.of(
                        "teardown-by-operator", "An operator tears a framework down: all goes as by its own TEARDOWN")
                .proves("B168")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = started(stage, framework, "e1");
                    executor.update("t1", "TASK_RUNNING");
                    framework.update("t1");
                    Operator operator = stage.operator();
                    operator.call(
                            "{type: 'TEARDOWN', teardown: {framework_id: {value: '%s'}}}".formatted(framework.id()));
                    framework.end();
                    executor.await("SHUTDOWN");
                    showCompleted(operator, framework, operator.get("/frameworks"));
                    framework.subscribe().end();
                    executor.exit(0);
                });
    }

    private static Scenario timesOut() {
        return Scenario.of("failover-time-out", "A framework that stays away too long is removed, as by TEARDOWN")
                .proves("B168")
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 1.0))
                            .subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = started(stage, framework, "e1");
                    executor.update("t1", "TASK_RUNNING");
                    framework.update("t1");
                    stage.within(900, 3000, "removed", () -> {
                        framework.disconnect();
                        stream.event("FRAMEWORK_REMOVED");
                    });
                    executor.await("SHUTDOWN");
                    Operator operator = stage.operator();
                    showCompleted(operator, framework, operator.get("/frameworks"));
                    framework.subscribe().end();
                    executor.exit(0);
                });
    }

    private static Scenario operatorsHear() {
        return Scenario.of(
                        "operators-hear-of-subscriptions",
                        "Operators hear of a new framework, of each that comes again, and twice of an id that is new")
                .proves("B30")
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    stage.hide("\\b1[78]\\d{17}\\b", "nanoseconds");
                    stage.quietly(() -> {
                        stream.event("SUBSCRIBED");
                        stream.event("HEARTBEAT");
                    });
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 100.0))
                            .subscribe();
                    stream.event();
                    framework.subscribe();
                    stream.event();
                    Framework unknown = stage.framework("unknown")
                            .id(UUID.randomUUID() + "-0000")
                            .subscribe();
                    stream.event();
                    stream.event();
                    stage.quietly(() -> unknown.call("TEARDOWN", ""));
                });
    }

    private static Scenario operatorsHearOfUpdates() {
        return Scenario.of("operators-hear-of-updates", "Operators hear of an UPDATE_FRAMEWORK that changes something")
                .proves("B34")
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    stage.hide("\\b1[78]\\d{17}\\b", "nanoseconds");
                    stage.quietly(() -> {
                        stream.event("SUBSCRIBED");
                        stream.event("HEARTBEAT");
                    });
                    Framework framework = stage.framework().subscribe();
                    stage.quietly(() -> stream.event("FRAMEWORK_ADDED"));
                    ObjectNode info = framework.info().deepCopy();
                    info.set("id", Json.object("{value: '%s'}", framework.id()));
                    update(framework, info);
                    update(framework, info.deepCopy().put("name", "another"));
                    stream.event();
                    framework.call("TEARDOWN", "");
                    framework.end();
                    stream.event();
                });
    }

    private static void update(Framework framework, ObjectNode info) {
        ObjectNode body = Json.object("{}");
        body.set("framework_info", info);
        framework.call("UPDATE_FRAMEWORK", body);
    }
}
