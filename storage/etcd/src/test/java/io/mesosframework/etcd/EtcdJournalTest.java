package io.mesosframework.etcd;

import static io.mesosframework.etcd.LargeTransactions.LIMIT_SECONDS;
import static io.mesosframework.etcd.LargeTransactions.PARTS;
import static io.mesosframework.etcd.LargeTransactions.assertAt;
import static io.mesosframework.etcd.LargeTransactions.assertCommits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.options.GetOption;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult.Conflict;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that etcd does not take in one request, given up at every step: on a real etcd of one member. */
@Tag("slow")
class EtcdJournalTest extends OnOneMember {

    private EtcdStorage storage;
    private CrashingProcess crashing;
    private int namespaces;
    private EtcdKeys keys;

    @BeforeEach
    void open() {
        namespaces++;
        keys = new EtcdKeys("journal" + namespaces + "/");
        storage = again();
        crashing = new CrashingProcess(client, keys);
    }

    @AfterEach
    void close() {
        crashing.close();
        storage.close();
    }

    @Test
    void nothingIsLeftOfWhatWasMadeOrRefused() throws Exception {
        assertCommits(storage, LargeTransactions.after(0));
        assertThat(storage.commit(LargeTransactions.after(0).build()).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(Conflict.class);

        assertThat(left()).containsExactly("m/journal-step");
    }

    /** From only stored to its last part but the last made, which is the commit. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 2, 3, 4})
    void whoOpensAfterACrashFindsAllOrNothing(int made) throws Exception {
        assertCommits(storage, LargeTransactions.after(0));
        crashing.commit(LargeTransactions.after(1).build(), made);
        crashing.forgotten();
        storage.close();
        storage = again();

        long version = made < 0 ? 1 : 2;
        assertAt(storage, version);
        assertThat(left()).containsExactly("m/journal-step");
        assertCommits(storage, LargeTransactions.after(version));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void whoCommitsFinishesWhatAnotherHasBegun(int made) throws Exception {
        assertCommits(storage, LargeTransactions.after(0));
        crashing.commit(LargeTransactions.after(1).build(), made);

        assertCommits(
                storage,
                Transaction.builder()
                        .require("big/0", 2)
                        .require("big/" + (PARTS - 1), 2)
                        .put("next", Bytes.ofText("x")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aLargeTransactionWaitsForAnother(int made) throws Exception {
        crashing.commit(LargeTransactions.after(0).build(), made);

        assertCommits(storage, LargeTransactions.after(1));
        assertAt(storage, 2);
    }

    @Test
    void whatWasRefusedChangesNothingWhoeverFindsIt() throws Exception {
        assertCommits(storage, LargeTransactions.after(0));
        crashing.commit(LargeTransactions.after(0).build(), 0);

        assertAt(storage, 1);
        assertCommits(storage, LargeTransactions.after(1));
        crashing.forgotten();
        storage.close();
        storage = again();
        assertThat(left()).containsExactly("m/journal-step");
    }

    @Test
    void aTermThatIsOverRefusesALargeTransaction() throws Exception {
        assertCommits(storage, Transaction.builder().put("term", Bytes.ofText("1")));
        assertCommits(storage, Transaction.builder().put("term", Bytes.ofText("2")));
        Transaction deposed = LargeTransactions.after(0).require("term", 1).build();

        assertThat(storage.commit(deposed).get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Conflict("term", 1, 2));
        assertAt(storage, 0);
        assertThat(left()).isEmpty();
    }

    @Test
    void whatIsStoredByOneThatLivesIsKept() throws Exception {
        crashing.commit(LargeTransactions.after(0).build(), -1);
        storage.close();
        storage = again();

        assertThat(left()).hasSize(PARTS);
        crashing.forgotten();
        storage.close();
        storage = again();
        assertThat(left()).isEmpty();
    }

    @Test
    void aLeaseInALargeTransactionIsRefused() throws Exception {
        Lease lease = storage.lease(Duration.ofSeconds(30)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        Transaction transaction =
                LargeTransactions.after(0).put("mine", Bytes.ofText("x"), lease).build();

        assertThatThrownBy(() -> storage.commit(transaction))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
                .hasMessageContaining("'mine'");
    }

    @Test
    void partsOfANewerVersionAreRefusedByName() throws Exception {
        left();
        JournalGroup group = JournalGroup.of("other");
        client.getKVClient()
                .put(group.part(keys, 0), ByteSequence.from(new byte[] {9}))
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);
        client.getKVClient()
                .put(keys.journal(), new JournalPointer(group, 0, 1).value())
                .get(LIMIT_SECONDS, TimeUnit.SECONDS);

        assertThatThrownBy(() -> storage.range("").get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("newer version")
                .cause()
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
    }

    private EtcdStorage again() {
        return EtcdStorage.connect(List.of(cluster.member().endpoint()), keys.namespace());
    }

    /** What the storage has for itself of large transactions, once it is tidied up. */
    private List<String> left() throws Exception {
        storage.get("x").get(LIMIT_SECONDS, TimeUnit.SECONDS);
        GetOption all = GetOption.builder().isPrefix(true).withKeysOnly(true).build();
        return client.getKVClient().get(keys.journal(), all).get(LIMIT_SECONDS, TimeUnit.SECONDS).getKvs().stream()
                .map(stored -> EtcdKeys.text(stored.getKey())
                        .substring(keys.namespace().length()))
                .toList();
    }
}
