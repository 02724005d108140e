package io.mesosframework.etcd;

import static io.mesosframework.etcd.LargeTransactions.LIMIT_SECONDS;
import static io.mesosframework.etcd.LargeTransactions.assertAt;
import static io.mesosframework.etcd.LargeTransactions.versionOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.testing.etcd.EtcdCluster;
import io.mesosframework.testing.etcd.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Large transactions of several processes, and over connections that break: on a real etcd of one member. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdLargeCommitFaultsTest {

    private EtcdCluster cluster;
    private EtcdStorage storage;
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

    @BeforeEach
    void open() {
        namespaces++;
        storage = connect(cluster.member().endpoint());
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void nobodySeesHalfWhileTwoCommit() throws Exception {
        try (EtcdStorage other = connect(cluster.member().endpoint());
                EtcdStorage reader = connect(cluster.member().endpoint())) {
            BlockingQueue<WatchEvent> told = new LinkedBlockingQueue<>();
            reader.watch("big/", told::add);
            List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                commits.add(storage.commit(LargeTransactions.any(2L * i)));
                commits.add(other.commit(LargeTransactions.any(2L * i + 1)));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(commits.toArray(new CompletableFuture<?>[0]));
            long last = 0;
            do {
                long version = versionOf(reader.range("big/").get(LIMIT_SECONDS, TimeUnit.SECONDS));
                assertThat(version).isGreaterThanOrEqualTo(last);
                last = version;
            } while (!all.isDone());

            for (CompletableFuture<CommitResult> commit : commits) {
                assertThat(commit.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Committed());
            }
            assertAt(reader, commits.size());
            long seen = 0;
            while (seen < commits.size()) {
                WatchEvent event = Objects.requireNonNull(told.poll(LIMIT_SECONDS, TimeUnit.SECONDS));
                seen = versionOf(((WatchEvent.Snapshot) event).entries());
            }
        }
    }

    @Test
    void aConnectionThatIsCutAgainAndAgainMakesEachOnce() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 8; round++) {
            try (TcpProxy proxy = new TcpProxy(cluster.member().endpoint());
                    EtcdStorage far = connect(proxy.endpoint())) {
                CompletableFuture<CommitResult> commit =
                        far.commit(LargeTransactions.after(round).build());
                for (int cuts = 1 + random.nextInt(4); cuts > 0; cuts--) {
                    await(commit, random.nextInt(80));
                    if (random.nextBoolean()) {
                        proxy.loseAnswers();
                        await(commit, random.nextInt(40));
                    }
                    proxy.restore();
                }
                assertThat(commit.get(LIMIT_SECONDS, TimeUnit.SECONDS))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(new Committed());
            }
            assertAt(storage, round + 1L);
        }
    }

    /** Its process never hears the outcome. */
    @Test
    void aConnectionThatIsLostMakesItWholeOrNotAtAll() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long version = 0;
        List<EtcdStorage> lost = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            TcpProxy proxy = new TcpProxy(cluster.member().endpoint());
            EtcdStorage far = connect(proxy.endpoint());
            lost.add(far);
            CompletableFuture<CommitResult> commit =
                    far.commit(LargeTransactions.after(version).build());
            await(commit, random.nextInt(300));
            proxy.close();
            try (EtcdStorage other = connect(cluster.member().endpoint())) {
                long found = versionOf(other.range("big/").get(LIMIT_SECONDS, TimeUnit.SECONDS));
                assertThat(found).as("seed %d, round %d", seed, round).isBetween(version, version + 1);
                version = found;
            }
        }
        assertAt(storage, version);
        // Each tries for as long as it is patient.
        ExecutorService closing = Executors.newCachedThreadPool();
        lost.forEach(far -> closing.execute(far::close));
        closing.shutdown();
        assertThat(closing.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private EtcdStorage connect(String endpoint) {
        return EtcdStorage.connect(List.of(endpoint), "large" + namespaces + "/");
    }

    private static void await(CompletableFuture<CommitResult> commit, int millis) {
        commit.copy()
                .handle((done, error) -> "")
                .completeOnTimeout("", millis, TimeUnit.MILLISECONDS)
                .join();
    }
}
