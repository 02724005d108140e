package io.mesosframework.etcd;

import static io.mesosframework.etcd.LargeTransactions.LIMIT_SECONDS;
import static io.mesosframework.etcd.LargeTransactions.assertAt;
import static io.mesosframework.etcd.LargeTransactions.assertCommits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A storage opened to be read, on a real etcd of one member. */
@Tag("slow")
class EtcdReadOnlyTest extends OnOneMember {

    private EtcdKeys keys = new EtcdKeys("");
    private int namespaces;

    @BeforeEach
    void namespace() {
        namespaces++;
        keys = new EtcdKeys("read" + namespaces + "/");
    }

    @Test
    void nothingIsMadeOrChanged() throws Exception {
        long before = revision();
        try (EtcdStorage empty = builder().readOnly().connect()) {
            assertThat(empty.range("").get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEmpty();
            assertRefused(empty.commit(
                    Transaction.builder().put("a", Bytes.ofText("x")).build())::join);
            assertRefused(empty.lease(Duration.ofSeconds(1))::join);
        }
        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void whatAFrameworkCommitsMeanwhileIsRead() throws Exception {
        try (EtcdStorage writer = builder().connect();
                EtcdStorage reader = builder().readOnly().connect()) {
            assertCommits(writer, LargeTransactions.after(0));
            assertAt(reader, 1);
        }
    }

    @Test
    void halfOfALargeTransactionIsLeftToTheFramework() throws Exception {
        try (CrashingProcess crashing = new CrashingProcess(client, keys)) {
            crashing.commit(LargeTransactions.after(0).build(), 2);
        }
        long before = revision();
        try (EtcdStorage reader = builder().readOnly().connect()) {
            assertThatThrownBy(() -> reader.get("big/0").get(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .hasMessageContaining("half of a large transaction")
                    .cause()
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
            assertThat(revision()).isEqualTo(before);
            builder().connect().close();
            assertAt(reader, 1);
        }
    }

    @Test
    void otherFormatsAreRefusedByName() throws Exception {
        client.getKVClient().put(keys.format(), EtcdKeys.bytes("2")).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertCorrupt("has format 2 under '" + keys.namespace() + "', and this release reads 1");
        client.getKVClient().put(keys.format(), EtcdKeys.bytes("hello")).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertCorrupt("something else than a storage of ours under '" + keys.namespace() + "'");
    }

    private void assertCorrupt(String words) {
        for (EtcdStorageBuilder builder : List.of(builder(), builder().readOnly())) {
            assertThatThrownBy(builder::connect)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContaining(words);
        }
    }

    private static void assertRefused(ThrowingCallable write) {
        assertThatThrownBy(write)
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
    }

    private EtcdStorageBuilder builder() {
        return EtcdStorage.builder(List.of(cluster.member().endpoint())).namespace(keys.namespace());
    }

    private long revision() throws Exception {
        return client.getKVClient()
                .get(keys.format())
                .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                .getHeader()
                .getRevision();
    }
}
