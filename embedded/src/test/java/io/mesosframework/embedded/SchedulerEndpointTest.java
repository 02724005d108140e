package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scheduler API over loopback, by the JDK's HTTP client: PROTOCOL A51-A65, I.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulerEndpointTest {

    private EmbeddedMesos mesos;

    @BeforeAll
    void start() {
        mesos = EmbeddedMesos.builder()
                .agents(2)
                .attributes("rack:r%d;zone:a;size:2")
                .allocationInterval(Duration.ofMillis(50))
                .heartbeatInterval(Duration.ofMillis(200))
                .start();
    }

    @AfterAll
    void stop() {
        mesos.close();
    }

    enum Form {
        PROTOBUF,
        JSON;

        Codec codec() {
            return this == JSON ? Codec.JSON : Codec.PROTOBUF;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrameworkSubscribesAndIsOfferedEveryAgent(Form form) throws Exception {
        try (RawFramework framework = new RawFramework(mesos, form.codec(), RawFramework.info())) {
            assertThat(framework.stream.status).isEqualTo(200);
            assertThat(framework.stream.header("Content-Type"))
                    .isEqualTo(form.codec().mediaType());
            assertThat(framework.streamId()).hasSize(36);
            framework.offer(1);
            assertThat(framework.stream.snapshot().stream().map(Event::getType).limit(3))
                    .containsExactly(Event.Type.SUBSCRIBED, Event.Type.HEARTBEAT, Event.Type.OFFERS);
            assertThat(framework.offers())
                    .extracting(o -> o.getAttributes(0).getText().getValue())
                    .containsExactlyInAnyOrder("r1", "r2");
            assertThat(framework.offers().get(0).getAttributes(2).getScalar().getValue())
                    .isEqualTo(2);
            teardown(framework);
        }
    }

    @Test
    void aSubscriptionsAnswerIsWrittenAsTheRealMasterWritesIt() throws IOException {
        String body = "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"root\",\"name\":\"n\"}}}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /master/api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder text = new StringBuilder();
            byte[] buffer = new byte[8192];
            while (!text.toString().contains("HEARTBEAT")) {
                int count = socket.getInputStream().read(buffer);
                assertThat(count).as("more of " + text).isPositive();
                text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
            List<String> lines = text.toString().lines().toList();
            assertThat(lines.get(0)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(lines.subList(1, 5).stream()
                            .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
                    .containsExactly("date", "transfer-encoding", "mesos-stream-id", "content-type");
            int record = Integer.parseInt(lines.get(7));
            int chunk = Integer.parseInt(lines.get(6), 16);
            assertThat(chunk).isEqualTo(record + lines.get(7).length() + 1); // A8: one record, one chunk
            assertThat(lines.get(8)).hasSize(record).contains("\"SUBSCRIBED\"");
        }
    }

    private int port() {
        return Integer.parseInt(mesos.master().substring(mesos.master().indexOf(':') + 1));
    }

    @Test
    void requestsAreCheckedInMesosOrderAndWords() throws Exception {
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            byte[] empty = "{}".getBytes(StandardCharsets.UTF_8);
            HttpResponse<String> get = framework.get("http://" + mesos.master() + "/api/v1/scheduler");
            assertThat(get.statusCode()).isEqualTo(405);
            assertThat(get.headers().firstValue("Allow")).contains("POST");
            assertThat(get.body())
                    .isEqualTo("405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
            assertAnswer(framework.post(empty, ""), 400, "Expecting 'Content-Type' to be present");
            for (String type : List.of("application/json; charset=utf-8", "Application/JSON", "text/html")) {
                assertAnswer(
                        framework.post(empty, type),
                        415,
                        "Expecting 'Content-Type' of application/json or application/x-protobuf"); // A24
            }
            assertAnswer(
                    framework.post(empty, "application/json"),
                    400,
                    "Failed to validate scheduler::Call: Expecting 'type' to be present");
            assertAnswer(
                    framework.post(
                            "{\"type\":\"ACCEPT\",\"framework_id\":{\"value\":\"x\"}}".getBytes(StandardCharsets.UTF_8),
                            "application/json"),
                    400,
                    "Failed to validate scheduler::Call: Expecting 'accept' to be present");
            assertThat(framework
                            .post("nope".getBytes(StandardCharsets.UTF_8), "application/json")
                            .statusCode())
                    .isEqualTo(400);
            assertAnswer(
                    framework.post(new byte[] {1, 2, 3}, "application/x-protobuf"),
                    400,
                    "Failed to parse body into Call protobuf");
            Call revive = Call.newBuilder()
                    .setType(Call.Type.REVIVE)
                    .setFrameworkId(FrameworkID.newBuilder().setValue("nobody"))
                    .build();
            assertAnswer(framework.post(revive), 400, "Framework cannot be found");
            Call own = revive.toBuilder().setFrameworkId(framework.id()).build();
            assertAnswer(
                    framework.post(own), 400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
            assertAnswer(
                    framework.post(own, "Mesos-Stream-Id", "wrong"),
                    400,
                    "The stream ID 'wrong' included in this request didn't match the stream ID currently associated with"
                            + " framework ID " + framework.id().getValue());
            HttpResponse<String> accepted =
                    framework.post(own, "Mesos-Stream-Id", framework.streamId(), "Accept", "text/html"); // A28
            assertAnswer(accepted, 202, "");
            assertThat(accepted.headers().firstValue("Content-Type")).isEmpty();
            assertThat(accepted.headers().firstValue("Content-Length")).contains("0");
            teardown(framework);
        }
    }

    @Test
    void aSubscriptionWithAnUnusableAcceptIsNotAcceptable() throws Exception {
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            Call subscribe = Call.newBuilder()
                    .setType(Call.Type.SUBSCRIBE)
                    .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(RawFramework.info()))
                    .build();
            assertAnswer(
                    framework.post(subscribe, "Accept", "text/html"),
                    406,
                    "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'");
            assertAnswer(
                    framework.post(subscribe, "Mesos-Stream-Id", "x"),
                    400,
                    "Subscribe calls should not include the 'Mesos-Stream-Id' header");
            teardown(framework);
        }
    }

    private static void assertAnswer(HttpResponse<String> response, int status, String body) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(body);
        if (!body.isEmpty()) {
            assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        }
    }

    @Test
    void aRefusedSubscriptionIsAStreamWithOneError() throws Exception {
        try (RawFramework framework =
                new RawFramework(mesos, Codec.JSON, RawFramework.info().addRoles("a"))) {
            assertThat(framework.stream.status).isEqualTo(200); // A54
            assertThat(framework.first(Event.Type.ERROR).getError().getMessage())
                    .isEqualTo("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
            Awaitility.await().atMost(RawFramework.LIMIT).until(framework.stream::ended);
        }
    }

    @Test
    void aSecondSubscriptionTakesOver() throws Exception {
        try (RawFramework old = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            FrameworkInfo.Builder again = RawFramework.info().setId(old.id());
            try (RawFramework fresh = new RawFramework(mesos, Codec.JSON, again)) {
                assertThat(old.first(Event.Type.ERROR).getError().getMessage()).isEqualTo("Framework failed over");
                Awaitility.await().atMost(RawFramework.LIMIT).until(old.stream::ended);
                assertThat(fresh.id()).isEqualTo(old.id());
                fresh.offer(0);
                teardown(fresh);
            }
        }
    }

    @Test
    void aFrameworkThatHangsUpIsRemovedAfterItsFailoverTimeout() throws Exception {
        FrameworkID id;
        try (RawFramework framework =
                new RawFramework(mesos, Codec.JSON, RawFramework.info().setFailoverTimeout(0.2))) {
            id = framework.id();
        }
        FrameworkInfo.Builder again = RawFramework.info().setId(id);
        Awaitility.await().atMost(RawFramework.LIMIT).until(() -> {
            try (RawFramework back = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
                String state = back.get("http://" + mesos.master() + "/state").body();
                teardown(back);
                return state.indexOf("completed_frameworks") < state.indexOf(id.getValue());
            }
        });
        try (RawFramework back = new RawFramework(mesos, Codec.JSON, again)) {
            assertThat(back.first(Event.Type.ERROR).getError().getMessage()).isEqualTo("Framework has been removed");
        }
    }

    @Test
    void heartbeatsKeepComing() throws Exception {
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            Awaitility.await()
                    .atMost(RawFramework.LIMIT)
                    .until(() -> framework.stream.snapshot().stream()
                                    .filter(e -> e.getType() == Event.Type.HEARTBEAT)
                                    .count()
                            >= 4);
            teardown(framework);
        }
    }

    @Test
    void declineHoldsAndReviveBrings() throws Exception {
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            Call.Decline.Builder decline = Call.Decline.newBuilder()
                    .addOfferIds(framework.offer(0).getId())
                    .addOfferIds(framework.offer(1).getId());
            decline.getFiltersBuilder().setRefuseSeconds(3600);
            framework.call(Call.newBuilder().setType(Call.Type.DECLINE).setDecline(decline));
            framework.call(Call.newBuilder().setType(Call.Type.REVIVE));
            Offer again = framework.offer(2);
            assertThat(again.getId()).isNotEqualTo(framework.offer(0).getId());
            teardown(framework);
        }
    }

    @Test
    void anUnknownTaskIsReconciledAndAnUnknownKillAnswersTheSame() throws Exception {
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            framework.call(Call.newBuilder()
                    .setType(Call.Type.KILL)
                    .setKill(
                            Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("ghost"))));
            TaskStatus status = framework.update("ghost", TaskState.TASK_LOST);
            assertThat(status.getMessage()).isEqualTo("Reconciliation: Task is unknown");
            assertThat(status.hasUuid()).isFalse();
            teardown(framework);
        }
    }

    @Test
    void frameworksProveWhoTheyAre() throws Exception {
        try (EmbeddedMesos guarded =
                EmbeddedMesos.builder().agents(0).credential("me", "pw").start()) {
            try (RawFramework nobody = new RawFramework(guarded, Codec.JSON, RawFramework.info())) {
                assertThat(nobody.stream.status).isEqualTo(401);
                assertThat(nobody.stream.header("WWW-Authenticate"))
                        .isEqualTo("Basic realm=\"mesos-master-scheduler\"");
                byte[] subscribe = Codec.JSON.encode(Call.newBuilder()
                        .setType(Call.Type.SUBSCRIBE)
                        .setSubscribe(Call.Subscribe.newBuilder()
                                .setFrameworkInfo(RawFramework.info().setPrincipal("other")))
                        .build());
                for (String credentials : List.of("me:wrong", "me", "me:pw:pw")) {
                    assertAnswer(
                            nobody.post(subscribe, "application/json", "Authorization", basic(credentials)),
                            401,
                            "401 Unauthorized.");
                }
                assertAnswer(
                        nobody.post(subscribe, "application/json", "Authorization", basic("me:pw")),
                        400,
                        "Failed to validate scheduler::Call: Authenticated principal 'me' does not match principal"
                                + " 'other' set in `FrameworkInfo`"); // B4
            }
        }
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theOtherEndpointsAnswer() throws Exception {
        try (RawFramework framework = new RawFramework(mesos, Codec.JSON, RawFramework.info())) {
            framework.offer(1);
            String base = "http://" + mesos.master();
            assertThat(framework.get(base + "/health").statusCode()).isEqualTo(200);
            assertThat(framework.get(base + "/version").body()).contains("\"version\":\"1.11.0\"");
            assertThat(framework.get(base + "/master/state").body())
                    .contains("\"activated_slaves\":2")
                    .contains("\"id\":\"" + framework.id().getValue() + "\"")
                    .contains("\"ports\":\"[31000-31999]\"");
            assertThat(framework.get(base + "/metrics/snapshot").body()).contains("\"master/slaves_active\":2.0");
            HttpResponse<String> redirect = framework.get(base + "/redirect");
            assertThat(redirect.statusCode()).isEqualTo(307);
            assertThat(redirect.headers().firstValue("Location")).contains("//" + mesos.master()); // A19
            HttpResponse<String> nothing = framework.get(base + "/nothing");
            assertThat(nothing.statusCode()).isEqualTo(404);
            assertThat(nothing.body()).isEqualTo("404 Not Found.");
            teardown(framework);
        }
    }

    private static void teardown(RawFramework framework) {
        framework.call(Call.newBuilder().setType(Call.Type.TEARDOWN));
        Awaitility.await().atMost(RawFramework.LIMIT).until(framework.stream::ended);
    }
}
