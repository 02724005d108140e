package io.mesosframework.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.embedded.zookeeper.ZooKeeperElection;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Three real masters and an embedded one contend in one ZooKeeper. The real masters and a real agent read what the embedded one
 * has written, and the embedded one what they have.
 */
@RealPart("embedded and real masters in one ZooKeeper")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ZooKeeperOnRealMesosTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private RealMesos real;
    private EmbeddedMesos embedded;
    private CuratorFramework zooKeeper;

    /** Nodes, in their order, by the `ip:port` that their masters are at. */
    private record Node(String name, String address, String data) {}

    @BeforeAll
    void start() throws IOException {
        real = RealMesos.builder().masters(3).agents(1).start();
        String url = Files.readString(real.directory().resolve("zk.url")).strip();
        embedded = EmbeddedMesos.builder()
                .simulatedTasks(TaskScript.runs())
                .election(ZooKeeperElection.at(url).sessionTimeout(Duration.ofSeconds(4)))
                .start();
        String server = url.substring("zk://".length(), url.lastIndexOf('/'));
        zooKeeper = CuratorFrameworkFactory.newClient(server, new RetryOneTime(100));
        zooKeeper.start();
    }

    @AfterAll
    void close() {
        zooKeeper.close();
        embedded.close();
        real.close();
    }

    @Test
    @Order(1)
    void h7h8h12NodesAreNamedOwnedAndFilledAsTheRealOnes() throws Exception {
        List<Node> nodes = awaitNodes(4);
        Node theirs = nodes.get(0);
        Node ours = nodes.get(3);
        assertThat(ours.address).isEqualTo(embedded.masters().get(0));
        assertThat(real.masters()).contains(theirs.address);

        assertThat(withoutDigits(ours.name)).isEqualTo(withoutDigits(theirs.name));
        assertThat(alike(ours)).isEqualTo(alike(theirs));
        assertThat(rights("/mesos/" + ours.name)).isEqualTo(rights("/mesos/" + theirs.name));
        assertThat(zooKeeper.checkExists().forPath("/mesos/" + ours.name).getEphemeralOwner())
                .isNotZero();
    }

    @Test
    @Order(2)
    void h10TheReplicasOfTheLogLookTheSame() throws Exception {
        Map<String, String> replicas = new TreeMap<>();
        for (String name : zooKeeper.getChildren().forPath("/mesos/log_replicas")) {
            replicas.put(text("/mesos/log_replicas/" + name), withoutDigits(name));
        }
        List<String> all = new ArrayList<>(real.masters());
        all.addAll(embedded.masters());
        assertThat(replicas)
                .isEqualTo(all.stream()
                        .collect(Collectors.toMap(address -> "log-replica(1)@" + address, address -> "##########")));
    }

    @Test
    @Order(3)
    void h11TheEmbeddedMasterPointsToTheRealOneThatLeads() throws Exception {
        String leader = nodes().get(0).address;
        assertThat(embedded.leader()).hasValue(leader);
        assertThat(redirect(embedded.masters().get(0), "/redirect")).isEqualTo("//" + leader);
        assertThat(redirect(embedded.masters().get(0), "/master/state"))
                .isEqualTo(redirect(nodes().get(1).address, "/master/state"));
    }

    /** What it contends for, it gets; and all that is real believes it. */
    @Test
    @Order(4)
    void realMastersAndAgentsFollowTheEmbeddedOneOnceItIsTheLowest() throws Exception {
        real.masters().forEach(master -> real.kill(real.nameOf(master)));
        String ours = embedded.masters().get(0);
        await("the embedded master leads")
                .atMost(LIMIT)
                .until(() -> embedded.leader().equals(Optional.of(ours)));

        real.start("master1"); // two of three do for their registry
        real.start("master2");

        awaitNodes(3);
        await("a real master points to it")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> redirect(real.masters().get(0), "/redirect").equals("//" + ours));
        await("a real agent looks for it")
                .atMost(LIMIT)
                .until(() -> Files.readString(real.directory().resolve("agent1.log"))
                        .contains("New master detected at master@" + ours));
    }

    @Test
    @Order(5)
    void whenItEndsARealOneLeadsAndTheRealAgentIsBack() throws Exception {
        embedded.killMaster(0);

        await("a real master leads")
                .atMost(LIMIT)
                .until(() -> real.leader().filter(real.masters()::contains).isPresent());
        String next = real.leader().orElseThrow();
        embedded.startMaster(0);
        await("the embedded master points to it")
                .atMost(LIMIT)
                .until(() -> embedded.leader().equals(Optional.of(next)));
    }

    private List<Node> awaitNodes(int count) throws Exception {
        await(count + " nodes").atMost(LIMIT).until(() -> nodes().size() == count);
        return nodes();
    }

    private List<Node> nodes() throws Exception {
        List<Node> nodes = new ArrayList<>();
        for (String name :
                zooKeeper.getChildren().forPath("/mesos").stream().sorted().toList()) {
            if (!name.equals("log_replicas")) {
                String data = text("/mesos/" + name);
                nodes.add(new Node(name, data.replaceFirst(".*\"pid\":\"master@([^\"]*)\".*", "$1"), data));
            }
        }
        return nodes;
    }

    /** With all that is of one master only out of it. */
    private static String alike(Node node) {
        String port = node.address.substring(node.address.indexOf(':') + 1);
        return node.data.replace(port, "PORT").replaceFirst("\"id\":\"[0-9a-f-]{36}\"", "\"id\":UUID");
    }

    private List<ACL> rights(String path) throws Exception {
        return zooKeeper.getACL().forPath(path);
    }

    private String text(String path) throws Exception {
        return new String(zooKeeper.getData().forPath(path), StandardCharsets.UTF_8);
    }

    private static String withoutDigits(String name) {
        return name.replaceAll("[0-9]", "#");
    }

    private String redirect(String master, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + master + path)).build();
        return http.send(request, BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElse("");
    }
}
