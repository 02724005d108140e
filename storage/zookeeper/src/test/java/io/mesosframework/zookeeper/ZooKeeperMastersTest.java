package io.mesosframework.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.http.Origin;
import io.mesosframework.zookeeper.MasterDetection.State;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On a real ZooKeeper. */
@Tag("slow")
final class ZooKeeperMastersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration SESSION = Duration.ofSeconds(4);

    private final List<MasterDetection> heard = new CopyOnWriteArrayList<>();
    private TestingServer server;
    private CuratorFramework writer;

    @BeforeEach
    void begin() throws Exception {
        server = new TestingServer();
        writer = client(server.getConnectString());
    }

    @AfterEach
    void end() throws Exception {
        writer.close();
        server.close();
    }

    private static CuratorFramework client(String servers) {
        CuratorFramework client = CuratorFrameworkFactory.builder()
                .connectString(servers)
                .retryPolicy(new RetryOneTime(500))
                .authorization("digest", "me:secret".getBytes(UTF_8))
                .build();
        client.start();
        return client;
    }

    private ZooKeeperMasters masters() {
        return masters("zk://" + server.getConnectString() + "/mesos");
    }

    private ZooKeeperMasters masters(String url) {
        return ZooKeeperMasters.at(url)
                .sessionTimeout(SESSION)
                .listener(heard::add)
                .start();
    }

    private String announce(int port) throws Exception {
        return announce("{\"id\":\"x\",\"ip\":16777343,\"port\":" + port + "}");
    }

    private String announce(String data) throws Exception {
        return writer.create()
                .creatingParentsIfNeeded()
                .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
                .forPath("/mesos/json.info_", data.getBytes(UTF_8));
    }

    private void awaitLeader(ZooKeeperMasters masters, int port) {
        await("the leader at " + port)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(masters.detection().leader()).hasValue(at(port)));
        assertThat(masters.masters()).containsExactly(at(port));
    }

    private static Origin at(int port) {
        return new Origin(false, "127.0.0.1", port);
    }

    private void awaitState(ZooKeeperMasters masters, State state) {
        await("state " + state)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(masters.detection().state()).isEqualTo(state));
    }

    @Test
    void h17TheLeaderIsFollowedFromBeforeThereIsAPathThroughEveryChange() throws Exception {
        try (ZooKeeperMasters masters = masters()) {
            awaitState(masters, State.NONE);
            assertThat(masters.masters()).isEmpty();

            String first = announce(1);
            awaitLeader(masters, 1);
            String second = announce(2);
            writer.delete().forPath(first);
            awaitLeader(masters, 2);
            writer.delete().forPath(second);
            awaitState(masters, State.NONE);
            announce(3);
            awaitLeader(masters, 3);
            writer.delete().deletingChildrenIfNeeded().forPath("/mesos");
            awaitState(masters, State.NONE);
            announce(4);
            awaitLeader(masters, 4);

            assertThat(heard)
                    .extracting(MasterDetection::state)
                    .containsExactly(
                            State.NONE, State.LEADER, State.LEADER, State.NONE, State.LEADER, State.NONE, State.LEADER);
        }
    }

    @Test
    void h16WhileZooKeeperIsAwayTheLastKnownMasterIsTriedAndItsReturnIsSeen() throws Exception {
        announce(1);
        try (ZooKeeperMasters masters = masters()) {
            awaitLeader(masters, 1);

            server.stop();
            awaitState(masters, State.UNAVAILABLE);
            assertThat(masters.masters()).containsExactly(at(1));
            assertThat(masters.detection().leader()).isEmpty();
            assertThat(masters.detection().problem()).contains(server.getConnectString(), "no connection");

            server.restart();
            awaitLeader(masters, 1);
            writer.close();
            writer = client(server.getConnectString());
            announce(2);
            writer.delete().forPath("/mesos/json.info_0000000000");
            awaitLeader(masters, 2);
            assertThat(heard)
                    .extracting(MasterDetection::state)
                    .containsExactly(State.LEADER, State.UNAVAILABLE, State.LEADER, State.LEADER);
        }
    }

    @Test
    void aZooKeeperThatComesLaterIsFound() throws Exception {
        int port = InstanceSpec.getRandomPort();
        try (ZooKeeperMasters masters = masters("zk://127.0.0.1:" + port + "/mesos")) {
            awaitState(masters, State.UNAVAILABLE);
            assertThat(masters.detection().problem()).contains("has not answered");
            try (TestingServer late = new TestingServer(port);
                    CuratorFramework there = client(late.getConnectString())) {
                there.create()
                        .creatingParentsIfNeeded()
                        .forPath("/mesos/0000000001", "master@127.0.0.1:9".getBytes(UTF_8));
                awaitLeader(masters, 9);
            }
        }
    }

    @Test
    void aSessionThatExpiresIsMadeAnewAndNoChangeIsMissed() throws Exception {
        try (Line line = new Line(server.getPort());
                ZooKeeperMasters masters = masters("zk://127.0.0.1:" + line.port() + "/mesos")) {
            String first = announce(1);
            awaitLeader(masters, 1);

            line.still(true);
            awaitState(masters, State.UNAVAILABLE);
            announce(2);
            writer.delete().forPath(first);
            // The server ends the session by its own count, which began no later than ours.
            line.still(false);

            awaitLeader(masters, 2);
        }
    }

    @Test
    void anEnsembleLosesAMemberThenAllAndIsBack() throws Exception {
        try (TestingCluster ensemble = new TestingCluster(3)) {
            ensemble.start();
            try (CuratorFramework there = client(ensemble.getConnectString());
                    ZooKeeperMasters masters = masters("zk://" + ensemble.getConnectString() + "/mesos")) {
                there.create()
                        .creatingParentsIfNeeded()
                        .forPath("/mesos/0000000001", "master@127.0.0.1:1".getBytes(UTF_8));
                awaitLeader(masters, 1);

                List<InstanceSpec> members = List.copyOf(ensemble.getInstances());
                ensemble.killServer(members.get(0));
                await("written through the other two")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> {
                            there.create()
                                    .orSetData()
                                    .forPath("/mesos/0000000000", "master@127.0.0.1:2".getBytes(UTF_8));
                            return true;
                        });
                awaitLeader(masters, 2);

                ensemble.killServer(members.get(1));
                ensemble.killServer(members.get(2));
                awaitState(masters, State.UNAVAILABLE);
                assertThat(masters.masters()).containsExactly(at(2));

                for (InstanceSpec member : members) {
                    ensemble.restartServer(member);
                }
                awaitLeader(masters, 2);
            }
        }
    }

    @Test
    void aRecordThatCannotBeReadIsToldOnceAndTheMastersBehindItAreTried() throws Exception {
        try (ZooKeeperMasters masters = masters()) {
            String forged = announce("{\"id\":");
            announce(2);
            awaitState(masters, State.UNREADABLE);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(masters.masters()).containsExactly(at(2)));

            // Other nodes that come and go change nothing, and nothing is told of it.
            int told = heard.size();
            writer.create().forPath("/mesos/lock");
            String third = announce(3);
            await().atMost(PATIENCE).until(() -> masters.masters().equals(List.of(at(2), at(3))));
            writer.delete().forPath("/mesos/lock");
            assertThat(heard).hasSize(told + 1);

            writer.setData().forPath(forged, new byte[200_000]);
            await().atMost(PATIENCE).until(() -> masters.detection().problem().contains("holds 200000 bytes"));
            writer.setData().forPath(forged, "{\"id\":\"x\",\"ip\":16777343,\"port\":7}".getBytes(UTF_8));
            awaitLeader(masters, 7);
            writer.delete().forPath(forged);
            awaitLeader(masters, 2);
            writer.delete().forPath(third);
        }
    }

    @Test
    void h6WhatOnlyTheMastersMayReadIsReadWithTheirCredentials() throws Exception {
        writer.create().withACL(List.of(new ACL(Perms.ALL, Ids.AUTH_IDS))).forPath("/mesos", new byte[0]);
        writer.create()
                .withACL(List.of(new ACL(Perms.ALL, Ids.AUTH_IDS)))
                .forPath("/mesos/0000000001", "master@127.0.0.1:1".getBytes(UTF_8));
        String place = server.getConnectString() + "/mesos";
        try (ZooKeeperMasters masters = masters("zk://me:secret@" + place)) {
            awaitLeader(masters, 1);
        }
        for (String who : List.of("me:wrong@", "")) {
            try (ZooKeeperMasters masters = masters("zk://" + who + place)) {
                awaitState(masters, State.UNAVAILABLE);
                assertThat(masters.masters()).isEmpty();
                assertThat(masters.detection().problem())
                        .contains("NOAUTH", "/mesos")
                        .doesNotContain("me:", "wrong");
                assertThat(masters).hasToString("zk://" + place);
                if (who.isEmpty()) { // looks again by itself
                    writer.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath("/mesos/0000000001");
                    writer.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath("/mesos");
                    awaitLeader(masters, 1);
                }
            }
        }
    }

    @Test
    void aListenerThatThrowsHoldsNothingUp() throws Exception {
        try (ZooKeeperMasters masters = ZooKeeperMasters.at("zk://" + server.getConnectString() + "/mesos")
                .listener(detection -> {
                    throw new IllegalStateException("no");
                })
                .start()) {
            awaitState(masters, State.NONE);
            announce(1);
            awaitLeader(masters, 1);
        }
    }

    @Test
    void closingEndsItsThreadsAlsoWhileZooKeeperIsAway() throws Exception {
        ZooKeeperMasters there = masters();
        awaitState(there, State.NONE);
        there.close();
        there.close();
        try (ServerSocket silent = new ServerSocket(0)) {
            long begun = System.nanoTime();
            masters("zk://127.0.0.1:" + silent.getLocalPort() + "/mesos").close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }
        await("no thread is left")
                .atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("zookeeper-masters")));
    }

    @Test
    void aTimeoutThatCannotWorkIsRefused() {
        ZooKeeperMastersBuilder builder = ZooKeeperMasters.at("zk://one/mesos");
        assertThatThrownBy(() -> builder.sessionTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.sessionTimeout(Duration.ofDays(9)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
