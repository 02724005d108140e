package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.Framework.operation;
import static io.mesosframework.conformance.suite.Launch.command;
import static io.mesosframework.conformance.suite.Launch.withExecutor;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A master ends, and another one leads that has nothing but the registry. */
public final class MasterScenarios implements Book {
    /** Agents look for a master after two seconds without a ping. */
    private static final Needs SEARCHING = Needs.oneAgent()
            .masterFlag("agent_ping_timeout", "1secs")
            .masterFlag("max_agent_ping_timeouts", "2")
            .agentFlag("executor_reregistration_timeout", "4secs");

    @Override
    public List<Scenario> scenarios() {
        return List.of(comesBack(), neverBack(), knows(), goneBeforeItIsBack(), quotaWaits(), quotaConsumed());
    }

    private static Framework checkpointing(Stage stage, String name, double failoverTimeout) {
        return stage.framework(name)
                .info(i -> i.put("checkpoint", true).put("failover_timeout", failoverTimeout))
                .subscribe();
    }

    private static void newLeader(Stage stage) {
        stage.killMaster(1);
        stage.startMaster(1);
        stage.untilLeader();
    }

    private static void reconcile(Framework framework, String task, String agentId) {
        framework.call("RECONCILE", "{tasks: [{task_id: {value: '%s'}, agent_id: {value: '%s'}}]}", task, agentId);
    }

