package io.mesosframework.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.GetOption;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.WatchHub;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the driver keeps in etcd beside the data, on a real etcd of one member. */
@Tag("slow")
class EtcdCommitsTest extends OnOneMember {

    private EtcdStorage storage;
    private int namespaces;
    private EtcdKeys keys;

    @BeforeEach
    void open() {
        namespaces++;
        keys = new EtcdKeys("commits" + namespaces + "/");
        storage = EtcdStorage.connect(List.of(cluster.member().endpoint()), keys.namespace());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void aFenceThatArrivesLateDoesNothing() throws Exception {
        put("a");
        put("b");
        put("c");
        KeyValue marker = markers().get(0);
        EtcdMarker late = new EtcdMarker(client, marker.getKey(), marker.getLease());
        String before = EtcdKeys.text(marker.getValue());

        assertThat(late.fence(2).get(5, TimeUnit.SECONDS)).isEqualTo(before);
        put("d");
    }

    @Test
    void afterItsMarkersLeaseIsLostAStorageMakesAnother() throws Exception {
        put("a");
        client.getLeaseClient().revoke(markers().get(0).getLease()).get(5, TimeUnit.SECONDS);

        put("b");
        put("c");
        assertThat(markers()).hasSize(1);
    }

    @Test
    void theMarkerGoesWithTheStorageOrSomeTimeAfterTheProcess() throws Exception {
        put("a");
        KeyValue marker = markers().get(0);
        assertThat(client.getLeaseClient()
                        .timeToLive(marker.getLease(), io.etcd.jetcd.options.LeaseOption.DEFAULT)
                        .get(5, TimeUnit.SECONDS)
                        .getGrantedTTL())
                .isEqualTo(EtcdCommits.MARKER_LIFE.toSeconds());

        storage.close();
        assertThat(markers()).isEmpty();
    }

    @Test
    void aMarkerThatSomeoneElseHasWrittenIsRefused() throws Exception {
        put("a");
        client.getKVClient()
                .put(markers().get(0).getKey(), EtcdKeys.bytes("zzz"))
                .get(5, TimeUnit.SECONDS);

        assertThatThrownBy(() -> put("b"))
                .hasRootCauseInstanceOf(StorageException.class)
                .hasMessageContaining("Someone has changed");
    }

    @Test
    void aSlowHandlerIsToldASnapshotInsteadOfTooManyChanges() throws Exception {
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        CountDownLatch slow = new CountDownLatch(1);
        storage.watch("", event -> {
            events.add(event);
            await(slow);
        });
        assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Snapshot.class);
        int parts = WatchHub.MAX_BEHIND / 1_000 + 2;
        for (int i = 0; i < parts; i++) {
            Transaction.Builder many = Transaction.builder();
            for (int key = 0; key < 1_000; key++) {
                many.put("k" + key, Bytes.ofText("" + i));
            }
            assertThat(storage.commit(many.build()).get(10, TimeUnit.SECONDS)).isEqualTo(new Committed());
        }
        // The watch is told no more once a change of its own has come, which etcd sends after all these.
        put("last");
        slow.countDown();

        int changes = 0;
        for (WatchEvent event = events.poll(10, TimeUnit.SECONDS); ; event = events.poll(10, TimeUnit.SECONDS)) {
            assertThat(event).isNotNull();
            if (event instanceof WatchEvent.Snapshot snapshot) {
                assertThat(snapshot.entries()).hasSize(1_001);
                assertThat(snapshot.entries().get(0).value()).isEqualTo(Bytes.ofText("" + (parts - 1)));
                break;
            }
            changes += ((WatchEvent.Changed) event).changes().size();
        }
        assertThat(changes).isLessThanOrEqualTo(WatchHub.MAX_BEHIND);
        put("more");
        assertThat(events.poll(10, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Changed.class);
    }

    @Test
    void connectingToNothingEndsInTime() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertEndsInTime("http://127.0.0.1:" + port);
    }

    @Test
    void connectingToOneThatDoesNotAnswerEndsInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertEndsInTime("http://127.0.0.1:" + silent.getLocalPort());
        }
    }

    private static void assertEndsInTime(String endpoint) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> EtcdStorage.connect(List.of(endpoint), "x/"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNAVAILABLE))
                .hasMessageContaining(endpoint);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(EtcdStorage.PATIENCE.plusSeconds(2));
    }

    private void put(String key) throws Exception {
        assertThat(storage.commit(Transaction.builder()
                                .put(key, Bytes.ofText("x"))
                                .build())
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(new Committed());
    }

    private List<KeyValue> markers() throws Exception {
        ByteSequence prefix = keys.marker("");
        return client.getKVClient()
                .get(prefix, GetOption.builder().isPrefix(true).build())
                .get(5, TimeUnit.SECONDS)
                .getKvs();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
