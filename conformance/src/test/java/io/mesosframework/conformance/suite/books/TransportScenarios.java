package io.mesosframework.conformance.suite.books;

import io.mesosframework.conformance.suite.Book;
import io.mesosframework.conformance.suite.Framework;
import io.mesosframework.conformance.suite.Json;
import io.mesosframework.conformance.suite.Needs;
import io.mesosframework.conformance.suite.Scenario;
import io.mesosframework.conformance.suite.Stage;
import io.mesosframework.conformance.suite.Web;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Records, connections, routes and who may: A1 to A16, A37 to A41. */
public final class TransportScenarios implements Book {
    private static final String SCHEDULER = "/api/v1/scheduler";
    private static final String JSON = "Content-Type: application/json";

    @Override
    public List<Scenario> scenarios() {
        return List.of(
                records(),
                compressedAnswers(),
                compressedRequest(),
                behindAStream(),
                inOrder(),
                routesOfTheMaster(),
                routesOfAnAgent(),
                routeOfProviders(),
                processMessages(),
                challenges(),
                credentials());
    }

    /** A SUBSCRIBE, as JSON text, of a framework whose role is wrong or not. */
    private static String subscribe(Stage stage, String role) {
        return Json.write(Json.object(
                "{type: 'SUBSCRIBE', subscribe: {framework_info: {user: '%s', name: '%s', roles: ['%s'], capabilities: [{type:"
                        + " 'MULTI_ROLE'}]}}}",
                System.getProperty("user.name"), stage.role(), role));
    }

    private static Scenario records() {
        return Scenario.of(
                        "records",
                        "Each record is one chunk: its length in bytes, a line feed, the event; never compressed")
                .proves("A1", "A2", "A8", "A9")
                .steps(stage -> {
                    Web.Stream stream = stage
                            .web()
                            .post(SCHEDULER)
                            .header(JSON)
                            .header("Accept: application/json")
                            .header("Accept-Encoding: gzip")
                            .body(subscribe(stage, "/bäd"))
                            .stream();
                    stream.event("ERROR");
                    stream.end();
                    for (byte[] chunk : stream.chunks()) {
                        String text = new String(chunk, StandardCharsets.UTF_8);
                        String length = text.lines().findFirst().orElse("");
                        String event = text.substring(length.length() + 1);
                        int bytes = event.getBytes(StandardCharsets.UTF_8).length;
                        stage.note("a chunk: " + length + ", a line feed, " + bytes + " bytes, " + event.length()
                                + " characters");
                    }
                });
    }

    private static Scenario compressedAnswers() {
        return Scenario.of(
                        "compressed-answers", "Whole answers of 1024 bytes and more are compressed for who accepts it")
                .proves("A9")
                .steps(stage -> {
                    Web web = stage.web();
                    for (String accept : List.of("gzip", "*", "deflate")) {
                        for (String path : List.of("/version", "/state")) {
                            stage.note(web.get(path)
                                    .header("Accept-Encoding: " + accept)
                                    .ask()
                                    .header("Content-Encoding")
                                    .map(encoding -> "is " + encoding)
                                    .orElse("is plain"));
                        }
                    }
                });
    }

