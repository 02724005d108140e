package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.FrameworkInfo;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Machines of a cluster come and go under a framework. */
class MachinesTest {

    private static final FrameworkInfo FRAMEWORK = FrameworkInfo.newBuilder()
            .setUser(System.getProperty("user.name"))
            .setName("machines")
            .setCheckpoint(true)
            .setFailoverTimeout(100)
            .addCapabilities(
                    FrameworkInfo.Capability.newBuilder().setType(FrameworkInfo.Capability.Type.PARTITION_AWARE))
            .build();

    @Test
    @Tag("slow")
    void aTaskLivesThroughTheRestartOfItsAgent() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                        .executorReregistrationTimeout(Duration.ofSeconds(4)) // executors wait for up to 2 s themselves
                        .start();
                RawFramework framework = new RawFramework(mesos, Codec.JSON, FRAMEWORK.toBuilder())) {
            framework.launch(framework.offer(0), RawFramework.task("t", framework.offer(0), "sleep 1000"));
            framework.update("t", TaskState.TASK_RUNNING);
            String id = mesos.agent(1).id().orElseThrow();
            mesos.agent(1).kill();
            assertThat(mesos.agent(1).isUp()).isFalse();
            framework.call(Call.newBuilder()
                    .setType(Call.Type.KILL)
                    .setKill(
                            Call.Kill.newBuilder().setTaskId(TaskID.newBuilder().setValue("t"))));
            mesos.agent(1).restart();
            framework.update("t", TaskState.TASK_KILLED); // its executor has come back, and the kill with it
            assertThat(mesos.agent("agent1").id()).contains(id);
            assertThat(framework.updates("t"))
                    .extracting(TaskStatus::getState)
                    .doesNotContain(TaskState.TASK_LOST, TaskState.TASK_GONE, TaskState.TASK_FAILED);
        }
    }

    @Test
    @Tag("slow")
    void aPartitionedAgentIsUnreachableAndComesBackWhenTheNetworkIsWhole() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                        .agentPingTimeout(Duration.ofMillis(200))
                        .maxAgentPingTimeouts(2)
                        .start();
                RawFramework framework = new RawFramework(mesos, Codec.JSON, FRAMEWORK.toBuilder())) {
            framework.launch(framework.offer(0), RawFramework.task("t", framework.offer(0), "sleep 1000"));
            framework.update("t", TaskState.TASK_RUNNING);
            mesos.agent(1).partition();
            framework.update("t", TaskState.TASK_UNREACHABLE);
            mesos.agent(1).heal();
            framework.await(e -> e.getUpdate().getStatus().getReason() == TaskStatus.Reason.REASON_AGENT_REREGISTERED);
        }
    }

    @Test
    @Tag("slow")
    void anotherMasterTakesOverAndItsFollowersPointToIt() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().masters(3).start()) {
            String first = mesos.master();
            assertThat(mesos.masters()).hasSize(3).startsWith(first);
            HttpResponse<String> redirect = get("http://" + mesos.masters().get(1) + "/state");
            assertThat(redirect.statusCode()).isEqualTo(307);
            assertThat(redirect.headers().firstValue("Location")).contains("//" + first + "/master/state");
            mesos.killMaster(0);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> mesos.leader().isPresent());
            assertThat(mesos.master()).isEqualTo(mesos.masters().get(1));
            assertThat(get("http://" + mesos.masters().get(2) + "/redirect")
                            .headers()
                            .firstValue("Location"))
                    .contains("//" + mesos.masters().get(1));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() ->
                            get("http://" + mesos.master() + "/slaves").body().contains("slave(1)@"));
        }
    }

    /** Follows no redirect. */
    private static HttpResponse<String> get(String uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
