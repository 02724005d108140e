package io.mesosframework.conformance.golden;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static io.mesosframework.conformance.golden.SchedulerSession.PATH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.Tasks;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Requests that are refused, each with its status and Mesos' words. */
final class Refusals {
    private static final String JSON = "Content-Type: application/json";
    private static final String ACCEPT_JSON = "Accept: application/json";

    private final GoldenFolder golden;

    Refusals(GoldenFolder golden) {
        this.golden = golden;
    }

    void ofMaster(String master) {
        byte[] subscribe = subscribe(Tasks.framework("refused").build());
        expect(404, "unknown-path", "", master, GoldenFolder.post(master, "/nothing", subscribe, JSON));
        expect(405, "get", "GET of the scheduler's path", master, get(master, PATH));
        expect(400, "no-content-type", "", master, GoldenFolder.post(master, PATH, subscribe, ACCEPT_JSON));
        expect(
                415,
                "content-type-with-charset",
                "",
                master,
                GoldenFolder.post(master, PATH, subscribe, JSON + "; charset=utf-8", ACCEPT_JSON));
        expect(406, "accept-html", "", master, GoldenFolder.post(master, PATH, subscribe, JSON, "Accept: text/html"));
        expectOfBody(400, "json-syntax", master, "{nope");
        expectOfBody(400, "json-unknown-type", master, "{\"type\":\"FLY\"}");
        expectOfBody(
                400, "json-required-field", master, "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{}}}");
        expect(
                400,
                "protobuf-garbage",
                "",
                master,
                GoldenFolder.post(
                        master,
                        PATH,
                        new byte[] {(byte) 0xff, (byte) 0xff, 1},
                        "Content-Type: application/x-protobuf"));
        expect(
                400,
                "subscribe-with-stream-id",
                "",
                master,
                GoldenFolder.post(master, PATH, subscribe, JSON, ACCEPT_JSON, "Mesos-Stream-Id: x"));
        expectOfBody(
                400, "unknown-framework", master, "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"stranger\"}}");
        expect(200, "version", "not refused: a plain answer of fixed length", master, get(master, "/version"));
        expect(
                200,
                "state-gzip",
                "not refused: a compressed answer",
                master,
                GoldenFolder.request("GET", master, "/state", new byte[0], "Accept-Encoding: gzip"));
        streamIds(master);
        for (Dialect dialect : Dialect.values()) {
            errorStreams(master, dialect);
        }
    }

    private void streamIds(String master) {
        SchedulerSession session = new SchedulerSession(
                golden,
                "refused/session",
                master,
                Dialect.JSON,
                Tasks.framework("golden-stream-ids").build());
        Call revive = session.call(Call.Type.REVIVE).build();
        byte[] body = Dialect.JSON.encode(revive);
        expect(400, "no-stream-id", "", master, GoldenFolder.post(master, PATH, body, JSON));
        expect(
                400,
                "wrong-stream-id",
                "",
                master,
                GoldenFolder.post(master, PATH, body, JSON, "Mesos-Stream-Id: another"));
        expect(
                400,
                "call-without-its-body",
                "",
                master,
                session.callBytes(session.call(Call.Type.ACCEPT).build()));
        session.cut("cut by the framework, which is then known and not subscribed");
        await().atMost(PATIENCE).until(() -> {
            try (RawExchange probe = RawExchange.send(master, session.callBytes(revive))) {
                await().atMost(PATIENCE).until(probe::complete);
                return probe.status() == 403;
            }
        });
        expect(403, "not-subscribed", "", master, session.callBytes(revive));
    }

    private void errorStreams(String master, Dialect dialect) {
        FrameworkInfo good = Tasks.framework("golden-errors").build();
        errorStream(
                "bad-role", master, dialect, good.toBuilder().addRoles("/bad").build());
        errorStream(
                "duplicate-roles",
                master,
                dialect,
                good.toBuilder().addRoles(Tasks.ROLE).build());
        errorStream(
                "failover-timeout",
                master,
                dialect,
                good.toBuilder().setFailoverTimeout(1e300).build());

        SchedulerSession first =
                new SchedulerSession(golden, "error-" + dialect.word() + "/failed-over", master, dialect, good);
        FrameworkInfo again = good.toBuilder().setId(first.id()).build();
        RawExchange second = RawExchange.send(master, subscribe(master, dialect, again));
        first.ended("a second SUBSCRIBE took the framework: ERROR, the end");
        await().atMost(PATIENCE).until(() -> !second.records().isEmpty());
        RawExchange teardown = RawExchange.send(
                master,
                GoldenFolder.post(
                        master,
                        PATH,
                        dialect.encode(Call.newBuilder()
                                .setType(Call.Type.TEARDOWN)
                                .setFrameworkId(first.id())
                                .build()),
                        "Content-Type: " + dialect.mediaType(),
                        "Mesos-Stream-Id: " + second.header("Mesos-Stream-Id")));
        await().atMost(PATIENCE).until(() -> teardown.complete() && second.complete());
        teardown.close();
        second.close();
        errorStream("removed", master, dialect, again);
    }

