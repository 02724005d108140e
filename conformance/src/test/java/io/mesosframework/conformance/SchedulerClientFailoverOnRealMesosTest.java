package io.mesosframework.conformance;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static io.mesosframework.conformance.Framework.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.client.AuthenticationException;
import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.client.scheduler.SchedulerClientBuilder;
import io.mesosframework.http.Credentials;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@RealPart("SchedulerClient: redirects, credentials, failover of the leading master")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SchedulerClientFailoverOnRealMesosTest {
    private final RealMesos mesos;

    SchedulerClientFailoverOnRealMesosTest(@TempDir Path folder) throws IOException {
        Path credentials = Files.writeString(
                folder.resolve("credentials.json"),
                "{\"credentials\":[{\"principal\":\"me\",\"secret\":\"open sesame\"}]}");
        mesos = RealMesos.builder()
                .masters(3)
                .masterFlags(
                        "--authenticate_http_frameworks --http_framework_authenticators=basic --credentials=file://"
                                + credentials)
                .start();
    }

    @AfterAll
    void down() {
        mesos.close();
    }

    @Test
    void credentialsThatMesosDoesNotKnowFailForGood() {
        try (Framework framework = Framework.start(client("wrong", leader()))) {
            assertThat(framework.awaitFailure())
                    .isInstanceOfSatisfying(
                            AuthenticationException.class,
                            e -> assertThat(e.status()).isEqualTo(401));
        }
    }

    @Test
    void aFollowerSendsTheClientToTheLeaderAndTheCredentialsGoAlong() {
        String follower = mesos.masters().stream()
                .filter(master -> !master.equals(leader()))
                .findFirst()
                .orElseThrow();
        try (Framework framework = Framework.start(client("open sesame", follower))) {
            assertThat(framework.awaitSubscribed().getMasterInfo().getPort())
                    .isEqualTo(Integer.parseInt(leader().split(":", 2)[1]));
            taken(framework.client().teardown());
        }
    }

    @Test
    void whenTheLeaderDiesTheFrameworkComesBackUnderItsIdAndItsTasksGoOn() {
        try (Framework framework =
                Framework.subscribed(client("open sesame", mesos.masters().toArray(String[]::new)))) {
            FrameworkID id = framework.id();
            Offer offer = framework.events().takeOffer();
            taken(framework
                    .client()
                    .accept(
                            List.of(offer.getId()),
                            Tasks.launch(
                                            offer,
                                            List.of(Tasks.command("survivor", offer, "sleep 600")
                                                    .build()))
                                    .getOperationsList(),
                            Filters.getDefaultInstance()));
            framework.acknowledgeUpdate("survivor", TaskState.TASK_STARTING);
            TaskStatus running = framework.acknowledgeUpdate("survivor", TaskState.TASK_RUNNING);

            String killed = mesos.nameOf(leader());
            mesos.kill(killed);

            assertThat(framework.awaitSubscribed().getFrameworkId()).isEqualTo(id);
            assertThat(framework.losses()).isNotEmpty();
            TaskStatus survivor = reconciled(framework, running);
            // The very same run, not one launched anew.
            assertThat(survivor.getContainerStatus().getContainerId())
                    .isEqualTo(running.getContainerStatus().getContainerId());
            taken(framework.client().teardown());
            mesos.start(killed);
        }
    }

    /** What the new leader tells of the task; it is silent until the agent is back, so it is asked again. */
    private static TaskStatus reconciled(Framework framework, TaskStatus task) {
        Call.Reconcile.Task asked = Call.Reconcile.Task.newBuilder()
                .setTaskId(task.getTaskId())
                .setAgentId(task.getAgentId())
                .build();
        await("the agent is back")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    taken(framework.client().reconcile(List.of(asked)));
                    return framework.events().hasUnseenUpdate(task.getTaskId().getValue());
                });
        return framework.events().awaitUpdate(task.getTaskId().getValue(), TaskState.TASK_RUNNING);
    }

    private String leader() {
        return mesos.leader().orElseThrow();
    }

    private static SchedulerClientBuilder client(String secret, String... masters) {
        return SchedulerClient.builder(Tasks.framework("failover").build(), masters)
                .credentials(Credentials.basic("me", secret));
    }
}
