package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;
import static io.mesosframework.conformance.suite.Launch.command;
import static io.mesosframework.conformance.suite.Launch.withExecutor;
import static io.mesosframework.conformance.suite.books.LaunchCalls.launchOnly;
import static io.mesosframework.conformance.suite.books.LaunchCalls.running;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.time.Duration;
import java.util.List;

/** Agents fall silent, end, come back as they were or otherwise, and are given up. */
public final class AgentScenarios implements Book {
    /** Agents that are away are waited for. */
    private static final Needs PATIENT = Needs.oneAgent().agentFlag("executor_reregistration_timeout", "4secs");

    /** Agents that are away are unreachable after two seconds. */
    private static final Needs IMPATIENT =
            PATIENT.masterFlag("agent_ping_timeout", "1secs").masterFlag("max_agent_ping_timeouts", "2");

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                killWhileAway(),
                disconnected(),
                executorsFirst(),
                unknownToTheAgent(),
                completedMeanwhile(),
                cutOff(),
                toldOnce(),
                gone(),
                goneWhileAway(),
                shutsDown(),
                replaced(),
                rebooted(),
                grows(),
                shrinks());
    }

    private static Framework checkpointing(Stage stage, String name) {
        return stage.framework(name).info(i -> i.put("checkpoint", true)).subscribe();
    }

    private static Scenario killWhileAway() {
        return Scenario.of(
                        "agent-away-kill",
                        "A KILL for an agent that is away is sent when it is back, without its policy")
                .proves("B161", "C49")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = running(stage, framework, "e1", "t1");
                    stage.killAgent(1);
                    stage.untilAgents(0);
                    framework.call(
                            "KILL", "{task_id: {value: 't1'}, kill_policy: {grace_period: {nanoseconds: 7000000000}}}");
                    stage.startAgent(1);
                    executor.resubscribe();
                    executor.await("KILL");
                    executor.update("t1", "TASK_KILLED");
                    framework.update("t1");
                });
    }

    private static Scenario disconnected() {
        return Scenario.of(
                        "agent-disconnected",
                        "The connection to an agent breaks: who does not checkpoint has lost all he had there")
                .proves("F21", "B128", "C52")
                .on(PATIENT)
                .steps(stage -> {
                    Framework volatileOne = stage.framework("volatile").subscribe();
                    launchOnly(volatileOne, withExecutor("t1", volatileOne, "e1"), command("t2", "sleep 100"));
                    running(stage, volatileOne, "e1", "t1");
                    volatileOne.until("t2", "TASK_RUNNING");
                    Framework kept = checkpointing(stage, "kept");
                    kept.launch(command("t3", "sleep 100"));
                    kept.until("t3", "TASK_RUNNING");
                    kept.offer();
                    stage.killAgent(1);
                    volatileOne.awaitAll("UPDATE t1", "UPDATE t2");
                    kept.await("RESCIND");
                    volatileOne.fence();
                    kept.fence();
                    kept.call("RECONCILE", "{tasks: [{task_id: {value: 't3'}}]}");
                    kept.update("t3");
                    stage.startAgent(1);
                    stage.untilAgents(1);
                    volatileOne.call("RECONCILE", "{}");
                    volatileOne.fence();
                    kept.kill("t3");
                    kept.until("t3", "TASK_KILLED");
                });
    }

    private static Scenario executorsFirst() {
        return Scenario.of(
                        "agent-waits-for-executors",
                        "An agent that is back gives its executors all the time they may take before it registers")
                .proves("C50", "C51")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    Offer offer = framework.offer();
                    framework.accept(
                            List.of(offer.id()),
                            "{refuse_seconds: 1000}",
                            launch(offer, withExecutor("t1", framework, "e1"), withExecutor("t2", framework, "e2")));
                    Executor first = running(stage, framework, "e1", "t1");
                    Executor second = running(stage, framework, "e2", "t2");
                    stage.killAgent(1);
                    stage.untilAgents(0);
                    second.die(9);
                    Operator operator = stage.operator();
                    stage.within(3500, 15000, "the agent registers", () -> {
                        stage.startAgent(1);
                        first.resubscribe();
                        operator.show("active", operator.get("/slaves").at("/slaves/0/active"));
                        framework.update("t2");
                    });
                    operator.show("agent", operator.get("/slaves").at("/slaves/0/active"));
                });
    }

    private static Scenario unknownToTheAgent() {
        return Scenario.of(
                        "agent-lost-a-launch",
                        "What the master launched and the agent never heard of is dropped when it is back, to be acknowledged")
                .proves("F28", "B129", "B135")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    Offer offer = framework.offer();
                    stage.pauseAgent(1);
                    framework.accept(
                            List.of(offer.id()), "{refuse_seconds: 1000}", launch(offer, command("t1", "sleep 100")));
                    framework.fence();
                    stage.killAgent(1);
                    stage.startAgent(1);
                    framework.acknowledge(framework.update("t1"));
                    framework.call("RECONCILE", "{}");
                    framework.fence();
                });
    }

    private static Scenario completedMeanwhile() {
        return Scenario.of(
                        "agent-back-after-teardown",
                        "A framework that ended while the agent was away is shut down there")
                .proves("F29")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = running(stage, framework, "e1", "t1");
                    stage.killAgent(1);
                    stage.untilAgents(0);
                    framework.call("TEARDOWN", "");
                    framework.end();
                    stage.startAgent(1);
                    executor.resubscribe();
                    executor.await("SHUTDOWN");
                    executor.exit(0);
                });
    }

    private static Scenario cutOff() {
        return Scenario.of(
                        "agent-cut-off",
                        "An agent is unreachable for a while: what frameworks with and without PARTITION_AWARE are told")
                .proves("F22", "F23", "B128", "B143", "B146", "B172")
                .on(IMPATIENT)
                .steps(stage -> {
                    Framework aware = checkpointing(stage, "aware");
                    launchOnly(aware, withExecutor("t1", aware, "e1"));
                    Executor executor = running(stage, aware, "e1", "t1");
                    Framework old = stage.framework("old")
                            .info(i -> i.put("checkpoint", true))
                            .capabilities("MULTI_ROLE")
                            .subscribe();
                    old.launch(command("t2", "sleep 100"));
                    old.until("t2", "TASK_RUNNING");
                    Offer held = old.offer();
                    stage.pauseAgent(1);
                    aware.awaitAll("UPDATE t1", "FAILURE");
                    old.awaitAll("UPDATE t2", "FAILURE", "RESCIND");
                    aware.call("RECONCILE", "{}");
                    aware.call(
                            "RECONCILE",
                            "{tasks: [{task_id: {value: 't1'}, agent_id: {value: '%s'}}]}",
                            held.agentId());
                    aware.update("t1");
                    aware.fence();
                    Thread speaks = new Thread(
                            () -> {
                                try {
                                    stage.quietly(() -> executor.update("t1", "TASK_FINISHED"));
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            "executor-speaks");
                    speaks.start();
                    aware.silence(Duration.ofMillis(300));
                    stage.resumeAgent(1);
                    speaks.join();
                    aware.update("t1");
                    Stage.Seen pending = aware.update("t1");
                    stage.quietly(() -> aware.silence(Duration.ofMillis(500))); // it may come more than once
                    aware.acknowledge(pending);
                    old.update("t2");
                    aware.fence();
                    old.kill("t2");
                    old.until("t2", "TASK_KILLED");
                });
    }

    private static Scenario toldOnce() {
        return Scenario.of(
                        "agent-loss-told-once",
                        "A framework that was away when its agent was lost learns of it by reconciliation only")
                .proves("F36", "B151")
                .on(IMPATIENT)
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true).put("failover_timeout", 100.0))
                            .subscribe();
                    Offer offer = framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    Framework witness = stage.framework("witness").subscribe();
                    framework.disconnect();
                    stage.killAgent(1);
                    witness.await("FAILURE");
                    framework.subscribe();
                    framework.fence();
                    framework.call(
                            "RECONCILE",
                            "{tasks: [{task_id: {value: 't1'}, agent_id: {value: '%s'}}]}",
                            offer.agentId());
                    framework.update("t1");
                    stage.startAgent(1);
                    framework.update("t1");
                    framework.kill("t1");
                    framework.until("t1", "TASK_KILLED");
                });
    }

    private static void markGone(Operator operator, String agentId) {
        operator.call("{type: 'MARK_AGENT_GONE', mark_agent_gone: {agent_id: {value: '%s'}}}".formatted(agentId));
    }

    private static Scenario gone() {
        return Scenario.of("agent-gone", "An agent is marked gone: it shuts down; another one may take its place")
                .proves("F24", "B128", "B172")
                .on(IMPATIENT)
                .steps(stage -> {
                    Framework aware = stage.framework("aware").subscribe();
                    launchOnly(aware, withExecutor("t1", aware, "e1"));
                    Executor executor = running(stage, aware, "e1", "t1");
                    Framework old =
                            stage.framework("old").capabilities("MULTI_ROLE").subscribe();
                    old.launch(command("t2", "sleep 100"));
                    old.until("t2", "TASK_RUNNING");
                    Offer held = old.offer();
                    markGone(stage.operator(), held.agentId());
                    aware.awaitAll("UPDATE t1", "FAILURE");
                    old.awaitAll("UPDATE t2", "FAILURE", "RESCIND");
                    executor.await("SHUTDOWN");
                    executor.update("t1", "TASK_KILLED");
                    executor.exit(0);
                    stage.untilAgentEnds(1);
                    aware.fence();
                    old.fence();
                    markGone(stage.operator(), held.agentId());
                    aware.call(
                            "RECONCILE",
                            "{tasks: [{task_id: {value: 't1'}, agent_id: {value: '%s'}}]}",
                            held.agentId());
                    aware.update("t1");
                    stage.quietly(() -> aware.call("TEARDOWN", ""));
                    stage.wipeAgent(1);
                    stage.startAgent(1);
                    old.offer();
                });
    }

    private static Scenario goneWhileAway() {
        return Scenario.of(
                        "agent-gone-while-away",
                        "An unreachable agent is marked gone: frameworks are told once more, and it may not come back")
                .proves("F24", "F25")
                .on(IMPATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    Offer offer = framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killAgent(1);
                    framework.awaitAll("UPDATE t1", "FAILURE");
                    Operator operator = stage.operator();
                    markGone(operator, "no-agent");
                    markGone(operator, offer.agentId());
                    framework.update("t1");
                    framework.fence();
                    stage.startAgent(1);
                    stage.untilAgentEnds(1);
                    framework.fence();
                    stage.startAgent(1);
                    stage.untilAgentEnds(1);
                    stage.wipeAgent(1);
                    stage.startAgent(1);
                    framework.offer();
                });
    }

    private static Scenario shutsDown() {
        return Scenario.of(
                        "agent-shuts-down",
                        "An agent that ends in good order takes its tasks along: lost, even for who is PARTITION_AWARE")
                .proves("F26", "B128", "B172")
                .on(PATIENT)
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    Framework framework = checkpointing(stage, "framework");
                    framework.launch(withExecutor("t1", framework, "e1"));
                    Executor executor = running(stage, framework, "e1", "t1");
                    framework.offer();
                    stage.shutDownAgent(1);
                    framework.awaitAll("UPDATE t1", "FAILURE", "RESCIND");
                    stream.event("AGENT_REMOVED");
                    executor.await("SHUTDOWN");
                    executor.update("t1", "TASK_KILLED");
                    executor.exit(0);
                    stage.untilAgentEnds(1);
                    framework.fence();
                    stage.startAgent(1);
                    framework.offer();
                });
    }

    private static Scenario replaced() {
        return Scenario.of(
                        "agent-replaced",
                        "A new agent at the address of one that is away takes its place: the old is removed")
                .proves("F26")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killAgent(1);
                    stage.untilAgents(0);
                    stage.wipeAgent(1);
                    framework.fence();
                    stage.startAgent(1);
                    framework.awaitAll("UPDATE t1", "FAILURE");
                    framework.offer();
                });
    }

    private static Scenario rebooted() {
        return Scenario.of("agent-rebooted", "A rebooted machine's agent keeps its id, and its tasks have failed")
                .proves("F30", "C51")
                .on(PATIENT)
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    launchOnly(framework, withExecutor("t1", framework, "e1"));
                    running(stage, framework, "e1", "t1");
                    framework.call("SUPPRESS", "{}"); // else a part may be offered before the rest is free
                    stage.rebootAgent(1);
                    framework.untilOver(List.of("t1"));
                    stage.until(
                            "all to be free again",
                            () -> stage.json("/state")
                                            .at("/slaves/0/used_resources/cpus")
                                            .asDouble()
                                    == 0);
                    framework.call("REVIVE", "{}");
                    framework.offer();
                });
    }

    private static final String MORE = "cpus:8;mem:4096;disk:10000;ports:[31000-31999]";
    private static final String LESS = "cpus:2;mem:4096;disk:10000;ports:[31000-31999]";

    private static Scenario grows() {
        return Scenario.of(
                        "agent-grows",
                        "With an additive policy an agent may come back with more, and its tasks with it")
                .proves("F27")
                .on(PATIENT.agentFlag("reconfiguration_policy", "additive").alone())
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killAgent(1);
                    stage.startAgent(1, "resources", MORE);
                    framework.offer(offer -> offer.amount("cpus") > 4);
                    framework.kill("t1");
                    framework.update("t1");
                });
    }

    private static Scenario shrinks() {
        return Scenario.of(
                        "agent-shrinks",
                        "An agent does not come back with other resources than it had, but with the old ones")
                .proves("F27")
                .on(PATIENT.alone())
                .steps(stage -> {
                    Framework framework = checkpointing(stage, "framework");
                    framework.launch(command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killAgent(1);
                    stage.startAgent(1, "resources", LESS);
                    stage.untilAgentEnds(1);
                    framework.fence();
                    stage.startAgent(1, "resources", "cpus:4;mem:4096;disk:10000;ports:[31000-31999]");
                    framework.offer();
                    framework.kill("t1");
                    framework.update("t1");
                });
    }
}
