package io.mesosframework.embedded.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import io.mesosframework.embedded.TaskScript;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** On a real ZooKeeper, read by a client that knows nothing of ours. */
@Tag("slow")
final class ZooKeeperElectionTest {

    private static final Duration SESSION = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private TestingServer server;
    private CuratorFramework reader;

    @BeforeEach
    void begin() throws Exception {
        server = new TestingServer();
        reader = CuratorFrameworkFactory.newClient(server.getConnectString(), new RetryOneTime(100));
        reader.start();
    }

    @AfterEach
    void end() throws Exception {
        reader.close();
        server.close();
    }

    @Test
    void h7h8h12EachMasterHasAnEphemeralNodeWithItsMasterInfo() throws Exception {
        try (EmbeddedMesos mesos = masters(3).domain("eu", "a").start()) {
            List<String> nodes = awaitNodes(3);
            assertThat(nodes).allMatch(name -> name.matches("json\\.info_[0-9]{10}"));
            Map<String, JsonNode> infos = nodes.stream()
                    .map(this::info)
                    .collect(Collectors.toMap(
                            info -> info.required("address").required("ip").asString() + ":"
                                    + info.required("address").required("port").asInt(),
                            info -> info));
            assertThat(infos).containsOnlyKeys(mesos.masters());
            infos.forEach((address, info) -> {
                assertThat(info.required("pid").asString()).isEqualTo("master@" + address);
                assertThat(info.required("ip").asLong()).isEqualTo(16777343);
                assertThat(info.required("version").asString()).isEqualTo("1.11.0");
                assertThat(info.required("capabilities"))
                        .extracting(capability -> capability.required("type").asString())
                        .containsExactly("AGENT_UPDATE", "AGENT_DRAINING", "QUOTA_V2");
                assertThat(info.required("domain")
                                .required("fault_domain")
                                .required("region")
                                .required("name")
                                .asString())
                        .isEqualTo("eu");
            });
            assertThat(infos.values().stream()
                            .map(info -> info.required("id").asString())
                            .distinct())
                    .hasSize(3);
            for (String node : nodes) {
                assertThat(owner(node)).as(node).isNotZero();
            }
        }
        // Closed in good order, nothing waits for its sessions to expire.
        assertThat(nodes()).isEmpty();
    }

    @Test
    void h10TheReplicasOfTheLogAreThereForClientsToPassOver() throws Exception {
        try (EmbeddedMesos mesos = masters(2).start()) {
            awaitNodes(2);
            assertThat(reader.getChildren().forPath("/mesos")).contains("log_replicas");
            List<String> replicas = reader.getChildren().forPath("/mesos/log_replicas");
            assertThat(replicas).hasSize(2).allMatch(name -> name.matches("[0-9]{10}"));
            List<String> pids = replicas.stream()
                    .map(name -> text("/mesos/log_replicas/" + name))
                    .toList();
            assertThat(pids)
                    .containsExactlyInAnyOrderElementsOf(mesos.masters().stream()
                            .map(master -> "log-replica(1)@" + master)
                            .toList());
        }
    }

    @Test
    void h11TheLowestNodeLeadsAndTheOthersPointToIt() throws Exception {
        try (EmbeddedMesos mesos = masters(3).start()) {
            String lowest = address(awaitNodes(3).get(0));
            assertThat(mesos.leader()).hasValue(lowest);
            for (String master : mesos.masters()) {
                assertThat(redirect(master)).isEqualTo("//" + lowest);
            }
        }
    }

    @Test
    void aKilledLeaderLeavesItsNodeForTheElectionTimeThenTheNextLeads() throws Exception {
        try (EmbeddedMesos mesos =
                masters(3).agents(2).electionTime(Duration.ofSeconds(2)).start()) {
            List<String> before = awaitNodes(3);
            String killed = mesos.master();

            mesos.killMaster(mesos.masters().indexOf(killed));

            assertThat(nodes()).isEqualTo(before);
            String next = address(before.get(1));
            await().atMost(PATIENCE).until(() -> mesos.leader().equals(Optional.of(next)));
            assertThat(nodes()).isEqualTo(before.subList(1, 3));
            await("the agents are back")
                    .atMost(PATIENCE)
                    .until(() -> JsonMapper.shared()
                                    .readTree(mesos.state())
                                    .required("slaves")
                                    .size()
                            == 2);

            mesos.startMaster(mesos.masters().indexOf(killed));

            await().atMost(PATIENCE).until(() -> nodes().size() == 3);
            assertThat(address(nodes().get(2))).isEqualTo(killed);
            assertThat(mesos.leader()).hasValue(next);
        }
    }

