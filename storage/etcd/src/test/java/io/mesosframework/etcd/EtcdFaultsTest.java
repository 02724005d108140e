package io.mesosframework.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcd.jetcd.Client;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.CommitResult.Conflict;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.testing.etcd.EtcdCluster;
import io.mesosframework.testing.etcd.EtcdMember;
import io.mesosframework.testing.etcd.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Members killed and paused, no quorum, answers lost, history compacted: on a real etcd of three members. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdFaultsTest {

    private static final int LIMIT_SECONDS = 30;

    private EtcdCluster cluster;
    private EtcdStorage storage;
    private String namespace;
    private int namespaces;

    @BeforeAll
    void start() {
        String obstacle = EtcdCluster.obstacle().orElse("");
        assumeTrue(obstacle.isEmpty() || "true".equals(System.getenv("CI")), obstacle);
        cluster = EtcdCluster.start(3);
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void open() {
        namespaces++;
        namespace = "faults" + namespaces + "/";
        storage = EtcdStorage.connect(endpoints(), namespace);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void commitsGoOnInOrderWhenTheLeaderIsKilled() throws Exception {
        EtcdMember leader = leader();
        List<CompletableFuture<CommitResult>> commits = stream(0, 400);
        commits.get(100).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        leader.kill();
        assertAllCommitted(commits);
        leader.start();
        cluster.awaitHealthy();
        assertStored(400);
    }

    @Test
    void commitsGoOnInOrderWhenTheLeaderIsPaused() throws Exception {
        EtcdMember leader = leader();
        List<CompletableFuture<CommitResult>> commits = stream(0, 400);
        commits.get(100).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        leader.pause();
        try {
            assertAllCommitted(commits);
        } finally {
            leader.resume();
        }
        cluster.awaitHealthy();
        assertAllCommitted(stream(400, 10));
        assertStored(410);
    }

    @Test
    void withoutAQuorumItSaysSoInTimeAndGoesOnWhenMembersAreBack() throws Exception {
        assertAllCommitted(stream(0, 1));
        cluster.members().get(0).kill();
        cluster.members().get(1).kill();

        long start = System.nanoTime();
        StorageException error = failure(put(1));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(EtcdStorage.PATIENCE.plusSeconds(1));
        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.outcomeUnknown()).isTrue();
        assertThat(error).hasMessageContaining("no quorum");
        assertThat(failure(storage.get("log")).kind()).isEqualTo(Kind.UNAVAILABLE);

        cluster.members().get(0).start();
        cluster.members().get(1).start();
        cluster.awaitHealthy();
        long version = storage.get("log")
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .map(Entry::version)
                .orElseThrow();
        assertThat(version).as("made once or not at all").isBetween(1L, 2L);
        assertAllCommitted(stream((int) version, 5));
    }

    /** By then gRPC's own back-off has come to half a minute. */
    @Test
    void afterALongOutageTheFirstRequestFindsMembersThatAreBack() throws Exception {
        try (EtcdCluster single = EtcdCluster.single();
                EtcdStorage one = EtcdStorage.connect(List.of(single.member().endpoint()), namespace)) {
            BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
            one.watch("", events::add);
            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Snapshot.class);
            single.member().kill();
            for (int i = 0; i < 5; i++) {
                assertThat(failure(put(one, 0)).kind()).isEqualTo(Kind.UNAVAILABLE);
            }
            single.member().start();
            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Interrupted.class);
            single.awaitHealthy();
            assertThat(put(one, 0).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Snapshot.class);
        }
    }

    @Test
    void aCommitWhoseAnswerIsLostIsMadeOnce() throws Exception {
        try (TcpProxy proxy = new TcpProxy(cluster.member().endpoint());
                EtcdStorage far = EtcdStorage.connect(List.of(proxy.endpoint()), namespace)) {
            assertThat(put(far, 0).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            proxy.loseAnswers();
            CompletableFuture<CommitResult> lost = put(far, 1);
            awaitVersion(2);
            proxy.restore();

            assertThat(lost.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            assertThat(put(far, 2).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            assertThat(put(far, 7).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Conflict("log", 7, 3));
            assertStored(3);
        }
    }

    @Test
    void aCommitWhoseAnswersAreAllLostIsOfUnknownOutcomeAndTheNextGoesOn() throws Exception {
        try (TcpProxy proxy = new TcpProxy(cluster.member().endpoint());
                EtcdStorage far = EtcdStorage.connect(List.of(proxy.endpoint()), namespace)) {
            assertThat(put(far, 0).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            proxy.loseAnswers();
            StorageException error = failure(put(far, 1));
            assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(error.outcomeUnknown()).isTrue();
            proxy.restore();

            assertThat(put(far, 2).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            assertStored(3);
        }
    }

    /** Both attempts are granted one then. */
    @Test
    void aLeaseThatWasAskedForTwiceIsKeptAliveOnce() throws Exception {
        try (EtcdCluster single = EtcdCluster.single();
                EtcdStorage one = EtcdStorage.connect(List.of(single.member().endpoint()), namespace)) {
            EtcdMember slow = single.member();
            slow.pause();
            CompletableFuture<Lease> asked = one.lease(Duration.ofMinutes(1));
            // Time is what is waited for: the first attempt is given up then, and the next is on its way as well.
            await().pollDelay(Duration.ofNanos(EtcdQueue.ATTEMPT_NANOS).plusSeconds(1))
                    .untilAsserted(() -> assertThat(asked).isNotDone());
            slow.resume();
            Lease lease = asked.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(List.<Lease>copyOf(one.leases())).containsExactly(lease);
        }
    }

    @Test
    void aWatchThatMissedWhatWasCompactedIsToldASnapshot() throws Exception {
        try (TcpProxy proxy = new TcpProxy(cluster.member().endpoint());
                EtcdStorage far = EtcdStorage.connect(List.of(proxy.endpoint()), namespace);
                Client client =
                        Client.builder().endpoints(cluster.member().endpoint()).build()) {
            BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
            far.watch("", events::add);
            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new WatchEvent.Snapshot(List.of()));
            assertAllCommitted(stream(0, 1));
            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Changed.class);
            proxy.loseAnswers();
            assertAllCommitted(stream(1, 9));
            long revision = client.getKVClient()
                    .get(EtcdKeys.bytes("x"))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .getHeader()
                    .getRevision();
            client.getKVClient().compact(revision).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            proxy.restore();

            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            WatchEvent.Snapshot.class,
                            snapshot -> assertThat(snapshot.entries().get(0).version())
                                    .isEqualTo(10));
            assertAllCommitted(stream(10, 1));
            assertThat(events.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(WatchEvent.Changed.class);
        }
    }

    private List<String> endpoints() {
        return cluster.members().stream().map(EtcdMember::endpoint).toList();
    }

    /** Each commit requires the one before it, so that one made twice, left out or out of order fails all that follow. */
    private List<CompletableFuture<CommitResult>> stream(int from, int count) {
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            commits.add(put(i));
        }
        return commits;
    }

    private CompletableFuture<CommitResult> put(int version) {
        return put(storage, version);
    }

    private static CompletableFuture<CommitResult> put(EtcdStorage storage, int version) {
        return storage.commit(Transaction.builder()
                .require("log", version)
                .put("log", Bytes.ofText("" + version))
                .build());
    }

    private static void assertAllCommitted(List<CompletableFuture<CommitResult>> commits) throws Exception {
        for (int i = 0; i < commits.size(); i++) {
            assertThat(commits.get(i).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("commit %d", i)
                    .isEqualTo(new Committed());
        }
    }

    private void assertStored(int version) throws Exception {
        assertThat(storage.get("log").get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .contains(new Entry("log", Bytes.ofText("" + (version - 1)), version));
    }

    private void awaitVersion(long version) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (storage.get("log")
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                        .orElseThrow()
                        .version()
                < version) {
            assertThat(System.nanoTime()).isLessThan(until);
        }
    }

    private static StorageException failure(CompletableFuture<?> future) {
        Throwable error = catchThrowable(() -> future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertThat(error).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(StorageException.class);
        return (StorageException) Objects.requireNonNull(error.getCause());
    }

    private EtcdMember leader() throws Exception {
        try (Client client =
                Client.builder().endpoints(endpoints().toArray(new String[0])).build()) {
            for (EtcdMember member : cluster.members()) {
                var status = client.getMaintenanceClient()
                        .statusMember(member.endpoint())
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (status.getHeader().getMemberId() == status.getLeader()) {
                    return member;
                }
            }
        }
        throw new AssertionError("There is no leader");
    }
}
