package io.mesosframework.conformance.suite.books;

import static io.mesosframework.conformance.suite.books.LaunchCalls.defaultExecutor;
import static io.mesosframework.conformance.suite.books.LaunchCalls.group;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Offer;
import io.mesosframework.conformance.suite.Operator;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What ACLs keep frameworks and operators from: A42, B28, B68, B99, C55. */
public final class AuthorizationScenarios implements Book {
    private static final String USER = System.getProperty("user.name");

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                subscription(),
                change(),
                launches(),
                groups(),
                operations(),
                launchAtTheAgent(),
                groupAtTheAgent(),
                agentsOfOperators(),
                rolesOfOperators(),
                resourcesOfOperators(),
                endpoints(),
                views(),
                events());
    }

    private static String acls(String text, Object... values) {
        return Json.write(Json.object(text, values));
    }

    // Frameworks

    private static final Needs FRAMEWORKS = Needs.oneAgent()
            .credential("me", "secret")
            .credential("you", "pw")
            .masterFlag(
                    "acls",
                    acls(
                            "{register_frameworks: [{principals: {type: 'NONE'}, roles: {values: ['forbidden', 'below/%']}},"
                                    + " {principals: {values: ['you']}, roles: {type: 'NONE'}}],"
                                    + " run_tasks: [{principals: {values: ['me']}, users: {values: ['" + USER
                                    + "', 'games']}},"
                                    + " {principals: {type: 'ANY'}, users: {type: 'NONE'}}],"
                                    + " reserve_resources: [{principals: {type: 'NONE'}, roles: {values: ['no', 'forbidden-operations']}}],"
                                    + " unreserve_resources: [{principals: {values: ['me']}, reserver_principals: {type: 'NONE'}}],"
                                    + " create_volumes: [{principals: {values: ['me']}, roles: {type: 'NONE'}}],"
                                    + " destroy_volumes: [{principals: {values: ['me']}, creator_principals: {type: 'NONE'}}],"
                                    + " resize_volumes: [{principals: {values: ['me']}, roles: {type: 'NONE'}}]}"));

    private static Framework me(Stage stage) {
        return stage.framework().authenticated("me", "secret");
    }

    private static Scenario subscription() {
        return Scenario.of("forbidden-subscription", "A framework that may not have its role gets ERROR and the end")
                .proves("B28", "A54")
                .on(FRAMEWORKS)
                .steps(stage -> {
                    for (List<String> roles : List.of(
                            List.of("forbidden"), List.of("below/one", "fine"), List.of("below"), List.<String>of())) {
                        stage.framework("of " + roles)
                                .authenticated("me", "secret")
                                .info(info -> roles.forEach(info.putArray("roles")::add))
                                .subscribe();
                    }
                    stage.framework("another")
                            .authenticated("you", "pw")
                            .subscribe()
                            .end();
                    stage.framework("of one role")
                            .authenticated("me", "secret")
                            .capabilities("PARTITION_AWARE")
                            .oneRole("forbidden")
                            .subscribe()
                            .end();
                });
    }

    private static Scenario change() {
        return Scenario.of(
                        "forbidden-change",
                        "A framework that may not have a role is not given it later: 403, or ERROR on the next SUBSCRIBE")
                .proves("A58", "B28")
                .on(FRAMEWORKS)
                .steps(stage -> {
                    Framework framework = me(stage)
                            .info(info -> info.put("failover_timeout", 60.0))
                            .subscribe();
                    ObjectNode info = framework.info().deepCopy();
                    info.putObject("id").put("value", framework.id());
                    info.put("principal", "me");
                    info.putArray("roles").add(stage.role()).add("forbidden");
                    framework.call("UPDATE_FRAMEWORK", Json.object("{}").set("framework_info", info));
                    stage.framework("again")
                            .authenticated("me", "secret")
                            .id(framework.id())
                            .info(i -> i.putArray("roles").add("forbidden"))
                            .subscribe()
                            .end();
                    framework.fence();
                });
    }

    private static ObjectNode as(String user, ObjectNode task) {
        ((ObjectNode) task.get("command")).put("user", user);
        return task;
    }

    private static Scenario launches() {
        return Scenario.of(
                        "forbidden-launches",
                        "A task as a user that the framework may not have is in error; others start")
                .proves("B68")
                .on(FRAMEWORKS)
                .steps(stage -> {
                    Framework framework = me(stage).subscribe();
                    framework.launch(
                            as("daemon", Launch.command("t1", "true")),
                            Launch.command("t2", "true"),
                            as("daemon", Launch.command("/", "true")));
                    framework.update("t1");
                    framework.update("/");
                    framework.until("t2", "TASK_FINISHED");
                    ObjectNode executor = Launch.withExecutor("t3", framework, "e1");
                    ((ObjectNode) executor.at("/executor/command")).put("user", "daemon");
                    framework.launch(executor);
                    framework.update("t3");
                });
    }

    private static Scenario groups() {
        return Scenario.of("forbidden-groups", "Of a group none starts if one may not; the last of these is named")
                .proves("B68", "B69")
                .on(FRAMEWORKS)
                .steps(stage -> {
                    Framework framework = me(stage).subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            offer,
                            group(
                                    offer,
                                    defaultExecutor(framework, "e1"),
                                    Launch.command("t1", "true"),
                                    as("daemon", Launch.command("t2", "true")),
                                    as("nobody", Launch.command("t3", "true"))));
                    framework.update("t1");
                    framework.update("t2");
                    framework.update("t3");
                });
    }

    private static Scenario operations() {
        return Scenario.of(
                        "forbidden-operations",
                        "An operation that the framework may not do is as an invalid one: OPERATION_ERROR if it has an id")
                .proves("B99", "B100")
                .on(FRAMEWORKS)
                .steps(stage -> {
                    Framework framework = me(stage)
                            .info(info ->
                                    info.putArray("roles").add(stage.role()).add(stage.role() + "/x"))
                            .subscribe();
                    String role = stage.role();
                    Offer offer = framework.offer(o ->
                            o.tree().at("/allocation_info/role").asString("").equals(role));
                    String reserved =
                            "{name: 'cpus', type: 'SCALAR', scalar: {value: 1}, reservations: [{type: 'DYNAMIC', role: '"
                                    + role + "', principal: '%s'}]}";
                    String refined =
                            "{name: 'cpus', type: 'SCALAR', scalar: {value: 1}, reservations: [{type: 'DYNAMIC', role: '"
                                    + role + "', principal: 'me'}, {type: 'DYNAMIC', role: '" + role
                                    + "/x', principal: 'me'}]}";
                    String disk =
                            "{name: 'disk', type: 'SCALAR', scalar: {value: 64}, reservations: [{type: 'DYNAMIC', role: '"
                                    + role + "', principal: 'me'}]";
                    String volume = disk
                            + ", disk: {persistence: {id: 'v', principal: 'me'}, volume: {container_path: 'v', mode: 'RW'}}}";
                    framework.accept(
                            offer,
                            with("o1", "UNRESERVE", "{unreserve: {resources: [" + reserved.formatted("me") + "]}}"),
                            with("o2", "RESERVE", "{reserve: {resources: [" + reserved.formatted("me") + "]}}"),
                            with("o7", "RESERVE", "{reserve: {resources: [" + refined + "]}}"),
                            with("o3", "CREATE", "{create: {volumes: [" + volume + "]}}"),
                            with("o4", "DESTROY", "{destroy: {volumes: [" + volume + "]}}"),
                            with(
                                    "o5",
                                    "GROW_VOLUME",
                                    "{grow_volume: {volume: " + volume + ", addition: " + disk + "}}}"),
                            with(
                                    "o6",
                                    "SHRINK_VOLUME",
                                    "{shrink_volume: {volume: " + volume + ", subtract: {value: 32}}}"),
                            Framework.operation("RESERVE", "{resources: [" + reserved.formatted("me") + "]}"));
                    for (int i = 1; i <= 7; i++) {
                        framework.await("UPDATE_OPERATION_STATUS");
                    }
                    framework.fence();
                });
    }

    private static ObjectNode with(String id, String type, String body) {
        ObjectNode operation = Json.object(body);
        operation.put("type", type);
        operation.putObject("id").put("value", id);
        return operation;
    }

    private static final Needs AGENT = Needs.oneAgent()
            .agentFlag("acls", acls("{run_tasks: [{principals: {type: 'NONE'}, users: {values: ['daemon']}}]}"));

    private static Scenario launchAtTheAgent() {
        return Scenario.of("forbidden-at-the-agent", "A task that the agent does not allow is in error")
                .proves("C55")
                .on(AGENT)
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.launch(as("daemon", Launch.command("t1", "true")));
                    framework.update("t1");
                });
    }

    private static Scenario groupAtTheAgent() {
        return Scenario.of(
                        "forbidden-group-at-the-agent",
                        "Of a group the agent allows all or none, and there is no executor then")
                .proves("C55")
                .on(AGENT)
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Offer offer = framework.offer();
                    framework.accept(
                            offer,
                            group(
                                    offer,
                                    defaultExecutor(framework, "e1"),
                                    Launch.command("t1", "true"),
                                    as("daemon", Launch.command("t2", "true"))));
                    framework.awaitAll("FAILURE", "UPDATE t1", "UPDATE t2");
                });
    }

    // Operators

    private static final Needs OPERATORS = Needs.oneAgent()
            .masterFlag(
                    "acls",
                    acls("{mark_agents_gone: [{principals: {type: 'ANY'}, agents: {type: 'NONE'}}],"
                            + " deactivate_agents: [{principals: {type: 'NONE'}, agents: {type: 'ANY'}}],"
                            + " reactivate_agents: [{principals: {type: 'ANY'}, agents: {type: 'NONE'}}],"
                            + " update_maintenance_schedules: [{principals: {type: 'ANY'}, machines: {type: 'NONE'}}],"
                            + " get_maintenance_schedules: [{principals: {type: 'ANY'}, machines: {type: 'NONE'}}],"
                            + " get_maintenance_statuses: [{principals: {type: 'ANY'}, machines: {type: 'NONE'}}],"
                            + " set_log_level: [{principals: {type: 'ANY'}, level: {type: 'NONE'}}],"
                            + " view_flags: [{principals: {type: 'ANY'}, flags: {type: 'NONE'}}],"
                            + " get_endpoints: [{principals: {type: 'ANY'}, paths: {type: 'NONE'}}],"
                            + " teardown_frameworks: [{principals: {type: 'NONE'}, framework_principals: {values: ['other']}}],"
                            + " update_quotas: [{principals: {type: 'NONE'}, roles: {values: ['no']}}],"
                            + " get_quotas: [{principals: {type: 'NONE'}, roles: {values: ['unseen']}}],"
                            + " update_weights: [{principals: {type: 'NONE'}, roles: {values: ['no']}}],"
                            + " reserve_resources: [{principals: {type: 'NONE'}, roles: {values: ['no']}}],"
                            + " unreserve_resources: [{principals: {type: 'NONE'}, reserver_principals: {values: ['other']}}],"
                            + " create_volumes: [{principals: {type: 'NONE'}, roles: {values: ['novolumes']}}],"
                            + " destroy_volumes: [{principals: {type: 'NONE'}, creator_principals: {values: ['other']}}],"
                            + " resize_volumes: [{principals: {type: 'NONE'}, roles: {values: ['novolumes']}}],"
                            + " view_roles: [{principals: {type: 'NONE'}, roles: {values: ['unseen']}}],"
                            + " view_frameworks: [{principals: {type: 'NONE'}, users: {values: ['unseen']}}],"
                            + " view_tasks: [{principals: {type: 'NONE'}, users: {values: ['" + USER + "']}}],"
                            + " view_executors: [{principals: {type: 'NONE'}, users: {values: ['" + USER + "']}}]}"));

    private static String agentId(Stage stage, Operator operator) throws Exception {
        String[] id = new String[1];
        stage.quietly(() -> id[0] = operator.call("{type: 'GET_AGENTS'}")
                .at("/get_agents/agents/0/agent_info/id/value")
                .asString());
        return id[0];
    }

    private static Scenario agentsOfOperators() {
        return Scenario.of(
                        "forbidden-agents",
                        "Operators that may not touch agents, machines and logs: 403, known agent or not")
                .proves("A42")
                .on(OPERATORS)
                .steps(stage -> {
                    Operator operator = stage.operator();
                    String agent = agentId(stage, operator);
                    for (String id : List.of(agent, "none")) {
                        operator.call(
                                "{type: 'MARK_AGENT_GONE', mark_agent_gone: {agent_id: {value: '%s'}}}".formatted(id));
                        operator.call("{type: 'DEACTIVATE_AGENT', deactivate_agent: {agent_id: {value: '%s'}}}"
                                .formatted(id));
                        operator.call("{type: 'REACTIVATE_AGENT', reactivate_agent: {agent_id: {value: '%s'}}}"
                                .formatted(id));
                    }
                    operator.call("{type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: 'none'}}}");
                    operator.call("{type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: '%s'}, mark_gone: true}}"
                            .formatted(agent));
                    operator.call("{type: 'MARK_AGENT_GONE'}");
                    operator.call(
                            "{type: 'SET_LOGGING_LEVEL', set_logging_level: {level: 1, duration: {nanoseconds: 1}}}");
                    String schedule =
                            "{type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: {schedule: {windows: [%s]}}}";
                    operator.call(schedule.formatted(
                            "{machine_ids: [{hostname: 'm'}], unavailability: {start: {nanoseconds: 1}}}"));
                    operator.call(schedule.formatted("{unavailability: {start: {nanoseconds: 1}}}"));
                    operator.call(schedule.formatted(""));
                    operator.show("schedule", operator.call("{type: 'GET_MAINTENANCE_SCHEDULE'}"));
                    operator.show("status", operator.call("{type: 'GET_MAINTENANCE_STATUS'}"));
                });
    }

    private static Scenario rolesOfOperators() {
        return Scenario.of("forbidden-roles", "Quota and weights of roles that one may not touch or see")
                .proves("A42")
                .on(OPERATORS.alone()) // a weight stays
                .steps(stage -> {
                    Operator operator = stage.operator();
                    String quota = "{type: 'UPDATE_QUOTA', update_quota: {force: true, quota_configs: [%s]}}";
                    operator.call(quota.formatted("{role: 'no'}"));
                    operator.call(quota.formatted("{role: 'no/'}"));
                    operator.call(
                            quota.formatted(
                                    "{role: 'seen', limits: {cpus: {value: 1}}}, {role: 'unseen', limits: {cpus: {value: 1}}}"));
                    operator.call(
                            "{type: 'SET_QUOTA', set_quota: {quota_request: {role: 'no', force: true, guarantee: [{name: 'cpus',"
                                    + " type: 'SCALAR', scalar: {value: 1}}]}}}");
                    stage.web().request("DELETE", "/quota/no").ask();
                    operator.show("quota", operator.call("{type: 'GET_QUOTA'}"));
                    operator.show("/quota", operator.get("/quota"));
                    String weights = "{type: 'UPDATE_WEIGHTS', update_weights: {weight_infos: [%s]}}";
                    operator.call(weights.formatted("{role: 'no', weight: 2}"));
                    operator.call(weights.formatted("{role: 'no', weight: -2}"));
                    operator.call(weights.formatted("{role: 'seen', weight: 2}, {role: 'no', weight: 2}"));
                    operator.call(weights.formatted("{role: 'seen', weight: 2}, {role: 'unseen', weight: 3}"));
                    operator.show("weights", operator.call("{type: 'GET_WEIGHTS'}"));
                    operator.show("/weights", operator.get("/weights"));
                    operator.show("roles", operator.call("{type: 'GET_ROLES'}"));
                    operator.show("/roles", operator.get("/roles"));
                    for (String role : List.of("seen", "unseen")) {
                        operator.call("{type: 'REMOVE_QUOTA', remove_quota: {role: '%s'}}".formatted(role));
                    }
                });
    }

    private static Scenario resourcesOfOperators() {
        return Scenario.of(
                        "forbidden-resources",
                        "Reservations and volumes that an operator may not make or end: 403, after what is wrong is 400")
                .proves("A42")
                .on(OPERATORS)
                .steps(stage -> {
                    Operator operator = stage.operator();
                    String agent = agentId(stage, operator);
                    String call = "{type: '%s', %s: {agent_id: {value: '" + agent + "'}, %s}}";
                    String reserved =
                            "{name: 'disk', type: 'SCALAR', scalar: {value: 64}, reservations: [{type: 'DYNAMIC', role: '%s'%s}]";
                    String volume =
                            ", disk: {persistence: {id: 'v', principal: '%s'}, volume: {container_path: 'v', mode: 'RW'}}}";
                    operator.call(call.formatted(
                            "RESERVE_RESOURCES",
                            "reserve_resources",
                            "resources: [" + reserved.formatted("no", "") + "}]"));
                    operator.call(call.formatted(
                            "RESERVE_RESOURCES",
                            "reserve_resources",
                            "resources: [" + reserved.formatted("no", "") + volume.formatted("me") + "]"));
                    operator.call(call.formatted(
                            "UNRESERVE_RESOURCES",
                            "unreserve_resources",
                            "resources: [" + reserved.formatted("yes", ", principal: 'other'") + "}]"));
                    operator.call(call.formatted(
                            "UNRESERVE_RESOURCES",
                            "unreserve_resources",
                            "resources: [" + reserved.formatted("yes", "") + "}]"));
                    operator.call(call.formatted(
                            "CREATE_VOLUMES",
                            "create_volumes",
                            "volumes: [" + reserved.formatted("novolumes", "") + volume.formatted("me") + "]"));
                    operator.call(call.formatted(
                            "DESTROY_VOLUMES",
                            "destroy_volumes",
                            "volumes: [" + reserved.formatted("yes", "") + volume.formatted("other") + "]"));
                    operator.call(call.formatted(
                            "GROW_VOLUME",
                            "grow_volume",
                            "volume: " + reserved.formatted("novolumes", "") + volume.formatted("me") + ", addition: "
                                    + reserved.formatted("novolumes", "") + "}"));
                    operator.call(call.formatted(
                            "SHRINK_VOLUME",
                            "shrink_volume",
                            "volume: " + reserved.formatted("novolumes", "") + volume.formatted("me")
                                    + ", subtract: {value: 1}"));
                });
    }

    private static Scenario endpoints() {
        return Scenario.of("forbidden-endpoints", "Endpoints that are all or nothing, and frameworks of others: 403")
                .proves("A42")
                .on(OPERATORS)
                .steps(stage -> {
                    Web web = stage.web();
                    web.get("/flags").send();
                    web.post("/flags").send();
                    web.get("/metrics/snapshot").send();
                    web.get("/metrics/snapshot?timeout=x").send();
                    web.get("/version").ask();
                    Operator operator = stage.operator();
                    operator.call("{type: 'GET_FLAGS'}");
                    operator.call("{type: 'GET_HEALTH'}");
                    stage.note("flags in /state: "
                            + operator.get("/state").path("flags").isMissingNode());
                    Framework other = stage.framework("other")
                            .info(info -> info.put("principal", "other"))
                            .subscribe();
                    Framework nobodys = stage.framework("nobodys").subscribe();
                    String teardown = "{type: 'TEARDOWN', teardown: {framework_id: {value: '%s'}}}";
                    operator.call(teardown.formatted(other.id()));
                    operator.call(teardown.formatted("none"));
                    web.post("/teardown").body("frameworkId=" + other.id()).ask();
                    operator.call(teardown.formatted(nobodys.id()));
                    nobodys.end();
                });
    }

    private static Scenario views() {
        return Scenario.of("forbidden-views", "Lists leave out what one may not see")
                .proves("A42")
                .on(OPERATORS)
                .steps(stage -> {
                    Operator operator = stage.operator();
                    Framework seen = stage.framework("seen").subscribe();
                    seen.launch(Launch.withExecutor("t1", seen, "e1"));
                    stage.executor(seen, "e1").subscribe();
                    stage.framework("unseen")
                            .info(info -> info.put("user", "unseen"))
                            .subscribe();
                    stage.framework("of a role unseen")
                            .info(info -> info.putArray("roles").add("unseen"))
                            .subscribe();
                    for (String type :
                            List.of("GET_FRAMEWORKS", "GET_TASKS", "GET_EXECUTORS", "GET_ROLES", "GET_STATE")) {
                        JsonNode answer = operator.call("{type: '%s'}".formatted(type));
                        names(stage, "frameworks", answer.findPath("frameworks"), "/framework_info/name");
                        names(stage, "tasks", answer.findPath("tasks"), "/name");
                        names(stage, "executors", answer.findPath("executors"), "/executor_info/executor_id/value");
                        names(stage, "roles", answer.findPath("roles"), "/name");
                    }
                    for (String path :
                            List.of("/state", "/state-summary", "/frameworks", "/tasks", "/roles", "/slaves")) {
                        JsonNode answer = operator.get(path);
                        names(stage, "frameworks", answer.path("frameworks"), "/name");
                        namesWithin(stage, answer.path("frameworks"), "tasks", "/name");
                        namesWithin(stage, answer.path("frameworks"), "executors", "/executor_id");
                        names(stage, "all tasks", answer.path("tasks"), "/name");
                        names(stage, "roles", answer.path("roles"), "/name");
                        names(stage, "agents", answer.path("slaves"), "/hostname");
                    }
                });
    }

    private static void names(Stage stage, String what, JsonNode list, String at) {
        if (list.isArray()) {
            stage.note(what + ": "
                    + list.valueStream()
                            .map(entry -> entry.at(at).asString("(none)"))
                            .sorted()
                            .toList());
        }
    }

    /** Of all frameworks together, where they have such a list at all. */
    private static void namesWithin(Stage stage, JsonNode frameworks, String list, String at) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        frameworks
                .valueStream()
                .flatMap(framework -> framework.path(list).valueStream())
                .forEach(all::add);
        if (frameworks.path(0).has(list)) {
            names(stage, list, all, at);
        }
    }

    private static Scenario events() {
        return Scenario.of("forbidden-events", "An operator's stream leaves out what one may not see")
                .proves("A42", "A71")
                .on(OPERATORS)
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    stage.hide("17\\d{17}", "nanoseconds");
                    stage.quietly(() -> stream.event("SUBSCRIBED"));
                    stream.event("HEARTBEAT");
                    Framework unseen = stage.framework("unseen")
                            .info(info -> info.put("user", "unseen"))
                            .subscribing("{suppressed_roles: ['%s']}", stage.role())
                            .subscribe();
                    unseen.fence();
                    Framework seen = stage.framework("seen").subscribe();
                    seen.launch(Launch.command("t1", "true"));
                    seen.until("t1", "TASK_FINISHED");
                    seen.call("TEARDOWN", "{}");
                    unseen.call("TEARDOWN", "{}");
                    Framework last = stage.framework("last").subscribe();
                    last.fence();
                    stream.event("FRAMEWORK_REMOVED");
                    stream.event("FRAMEWORK_ADDED");
                    stage.note("all events but heartbeats: "
                            + stream.chunks().stream()
                                    .map(chunk -> new String(chunk, StandardCharsets.UTF_8))
                                    .map(chunk -> Json.read(chunk.substring(chunk.indexOf('\n')))
                                            .path("type")
                                            .asString())
                                    .filter(type -> !type.equals("HEARTBEAT"))
                                    .toList());
                    stream.close();
                });
    }
}
