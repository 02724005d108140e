package io.mesosframework.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcd.jetcd.Client;
import io.mesosframework.testing.etcd.EtcdCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Tests that share one real etcd of one member, and a bare client of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnOneMember {

    EtcdCluster cluster;
    Client client;

    @BeforeAll
    void start() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        cluster = EtcdCluster.single();
        client = Client.builder().endpoints(cluster.member().endpoint()).build();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            client.close();
            cluster.close();
        }
    }
}
