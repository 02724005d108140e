package io.mesosframework.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.testing.etcd.EtcdCluster;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An etcd without space, and what is no etcd. */
@Tag("slow")
class EtcdWrongServersTest {

    @Test
    void anEtcdThatIsFullSaysSo() throws Exception {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        try (EtcdCluster cluster = EtcdCluster.start(1, "--quota-backend-bytes=8388608");
                EtcdStorage storage =
                        EtcdStorage.connect(List.of(cluster.member().endpoint()), "full/")) {
            byte[] value = new byte[1 << 20];
            new SplittableRandom(1).nextBytes(value);
            Throwable error = catchThrowable(() -> {
                for (int i = 0; i < 20; i++) {
                    put(storage, "k" + i, value);
                }
            });
            assertThat(error)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StorageException.class)
                    .hasMessageContaining("no space");
            StorageException cause = (StorageException) Objects.requireNonNull(error.getCause());
            assertThat(cause.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(cause.outcomeUnknown()).isFalse();
            assertThat(storage.get("k0").get(10, TimeUnit.SECONDS)).isPresent();
        }
    }

    @Test
    void aWebServerInItsPlaceIsTold() throws Exception {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            byte[] page = "<html>hello</html>".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        web.start();
        try {
            String endpoint = "http://127.0.0.1:" + web.getAddress().getPort();
            assertThatThrownBy(() -> EtcdStorage.connect(List.of(endpoint), "x/"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining(endpoint);
        } finally {
            web.stop(0);
        }
    }

    /** The port of its metrics. */
    @Test
    void theWrongPortOfAnEtcdIsTold() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        try (EtcdCluster cluster = EtcdCluster.single()) {
            String endpoint = cluster.member().metricsEndpoint();
            assertThatThrownBy(() -> EtcdStorage.connect(List.of(endpoint), "x/"))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
                    .hasMessageContaining(endpoint);
        }
    }

    private static void put(EtcdStorage storage, String key, byte[] value) throws Exception {
        assertThat(storage.commit(Transaction.builder().put(key, value).build()).get(15, TimeUnit.SECONDS))
                .isEqualTo(new CommitResult.Committed());
    }
}
