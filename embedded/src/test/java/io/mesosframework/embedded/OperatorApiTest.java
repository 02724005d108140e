package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.MachineID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.Unavailability;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.WeightInfo;
import io.mesosframework.protocol.maintenance.Schedule;
import io.mesosframework.protocol.maintenance.Window;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.protocol.master.Event;
import io.mesosframework.protocol.master.Response;
import io.mesosframework.protocol.quota.QuotaConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The operator API over loopback, by the JDK's HTTP client: PROTOCOL A42, A71, E1-E41. */
final class OperatorApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Each with a megabyte of labels: more than what is on its way in the kernel. */
    private static final int TASKS = 30;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static EmbeddedMesosBuilder quick() {
        return EmbeddedMesos.builder().simulatedTasks(TaskScript.runs()).allocationInterval(Duration.ofMillis(50));
    }

    private static Call.Builder call(Call.Type type) {
        return Call.newBuilder().setType(type);
    }

    private HttpResponse<byte[]> send(EmbeddedMesos mesos, Call.Builder call, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + mesos.master() + "/api/v1"))
                .header("Content-Type", "application/x-protobuf")
                .header("Accept", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(call.build().toByteArray()));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private Response ask(EmbeddedMesos mesos, Call.Type type, String... headers) throws Exception {
        HttpResponse<byte[]> answer = send(mesos, call(type), headers);
        assertThat(answer.statusCode()).as(type.name()).isEqualTo(200);
        return Response.parseFrom(answer.body());
    }

    private void done(EmbeddedMesos mesos, Call.Builder call) throws Exception {
        HttpResponse<byte[]> answer = send(mesos, call);
        assertThat(answer.statusCode())
                .as("%s: %s", call.getType(), new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
    }

    private static String basic(String credential) {
        return "Basic " + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theStateAndItsPartsTellTheSame() throws Exception {
        try (EmbeddedMesos mesos = quick().agents(2).start();
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            framework.launch(framework.offer(0), RawFramework.task("t", framework.offer(0), "sleep 100"));
            framework.update("t", TaskState.TASK_RUNNING);
            Response.GetState state = ask(mesos, Call.Type.GET_STATE).getGetState();
            assertThat(state.getGetTasks())
                    .isEqualTo(ask(mesos, Call.Type.GET_TASKS).getGetTasks());
            assertThat(state.getGetFrameworks())
                    .isEqualTo(ask(mesos, Call.Type.GET_FRAMEWORKS).getGetFrameworks());
            assertThat(state.getGetAgents())
                    .isEqualTo(ask(mesos, Call.Type.GET_AGENTS).getGetAgents());
            assertThat(state.getGetExecutors())
                    .isEqualTo(ask(mesos, Call.Type.GET_EXECUTORS).getGetExecutors());
            assertThat(state.getGetTasks().getTasksList())
                    .extracting(task -> task.getTaskId().getValue())
                    .containsExactly("t");
            assertThat(state.getGetFrameworks().getFrameworksList())
                    .extracting(one -> one.getFrameworkInfo().getName())
                    .containsExactly("raw");
            assertThat(state.getGetAgents().getAgentsList()).hasSize(2);
            assertThat(ask(mesos, Call.Type.GET_OPERATIONS).hasGetOperations()).isTrue();
            assertThat(ask(mesos, Call.Type.GET_ROLES).getGetRoles().getRolesList())
                    .extracting(role -> role.getName())
                    .contains("*");
            assertThat(ask(mesos, Call.Type.GET_HEALTH).getGetHealth().getHealthy())
                    .isTrue();
            assertThat(ask(mesos, Call.Type.GET_VERSION)
                            .getGetVersion()
                            .getVersionInfo()
                            .getVersion())
                    .isEqualTo("1.11.0");
            assertThat(ask(mesos, Call.Type.GET_MASTER)
                            .getGetMaster()
                            .getMasterInfo()
                            .getPort())
                    .isEqualTo(URI.create("http://" + mesos.master()).getPort());
            assertThat(ask(mesos, Call.Type.GET_FLAGS).getGetFlags().getFlagsCount())
                    .isPositive();
        }
    }

    private RawStream<Event> subscribe(EmbeddedMesos mesos) throws Exception {
        return RawStream.open(
                http,
                URI.create("http://" + mesos.master() + "/api/v1"),
                call(Call.Type.SUBSCRIBE).build(),
                Codec.PROTOBUF,
                Event.getDefaultInstance(),
                event -> {});
    }

    private static void await(RawStream<Event> stream, Event.Type... types) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(stream.snapshot()).extracting(Event::getType).containsSubsequence(types));
    }

    @Test
    void aStreamTellsWhatHappensInItsOrder() throws Exception {
        try (EmbeddedMesos mesos = quick().start();
                RawStream<Event> stream = subscribe(mesos)) {
            await(stream, Event.Type.SUBSCRIBED, Event.Type.HEARTBEAT);
            assertThat(stream.events
                            .get(0)
                            .getSubscribed()
                            .getGetState()
                            .getGetAgents()
                            .getAgentsList())
                    .hasSize(1);
            try (RawFramework framework =
                    new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info().setFailoverTimeout(0))) {
                framework.launch(framework.offer(0), RawFramework.task("t", framework.offer(0), "true"));
                framework.update("t", TaskState.TASK_RUNNING);
            }
            mesos.addAgent();
            mesos.agent(1).shutDown();
            await(
                    stream,
                    Event.Type.FRAMEWORK_ADDED,
                    Event.Type.TASK_ADDED,
                    Event.Type.TASK_UPDATED,
                    Event.Type.FRAMEWORK_REMOVED);
            await(stream, Event.Type.AGENT_ADDED, Event.Type.AGENT_REMOVED);
        }
    }

    @Test
    void whoDoesNotReadIsCutAndNobodyWaitsForThem() throws Exception {
        try (EmbeddedMesos mesos = quick().resources("cpus:100;mem:10000")
                        .streamBacklog(4 << 20)
                        .start();
                Socket deaf = new Socket();
                RawStream<Event> reader = subscribe(mesos);
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            deaf.setReceiveBufferSize(4096);
            URI master = URI.create("http://" + mesos.master());
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), master.getPort()));
            deaf.getOutputStream()
                    .write(("POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 20\r\n\r\n{\"type\":\"SUBSCRIBE\"}")
                            .getBytes(StandardCharsets.US_ASCII));
            awaitSubscribers(mesos, 2);
            Labels large = Labels.newBuilder()
                    .addLabels(Label.newBuilder().setKey("k").setValue("x".repeat(1 << 20)))
                    .build();
            for (int i = 0; i < TASKS; i++) {
                int shown = i + 1;
                Offer offer = framework.offer(i);
                framework.launch(
                        offer,
                        Filters.newBuilder().setRefuseSeconds(0).build(),
                        RawFramework.task("t" + i, offer, "true").setLabels(large));
                // One after the other, so that who does read never lags behind.
                Awaitility.await()
                        .atMost(LIMIT)
                        .untilAsserted(() -> assertThat(reader.snapshot())
                                .filteredOn(event -> event.getType() == Event.Type.TASK_ADDED)
                                .hasSize(shown));
            }
            awaitSubscribers(mesos, 1);
            assertThat(reader.ended()).isFalse();
        }
    }

    private double subscribers(EmbeddedMesos mesos) throws Exception {
        return metrics(mesos).getMetricsList().stream()
                .filter(metric -> metric.getName().equals("master/operator_event_stream_subscribers"))
                .mapToDouble(metric -> metric.getValue())
                .sum();
    }

    private Response.GetMetrics metrics(EmbeddedMesos mesos) throws Exception {
        HttpResponse<byte[]> answer =
                send(mesos, call(Call.Type.GET_METRICS).setGetMetrics(Call.GetMetrics.getDefaultInstance()));
        return Response.parseFrom(answer.body()).getGetMetrics();
    }

    private void awaitSubscribers(EmbeddedMesos mesos, int count) {
        Awaitility.await().atMost(LIMIT).until(() -> subscribers(mesos) == count);
    }

    @Test
    void agentsAreDeactivatedDrainedAndGone() throws Exception {
        try (EmbeddedMesos mesos = quick().agents(2).start()) {
            AgentID first = ask(mesos, Call.Type.GET_AGENTS)
                    .getGetAgents()
                    .getAgents(0)
                    .getAgentInfo()
                    .getId();
            done(
                    mesos,
                    call(Call.Type.DEACTIVATE_AGENT)
                            .setDeactivateAgent(
                                    Call.DeactivateAgent.newBuilder().setAgentId(first)));
            assertThat(agent(mesos, first).getDeactivated()).isTrue();
            done(
                    mesos,
                    call(Call.Type.REACTIVATE_AGENT)
                            .setReactivateAgent(
                                    Call.ReactivateAgent.newBuilder().setAgentId(first)));
            assertThat(agent(mesos, first).getDeactivated()).isFalse();
            done(
                    mesos,
                    call(Call.Type.DRAIN_AGENT)
                            .setDrainAgent(Call.DrainAgent.newBuilder().setAgentId(first)));
            assertThat(agent(mesos, first).hasDrainInfo()).isTrue();
            done(
                    mesos,
                    call(Call.Type.MARK_AGENT_GONE)
                            .setMarkAgentGone(Call.MarkAgentGone.newBuilder().setAgentId(first)));
            assertThat(ask(mesos, Call.Type.GET_AGENTS).getGetAgents().getAgentsList())
                    .hasSize(1)
                    .noneMatch(agent -> agent.getAgentInfo().getId().equals(first));
        }
    }

    private Response.GetAgents.Agent agent(EmbeddedMesos mesos, AgentID id) throws Exception {
        return ask(mesos, Call.Type.GET_AGENTS).getGetAgents().getAgentsList().stream()
                .filter(agent -> agent.getAgentInfo().getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void machinesAreScheduledTakenDownAndBroughtUp() throws Exception {
        try (EmbeddedMesos mesos = quick().start()) {
            MachineID machine = MachineID.newBuilder()
                    .setHostname("127.0.0.1")
                    .setIp("127.0.0.1")
                    .build();
            Schedule schedule = Schedule.newBuilder()
                    .addWindows(Window.newBuilder()
                            .addMachineIds(machine)
                            .setUnavailability(Unavailability.newBuilder()
                                    .setStart(TimeInfo.newBuilder().setNanoseconds(1))))
                    .build();
            done(
                    mesos,
                    call(Call.Type.UPDATE_MAINTENANCE_SCHEDULE)
                            .setUpdateMaintenanceSchedule(
                                    Call.UpdateMaintenanceSchedule.newBuilder().setSchedule(schedule)));
            assertThat(ask(mesos, Call.Type.GET_MAINTENANCE_SCHEDULE)
                            .getGetMaintenanceSchedule()
                            .getSchedule())
                    .isEqualTo(schedule);
            done(
                    mesos,
                    call(Call.Type.START_MAINTENANCE)
                            .setStartMaintenance(
                                    Call.StartMaintenance.newBuilder().addMachines(machine)));
            assertThat(ask(mesos, Call.Type.GET_MAINTENANCE_STATUS)
                            .getGetMaintenanceStatus()
                            .getStatus()
                            .getDownMachinesList())
                    .containsExactly(machine);
            done(
                    mesos,
                    call(Call.Type.STOP_MAINTENANCE)
                            .setStopMaintenance(
                                    Call.StopMaintenance.newBuilder().addMachines(machine)));
            assertThat(ask(mesos, Call.Type.GET_MAINTENANCE_SCHEDULE)
                            .getGetMaintenanceSchedule()
                            .getSchedule()
                            .getWindowsCount())
                    .isZero();
        }
    }

    @Test
    void quotaAndWeightsAreKept() throws Exception {
        try (EmbeddedMesos mesos = quick().start()) {
            QuotaConfig quota = QuotaConfig.newBuilder()
                    .setRole("r")
                    .putLimits("cpus", Value.Scalar.newBuilder().setValue(1).build())
                    .build();
            done(
                    mesos,
                    call(Call.Type.UPDATE_QUOTA)
                            .setUpdateQuota(Call.UpdateQuota.newBuilder().addQuotaConfigs(quota)));
            assertThat(ask(mesos, Call.Type.GET_QUOTA).getGetQuota().getStatus().getConfigsList())
                    .containsExactly(quota);
            WeightInfo weight =
                    WeightInfo.newBuilder().setRole("r").setWeight(2).build();
            done(
                    mesos,
                    call(Call.Type.UPDATE_WEIGHTS)
                            .setUpdateWeights(Call.UpdateWeights.newBuilder().addWeightInfos(weight)));
            assertThat(ask(mesos, Call.Type.GET_WEIGHTS).getGetWeights().getWeightInfosList())
                    .containsExactly(weight);
        }
    }

    @Test
    void eachOperatorSeesAndDoesWhatTheAclsAllow() throws Exception {
        String acls = """
                {"view_frameworks": [{"principals": {"values": ["guest"]}, "users": {"type": "NONE"}}],
                 "mark_agents_gone": [
                   {"principals": {"values": ["admin"]}, "agents": {"type": "ANY"}},
                   {"principals": {"type": "ANY"}, "agents": {"type": "NONE"}}]}""";
        try (EmbeddedMesos mesos = quick().acls(acls)
                        .operatorCredential("admin", "a")
                        .operatorCredential("guest", "g")
                        .start();
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            String[] admin = {"Authorization", basic("admin:a")};
            String[] guest = {"Authorization", basic("guest:g")};
            framework.offer(0);
            assertThat(ask(mesos, Call.Type.GET_FRAMEWORKS, admin)
                            .getGetFrameworks()
                            .getFrameworksList())
                    .hasSize(1);
            assertThat(ask(mesos, Call.Type.GET_FRAMEWORKS, guest)
                            .getGetFrameworks()
                            .getFrameworksList())
                    .isEmpty();
            Call.Builder gone = call(Call.Type.MARK_AGENT_GONE)
                    .setMarkAgentGone(Call.MarkAgentGone.newBuilder()
                            .setAgentId(framework.offer(0).getAgentId()));
            assertThat(send(mesos, gone, guest).statusCode()).isEqualTo(403);
            assertThat(send(mesos, gone, admin).statusCode()).isEqualTo(200);
            assertThat(send(mesos, gone).statusCode()).isEqualTo(401);
        }
    }
}
