package io.mesosframework.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.storage.Storage;
import io.mesosframework.testing.StorageContract;
import io.mesosframework.testing.etcd.EtcdCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** On a real etcd of one member. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdStorageContractTest extends StorageContract {

    private EtcdCluster cluster;
    private int namespaces;

    @BeforeAll
    void start() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        cluster = EtcdCluster.single();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected Duration leaseTime() {
        return Duration.ofSeconds(2);
    }

    @Override
    protected Storage open() {
        namespaces++;
        return again();
    }

    @Override
    protected Optional<Storage> reopen() {
        return Optional.of(again());
    }

    private Storage again() {
        return EtcdStorage.connect(List.of(cluster.member().endpoint()), "test" + namespaces + "/");
    }
}
