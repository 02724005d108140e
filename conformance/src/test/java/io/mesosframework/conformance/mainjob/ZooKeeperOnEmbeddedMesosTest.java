package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.zookeeper.ZooKeeperElection;
import io.mesosframework.http.Origin;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.zookeeper.MasterDetection;
import io.mesosframework.zookeeper.ZooKeeperMasters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A framework that finds its masters in a real ZooKeeper, to which they go with user and password. */
@Tag("slow")
final class ZooKeeperOnEmbeddedMesosTest {

    private static final Duration SESSION = Duration.ofSeconds(4);

    private final List<MasterDetection> detections = new CopyOnWriteArrayList<>();
    private TestingServer server;
    private EmbeddedMesos mesos;
    private ZooKeeperMasters masters;
    private LiveFramework live;

    @BeforeEach
    void start() throws Exception {
        server = new TestingServer();
        String url = "zk://me:secret@" + server.getConnectString() + "/mesos";
        mesos = EmbeddedMesos.builder()
                .masters(3)
                .agents(2)
                .election(ZooKeeperElection.at(url).sessionTimeout(SESSION))
                .start();
        masters = ZooKeeperMasters.at(url)
                .sessionTimeout(SESSION)
                .listener(detections::add)
                .start();
        live = LiveFramework.start("by-zookeeper", List.of(), builder -> builder.masterDetector(masters));
        live.put(Application.named("web")
                .instances(2)
                .cpus(0.1)
                .mem(32)
                .command("exec sleep 600")
                .build());
        live.awaitAll("web", SlotState.RUNNING);
    }

    @AfterEach
    void close() throws Exception {
        live.close();
        masters.close();
        mesos.close();
        server.close();
    }

    private void awaitNextSubscription(long before) throws Exception {
        await("subscribed again").atMost(PATIENCE).until(() -> live.timesSubscribed() > before);
        live.awaitAll("web", SlotState.RUNNING);
        await().atMost(PATIENCE).until(() -> live.framework().isReconciled());
    }

    private Optional<Origin> leader() {
        return mesos.leader().map(master -> Origin.parse(master, 5050));
    }

    @Test
    @Scenario(
            title = "The leading master dies, found by ZooKeeper",
            shows = "The framework follows who leads: same id, same tasks; what is asked for meanwhile is done.")
    void aLeaderThatDiesIsFollowed() throws Exception {
        String id = live.id();
        Map<String, String> tasks = live.taskIds();
        long subscriptions = live.timesSubscribed();
        assertThat(masters.detection().leader()).isEqualTo(leader());

        mesos.killMaster(mesos.masters().indexOf(mesos.master()));

        awaitNextSubscription(subscriptions);
        assertThat(masters.detection().leader()).isEqualTo(leader()).isPresent();
        assertThat(live.id()).isEqualTo(id);
        assertThat(live.taskIds()).isEqualTo(tasks);
    }

    @Test
    @Scenario(
            title = "ZooKeeper is lost, with it all masters, and both come back",
            shows = "No leader for a while; then the same id and the same tasks.")
    void zooKeeperAndAllMastersAreLostAndBack() throws Exception {
        String id = live.id();
        Map<String, String> tasks = live.taskIds();
        long subscriptions = live.timesSubscribed();

        server.stop();
        await("no master leads").atMost(PATIENCE).until(() -> mesos.leader().isEmpty());
        await("told that ZooKeeper is away")
                .atMost(PATIENCE)
                .until(() -> masters.detection().state() == MasterDetection.State.UNAVAILABLE);
        await("told that there is no subscription").atMost(PATIENCE).until(live::wasDisconnected);

        server.restart();
        for (int master = 0; master < 3; master++) {
            mesos.startMaster(master);
        }

        awaitNextSubscription(subscriptions);
        assertThat(live.id()).isEqualTo(id);
        assertThat(live.taskIds()).isEqualTo(tasks);
        assertThat(detections)
                .filteredOn(detection -> detection.state() == MasterDetection.State.UNAVAILABLE)
                .as("told once")
                .hasSize(1);
    }

    @Test
    @Scenario(
            title = "A forged record takes the lowest node in ZooKeeper",
            shows = "It is told of, once, and believed by nobody; once it is away the masters lead again.")
    void aForgedRecordIsToldOfAndTheFrameworkGoesOn() throws Exception {
        try (CuratorFramework forger = CuratorFrameworkFactory.builder()
                .connectString(server.getConnectString())
                .retryPolicy(new RetryOneTime(500))
                .authorization("digest", "me:secret".getBytes(StandardCharsets.UTF_8))
                .build()) {
            forger.start();
            // A number below all, of 32 bits.
            String node = "/mesos/json.info_-000000001";
            forger.create().forPath(node, "{\"hostname\":\"evil\"}".getBytes(StandardCharsets.UTF_8));
            await("told")
                    .atMost(PATIENCE)
                    .until(() -> masters.detection().problem().contains("json.info_-000000001"));
            assertThat(masters.masters()).hasSize(3);
            forger.delete().forPath(node);

            await("the leader is known again")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(masters.detection().leader()).isPresent().isEqualTo(leader()));
            live.put(Application.named("after")
                    .cpus(0.1)
                    .mem(32)
                    .command("exec sleep 600")
                    .build());
            live.awaitAll("after", SlotState.RUNNING);
            live.awaitAll("web", SlotState.RUNNING);
        }
    }
}
