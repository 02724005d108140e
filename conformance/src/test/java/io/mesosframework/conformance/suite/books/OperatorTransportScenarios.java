package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Http;
import io.mesosframework.conformance.suite.Launch;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client can tell of the transport: routes, media types, JSON, the order of the checks, streams (PROTOCOL A). */
public final class OperatorTransportScenarios implements Book {
    private static final String SUBSCRIBE =
            "{type: 'SUBSCRIBE', subscribe: {framework_info: {user: 'nobody', name: 'raw', roles: ['raw'],"
                    + " capabilities: [{type: 'MULTI_ROLE'}]}}}";

    /** Valid to the parser, refused by the master: its stream has an end. */
    private static final String REFUSED =
            "{type: 'SUBSCRIBE', subscribe: {framework_info: {user: 'nobody', name: 'raw', role: '/bad'}}}";

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                routes(),
                redirect(),
                mediaTypes(),
                accept(),
                agentMediaTypes(),
                gzip(),
                pipelined(),
                jsonIn(),
                oddJson(),
                jsonOut(),
                grace(),
                schedulerChecks(),
                subscriptionChecks(),
                streamFraming(),
                takenOver(),
                away(),
                operatorStream(),
                executorEndpoint(),
                basic());
    }

    private static Scenario routes() {
        return Scenario.of("transport-routes", "The longest route that a path begins with answers it")
                .proves("A13", "A14", "A15", "A23")
                .steps(stage -> {
                    Web master = stage.web();
                    master.get("/master/health").send();
                    master.get("/health/").send();
                    master.get("/nothing").send();
                    master.get("/state/../health").send();
                    master.get("/api/v1/scheduler/x").send();
                    master.post("/master/api/v1").json("{type: 'GET_HEALTH'}").send();
                    master.post("/api/v1/executor").json("{type: 'UPDATE'}").send();
                    Web agent = stage.web("agent", stage.agent(1));
                    agent.get("/slave(1)/health").send();
                    agent.post("/api/v1/scheduler").json("{type: 'ACCEPT'}").send();
                    agent.get("/slave(1)/api/v1/executor").send();
                });
    }

    private static Scenario redirect() {
        return Scenario.of("transport-redirect", "/redirect leads to the leader's address, without a path")
                .proves("A19")
                .steps(stage -> {
                    stage.web().get("/redirect").send();
                    stage.web().get("/master/redirect").send();
                    stage.web().get("/redirect/x").send();
                });
    }

    private static Scenario mediaTypes() {
        return Scenario.of("transport-content-types", "Content-Type is one of two texts, exactly")
                .proves("A24", "A25")
                .steps(stage -> {
                    for (String path : List.of("/api/v1", "/api/v1/scheduler")) {
                        Web client = stage.web();
                        client.post(path).body("{}").send();
                        for (String type : List.of(
                                "application/json; charset=utf-8",
                                "Application/JSON",
                                "text/plain",
                                "application/recordio")) {
                            client.post(path)
                                    .header("Content-Type: " + type)
                                    .body("{}")
                                    .send();
                        }
                        client.post(path)
                                .header("Content-Type: application/json")
                                .body("nope")
                                .send();
                        client.post(path)
                                .header("Content-Type: application/x-protobuf")
                                .body("nope")
                                .send();
                    }
                });
    }

    private static Scenario accept() {
        return Scenario.of(
                        "transport-accept",
                        "Accept may name ranges; JSON comes first; a bad call is told before a bad Accept")
                .proves("A26", "A27", "A29")
                .steps(stage -> {
                    Web client = stage.web();
                    for (String accept : List.of(
                            "*/*",
                            "application/*",
                            "APPLICATION/JSON",
                            "application/json;q=0, application/x-protobuf;q=0",
                            "text/html",
                            "application/x-protobuf, application/json;q=0.1")) {
                        client.post("/api/v1")
                                .header("Accept: " + accept)
                                .json("{type: 'GET_HEALTH'}")
                                .send();
                    }
                    Http.Reply protobuf = client.post("/api/v1")
                            .header("Accept: application/x-protobuf")
                            .json("{type: 'GET_HEALTH'}")
                            .ask();
                    stage.note("Content-Type " + protobuf.header("Content-Type").orElse("none") + ", "
                            + protobuf.body().size() + " bytes");
                    client.post("/api/v1")
                            .header("Accept: text/html")
                            .json("{type: 'READ_FILE'}")
                            .send();
                });
    }

    private static Scenario agentMediaTypes() {
        return Scenario.of("transport-agent-media-types", "The agent looks at media types before it reads the call")
                .proves("A30", "A31", "A32", "A33")
                .steps(stage -> {
                    Web agent = stage.web("agent", stage.agent(1));
                    agent.get("/api/v1").send();
                    agent.post("/api/v1").body("{}").send();
                    agent.post("/api/v1")
                            .header("Content-Type: text/plain")
                            .body("{}")
                            .send();
                    agent.post("/api/v1")
                            .header("Content-Type: application/recordio")
                            .body("{}")
                            .send();
                    agent.post("/api/v1")
                            .header("Content-Type: application/recordio")
                            .header("Message-Content-Type: text/plain")
                            .body("{}")
                            .send();
                    agent.post("/api/v1")
                            .header("Message-Content-Type: application/json")
                            .json("{type: 'GET_HEALTH'}")
                            .send();
                    agent.post("/api/v1")
                            .header("Accept: text/html")
                            .json("{type: 'READ_FILE'}")
                            .send();
                    agent.post("/api/v1")
                            .header("Message-Accept: application/json")
                            .json("{type: 'GET_HEALTH'}")
                            .send();
                    agent.post("/api/v1")
                            .header("Accept: application/recordio")
                            .header("Message-Accept: text/plain")
                            .json("{type: 'GET_HEALTH'}")
                            .send();
                    agent.post("/api/v1")
                            .header("Accept: application/recordio")
                            .json("{type: 'GET_HEALTH'}")
                            .send();
                    agent.post("/api/v1").json("{type: 'GET_HEALTH'}").send();
                });
    }

    private static Scenario gzip() {
        return Scenario.of("transport-gzip", "Bodies are packed and unpacked; streams and short answers are not packed")
                .proves("A9", "A10")
                .steps(stage -> {
                    Web client = stage.web();
                    packed(
                            stage,
                            client.get("/state").header("Accept-Encoding: gzip").ask());
                    packed(
                            stage,
                            client.get("/state").header("Accept-Encoding: *").ask());
                    packed(
                            stage,
                            client.get("/state")
                                    .header("Accept-Encoding: deflate")
                                    .ask());
                    packed(
                            stage,
                            client.get("/version")
                                    .header("Accept-Encoding: gzip")
                                    .ask());
                    packed(
                            stage,
                            client.post("/api/v1/scheduler")
                                    .header("Accept-Encoding: gzip")
                                    .json(REFUSED)
                                    .ask());
                    client.post("/api/v1")
                            .header("Content-Type: application/json")
                            .header("Content-Encoding: gzip")
                            .body(gzipped("{\"type\":\"GET_HEALTH\"}"))
                            .send();
                });
    }

    private static void packed(Stage stage, Http.Reply reply) {
        stage.note("Content-Encoding: " + reply.header("Content-Encoding").orElse("none"));
    }

    private static byte[] gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Scenario pipelined() {
        return Scenario.of("transport-pipelined", "Requests on one connection are answered in their order, streams too")
                .proves("A11", "A12")
                .steps(stage -> {
                    Web client = stage.web();
                    List<String> json = List.of("Content-Type: application/json");
                    Web.Connection connection = client.connection("writes four requests at once");
                    connection
                            .write(client.bytes("POST", "/api/v1/scheduler", json, quoted(REFUSED)))
                            .write(client.bytes("GET", "/health", List.of(), ""))
                            .write(client.bytes("POST", "/api/v1", json, "{\"type\":\"GET_HEALTH\"}"))
                            .write(client.bytes("GET", "/nothing", List.of(), ""));
                    for (int i = 0; i < 4; i++) {
                        connection.reply();
                    }
                });
    }

    private static String quoted(String json) {
        return json.replaceAll("([{,]\\s*)([a-z_]+):", "$1\"$2\":").replace('\'', '"');
    }

    private static Scenario jsonIn() {
        return Scenario.of("transport-json-in", "What the JSON of calls may look like")
                .proves("A43", "A44", "A45", "A46", "A47", "A48")
                .steps(stage -> {
                    Web client = stage.web();
                    for (String call : List.of(
                            "{\"type\":\"GET_HEALTH\",\"unknown\":1}",
                            "{\"type\":\"GET_METRICS\",\"getMetrics\":{}}",
                            "{\"type\":null}",
                            "{\"type\":\"get_health\"}",
                            "{\"type\":\"NO_SUCH\"}",
                            "{\"type\":1}",
                            "{\"type\":[\"GET_HEALTH\"]}",
                            "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":null}}",
                            "{\"type\":\"TEARDOWN\",\"teardown\":{}}",
                            "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":\"x\"}}",
                            "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":1}}}",
                            "{\"type\":\"START_MAINTENANCE\",\"start_maintenance\":{\"machines\":{\"hostname\":\"x\"}}}",
                            "{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"/x\",\"offset\":\"7\"}}",
                            "{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"/x\",\"offset\":\"seven\"}}",
                            "{\"type\":\"UPDATE_QUOTA\",\"update_quota\":{\"force\":\"true\",\"quota_configs\":[]}}",
                            "{\"type\":\"UPDATE_QUOTA\",\"update_quota\":{\"quota_configs\":[{\"role\":\"a/b\",\"limits\":{\"cpus\":{\"value\":\"1.5\"}}}]}}",
                            "{\"type\":\"UPDATE_QUOTA\",\"update_quota\":{\"quota_configs\":[{\"role\":\"a\",\"limits\":[1]}]}}",
                            "[]",
                            "\"x\"",
                            "",
                            "{} x")) {
                        client.post("/api/v1")
                                .header("Content-Type: application/json")
                                .body(call)
                                .send();
                    }
                });
    }

    private static Scenario oddJson() {
        return Scenario.of(
                        "transport-json-odd", "How loosely JSON and base64 are read, and the words for what is too odd")
                .proves("A44", "A47")
                .steps(stage -> {
                    Web client = stage.web();
                    List<String> calls = new ArrayList<>();
                    for (String uuid : List.of(
                            "?",
                            "-_-_",
                            "AAAA!",
                            "é",
                            "A",
                            "====",
                            "AAAAAAAAAAAAAAAAAAAAAA",
                            "AAAA AAAA\\nAAAA\\tAAAA\\u000bAAAA AA=?")) {
                        calls.add(
                                "{\"type\":\"ACKNOWLEDGE\",\"framework_id\":{\"value\":\"x\"},\"acknowledge\":{\"agent_id\":"
                                        + "{\"value\":\"a\"},\"task_id\":{\"value\":\"t\"},\"uuid\":\"" + uuid
                                        + "\"}}");
                    }
                    for (String value : List.of(
                            "1e999", "01", "7.", "-", ".5", "+5", "NaN", "\"\\x\"", "\"\\u12\"", "1".repeat(400))) {
                        calls.add("{\"a\":" + value + "}");
                    }
                    for (int depth : List.of(199, 200, 202)) {
                        calls.add("{\"a\":" + "[".repeat(depth) + "]".repeat(9) + "]".repeat(depth == 199 ? 190 : 0)
                                + "}");
                    }
                    calls.add("\ufeff{}");
                    for (String call : calls) {
                        client.post("/api/v1/scheduler")
                                .header("Content-Type: application/json")
                                .body(call)
                                .send();
                    }
                });
    }

    private static Scenario jsonOut() {
        return Scenario.of("transport-json-out", "JSON that the master writes: numbers, names, defaults")
                .proves("A49")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    framework.offer();
                    var frameworks = stage.operator().call("{type: 'GET_FRAMEWORKS'}");
                    stage.operator()
                            .show("framework_info", frameworks.at("/get_frameworks/frameworks/0/framework_info"));
                });
    }

    private static Scenario grace() {
        return Scenario.of("transport-grace-period", "The grace period of DRAIN_AGENT is a Duration in JSON")
                .proves("A50")
                .steps(stage -> {
                    Web client = stage.web();
                    client.post("/api/v1")
                            .json(
                                    "{type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: 'x'}, max_grace_period: '10mins'}}")
                            .send();
                    client.post("/api/v1")
                            .json(
                                    "{type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: 'x'}, max_grace_period: {seconds: 5}}}")
                            .send();
                });
    }

    private static Scenario schedulerChecks() {
        return Scenario.of(
                        "transport-scheduler-checks",
                        "The checks of a scheduler call, in order, before anyone knows the framework")
                .proves("A28", "A51", "A52", "A56")
                .steps(stage -> {
                    Web client = stage.web();
                    client.get("/api/v1/scheduler").send();
                    client.post("/api/v1/scheduler")
                            .header("Accept: text/html")
                            .json("{type: 'ACCEPT'}")
                            .send();
                    client.post("/api/v1/scheduler")
                            .header("Accept: text/html")
                            .json("{type: 'REVIVE', framework_id: {value: 'never'}}")
                            .send();
                    client.post("/api/v1/scheduler")
                            .header("Accept: text/html")
                            .json(SUBSCRIBE)
                            .send();
                    client.post("/api/v1/scheduler")
                            .header("Mesos-Stream-Id: x")
                            .json(SUBSCRIBE)
                            .send();
                });
    }

    private static Scenario subscriptionChecks() {
        return Scenario.of(
                        "transport-subscription-checks",
                        "The checks of calls on a subscription, and what is right is 202")
                .proves("A55", "A57", "A58")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60))
                            .subscribe();
                    Web client = stage.web();
                    String revive = "{type: 'REVIVE', framework_id: {value: '%s'}}";
                    client.post("/api/v1/scheduler")
                            .json(revive, framework.id())
                            .send();
                    client.post("/api/v1/scheduler")
                            .header("Mesos-Stream-Id: other")
                            .json(revive, framework.id())
                            .send();
                    client.post("/api/v1/scheduler")
                            .header("Mesos-Stream-Id: " + framework.streamId())
                            .json(revive, framework.id())
                            .send();
                    ObjectNode info = framework.info().deepCopy();
                    info.putObject("id").put("value", framework.id());
                    framework.call(
                            "UPDATE_FRAMEWORK",
                            JsonNodeFactory.instance.objectNode().set("framework_info", info));
                    info.put("user", "another");
                    framework.call(
                            "UPDATE_FRAMEWORK",
                            JsonNodeFactory.instance.objectNode().set("framework_info", info));
                });
    }

    private static Scenario streamFraming() {
        return Scenario.of(
                        "transport-stream-framing",
                        "Each event is one record in one chunk, its length counted in bytes")
                .proves("A1", "A2", "A8", "A9")
                .steps(stage -> {
                    Framework framework = stage.framework("näme").subscribe();
                    framework.await("HEARTBEAT");
                    int records = 0;
                    for (byte[] chunk : framework.chunks()) {
                        int lineFeed = new String(chunk, StandardCharsets.ISO_8859_1).indexOf('\n');
                        int length = Integer.parseInt(new String(chunk, 0, lineFeed, StandardCharsets.US_ASCII));
                        if (length == chunk.length - lineFeed - 1 && records < 2) {
                            records++;
                        }
                    }
                    stage.note("the first " + records + " chunks are a record each");
                });
    }

    private static Scenario takenOver() {
        return Scenario.of("transport-taken-over", "A second SUBSCRIBE wins; the first stream is told and ends")
                .proves("A64", "A65")
                .steps(stage -> {
                    Framework first = stage.framework("first")
                            .info(i -> i.put("failover_timeout", 60))
                            .subscribe();
                    first.offer();
                    Framework second = stage.framework("second")
                            .info(i -> i.put("failover_timeout", 60))
                            .id(first.id());
                    second.subscribe();
                    first.await("ERROR");
                    first.end();
                    second.offer();
                    second.fence();
                });
    }

    private static Scenario away() {
        return Scenario.of(
                        "transport-away",
                        "A framework that is away misses what happens, and its offers and filters are gone")
                .proves("A56", "A66", "A67", "A69")
                .steps(stage -> {
                    Framework framework = stage.framework()
                            .info(i -> i.put("failover_timeout", 60))
                            .subscribe();
                    framework.decline(framework.offer(), 1000);
                    framework.disconnect();
                    Web client = stage.web();
                    stage.until(
                            "the framework to be away",
                            () -> client.post("/api/v1/scheduler")
                                            .json("{type: 'REVIVE', framework_id: {value: '%s'}}", framework.id())
                                            .ask()
                                            .status()
                                    == 403);
                    framework.subscribe();
                    framework.offer();
                });
    }

    private static Scenario operatorStream() {
        return Scenario.of(
                        "transport-operator-stream",
                        "The operator's stream: SUBSCRIBED with all there is, a HEARTBEAT, then what happens")
                .proves("A71")
                .steps(stage -> {
                    Web.Stream stream = stage.web().post("/api/v1").json("{type: 'SUBSCRIBE'}").stream();
                    stage.note("stream id: " + stream.header("Mesos-Stream-Id").isPresent());
                    stage.hide("17\\d{17}", "nanoseconds");
                    stage.quietly(() -> stream.event("SUBSCRIBED"));
                    stream.event("HEARTBEAT");
                    Framework framework = stage.framework().subscribe();
                    stream.event("FRAMEWORK_ADDED");
                    framework.launch(Launch.command("t1", "true"));
                    stream.event("TASK_ADDED");
                    framework.until("t1", "TASK_FINISHED");
                    framework.call("TEARDOWN", "{}");
                    stream.event("FRAMEWORK_REMOVED");
                    stream.close();
                });
    }

    private static Scenario executorEndpoint() {
        return Scenario.of("transport-executor-checks", "The checks of the executor's endpoint, in order")
                .proves("A74", "A75", "A76", "A77")
                .steps(stage -> {
                    Web agent = stage.web("agent", stage.agent(1));
                    agent.get("/api/v1/executor").send();
                    agent.post("/api/v1/executor").body("{}").send();
                    agent.post("/api/v1/executor")
                            .header("Content-Type: text/plain")
                            .body("{}")
                            .send();
                    agent.post("/api/v1/executor")
                            .header("Content-Type: application/json")
                            .body("nope")
                            .send();
                    agent.post("/api/v1/executor")
                            .json("{type: 'SUBSCRIBE', framework_id: {value: 'f'}}")
                            .send();
                    String ids = "framework_id: {value: 'f'}, executor_id: {value: 'e'}";
                    agent.post("/api/v1/executor")
                            .json("{type: 'HEARTBEAT', " + ids + "}")
                            .send();
                    agent.post("/api/v1/executor")
                            .json("{type: 'SUBSCRIBE', " + ids + "}")
                            .send();
                    agent.post("/api/v1/executor")
                            .json("{type: 'SUBSCRIBE', " + ids + ", subscribe: {}}")
                            .send();
                    agent.post("/api/v1/executor")
                            .json("{type: 'UNKNOWN', " + ids + "}")
                            .send();
                });
    }

    private static Scenario basic() {
        return Scenario.of("transport-basic", "Basic authentication of frameworks: a challenge, and what passes")
                .proves("A37", "A38")
                .on(Needs.oneAgent().credential("me", "secret"))
                .steps(stage -> {
                    Web client = stage.web();
                    client.post("/api/v1/scheduler").json(REFUSED).send();
                    for (String credentials : List.of(
                            "Basic bWU6c2VjcmV0", // me:secret
                            "basic bWU6c2VjcmV0",
                            "Basic bWU6d3Jvbmc=", // me:wrong
                            "Basic bWU6c2VjcmV0OmE=", // me:secret:a
                            "Basic ?",
                            "Bearer x")) {
                        client.post("/api/v1/scheduler")
                                .header("Authorization: " + credentials)
                                .json(REFUSED)
                                .send();
                    }
                    client.get("/health").send();
                });
    }
}
