package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.Framework.launch;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Executor;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage.Seen;
import java.util.List;

/** A scenario or two of each kind, across the sections: how the life of a framework goes, and examples of how to write them. */
public final class FirstScenarios implements Book {
    @Override
    public List<Scenario> scenarios() {
        return List.of(
                greeting(),
                badRoles(),
                firstOffer(),
                declined(),
                command(),
                killed(),
                unknownTasks(),
                badOffer(),
                customExecutor(),
                agentKilled());
    }

    private static Scenario greeting() {
        return Scenario.of(
                        "greeting", "SUBSCRIBE is answered with a stream that begins with SUBSCRIBED and a HEARTBEAT")
                .proves("A53", "A61", "A62", "B21")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribeInFull();
                    framework.await("HEARTBEAT");
                });
    }

    private static Scenario badRoles() {
        return Scenario.of("bad-roles", "A wrong FrameworkInfo is answered 200, ERROR and the end of the stream")
                .proves("A54", "B11", "B12", "B13")
                .steps(stage -> {
                    stage.framework("both")
                            .info(i -> i.put("role", "x"))
                            .subscribe()
                            .end();
                    stage.framework("twice")
                            .info(i -> i.putArray("roles").add("a").add("a"))
                            .subscribe()
                            .end();
                    stage.framework("slash")
                            .info(i -> i.putArray("roles").add("/bad"))
                            .subscribe()
                            .end();
                });
    }

    private static Scenario firstOffer() {
        return Scenario.of("first-offer", "All that an offer tells")
                .proves("B45", "B46")
                .steps(stage -> stage.framework().subscribe().offerInFull());
    }

    private static Scenario declined() {
        return Scenario.of("declined", "A declined offer comes back when its filter is over, and with REVIVE at once")
                .proves("B105", "B110")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer first = framework.offer();
                    framework.decline(first, 2);
                    stage.within(1800, 3000, "offered again", framework::offer);
                    framework.call("SUPPRESS", "{}");
                    framework.call("REVIVE", "{}");
                });
    }

    private static Scenario command() {
        return Scenario.of(
                        "command",
                        "A command runs to its end: each update waits for the acknowledgement of the one before")
                .proves("B121", "B122", "B139", "C61", "C64")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.command("t1", "exit 0"));
                    Seen starting = framework.update("t1");
                    framework.acknowledge(starting);
                    Seen running = framework.update("t1");
                    framework.acknowledge(running);
                    Seen finished = framework.update("t1");
                    framework.acknowledge(finished);
                    framework.fence();
                });
    }

    private static Scenario killed() {
        return Scenario.of("killed", "KILL of a running command").proves("B163").steps(stage -> {
            Framework framework = stage.framework().subscribe();
            framework.launch(Launch.command("t1", "sleep 100"));
            framework.until("t1", "TASK_RUNNING");
            framework.kill("t1");
            framework.update("t1");
        });
    }

    private static Scenario unknownTasks() {
        return Scenario.of("unknown-tasks", "RECONCILE of tasks that the master does not know")
                .proves("B150", "B151", "B152", "B153", "B154")
                .steps(stage -> {
                    Framework aware = stage.framework("aware").subscribe();
                    String agent = aware.offer().agentId();
                    aware.call("RECONCILE", "{tasks: [{task_id: {value: 't1'}}]}");
                    aware.update("t1");
                    aware.call("RECONCILE", "{tasks: [{task_id: {value: 't2'}, agent_id: {value: '%s'}}]}", agent);
                    aware.update("t2");
                    Framework old =
                            stage.framework("old").capabilities("MULTI_ROLE").subscribe();
                    old.call("RECONCILE", "{tasks: [{task_id: {value: 't3'}, agent_id: {value: '%s'}}]}", agent);
                    old.update("t3");
                });
    }

    private static Scenario badOffer() {
        return Scenario.of("bad-offer", "ACCEPT of an offer that does not exist, and of one twice")
                .proves("B54", "B55", "B56")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(List.of("no-offer"), "{}", launch(offer, Launch.command("t1", "true")));
                    framework.update("t1");
                    framework.accept(
                            List.of(offer.id(), offer.id()), "{}", launch(offer, Launch.command("t2", "true")));
                    framework.update("t2");
                    framework.offer();
                });
    }

    private static Scenario customExecutor() {
        return Scenario.of(
                        "custom-executor",
                        "A custom executor subscribes, gets its task, speaks to its framework and ends")
                .proves("C25", "C26", "C30", "C39", "A72", "A77", "B166", "B173")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(Launch.withExecutor("t1", framework, "e1"));
                    Executor executor = stage.executor(framework, "e1").subscribeInFull();
                    executor.await("LAUNCH");
                    executor.update("t1", "TASK_RUNNING");
                    executor.await("ACKNOWLEDGED");
                    framework.acknowledge(framework.update("t1"));
                    executor.call("MESSAGE", "{data: 'aGVsbG8='}");
                    Seen message = framework.await("MESSAGE");
                    framework.call(
                            "MESSAGE",
                            "{agent_id: {value: '%s'}, executor_id: {value: 'e1'}, data: 'd29ybGQ='}",
                            message.at("/message/agent_id/value"));
                    executor.await("MESSAGE");
                    executor.exit(3);
                    framework.awaitAll("UPDATE t1", "FAILURE");
                });
    }

    private static Scenario agentKilled() {
        return Scenario.of(
                        "agent-killed",
                        "An agent that is killed is unreachable after its pings time out, and back under its id")
                .proves("F2", "F22", "F23", "B172")
                .on(Needs.oneAgent()
                        .masterFlag("agent_ping_timeout", "1secs")
                        .masterFlag("max_agent_ping_timeouts", "2")
                        .alone())
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("checkpoint", true))
                            .subscribe();
                    framework.launch(Launch.command("t1", "sleep 100"));
                    framework.until("t1", "TASK_RUNNING");
                    stage.killAgent(1);
                    framework.awaitAll("UPDATE t1", "FAILURE");
                    stage.startAgent(1);
                    framework.update("t1");
                });
    }
}
