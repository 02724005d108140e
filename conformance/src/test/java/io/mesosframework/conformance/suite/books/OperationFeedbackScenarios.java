package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.books.OperationCalls.accept;
import static io.mesosframework.conformance.suite.books.OperationCalls.acknowledge;
import static io.mesosframework.conformance.suite.books.OperationCalls.createVolumes;
import static io.mesosframework.conformance.suite.books.OperationCalls.grow;
import static io.mesosframework.conformance.suite.books.OperationCalls.reserve;
import static io.mesosframework.conformance.suite.books.OperationCalls.reserved;
import static io.mesosframework.conformance.suite.books.OperationCalls.status;
import static io.mesosframework.conformance.suite.books.OperationCalls.unreserve;
import static io.mesosframework.conformance.suite.books.OperationCalls.volume;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a framework is told of its operations: by itself, when it asks, and when an agent goes. */
public final class OperationFeedbackScenarios implements Book {
    private static final Needs SOON_UNREACHABLE = Needs.oneAgent()
            .masterFlag("agent_ping_timeout", "5secs")
            .masterFlag("max_agent_ping_timeouts", "1")
            .alone();

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                acknowledged(),
                wrongAcknowledgements(),
                toldAgain(),
                idTwice(),
                reconciled(),
                pending(),
                unreachable(),
                gone(),
                recovering(),
                launchLost());
    }

    /** Everything that is known, told without being asked for by name. */
    private static void implicit(Framework framework) {
        framework.call("RECONCILE_OPERATIONS", "{}");
        framework.fence();
    }

    /** As {@link #implicit}, answered by so many statuses in no order. */
    private static void implicit(Framework framework, int statuses) {
        framework.call("RECONCILE_OPERATIONS", "{}");
        framework.awaitAll(
                Collections.nCopies(statuses, "UPDATE_OPERATION_STATUS").toArray(String[]::new));
        framework.fence();
    }

    private static void explicit(Framework framework, String operations, Object... values) {
        framework.call("RECONCILE_OPERATIONS", "{operations: [" + operations + "]}", values);
        framework.fence();
    }

    private static Scenario acknowledged() {
        return Scenario.of("operation-feedback", "The end of an operation with an id is told, and to be acknowledged")
                .proves("B100", "B101", "B102", "B145", "B155", "B156")
                .steps(stage -> {
                    ObjectNode cpus = reserved("cpus", 1, stage.role());
                    Framework framework = stage.framework().subscribe();
                    accept(framework, framework.offer(), reserve("one", cpus));
                    Stage.Seen finished = status(framework, "one");
                    implicit(framework);
                    acknowledge(framework, finished);
                    implicit(framework);
                    acknowledge(framework, finished);
                    accept(framework, framework.offer(), unreserve("", cpus), unreserve("two", cpus));
                    status(framework, "two");
                    framework.offer();
                    implicit(framework);
                });
    }

    private static Scenario wrongAcknowledgements() {
        return Scenario.of("operation-acknowledged-wrong", "An acknowledgement that fits nothing does nothing")
                .proves("B145")
                .steps(stage -> {
                    ObjectNode cpus = reserved("cpus", 1, stage.role());
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    accept(framework, offer, reserve("one", cpus), unreserve("two", cpus));
                    Stage.Seen one = status(framework, "one");
                    Stage.Seen two = status(framework, "two");
                    stage.pauseAgent(1); // else it may tell them again
                    String call = "{agent_id: {value: '%s'}, operation_id: {value: '%s'}, uuid: '%s'}";
                    String uuid = "/update_operation_status/status/uuid/value";
                    framework.call("ACKNOWLEDGE_OPERATION_STATUS", call, "nobody", "one", one.at(uuid));
                    framework.call("ACKNOWLEDGE_OPERATION_STATUS", call, offer.agentId(), "three", one.at(uuid));
                    framework.call("ACKNOWLEDGE_OPERATION_STATUS", call, offer.agentId(), "one", two.at(uuid));
                    framework.call(
                            "ACKNOWLEDGE_OPERATION_STATUS", call, offer.agentId(), "one", "AAECAwQFRgeICQoLDA0ODw==");
                    Framework other = stage.framework("other").subscribe();
                    acknowledge(other, one);
                    other.fence();
                    explicit(framework, "{operation_id: {value: 'one'}}, {operation_id: {value: 'two'}}");
                    framework.call(
                            "ACKNOWLEDGE_OPERATION_STATUS",
                            "{agent_id: {value: '%s'}, operation_id: {value: 'two'}, uuid: '%s',"
                                    + " resource_provider_id: {value: 'p'}}",
                            offer.agentId(),
                            two.at(uuid));
                    acknowledge(framework, one);
                    explicit(framework, "{operation_id: {value: 'one'}}, {operation_id: {value: 'two'}}");
                    stage.resumeAgent(1);
                });
    }

    private static Scenario toldAgain() {
        return Scenario.of("operation-told-again", "What is not acknowledged is told again after 10 s")
                .proves("B101", "B145")
                .steps(stage -> {
                    ObjectNode cpus = reserved("cpus", 1, stage.role());
                    Framework framework = stage.framework().subscribe();
                    accept(framework, framework.offer(), reserve("one", cpus), unreserve("two", cpus));
                    Stage.Seen one = status(framework, "one");
                    acknowledge(framework, status(framework, "two"));
                    acknowledge(framework, one);
                    accept(framework, framework.offer(), reserve("three", cpus), unreserve("", cpus));
                    status(framework, "three");
                    stage.within(9000, 13000, "told again", () -> acknowledge(framework, status(framework, "three")));
                    implicit(framework);
                });
    }

    private static Scenario idTwice() {
        return Scenario.of("operation-id-twice", "An id that is used again is the newer operation's alone")
                .proves("B103")
                .steps(stage -> {
                    ObjectNode cpus = reserved("cpus", 1, stage.role());
                    ObjectNode mem = reserved("mem", 64, stage.role());
                    Framework framework = stage.framework().subscribe();
                    accept(framework, framework.offer(), reserve("same", cpus), reserve("same", mem));
                    Stage.Seen first = status(framework, "same");
                    Stage.Seen second = status(framework, "same");
                    acknowledge(framework, first);
                    explicit(framework, "{operation_id: {value: 'same'}}");
                    acknowledge(framework, second);
                    explicit(framework, "{operation_id: {value: 'same'}}");
                    implicit(framework);
                    accept(framework, framework.offer(), unreserve("", cpus, mem));
                    framework.offer();
                });
    }

    private static Scenario reconciled() {
        return Scenario.of("operations-reconciled", "Operations asked for by name: known, unknown, of agents unknown")
                .proves("B155", "B156", "B102")
                .steps(stage -> {
                    ObjectNode cpus = reserved("cpus", 1, stage.role());
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.call(
                            "RECONCILE_OPERATIONS",
                            "{operations: [{operation_id: {value: 'at a provider'}, agent_id: {value: '%s'},"
                                    + " resource_provider_id: {value: 'p'}}]}",
                            offer.agentId());
                    status(framework, "at a provider");
                    accept(framework, offer, reserve("one", cpus), unreserve("two", cpus));
                    status(framework, "one");
                    status(framework, "two");
                    stage.pauseAgent(1); // else it may tell them again
                    implicit(framework, 2);
                    StringBuilder asked = new StringBuilder();
                    for (String id : List.of("one", "none")) {
                        for (String where : List.of(
                                "",
                                ", agent_id: {value: '" + offer.agentId() + "'}",
                                ", agent_id: {value: 'nobody'}",
                                ", agent_id: {value: 'nobody'}, resource_provider_id: {value: 'p'}")) {
                            asked.append("{operation_id: {value: '" + id + "'}" + where + "}, ");
                        }
                    }
                    explicit(
                            framework,
                            asked + "{operation_id: {value: 'one'}, agent_id: {value: '%s'},"
                                    + " resource_provider_id: {value: 'p'}}",
                            offer.agentId());
                    Framework other = stage.framework("other").subscribe();
                    explicit(other, "{operation_id: {value: 'one'}}");
                    implicit(other);
                    stage.resumeAgent(1);
                });
    }

    private static Scenario pending() {
        return Scenario.of(
                        "operation-pending",
                        "An operation is pending until its agent has spoken; one that it never got was dropped")
                .proves("B102", "B155", "B156", "B67")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    String role = stage.role();
                    ObjectNode disk = reserved("disk", 20, role);
                    ObjectNode volume = volume(10, role, "v");
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    accept(framework, offer, reserve("", disk), createVolumes("made", volume));
                    acknowledge(framework, status(framework, "made"));
                    Offer made = framework.offer();
                    framework.call("SUPPRESS", "");
                    stage.pauseAgent(1);
                    accept(framework, made, grow("grow", volume, reserved("disk", 5, role)));
                    implicit(framework, 1);
                    explicit(
                            framework,
                            "{operation_id: {value: 'grow'}}, {operation_id: {value: 'grow'}, agent_id: {value: '%s'}}",
                            made.agentId());
                    framework.call("REVIVE", "");
                    framework.offer();
                    stage.killAgent(1);
                    framework.await("RESCIND");
                    stage.startAgent(1);
                    status(framework, "grow");
                    framework.offer();
                    implicit(framework);
                });
    }

    private static Scenario unreachable() {
        return Scenario.of("operation-unreachable", "Operations of an agent that is unreachable, and is back")
                .proves("B102", "B156", "B101")
                .on(SOON_UNREACHABLE)
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    accept(framework, offer, reserve("done", reserved("cpus", 1, role)));
                    status(framework, "done");
                    stage.killAgent(1);
                    framework.awaitAll("UPDATE_OPERATION_STATUS", "FAILURE");
                    framework.silence(Duration.ofMillis(500));
                    implicit(framework);
                    explicit(
                            framework,
                            "{operation_id: {value: 'done'}, agent_id: {value: '%s'}},"
                                    + " {operation_id: {value: 'none'}, agent_id: {value: '%s'}},"
                                    + " {operation_id: {value: 'done'}}",
                            offer.agentId(),
                            offer.agentId());
                    stage.startAgent(1);
                    status(framework, "done");
                    framework.offer();
                    framework.silence(Duration.ofMillis(500));
                    implicit(framework);
                });
    }

    private static Scenario gone() {
        return Scenario.of("operation-gone", "Operations of an agent that an operator marks gone")
                .proves("B102", "B156")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    accept(framework, offer, reserve("done", reserved("cpus", 1, role)));
                    status(framework, "done");
                    Offer second = framework.offer();
                    stage.pauseAgent(1);
                    accept(
                            framework,
                            second,
                            reserve("lost", reserved("mem", 64, role)),
                            reserve("", reserved("mem", 32, role)));
                    Operator operator = stage.operator();
                    operator.call("{type: 'MARK_AGENT_GONE', mark_agent_gone: {agent_id: {value: '" + offer.agentId()
                            + "'}}}");
                    framework.awaitAll("UPDATE_OPERATION_STATUS", "UPDATE_OPERATION_STATUS", "FAILURE");
                    framework.silence(Duration.ofMillis(500));
                    implicit(framework);
                    explicit(
                            framework,
                            "{operation_id: {value: 'done'}, agent_id: {value: '%s'}},"
                                    + " {operation_id: {value: 'none'}, agent_id: {value: '%s'}}",
                            offer.agentId(),
                            offer.agentId());
                });
    }

    private static Scenario recovering() {
        return Scenario.of("operation-recovering", "A new master waits for agents; of their operations it says so")
                .proves("B102", "B156")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    String role = stage.role();
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 100.0))
                            .subscribe();
                    Offer offer = framework.offer();
                    accept(framework, offer, reserve("done", reserved("cpus", 1, role)));
                    status(framework, "done");
                    stage.killAgent(1);
                    stage.killMaster(1);
                    framework.end();
                    stage.startMaster(1);
                    stage.untilLeader();
                    framework.subscribe();
                    framework.call(
                            "RECONCILE_OPERATIONS",
                            "{operations: [{operation_id: {value: 'done'}, agent_id: {value: '%s'}},"
                                    + " {operation_id: {value: 'none'}, agent_id: {value: 'nobody'}},"
                                    + " {operation_id: {value: 'last'}}]}",
                            offer.agentId());
                    status(framework, "last");
                    stage.startAgent(1);
                    framework.offer();
                    acknowledge(framework, status(framework, "done"));
                    implicit(framework);
                });
    }

    private static Scenario launchLost() {
        return Scenario.of("launch-lost", "A launch that its agent never gets is not told, until the agent is asked")
                .proves("B75", "B73")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    Offer offer = framework.offer();
                    stage.pauseAgent(1);
                    accept(framework, offer, Framework.launch(offer, Launch.command("t1", "sleep 100")));
                    framework.silence(Duration.ofMillis(500));
                    framework.call("RECONCILE", "{tasks: []}");
                    framework.update("t1");
                    stage.killAgent(1);
                    stage.startAgent(1);
                    framework.update("t1");
                });
    }
}