    @Test
    void failOverOfAnOnlyMasterBringsItBackUnderANewNode() throws Exception {
        try (EmbeddedMesos mesos = masters(1).start()) {
            String before = awaitNodes(1).get(0);
            String id = info(before).required("id").asString();

            mesos.failOver();

            await().atMost(PATIENCE)
                    .until(() -> nodes().size() == 1
                            && !nodes().contains(before)
                            && mesos.leader().isPresent());
            assertThat(info(nodes().get(0)).required("id").asString()).isNotEqualTo(id);
        }
    }

    @Test
    void h18AMasterWhoseNodeIsTakenAwayEnds() throws Exception {
        try (EmbeddedMesos mesos = masters(2).start()) {
            List<String> before = awaitNodes(2);
            String loser = address(before.get(0));

            reader.delete().forPath("/mesos/" + before.get(0));

            await().atMost(PATIENCE)
                    .until(() -> mesos.leader().equals(Optional.of(address(before.get(1)))) && !answers(loser));
            assertThat(answers(address(before.get(1)))).isTrue();
        }
    }

    @Test
    void h16h18WhenZooKeeperIsAwayForLongerThanTheSessionsAllMastersEndAndMayBeStartedAgain() throws Exception {
        try (EmbeddedMesos mesos = masters(2).start()) {
            awaitNodes(2);

            server.stop();

            await().atMost(PATIENCE).until(() -> mesos.leader().isEmpty());
            await().atMost(PATIENCE).until(() -> mesos.masters().stream().noneMatch(this::answers));

            server.restart();
            mesos.startMaster(0);

            await().atMost(PATIENCE)
                    .until(() ->
                            mesos.leader().equals(Optional.of(mesos.masters().get(0))));
        }
    }

    @Test
    void aMasterElsewhereThatLeadsIsPointedTo() throws Exception {
        try (EmbeddedMesos one = masters(1).start();
                EmbeddedMesos other = masters(1).start()) {
            String leader = one.masters().get(0);
            assertThat(other.leader()).hasValue(leader);
            assertThat(redirect(other.masters().get(0))).isEqualTo("//" + leader);

            one.killMaster(0);

            await().atMost(PATIENCE)
                    .until(() ->
                            other.leader().equals(Optional.of(other.masters().get(0))));
        }
    }

    @Test
    void h6WithCredentialsOnlyTheirOwnerMayWriteAndAllMayRead() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder()
                .simulatedTasks(TaskScript.runs())
                .election(ZooKeeperElection.at("zk://me:secret@" + server.getConnectString() + "/mesos")
                        .sessionTimeout(SESSION))
                .start()) {
            String node = awaitNodes(1).get(0);
            assertThat(address(node)).isEqualTo(mesos.master());
            assertThat(reader.getACL().forPath("/mesos/" + node))
                    .contains(Ids.READ_ACL_UNSAFE.get(0))
                    .anyMatch(right -> right.getId().getScheme().equals("digest")
                            && right.getId().getId().startsWith("me:"));
        }
    }

    @Test
    void noThreadIsLeft() throws Exception {
        masters(2).start().close();
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("embedded-mesos")));
    }

    private EmbeddedMesosBuilder masters(int count) {
        return EmbeddedMesos.builder()
                .masters(count)
                .simulatedTasks(TaskScript.runs())
                .election(ZooKeeperElection.at("zk://" + server.getConnectString() + "/mesos")
                        .sessionTimeout(SESSION));
    }

    /** In the order of their numbers. */
    private List<String> awaitNodes(int count) throws Exception {
        await().atMost(PATIENCE).until(() -> nodes().size() == count);
        return nodes();
    }

    private List<String> nodes() throws Exception {
        return reader.getChildren().forPath("/mesos").stream()
                .filter(name -> !name.equals("log_replicas"))
                .sorted()
                .toList();
    }

    private JsonNode info(String node) {
        return JsonMapper.shared().readTree(text("/mesos/" + node));
    }

    private String address(String node) {
        return known.computeIfAbsent(node, name -> {
            JsonNode address = info(name).required("address");
            return address.required("ip").asString() + ":"
                    + address.required("port").asInt();
        });
    }

    /** Addresses of nodes, which may be gone by now. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    private String text(String path) {
        try {
            return new String(reader.getData().forPath(path), UTF_8);
        } catch (Exception e) {
            throw new AssertionError("There is no " + path, e);
        }
    }

    private long owner(String node) throws Exception {
        Stat stat = reader.checkExists().forPath("/mesos/" + node);
        return stat.getEphemeralOwner();
    }

    private String redirect(String master) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://" + master + "/redirect"))
                        .build(),
                BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(307);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private boolean answers(String master) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create("http://" + master + "/health"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (java.io.IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
