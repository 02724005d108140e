package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Web;
import java.time.Duration;
import java.util.List;

/** What the scheduler's endpoint answers, and how streams go over: A24 to A28, A51 to A69. */
public final class SchedulerEndpointScenarios implements Book {
    private static final String SCHEDULER = "/api/v1/scheduler";
    private static final String JSON = "Content-Type: application/json";

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                mediaTypes(),
                accepted(),
                protobufAsked(),
                checksOfACall(),
                checksOfASubscription(),
                subscribeWithStreamId(),
                taken(),
                updateFramework(),
                takenOver(),
                connectionLost(),
                goneAtOnce());
    }

    private static Scenario mediaTypes() {
        return Scenario.of("media-types", "Which Content-Type is taken, and what an unreadable body is answered")
                .proves("A24", "A25", "A51")
                .steps(stage -> {
                    Web web = stage.web();
                    web.get(SCHEDULER).send();
                    web.request("PUT", SCHEDULER).send();
                    web.post(SCHEDULER).body("{}").send();
                    for (String type : List.of(
                            "application/json; charset=utf-8",
                            "Application/JSON",
                            "text/plain",
                            "application/recordio",
                            "application/json",
                            "application/x-protobuf")) {
                        web.post(SCHEDULER)
                                .header("Content-Type: " + type)
                                .body("nope")
                                .send();
                    }
                    web.post(SCHEDULER).header(JSON).body("").send();
                    web.post(SCHEDULER).header(JSON).body("[]").send();
                    web.post(SCHEDULER)
                            .header("Content-Type: application/x-protobuf")
                            .body("")
                            .send();
                });
    }

    private static final String NOBODY =
            "{type: 'SUBSCRIBE', subscribe: {framework_info: {user: 'nobody', name: 'n', roles: ['/'], capabilities: [{type: 'MULTI_ROLE'}]}}}";

    private static Scenario accepted() {
        return Scenario.of(
                        "accepted",
                        "Which Accept a SUBSCRIBE may have; a call without a stream for an answer may have any")
                .proves("A26", "A27", "A28", "A51")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Web web = stage.web();
                    for (String accept : List.of(
                            "text/html",
                            "application/json;q=0",
                            "application/json;q=0, application/x-protobuf;q=0",
                            "APPLICATION/JSON",
                            "application/*",
                            "*/*",
                            "text/html, application/json;q=0.1")) {
                        web.post(SCHEDULER)
                                .header("Accept: " + accept)
                                .json(NOBODY)
                                .ask();
                    }
                    web.post(SCHEDULER).json(NOBODY).send();
                    for (String call : List.of("REVIVE", "RECONCILE_OPERATIONS")) {
                        web.post(SCHEDULER)
                                .header("Accept: text/html")
                                .header("Mesos-Stream-Id: " + framework.streamId())
                                .json(
                                        "{type: '%s', framework_id: {value: '%s'}, reconcile_operations: {}}",
                                        call, framework.id())
                                .send();
                    }
                });
    }

    private static Scenario protobufAsked() {
        return Scenario.of("protobuf-asked", "A protobuf call is answered in JSON unless only protobuf is accepted")
                .proves("A27", "A53")
                .steps(stage -> {
                    Web web = stage.web();
                    // type: SUBSCRIBE, subscribe { framework_info { user: "u" name: "n" roles: "/" capabilities { type:
                    // MULTI_ROLE } } }
                    byte[] call = {
                        0x10, 0x01, 0x1a, 0x0f, 0x0a, 0x0d, 0x0a, 0x01, 'u', 0x12, 0x01, 'n', 0x62, 0x01, '/', 0x52,
                        0x02, 0x08, 0x05
                    };
                    for (String accept : List.of("*/*", "application/x-protobuf")) {
                        Web.Request request = web.post(SCHEDULER)
                                .header("Content-Type: application/x-protobuf")
                                .header("Accept: " + accept);
                        stage.note(
                                request.body(call).ask().header("Content-Type").orElse("no type"));
                    }
                });
    }

    private static Scenario checksOfACall() {
        return Scenario.of("checks-of-a-call", "What a call must have, whoever makes it")
                .proves("A51", "B1", "B2", "B3", "B5", "B6", "B7", "B8")
                .steps(stage -> {
                    Web web = stage.web();
                    for (String call : List.of(
                            "{}",
                            "{type: 'NOTHING'}",
                            "{type: 'subscribe'}",
                            "{type: 'SUBSCRIBE'}",
                            "{type: 'SUBSCRIBE', subscribe: {}}",
                            "{type: 'SUBSCRIBE', subscribe: {framework_info: {name: 'n'}}}",
                            "{type: 'SUBSCRIBE', subscribe: {framework_info: {user: 'u', name: 'n', id: {value: 'a'}}}}",
                            "{type: 'SUBSCRIBE', framework_id: {value: 'b'}, subscribe: {framework_info: {user: 'u', name: 'n'}}}",
                            "{type: 'SUBSCRIBE', framework_id: {value: 'b'}, subscribe: {framework_info: {user: 'u', name: 'n', id:"
                                    + " {value: 'a'}}}}",
                            "{type: 'TEARDOWN'}",
                            "{type: 'ACCEPT', framework_id: {value: 'f'}}",
                            "{type: 'DECLINE', framework_id: {value: 'f'}}",
                            "{type: 'ACCEPT_INVERSE_OFFERS', framework_id: {value: 'f'}}",
                            "{type: 'DECLINE_INVERSE_OFFERS', framework_id: {value: 'f'}}",
                            "{type: 'KILL', framework_id: {value: 'f'}}",
                            "{type: 'KILL', framework_id: {value: 'f'}, kill: {}}",
                            "{type: 'SHUTDOWN', framework_id: {value: 'f'}}",
                            "{type: 'SHUTDOWN', framework_id: {value: 'f'}, shutdown: {executor_id: {value: 'e'}}}",
                            "{type: 'ACKNOWLEDGE', framework_id: {value: 'f'}}",
                            "{type: 'ACKNOWLEDGE', framework_id: {value: 'f'}, acknowledge: {agent_id: {value: 'a'}, task_id: {value:"
                                    + " 't'}, uuid: 'AAAA'}}",
                            "{type: 'ACKNOWLEDGE_OPERATION_STATUS', framework_id: {value: 'f'}}",
                            "{type: 'ACKNOWLEDGE_OPERATION_STATUS', framework_id: {value: 'f'}, acknowledge_operation_status:"
                                    + " {operation_id: {value: 'o'}, uuid: 'AAAA', agent_id: {value: 'a'}}}",
                            "{type: 'ACKNOWLEDGE_OPERATION_STATUS', framework_id: {value: 'f'}, acknowledge_operation_status:"
                                    + " {operation_id: {value: 'o'}, uuid: 'AAAAAAAAAAAAAAAAAAAAAA=='}}",
                            "{type: 'RECONCILE', framework_id: {value: 'f'}}",
                            "{type: 'RECONCILE', framework_id: {value: 'f'}, reconcile: {tasks: [{}]}}",
                            "{type: 'RECONCILE_OPERATIONS', framework_id: {value: 'f'}}",
                            "{type: 'RECONCILE_OPERATIONS', framework_id: {value: 'f'}, reconcile_operations: {operations: [{}]}}",
                            "{type: 'MESSAGE', framework_id: {value: 'f'}}",
                            "{type: 'MESSAGE', framework_id: {value: 'f'}, message: {agent_id: {value: 'a'}}}",
                            "{type: 'REQUEST', framework_id: {value: 'f'}}",
                            "{type: 'UPDATE_FRAMEWORK', framework_id: {value: 'f'}}",
                            "{type: 'UPDATE_FRAMEWORK', framework_id: {value: 'f'}, update_framework: {framework_info: {user: 'u', name:"
                                    + " 'n', id: {value: 'g'}}}}",
                            "{type: 'UPDATE_FRAMEWORK', framework_id: {value: 'f'}, update_framework: {framework_info: {user: 'u', name:"
                                    + " 'n'}}}")) {
                        var reply = web.post(SCHEDULER).json(call).ask();
                        stage.note(reply.text());
                    }
                });
    }

    private static Scenario checksOfASubscription() {
        return Scenario.of(
                        "checks-of-a-subscription",
                        "Unknown framework, then stream id, in this order; 403 while it is away")
                .proves("A55", "A56")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(info -> info.put("failover_timeout", 60.0))
                            .subscribe();
                    Web web = stage.web();
                    String revive = "{type: '%s', framework_id: {value: '%s'}}";
                    String uuid = "Mesos-Stream-Id: 00000000-0000-0000-0000-000000000000";
                    web.post(SCHEDULER).json(revive, "REVIVE", "nobody").send();
                    web.post(SCHEDULER).json(revive, "REVIVE", framework.id()).send();
                    web.post(SCHEDULER)
                            .header(uuid)
                            .json(revive, "REVIVE", framework.id())
                            .send();
                    framework.disconnect();
                    stage.until(
                            "the end of the subscription",
                            () -> stage.status(
                                            SCHEDULER,
                                            "{type: 'REVIVE', framework_id: {value: '" + framework.id() + "'}}")
                                    == 403);
                    web.post(SCHEDULER).json(revive, "REVIVE", framework.id()).send();
                    framework.subscribe();
                });
    }

    private static Scenario subscribeWithStreamId() {
        return Scenario.of("subscribe-with-stream-id", "SUBSCRIBE must not have a stream id")
                .proves("A52")
                .steps(stage -> stage.web()
                        .post(SCHEDULER)
                        .header("Mesos-Stream-Id: 00000000-0000-0000-0000-000000000000")
                        .header("Accept: application/json")
                        .json(NOBODY)
                        .send());
    }

    private static Scenario taken() {
        return Scenario.of("taken", "A call that passes the checks is 202 and empty, whatever becomes of it")
                .proves("A57", "B104", "B112", "B113", "B116", "B142", "B164")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.call("ACCEPT", "{offer_ids: [{value: 'no'}]}");
                    framework.call("DECLINE", "{offer_ids: [{value: 'no'}]}");
                    framework.call("ACCEPT_INVERSE_OFFERS", "{inverse_offer_ids: [{value: 'no'}]}");
                    framework.call("DECLINE_INVERSE_OFFERS", "{inverse_offer_ids: [{value: 'no'}]}");
                    framework.call("REVIVE", "{roles: ['not-mine']}");
                    framework.call("SUPPRESS", "{roles: ['/bad']}");
                    framework.call("SHUTDOWN", "{executor_id: {value: 'no'}, agent_id: {value: 'no'}}");
                    framework.call("MESSAGE", "{executor_id: {value: 'no'}, agent_id: {value: 'no'}, data: 'AAAA'}");
                    framework.call(
                            "ACKNOWLEDGE",
                            "{agent_id: {value: 'no'}, task_id: {value: 'no'}, uuid: 'AAAAAAAAAAAAAAAAAAAAAA=='}");
                    framework.call(
                            "ACKNOWLEDGE_OPERATION_STATUS",
                            "{agent_id: {value: 'no'}, operation_id: {value: 'no'}, uuid: 'AAAAAAAAAAAAAAAAAAAAAA=='}");
                    framework.call("REQUEST", "{requests: []}");
                    framework.fence();
                    framework.offer();
                });
    }

    private static Scenario updateFramework() {
        return Scenario.of(
                        "update-framework-answers",
                        "UPDATE_FRAMEWORK is answered when it is done, or 400 with what is wrong")
                .proves("A58", "B32", "B33")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    String info =
                            "{framework_info: {user: '%s', name: '%s', id: {value: '%s'}, roles: ['%s'], checkpoint: %s,"
                                    + " capabilities: [{type: 'MULTI_ROLE'}]}}";
                    String user = System.getProperty("user.name");
                    framework.call("UPDATE_FRAMEWORK", info, user, "renamed", framework.id(), stage.role(), false);
                    framework.call("UPDATE_FRAMEWORK", info, "daemon", "renamed", framework.id(), stage.role(), false);
                    framework.call("UPDATE_FRAMEWORK", info, user, "renamed", framework.id(), stage.role(), true);
                    framework.call("UPDATE_FRAMEWORK", info, user, "renamed", framework.id(), "/bad", false);
                    framework.fence();
                });
    }

    private static Scenario takenOver() {
        return Scenario.of(
                        "taken-over", "A second SUBSCRIBE wins: the first stream loses its offers, gets ERROR and ends")
                .proves("A64", "A65", "A66", "B52", "B175")
                .steps(stage -> {
                    Framework first = stage.framework("first")
                            .info(info -> info.put("failover_timeout", 60.0))
                            .subscribe();
                    String offer = first.offer().id();
                    Framework second = stage.framework("second")
                            .info(info -> info.put("failover_timeout", 60.0))
                            .id(first.id())
                            .subscribe();
                    first.end();
                    first.call("REVIVE", "");
                    second.accept(List.of(offer), "{}", Framework.operation("LAUNCH", "{task_infos: [%s]}", task()));
                    second.update("t1");
                    second.offer();
                });
    }

    private static String task() {
        return Launch.command("t1", "true")
                .set("agent_id", io.mesosframework.conformance.suite.Json.object("{value: 'any'}"))
                .toString();
    }

    private static Scenario connectionLost() {
        return Scenario.of(
                        "connection-lost",
                        "A framework that loses its connection keeps nothing of its offers and filters")
                .proves("A67", "A69", "B52", "B109")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(info -> info.put("failover_timeout", 60.0))
                            .subscribe();
                    framework.decline(framework.offer(), 1000);
                    framework.noOffer(Duration.ofMillis(300));
                    framework.disconnect();
                    framework.subscribe();
                    framework.offer();
                    framework.silence(Duration.ofMillis(300));
                });
    }

    private static Scenario goneAtOnce() {
        return Scenario.of("gone-at-once", "Without a failover timeout a framework is removed when its connection ends")
                .proves("A68", "B19", "B169")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.disconnect();
                    String revive = "{type: 'REVIVE', framework_id: {value: '" + framework.id() + "'}}";
                    stage.until("its removal", () -> stage.status(SCHEDULER, revive) == 400);
                    framework.call("REVIVE", "");
                    framework.subscribe();
                    framework.end();
                });
    }
}