    private static JsonNode framework(Operator operator, String id) {
        return operator.call("{type: 'GET_FRAMEWORKS'}")
                .at("/get_frameworks/frameworks")
                .valueStream()
                .filter(framework ->
                        framework.at("/framework_info/id/value").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void showStanding(Operator operator, String id) {
        JsonNode framework = framework(operator, id);
        operator.show("active", framework.path("active"));
        operator.show("connected", framework.path("connected"));
        operator.show("recovered", framework.path("recovered"));
    }

    private static Scenario comesBack() {
        return Scenario.of(
                        "new-leader-framework-first",
                        "A new leader knows only agents; a framework comes back before its agent, and is answered what is sure")
                .proves("F31", "F32", "F34", "F35", "B149", "B151")
                .on(SEARCHING)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework", 100);
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1");
                    stage.quietly(() -> {
                        executor.subscribe().await("LAUNCH");
                        executor.update("t1", "TASK_RUNNING");
                        framework.until("t1", "TASK_RUNNING");
                    });
                    Offer old = framework.offer();
                    stage.killMaster(1);
                    framework.end();
                    stage.killAgent(1);
                    stage.startMaster(1);
                    stage.untilLeader();
                    Operator operator = stage.operator();
                    JsonNode agents = operator.call("{type: 'GET_AGENTS'}").path("get_agents");
                    operator.show("agents", agents.path("agents"));
                    operator.show("recovered agent", agents.at("/recovered_agents/0/id"));
                    operator.show("frameworks", operator.call("{type: 'GET_FRAMEWORKS'}"));
                    operator.show("tasks", operator.call("{type: 'GET_TASKS'}"));
                    framework.subscribe();
                    reconcile(framework, "t1", old.agentId());
                    framework.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}}]}");
                    framework.call("RECONCILE", "{}");
                    framework.accept(old, launch(old, command("t2", "true")));
                    framework.update("t2");
                    reconcile(framework, "t3", "no-agent");
                    framework.update("t3");
                    stage.startAgent(1);
                    executor.resubscribe();
                    stage.untilAgents(1);
                    reconcile(framework, "t1", old.agentId());
                    framework.update("t1");
                    framework.offer();
                    framework.kill("t1");
                    executor.await("KILL");
                    executor.update("t1", "TASK_KILLED");
                    framework.update("t1");
                    executor.exit(0);
                });
    }

    private static Scenario neverBack() {
        return Scenario.of(
                        "new-leader-agent-first",
                        "A framework known from its agents only is recovered, waits for ever, and comes to life by SUBSCRIBE")
                .proves("F32", "B31", "B171")
                .on(SEARCHING)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework", 1);
                    framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    newLeader(stage);
                    stage.untilAgents(1);
                    Operator operator = stage.operator();
                    showStanding(operator, framework.id());
                    JsonNode tasks = operator.call("{type: 'GET_TASKS'}").path("get_tasks");
                    operator.show("task", tasks.at("/tasks/0/state"));
                    operator.show("orphans", tasks.path("orphan_tasks"));
                    Framework witness = stage.framework("witness").subscribe();
                    witness.silence(Duration.ofMillis(1500));
                    showStanding(operator, framework.id());
                    framework.subscribe();
                    showStanding(operator, framework.id());
                    framework.call("RECONCILE", "{}");
                    framework.update("t1");
                    framework.kill("t1");
                    framework.update("t1");
                });
    }

    private static Scenario knows() {
        return Scenario.of(
                        "new-leader-registry",
                        "A new leader knows who is unreachable, gone or drained, and quota, weights and maintenance")
                .proves("F31", "F40")
                .on(SEARCHING.agents(3).alone())
                .steps(stage -> {
                    Operator operator = stage.operator();
                    String[] ids = new String[4];
                    for (int i = 1; i <= 3; i++) {
                        String port = stage.agent(i).replaceAll(".*:", "");
                        ids[i] = stage.json("/slaves")
                                .path("slaves")
                                .valueStream()
                                .filter(agent -> agent.path("port").asString().equals(port))
                                .findFirst()
                                .orElseThrow()
                                .path("id")
                                .asString();
                    }
                    operator.call(
                            "{type: 'MARK_AGENT_GONE', mark_agent_gone: {agent_id: {value: '%s'}}}".formatted(ids[1]));
                    operator.call("{type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: '%s'}}}".formatted(ids[2]));
                    Framework framework = checkpointing(stage, "framework", 100);
                    stage.killAgent(3);
                    framework.await("FAILURE");
                    operator.call(
                            "{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'a', limits: {cpus: {value: 2}}}]}}");
                    operator.call(
                            "{type: 'UPDATE_WEIGHTS', update_weights: {weight_infos: [{role: 'b', weight: 2.5}]}}");
                    operator.call(
                            "{type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: {schedule: {windows: [{machine_ids: [{hostname: 'elsewhere'}], unavailability: {start: {nanoseconds: 2000000000000000000}}}]}}}");
                    operator.call(
                            "{type: 'START_MAINTENANCE', start_maintenance: {machines: [{hostname: 'elsewhere'}]}}");
                    newLeader(stage);
                    stage.until(
                            "the drained agent",
                            () -> stage.json("/slaves").path("slaves").size() == 1);
                    operator.show("quota", operator.call("{type: 'GET_QUOTA'}"));
                    operator.show("weights", operator.call("{type: 'GET_WEIGHTS'}"));
                    operator.show("schedule", operator.call("{type: 'GET_MAINTENANCE_SCHEDULE'}"));
                    operator.show("status", operator.call("{type: 'GET_MAINTENANCE_STATUS'}"));
                    JsonNode drained = stage.json("/slaves").at("/slaves/0");
                    operator.show("draining", drained.path("drain_info"));
                    operator.show("deactivated", drained.path("deactivated"));
                    framework.subscribe();
                    reconcile(framework, "t1", ids[1]);
                    framework.update("t1");
                    reconcile(framework, "t2", ids[2]);
                    framework.update("t2");
                    reconcile(framework, "t3", ids[3]);
                    framework.update("t3");
                    framework.noOffer(Duration.ofMillis(400));
                    operator.call("{type: 'REACTIVATE_AGENT', reactivate_agent: {agent_id: {value: '%s'}}}"
                            .formatted(ids[2]));
                    framework.offer();
                });
    }

    private static Scenario goneBeforeItIsBack() {
        return Scenario.of(
                        "recovered-agent-gone",
                        "An agent that a new leader waits for is marked gone: nobody is told, and it may not come back")
                .proves("F24", "F25")
                .on(SEARCHING.alone())
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework", 100);
                    Offer offer = framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killMaster(1);
                    stage.killAgent(1);
                    stage.startMaster(1);
                    stage.untilLeader();
                    framework.subscribe();
                    stage.operator()
                            .call("{type: 'MARK_AGENT_GONE', mark_agent_gone: {agent_id: {value: '%s'}}}"
                                    .formatted(offer.agentId()));
                    reconcile(framework, "t1", offer.agentId());
                    framework.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}}]}");
                    reconcile(framework, "t2", "no-agent");
                    framework.update("t2");
                    stage.startAgent(1);
                    stage.untilAgentEnds(1);
                    reconcile(framework, "t1", offer.agentId());
                    reconcile(framework, "t3", "no-agent");
                    framework.update("t3");
                    stage.wipeAgent(1);
                    stage.startAgent(1);
                    framework.offer();
                });
    }

    private static Scenario quotaWaits() {
        return Scenario.of(
                        "new-leader-quota",
                        "With a quota, a new leader offers nothing before most of its agents are back")
                .proves("F18")
                .on(SEARCHING
                        .resources("cpus:%d;mem:1024;disk:1000;ports:[31000-31009]")
                        .agents(3)
                        .alone())
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework", 100);
                    framework.offers(3);
                    stage.operator()
                            .call(
                                    "{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'a', limits: {cpus: {value: 2}}}]}}");
                    stage.killMaster(1);
                    for (int i = 1; i <= 3; i++) {
                        stage.killAgent(i);
                    }
                    stage.startMaster(1);
                    stage.untilLeader();
                    framework.subscribe();
                    stage.startAgent(1);
                    stage.untilAgents(1);
                    framework.noOffer(Duration.ofMillis(700));
                    stage.startAgent(2);
                    stage.untilAgents(2);
                    framework.offers(2);
                });
    }

    private static Scenario quotaConsumed() {
        return Scenario.of(
                        "quota-consumed",
                        "Of a quota is consumed what is allocated or reserved; what is only offered is not")
                .proves("F17")
                .steps(stage -> {
                    Operator operator = stage.operator();
                    operator.call(
                            "{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'quota-consumed', limits: {cpus: {value: 1}}}]}}");
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    showQuota(operator);
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 0}",
                            operation("RESERVE", "{resources: [%s]}", reserved(0.3)),
                            launch(offer, command("t1", "sleep 100")));
                    framework.until("t1", "TASK_RUNNING");
                    Offer rest = framework.offer();
                    showQuota(operator);
                    framework.accept(
                            List.of(rest.id()),
                            "{refuse_seconds: 0}",
                            operation("UNRESERVE", "{resources: [%s]}", reserved(0.3)));
                    framework.offer(o -> o.amount("cpus") > 0.8);
                    showQuota(operator);
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                    operator.call("{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'quota-consumed'}]}}");
                });
    }

    private static String reserved(double cpus) {
        return "{name: 'cpus', type: 'SCALAR', scalar: {value: " + cpus
                + "}, reservations: [{type: 'DYNAMIC', role: 'quota-consumed'}]}";
    }

    private static void showQuota(Operator operator) {
        operator.show(
                "quota",
                operator.get("/roles")
                        .path("roles")
                        .valueStream()
                        .filter(role -> role.path("name").asString().equals("quota-consumed"))
                        .findFirst()
                        .orElseThrow()
                        .path("quota"));
    }
}
