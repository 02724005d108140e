package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Web;
import java.util.List;

/** What makes a scheduler's call invalid by itself. */
public final class CallScenarios implements Book {
    private static final String PATH = "/api/v1/scheduler";

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                callsWithoutTheirFields(),
                callsWithoutFramework(),
                idsThatDiffer(),
                uuids(),
                requiredFields(),
                shapesOfCalls(),
                otherPrincipal(),
                principalFilledIn());
    }

    private static Scenario callsWithoutTheirFields() {
        return Scenario.of("call-fields", "Each type of call needs the field of its name; three need none")
                .proves("B1")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    for (String type : List.of(
                            "ACCEPT",
                            "DECLINE",
                            "ACCEPT_INVERSE_OFFERS",
                            "DECLINE_INVERSE_OFFERS",
                            "KILL",
                            "SHUTDOWN",
                            "ACKNOWLEDGE",
                            "ACKNOWLEDGE_OPERATION_STATUS",
                            "RECONCILE",
                            "RECONCILE_OPERATIONS",
                            "MESSAGE",
                            "REQUEST",
                            "UPDATE_FRAMEWORK",
                            "SUPPRESS",
                            "REVIVE")) {
                        framework.call(type, "");
                    }
                    Web web = stage.web();
                    web.post(PATH).json("{framework_id: {value: 'f'}}").send();
                    web.post(PATH).json("{type: 'SUBSCRIBE'}").send();
                    web.post(PATH)
                            .json("{type: 'NO_SUCH_TYPE', framework_id: {value: 'f'}}")
                            .send();
                    framework.call("TEARDOWN", "");
                    framework.end();
                });
    }

    private static Scenario callsWithoutFramework() {
        return Scenario.of("call-framework-id", "Every call but SUBSCRIBE names its framework, and a known one")
                .proves("B2")
                .steps(stage -> {
                    Web web = stage.web();
                    for (String call : List.of(
                            "{type: 'TEARDOWN'}",
                            "{type: 'REVIVE'}",
                            "{type: 'KILL', kill: {task_id: {value: 't'}}}",
                            "{type: 'ACCEPT'}",
                            "{type: 'REVIVE', framework_id: {value: 'nobody'}}")) {
                        web.post(PATH).json(call).send();
                    }
                });
    }

    private static Scenario idsThatDiffer() {
        return Scenario.of("ids-differ", "The two places of a framework id in one call must agree")
                .proves("B3", "B7")
                .steps(stage -> {
                    Web web = stage.web();
                    web.post(PATH)
                            .json("{type: 'SUBSCRIBE', framework_id: {value: 'a'}, subscribe: {framework_info:"
                                    + " {user: 'u', name: 'n', id: {value: 'b'}}}}")
                            .send();
                    web.post(PATH)
                            .json("{type: 'SUBSCRIBE', framework_id: {value: 'a'}, subscribe: {framework_info:"
                                    + " {user: 'u', name: 'n'}}}")
                            .send();
                    web.post(PATH)
                            .json("{type: 'SUBSCRIBE', subscribe: {framework_info:"
                                    + " {user: 'u', name: 'n', id: {value: 'b'}}}}")
                            .send();
                    Framework framework = stage.framework().subscribe();
                    framework.call(
                            "UPDATE_FRAMEWORK", "{framework_info: {user: 'u', name: 'n', id: {value: 'other'}}}");
                    framework.call("UPDATE_FRAMEWORK", "{framework_info: {user: 'u', name: 'n'}}");
                });
    }

    private static Scenario uuids() {
        return Scenario.of("call-uuids", "Acknowledgements need a uuid of 16 bytes, those of operations an agent too")
                .proves("B5", "B6")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.call("ACKNOWLEDGE", "{agent_id: {value: 'a'}, task_id: {value: 't'}, uuid: 'c2hvcnQ='}");
                    framework.call("ACKNOWLEDGE", "{agent_id: {value: 'a'}, task_id: {value: 't'}}");
                    framework.call(
                            "ACKNOWLEDGE",
                            "{agent_id: {value: 'a'}, task_id: {value: 't'}, uuid: 'AAECAwQFRgeICQoLDA0ODw=='}");
                    framework.call(
                            "ACKNOWLEDGE",
                            "{agent_id: {value: 'a'}, task_id: {value: 't'}, uuid: 'AAAAAAAAAAAAAAAAAAAAAA=='}");
                    framework.call(
                            "ACKNOWLEDGE_OPERATION_STATUS",
                            "{agent_id: {value: 'a'}, operation_id: {value: 'o'}, uuid: 'c2hvcnQ='}");
                    framework.call(
                            "ACKNOWLEDGE_OPERATION_STATUS",
                            "{operation_id: {value: 'o'}, uuid: 'AAECAwQFRgeICQoLDA0ODw=='}");
                    framework.call(
                            "ACKNOWLEDGE_OPERATION_STATUS",
                            "{agent_id: {value: 'a'}, operation_id: {value: 'o'}, uuid: 'AAECAwQFRgeICQoLDA0ODw=='}");
                });
    }

    private static Scenario requiredFields() {
        return Scenario.of("required-fields", "A field that is required and lacks is named in a 400")
                .proves("B8")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.call("KILL", "{}");
                    framework.call("SHUTDOWN", "{executor_id: {value: 'e'}}");
                    framework.call("SHUTDOWN", "{agent_id: {value: 'a'}}");
                    framework.call("MESSAGE", "{agent_id: {value: 'a'}, executor_id: {value: 'e'}}");
                    framework.call("RECONCILE", "{tasks: [{agent_id: {value: 'a'}}]}");
                    framework.call("RECONCILE_OPERATIONS", "{operations: [{agent_id: {value: 'a'}}]}");
                    framework.call("UPDATE_FRAMEWORK", "{}");
                    framework.call(
                            "ACCEPT",
                            "{offer_ids: [{value: 'o'}], operations: [{type: 'LAUNCH', launch: {task_infos: [{}]}}]}");
                    Web web = stage.web();
                    web.post(PATH).json("{type: 'SUBSCRIBE', subscribe: {}}").send();
                    web.post(PATH)
                            .json("{type: 'SUBSCRIBE', subscribe: {framework_info: {user: 'u'}}}")
                            .send();
                    web.post(PATH)
                            .json("{type: 'SUBSCRIBE', subscribe: {framework_info: {name: 'n'}}}")
                            .send();
                });
    }

    private static Scenario shapesOfCalls() {
        return Scenario.of(
                        "call-shapes", "Calls and events have the fields of their messages, not those of the documents")
                .proves("B9", "B113")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.await("OFFERS");
                    framework.call("REVIVE", "{role: 'elsewhere'}");
                    framework.call("REQUEST", "{requests: [{resources: []}]}");
                    framework.call("REQUEST", "{requests: {}}");
                    framework.call("ACKNOWLEDGE_OPERATION_STATUS", "{operation_id: 'o'}");
                    framework.fence();
                });
    }

    private static Scenario otherPrincipal() {
        return Scenario.of("other-principal", "A principal in the FrameworkInfo must be the authenticated one")
                .proves("B4")
                .on(SubscriptionScenarios.AUTHENTICATED)
                .steps(stage -> {
                    Web web = stage.web();
                    web.post(PATH)
                            .header("Authorization: Basic bWU6c2VjcmV0")
                            .json("{type: 'SUBSCRIBE', subscribe: {framework_info:"
                                    + " {user: 'u', name: 'n', principal: 'you'}}}")
                            .send();
                    web.post(PATH)
                            .header("Authorization: Basic bWU6d3Jvbmc=")
                            .json("{type: 'SUBSCRIBE', subscribe: {framework_info: {user: 'u', name: 'n'}}}")
                            .send();
                });
    }

    private static Scenario principalFilledIn() {
        return Scenario.of(
                        "principal-filled-in", "Without a principal in the FrameworkInfo it is the authenticated one")
                .proves("B23", "B33", "B24", "B29")
                .on(SubscriptionScenarios.AUTHENTICATED)
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .authenticated("me", "secret")
                            .info(i -> i.put("failover_timeout", 60.0))
                            .subscribe();
                    SubscriptionScenarios.showFramework(stage, framework, "principal");
                    framework.call(
                            "UPDATE_FRAMEWORK", SubscriptionScenarios.update(framework, i -> i.put("name", "renamed")));
                    framework.call(
                            "UPDATE_FRAMEWORK", SubscriptionScenarios.update(framework, i -> i.put("principal", "me")));
                    Framework other = stage.framework("other")
                            .authenticated("you", "secret")
                            .info(i -> i.put("user", "somebody"))
                            .id(framework.id());
                    other.subscribe().end();
                    framework.fence();
                });
    }
}
