package io.mesosframework.testing.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class EtcdClusterTest {

    @Test
    void aMemberIsKilledPausedAndStartedAgainWhileTheOthersGoOn() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        try (EtcdCluster cluster = EtcdCluster.start(3)) {
            EtcdMember first = cluster.members().get(0);
            EtcdMember second = cluster.members().get(1);
            first.kill();
            assertThat(first.isRunning()).isFalse();
            cluster.awaitHealthy();

            second.pause();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !cluster.members().get(2).isHealthy());
            second.resume();
            first.start();
            cluster.awaitHealthy();
            assertThat(cluster.members()).allMatch(EtcdMember::isHealthy);
        }
    }
}