    private static Scenario compressedRequest() {
        return Scenario.of("compressed-request", "A request's body may be compressed")
                .proves("A10")
                .steps(stage -> stage.web()
                        .post(SCHEDULER)
                        .header(JSON)
                        .header("Content-Encoding: gzip")
                        .body(gzip("{\"type\":\"SUBSCRIBE\"}"))
                        .send());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static Scenario behindAStream() {
        return Scenario.of(
                        "behind-a-stream",
                        "What is asked behind SUBSCRIBE on its connection is answered when the stream has ended")
                .proves("A11")
                .steps(stage -> {
                    Web web = stage.web();
                    Web.Connection connection = web.connection("SUBSCRIBE, and behind it GET /health");
                    connection.write(web.bytes(
                            "POST",
                            SCHEDULER,
                            List.of(JSON, "Accept: application/json"),
                            subscribe(stage, stage.role())));
                    connection.write(web.bytes("GET", "/health", List.of(), ""));
                    String streamId =
                            connection.head().header("Mesos-Stream-Id").orElse("");
                    String first = connection.chunk();
                    String id = Json.find(Json.read(first.substring(first.indexOf('\n'))), "value");
                    connection.noAnswer(300);
                    web.post(SCHEDULER)
                            .header("Mesos-Stream-Id: " + streamId)
                            .json("{type: 'TEARDOWN', framework_id: {value: '%s'}}", id)
                            .send();
                    // The real one may send it before the stream's last, empty chunk.
                    connection.await("HTTP/1.1 200 OK");
                });
    }

    private static Scenario inOrder() {
        return Scenario.of("in-order", "Calls written to one connection at once are done and answered in their order")
                .proves("A12")
                .steps(stage -> {
                    Framework framework = stage.framework().subscribe();
                    Web web = stage.web();
                    Web.Connection connection = web.connection("RECONCILE of t1, of t2 and of t3, without waiting");
                    for (String task : List.of("t1", "t2", "t3")) {
                        connection.write(web.bytes(
                                "POST",
                                SCHEDULER,
                                List.of(JSON, "Mesos-Stream-Id: " + framework.streamId()),
                                Json.write(Json.object(
                                        "{type: 'RECONCILE', framework_id: {value: '%s'}, reconcile: {tasks: [{task_id: {value:"
                                                + " '%s'}}]}}",
                                        framework.id(), task))));
                    }
                    for (int i = 0; i < 3; i++) {
                        connection.reply();
                    }
                    framework.update("t3");
                });
    }

    private static Scenario routesOfTheMaster() {
        return Scenario.of(
                        "routes-of-the-master",
                        "A path goes to the longest route it begins with, under the process's name too")
                .proves("A13", "A14", "A15")
                .steps(stage -> {
                    Web web = stage.web();
                    for (String path : List.of(
                            SCHEDULER,
                            SCHEDULER + "/",
                            SCHEDULER + "/more",
                            "/master" + SCHEDULER,
                            "/api/v1",
                            "/api/v1/",
                            "/master/api/v1",
                            "/api/v1/executor",
                            "/api/v1/nothing",
                            "/api/v2",
                            "/scheduler",
                            "/master/nothing",
                            "/slave(1)/api/v1",
                            "/nothing",
                            "/files/../version")) {
                        web.post(path).json("{}").send();
                    }
                    web
                            .post("/api/v1")
                            .header(JSON)
                            .header("Accept: application/json")
                            .body(subscribe(stage, stage.role()))
                            .stream()
                            .event("HEARTBEAT");
                });
    }

    private static Scenario routesOfAnAgent() {
        return Scenario.of("routes-of-an-agent", "The routes of an agent")
                .proves("A13", "A14", "A23")
                .steps(stage -> {
                    Web web = stage.web("client", stage.agent(1));
                    for (String path : List.of(
                            "/api/v1/executor",
                            "/slave(1)/api/v1/executor",
                            "/api/v1/executor/more",
                            "/api/v1",
                            "/slave(1)/api/v1",
                            "/api/v1/scheduler",
                            "/api/v1/resource_provider",
                            "/slave(2)/api/v1",
                            "/nothing")) {
                        web.post(path).json("{}").send();
                    }
                });
    }

    private static Scenario routeOfProviders() {
        return Scenario.of(
                        "route-of-resource-providers",
                        "An agent that has never registered has no manager of resource providers: 503, whatever comes")
                .proves("A23")
                .on(Needs.oneAgent().alone())
                .steps(stage -> {
                    String provider = "/api/v1/resource_provider";
                    Web web = stage.web("client", stage.agent(1));
                    web.get(provider).send();
                    web.post(provider).body("{}").send();
                    web.post(provider)
                            .header("Content-Type: text/plain")
                            .body("{}")
                            .send();
                    stage.killMaster(1);
                    stage.loseAgent(1);
                    stage.startAgent(1);
                    stage.until("the agent to answer", () -> web.isUp("/health"));
                    web.get(provider).send();
                    web.post(provider).json("{}").send();
                    web.post("/slave(1)" + provider)
                            .header("Content-Type: text/plain")
                            .body("{}")
                            .send();
                });
    }

    private static Scenario processMessages() {
        return Scenario.of(
                        "process-messages",
                        "A request by a User-Agent of libprocess is a message to the process, not a call")
                .proves("A16")
                .steps(stage -> {
                    Web web = stage.web();
                    String libprocess = "User-Agent: libprocess/nobody@127.0.0.1:1";
                    web.get("/version").header("User-Agent: curl/8").ask();
                    web.get("/version").header(libprocess).ask();
                    web.post(SCHEDULER).header(libprocess).json("{}").send();
                    web.post("/master" + SCHEDULER)
                            .header(libprocess)
                            .json("{}")
                            .send();
                    web.post("/master/anything")
                            .header("Libprocess-From: nobody@127.0.0.1:1")
                            .send();
                    for (String process : List.of(
                            "files", "logging", "metrics", "profiler", "system", "version", "slave(1)", "state")) {
                        web.post("/" + process + "/x").header(libprocess).ask();
                    }
                    Web agent = stage.web("client of an agent", stage.agent(1));
                    agent.post("/slave(1)/api/v1").header(libprocess).json("{}").send();
                    agent.post("/slave%281%29/api/v1").header(libprocess).ask();
                    agent.post("/api/v1/executor").header(libprocess).ask();
                });
    }

    private static final Needs AUTHENTICATED =
            Needs.oneAgent().credential("me", "secret").credential("other", "pw");

    private static Scenario challenges() {
        return Scenario.of(
                        "challenges",
                        "Without or with wrong credentials: 401 and a challenge, before anything else is looked at")
                .proves("A37", "A38", "A41", "A51")
                .on(AUTHENTICATED)
                .steps(stage -> {
                    Web web = stage.web();
                    web.post(SCHEDULER).json("{}").send();
                    web.get(SCHEDULER).send();
                    web.post(SCHEDULER)
                            .header("Authorization: Basic bWU6d3Jvbmc=")
                            .json("{}")
                            .send();
                    web.post(SCHEDULER)
                            .header("Authorization: basic bWU6c2VjcmV0")
                            .json("{}")
                            .send();
                    web.post(SCHEDULER)
                            .header("Authorization: Basic bWU6c2VjcmV0OngK")
                            .json("{}")
                            .send();
                    web.post(SCHEDULER)
                            .header("Authorization: Basic nonsense")
                            .json("{}")
                            .send();
                    web.post(SCHEDULER)
                            .header("Authorization: Bearer x")
                            .json("{}")
                            .send();
                    web.post(SCHEDULER)
                            .header("Authorization: Basic bWU6c2VjcmV0")
                            .json("{}")
                            .send();
                    // Who may read is not asked of here: each realm has its own authenticator.
                    web.post("/api/v1").json("{}").send();
                });
    }

    private static Scenario credentials() {
        return Scenario.of(
                        "credentials",
                        "A framework is known by its credentials, and must not say that it is someone else")
                .proves("A38", "A55", "B4", "B23", "B24")
                .on(AUTHENTICATED)
                .steps(stage -> {
                    stage.framework("nobody")
                            .authenticated("me", "secret")
                            .info(info -> info.put("principal", "other"))
                            .subscribe();
                    Framework framework = stage.framework()
                            .info(info -> info.put("failover_timeout", 60.0))
                            .authenticated("me", "secret")
                            .subscribe();
                    Web web = stage.web();
                    web.post(SCHEDULER)
                            .header("Authorization: Basic b3RoZXI6cHc=")
                            .header("Mesos-Stream-Id: " + framework.streamId())
                            .json("{type: 'REVIVE', framework_id: {value: '%s'}}", framework.id())
                            .send();
                    framework.call("REVIVE", "");
                    Framework other = stage.framework("other")
                            .id(framework.id())
                            .authenticated("other", "pw")
                            .subscribe();
                    other.end();
                });
    }
}