    private void errorStream(String name, String master, Dialect dialect, FrameworkInfo info) {
        RawExchange exchange = RawExchange.send(master, subscribe(master, dialect, info));
        golden.record("error-" + dialect.word() + "/" + name, "refused on the stream: one ERROR, the end", exchange);
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.records()).as(name).hasSize(1);
    }

    void ofAgent(String agent) {
        String path = "/slave(1)/api/v1/executor";
        byte[] call = ("{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"f\"},\"executor_id\":{\"value\":\"e\"},"
                        + "\"subscribe\":{}}")
                .getBytes(StandardCharsets.UTF_8);
        expect(405, "agent-get", "GET of the executor's path", agent, get(agent, path));
        expect(400, "agent-no-content-type", "", agent, GoldenFolder.post(agent, path, call, ACCEPT_JSON));
        expect(400, "agent-unknown-framework", "", agent, GoldenFolder.post(agent, path, call, JSON, ACCEPT_JSON));
    }

    void withAuthentication() throws IOException {
        Path credentials = Files.createTempFile("credentials", ".json");
        Files.writeString(credentials, "{\"credentials\":[{\"principal\":\"golden\",\"secret\":\"open sesame\"}]}");
        try (RealMesos mesos = RealMesos.builder()
                .masterFlags(
                        "--authenticate_http_frameworks --http_framework_authenticators=basic --credentials=file://"
                                + credentials)
                .start()) {
            String master = mesos.master();
            byte[] body = subscribe(Tasks.framework("authenticated").build());
            expect(401, "no-credentials", "", master, GoldenFolder.post(master, PATH, body, JSON, ACCEPT_JSON));
            expect(
                    401,
                    "wrong-secret",
                    "",
                    master,
                    GoldenFolder.post(master, PATH, body, JSON, ACCEPT_JSON, basic("golden:wrong")));
            byte[] another = subscribe(
                    Tasks.framework("authenticated").setPrincipal("another").build());
            expect(
                    400,
                    "another-principal",
                    "FrameworkInfo.principal is not who authenticated",
                    master,
                    GoldenFolder.post(master, PATH, another, JSON, ACCEPT_JSON, basic("golden:open sesame")));
        } finally {
            Files.delete(credentials);
        }
    }

    void withFollowers() {
        try (RealMesos mesos = RealMesos.builder().masters(3).start()) {
            String leader = mesos.leader().orElseThrow();
            String follower = mesos.masters().stream()
                    .filter(master -> !master.equals(leader))
                    .findFirst()
                    .orElseThrow();
            byte[] request = GoldenFolder.post(
                    follower, PATH, subscribe(Tasks.framework("redirected").build()), JSON, ACCEPT_JSON);
            expect(307, "by-follower", "to the leader", follower, request);
            expect(307, "redirect-path", "GET /redirect", follower, get(follower, "/redirect"));
            mesos.kill("zk");
            await().atMost(PATIENCE).until(() -> {
                try (RawExchange probe = RawExchange.send(follower, request)) {
                    await().atMost(PATIENCE).until(probe::complete);
                    return probe.status() == 503;
                }
            });
            expect(503, "no-leader", "a follower that lost its ZooKeeper", follower, request);
        }
    }

    private void expectOfBody(int status, String name, String address, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        expect(status, name, "", address, GoldenFolder.post(address, PATH, bytes, JSON, ACCEPT_JSON));
    }

    private void expect(int status, String name, String what, String address, byte[] request) {
        RawExchange exchange = RawExchange.send(address, request);
        golden.record("refused/" + status + "-" + name, what, exchange);
        assertThat(exchange.status()).as(name + ": " + exchange.text()).isEqualTo(status);
    }

    private static byte[] get(String address, String path) {
        return GoldenFolder.request("GET", address, path, new byte[0]);
    }

    private static byte[] subscribe(FrameworkInfo info) {
        return Dialect.JSON.encode(call(info));
    }

    private static byte[] subscribe(String master, Dialect dialect, FrameworkInfo info) {
        return GoldenFolder.post(
                master,
                PATH,
                dialect.encode(call(info)),
                "Content-Type: " + dialect.mediaType(),
                "Accept: " + dialect.mediaType());
    }

    private static Call call(FrameworkInfo info) {
        Call.Builder call = Call.newBuilder()
                .setType(Call.Type.SUBSCRIBE)
                .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info));
        if (info.hasId()) {
            call.setFrameworkId(FrameworkID.newBuilder().setValue(info.getId().getValue()));
        }
        return call.build();
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
