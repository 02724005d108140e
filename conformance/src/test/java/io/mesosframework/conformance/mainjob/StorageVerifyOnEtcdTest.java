package io.mesosframework.conformance.mainjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.etcd.EtcdStorage;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Transaction;
import io.mesosframework.testing.etcd.EtcdCluster;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code mesosfw storage verify} on a real etcd. */
@Tag("slow")
final class StorageVerifyOnEtcdTest {

    @Test
    void whatIsThereIsToldWhileAFrameworkHasItOpen() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        try (EtcdCluster cluster = EtcdCluster.single()) {
            String place = "etcd:" + cluster.member().endpoint();
            try (EtcdStorage open = EtcdStorage.connect(place)) {
                put(open, "frameworks/shop/term", "taken");
                put(open, "frameworks/shop/id", "id-1");
                Mesosfw told = Mesosfw.run("storage", "verify", "--storage", place, "--name", "shop");
                assertThat(told.out())
                        .as("%s", told)
                        .containsExactly(
                                place + ", framework shop",
                                "  framework id  id-1",
                                "  term          1 (one start)",
                                "All can be read.");
                assertThat(told.exitCode()).isZero();

                put(open, "frameworks/shop/kept/slots/web/0", "{\"format\": 7}");
                Mesosfw unreadable = Mesosfw.run("storage", "verify", "--storage", place, "--name", "shop");
                assertThat(unreadable.exitCode()).isEqualTo(1);
                assertThat(unreadable.out()).anyMatch(line -> line.contains("has format 7"));
            }
            Mesosfw elsewhere = Mesosfw.run("storage", "verify", "--storage", place + "/other", "--name", "shop");
            assertThat(elsewhere.exitCode()).isEqualTo(2);
            assertThat(elsewhere.err()).anyMatch(line -> line.contains("nothing of this framework is stored there"));

            cluster.member().kill();
            Mesosfw away = Mesosfw.run("storage", "verify", "--storage", place, "--name", "shop");
            assertThat(away.exitCode()).isEqualTo(3);
        }
    }

    private static void put(EtcdStorage storage, String key, String value) {
        assertThat(storage.commit(Transaction.builder()
                                .put(key, Bytes.ofText(value))
                                .build())
                        .join())
                .isEqualTo(new CommitResult.Committed());
    }
}
