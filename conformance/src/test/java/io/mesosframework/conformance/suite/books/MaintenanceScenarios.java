package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.Launch.command;
import static io.mesosframework.conformance.suite.Launch.withExecutor;
import static io.mesosframework.conformance.suite.books.LaunchCalls.launchOnly;
import static io.mesosframework.conformance.suite.books.LaunchCalls.running;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Stage.Seen;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Machines are maintained, and agents drained. */
public final class MaintenanceScenarios implements Book {
    private static final String MACHINE = "{hostname: '127.0.0.1', ip: '127.0.0.1'}";

    /** An agent that was drained drops launches until the last executor has ended, also after REACTIVATE_AGENT. */
    private static final Needs DRAINED = Needs.oneAgent().alone();

    /** Agents that are away are waited for. */
    private static final Needs PATIENT = Needs.oneAgent()
            .agentFlag("executor_reregistration_timeout", "4secs")
            .alone();

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                scheduled(),
                answered(),
                begun(),
                drained(),
                graceOfDraining(),
                drainedAndGone(),
                launchDuringDrain(),
                drainedWhileAway());
    }

    private static void schedule(Operator operator, String windows) {
        operator.call("{type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: {schedule: {windows: [%s]}}}"
                .formatted(windows));
    }

    private static String window(String start) {
        return "{machine_ids: [%s], unavailability: {start: {nanoseconds: %s}, duration: {nanoseconds: 1000000000}}}"
                .formatted(MACHINE, start);
    }

    private static void machines(Operator operator, String type, String field) {
        operator.call("{type: '%s', %s: {machines: [%s]}}".formatted(type, field, MACHINE));
    }

    private static void drain(Operator operator, String agentId, String more) {
        operator.call("{type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: '%s'}%s}}".formatted(agentId, more));
    }

    private static void reactivate(Operator operator, String agentId) {
        operator.call("{type: 'REACTIVATE_AGENT', reactivate_agent: {agent_id: {value: '%s'}}}".formatted(agentId));
    }

    private static JsonNode status(Operator operator) {
        return operator.call("{type: 'GET_MAINTENANCE_STATUS'}").at("/get_maintenance_status/status");
    }

    private static JsonNode agent(Stage stage) {
        return stage.json("/slaves").at("/slaves/0");
    }

    private static double connected(Stage stage) {
        return stage.json("/metrics/snapshot").path("master/slaves_connected").asDouble();
    }

    private static void untilDrained(Stage stage) {
        stage.until(
                "the end of draining",
                () -> agent(stage).at("/drain_info/state").asString("").equals("DRAINED"));
    }

    private static Scenario scheduled() {
        return Scenario.of(
                        "maintenance-scheduled",
                        "Maintenance is scheduled, put off and called off: offers say so, and who is there is asked to leave")
                .proves("B114", "B115", "B117", "F41")
                .steps(stage -> {
                    Framework user = stage.framework("user").subscribe();
                    launchOnly(user, command("t1", "sleep 100"));
                    user.until("t1", "TASK_RUNNING");
                    Framework idle = stage.framework("idle")
                            .subscribing("{suppressed_roles: ['maintenance-scheduled']}")
                            .subscribe();
                    Framework holder = stage.framework("holder").subscribe();
                    holder.offer();
                    Operator operator = stage.operator();
                    schedule(operator, window("2000000000000000000"));
                    holder.await("RESCIND");
                    holder.show("unavailability", holder.offer().tree().path("unavailability"));
                    holder.await("INVERSE_OFFERS");
                    user.await("INVERSE_OFFERS");
                    idle.fence();
                    schedule(operator, window("2100000000000000000"));
                    user.await("RESCIND_INVERSE_OFFER");
                    user.await("INVERSE_OFFERS");
                    holder.awaitAll("RESCIND", "RESCIND_INVERSE_OFFER");
                    holder.show("unavailability", holder.offer().tree().path("unavailability"));
                    holder.await("INVERSE_OFFERS");
                    schedule(operator, "");
                    user.await("RESCIND_INVERSE_OFFER");
                    holder.awaitAll("RESCIND", "RESCIND_INVERSE_OFFER");
                    holder.show("unavailability", holder.offer().tree().path("unavailability"));
                    user.kill("t1");
                    user.update("t1");
                });
    }

    private static Scenario answered() {
        return Scenario.of(
                        "inverse-offers-answered",
                        "Answers to inverse offers are kept for the operator, and ask for some time of quiet")
                .proves("B116", "B110")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    launchOnly(framework, command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    Operator operator = stage.operator();
                    schedule(operator, window("2000000000000000000"));
                    Seen first = framework.await("INVERSE_OFFERS");
                    String id = first.at("/inverse_offers/inverse_offers/0/id/value");
                    stage.within(900, 3000, "asked again", () -> {
                        framework.call(
                                "ACCEPT_INVERSE_OFFERS",
                                "{inverse_offer_ids: [{value: 'no-offer'}, {value: '%s'}], filters: {refuse_seconds: 1}}",
                                id);
                        framework.await("INVERSE_OFFERS");
                    });
                    stage.hide("\\b1[78]\\d{17}\\b", "nanoseconds");
                    operator.show("status", status(operator));
                    framework.call(
                            "DECLINE_INVERSE_OFFERS",
                            "{inverse_offer_ids: [{value: '%s'}], filters: {refuse_seconds: 1}}",
                            id);
                    operator.show("status", status(operator));
                    framework.call("REVIVE", "{}");
                    schedule(operator, "");
                    framework.await("RESCIND_INVERSE_OFFER");
                    operator.show("status", status(operator));
                    framework.kill("t1");
                    framework.update("t1");
                });
    }

    private static Scenario begun() {
        return Scenario.of(
                        "maintenance-begun",
                        "Maintenance begins: the machine's agent ends with all its tasks, and none may come until it is over")
                .proves("F42", "B128")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = running(stage, framework, "e1", "t1");
                    Operator operator = stage.operator();
                    machines(operator, "START_MAINTENANCE", "start_maintenance");
                    schedule(operator, window("2000000000000000000"));
                    framework.await("INVERSE_OFFERS");
                    framework.offer(offer -> offer.tree().has("unavailability"));
                    machines(operator, "START_MAINTENANCE", "start_maintenance");
                    framework.awaitAll("UPDATE t1", "FAILURE", "RESCIND", "RESCIND_INVERSE_OFFER");
                    executor.await("SHUTDOWN");
                    executor.exit(0);
                    stage.untilAgentEnds(1);
                    framework.fence();
                    operator.show("status", status(operator));
                    stage.startAgent(1);
                    stage.untilAgentEnds(1);
                    machines(operator, "STOP_MAINTENANCE", "stop_maintenance");
                    operator.show("status", status(operator));
                    stage.startAgent(1);
                    framework.show("unavailability", framework.offer().tree().path("unavailability"));
                });
    }

    private static Scenario drained() {
        return Scenario.of(
                        "agent-drained",
                        "An agent is drained when the ends of all its tasks are acknowledged, and used again when its executors have ended")
                .proves("F37", "F38", "F39", "B133", "C36", "C54")
                .on(DRAINED)
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = running(stage, framework, "e1", "t1");
                    Offer held = framework.offer();
                    Operator operator = stage.operator();
                    drain(operator, held.agentId(), ", max_grace_period: {seconds: 5}");
                    framework.await("RESCIND");
                    executor.await("KILL");
                    executor.update("t1", "TASK_KILLING");
                    framework.acknowledge(framework.update("t1"));
                    executor.update("t1", "TASK_KILLED");
                    Seen end = framework.update("t1");
                    framework.fence();
                    operator.show("draining", agent(stage).path("drain_info"));
                    operator.show("deactivated", agent(stage).path("deactivated"));
                    reactivate(operator, held.agentId());
                    framework.acknowledge(end);
                    untilDrained(stage);
                    operator.show("draining", agent(stage).path("drain_info"));
                    framework.noOffer(Duration.ofMillis(400));
                    reactivate(operator, held.agentId());
                    operator.show("draining", agent(stage).path("drain_info"));
                    operator.show("deactivated", agent(stage).path("deactivated"));
                    Offer again = framework.offer();
                    framework.call("SUPPRESS", "{}");
                    framework.accept(again, launch(again, command("t2", "sleep 100")));
                    framework.acknowledge(framework.update("t2"));
                    executor.exit(0);
                    framework.await("FAILURE");
                    stage.until(
                            "the end of all on the agent",
                            () -> stage.json(stage.agent(1), "/state")
                                    .path("frameworks")
                                    .isEmpty());
                    framework.call("REVIVE", "{}");
                    launchOnly(framework, command("t3", "sleep 100"));
                    framework.until("t3", "TASK_RUNNING");
                    framework.kill("t3");
                    framework.until("t3", "TASK_KILLED");
                });
    }

    private static Scenario graceOfDraining() {
        return Scenario.of(
                        "agent-drain-grace",
                        "Draining gives each task the shorter of its own time and the operator's; again with other limits")
                .proves("F37")
                .on(DRAINED)
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 1000}",
                            launch(
                                    offer,
                                    withGrace(withExecutor("patient", framework, "e1"), 9),
                                    withExecutor("plain", framework, "e2"),
                                    withGrace(withExecutor("quick", framework, "e3"), 1)));
                    Executor patient = running(stage, framework, "e1", "patient");
                    Executor plain = running(stage, framework, "e2", "plain");
                    Executor quick = running(stage, framework, "e3", "quick");
                    Operator operator = stage.operator();
                    for (String limit :
                            List.of(", max_grace_period: {seconds: 5}", ", max_grace_period: {seconds: 2}", "")) {
                        drain(operator, offer.agentId(), limit);
                        patient.await("KILL");
                        plain.await("KILL");
                        quick.await("KILL");
                    }
                    stage.quietly(() -> {
                        patient.update("patient", "TASK_KILLED");
                        framework.until("patient", "TASK_KILLED");
                        plain.update("plain", "TASK_KILLED");
                        framework.until("plain", "TASK_KILLED");
                        quick.update("quick", "TASK_KILLED");
                        framework.until("quick", "TASK_KILLED");
                        for (Executor executor : List.of(patient, plain, quick)) {
                            executor.exit(0);
                            framework.await("FAILURE");
                        }
                    });
                    untilDrained(stage);
                    reactivate(operator, offer.agentId());
                });
    }

    private static ObjectNode withGrace(ObjectNode task, int seconds) {
        task.set("kill_policy", Json.object("{grace_period: {nanoseconds: %s000000000}}", seconds));
        return task;
    }

    private static Scenario drainedAndGone() {
        return Scenario.of(
                        "agent-drained-gone",
                        "An agent drained to be gone: even a task that is only being killed is gone, and then the agent is")
                .proves("C36", "F39", "F24")
                .on(PATIENT)
                .steps(stage -> {
                    Framework aware = stage.framework("aware")
                            .capabilities("MULTI_ROLE", "PARTITION_AWARE", "TASK_KILLING_STATE")
                            .subscribe();
                    launchOnly(aware, withExecutor("t1", aware, "e1"), withExecutor("t2", aware, "e2"));
                    Executor first = running(stage, aware, "e1", "t1");
                    Executor second = running(stage, aware, "e2", "t2");
                    Framework old =
                            stage.framework("old").capabilities("MULTI_ROLE").subscribe();
                    launchOnly(old, withExecutor("t3", old, "e3"));
                    Executor third = running(stage, old, "e3", "t3");
                    String agentId = agent(stage).path("id").asString();
                    drain(stage.operator(), agentId, ", mark_gone: true");
                    first.await("KILL");
                    first.update("t1", "TASK_KILLING");
                    aware.acknowledge(aware.update("t1"));
                    second.await("KILL");
                    second.update("t2", "TASK_KILLED");
                    aware.acknowledge(aware.update("t2"));
                    third.await("KILL");
                    third.update("t3", "TASK_KILLED");
                    old.acknowledge(old.update("t3"));
                    old.await("FAILURE");
                    aware.await("FAILURE");
                    stage.quietly(() -> {
                        for (Executor executor : List.of(first, second, third)) {
                            executor.await("SHUTDOWN");
                            executor.exit(0);
                        }
                    });
                    stage.untilAgentEnds(1);
                    aware.fence();
                    stage.wipeAgent(1);
                    stage.startAgent(1);
                    stage.untilAgents(1);
                });
    }

    private static Scenario launchDuringDrain() {
        return Scenario.of("launch-during-drain", "What is still being launched when the agent is drained is killed")
                .proves("F38", "B133")
                .on(DRAINED)
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    stage.pauseAgent(1);
                    framework.accept(offer, launch(offer, command("t1", "sleep 100")));
                    framework.fence();
                    Operator operator = stage.operator();
                    drain(operator, offer.agentId(), "");
                    stage.resumeAgent(1);
                    framework.acknowledge(framework.update("t1"));
                    untilDrained(stage);
                    reactivate(operator, offer.agentId());
                });
    }

    private static Scenario drainedWhileAway() {
        return Scenario.of(
                        "agent-drained-while-away",
                        "An agent that is away is drained when it is back, and stays so when it is restarted")
                .proves("F40")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    Offer offer = framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = running(stage, framework, "e1", "t1");
                    stage.killAgent(1);
                    stage.untilAgents(0);
                    Operator operator = stage.operator();
                    drain(operator, offer.agentId(), "");
                    stage.startAgent(1);
                    executor.resubscribe();
                    executor.await("KILL");
                    executor.update("t1", "TASK_KILLED");
                    framework.acknowledge(framework.update("t1"));
                    untilDrained(stage);
                    executor.exit(0);
                    framework.await("FAILURE");
                    stage.killAgent(1);
                    stage.until("the master to see its end", () -> connected(stage) == 0);
                    stage.startAgent(1);
                    stage.until("its return", () -> connected(stage) == 1);
                    operator.show("draining", agent(stage).path("drain_info"));
                    framework.noOffer(Duration.ofMillis(400));
                    reactivate(operator, offer.agentId());
                    framework.offer();
                });
    }
}
