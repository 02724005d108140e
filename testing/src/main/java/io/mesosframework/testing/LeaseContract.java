package io.mesosframework.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.CommitResult.Conflict;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What {@link Lease} promises. */
abstract class LeaseContract extends ContractWords {

    private static final Bytes VALUE = Bytes.ofText("x");

    @Test
    public void anEntryUnderALeaseIsThereForAsLongAsTheStorageIsOpen() {
        Lease lease = lease();
        assertThat(commit(Transaction.builder().put("leader", VALUE, lease))).isEqualTo(new Committed());
        long threefold = 3 * leaseTime().toMillis();

        assertThatThrownBy(() -> lease.ended().get(threefold, MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(lease.isValid()).isTrue();
        assertThat(lease.timeToLive()).isEqualTo(leaseTime());
        assertThat(get("leader")).contains(entry("leader", "x", 1));
    }

    @Test
    public void revokingALeaseDeletesWhatIsUnderItAndNothingElse() {
        Lease revoked = lease();
        Lease kept = lease();
        commit(Transaction.builder()
                .put("a", VALUE, revoked)
                .put("a/1", VALUE, revoked)
                .put("a/2", VALUE, kept)
                .put("a/3", VALUE));

        CompletableFuture<Void> answer = revoked.revoke();
        assertThat(revoked.isValid()).isFalse();
        assertThat(keys("")).containsExactly("a/2", "a/3");
        answer(answer);
        assertThat(answer(revoked.ended())).isNotEmpty();
        assertThat(kept.isValid()).isTrue();
        assertThat(kept.ended()).isNotDone();
        answer(revoked.revoke());
    }

    @Test
    public void aRevocationHasItsPlaceAmongTheCommits() {
        Lease lease = lease();
        var put = storage.commit(Transaction.builder()
                .put("a", VALUE, lease)
                .put("b", VALUE, lease)
                .build());
        lease.close();
        var again = storage.commit(
                Transaction.builder().require("a", 0).put("a", VALUE).build());

        assertThat(answer(put)).isEqualTo(new Committed());
        assertThat(answer(again)).isEqualTo(new Committed());
        assertThat(range("")).containsExactly(entry("a", "x", 1));
    }

    @Test
    public void aPutWithoutTheLeaseTakesTheEntryOutOfIt() {
        Lease first = lease();
        Lease second = lease();
        commit(Transaction.builder()
                .put("stays", VALUE, first)
                .put("goes", VALUE)
                .put("moves", VALUE, first));
        commit(Transaction.builder()
                .put("stays", VALUE)
                .put("goes", VALUE, first)
                .put("moves", VALUE, second));
        answer(first.revoke());

        assertThat(range("")).containsExactly(entry("moves", "x", 2), entry("stays", "x", 2));
        answer(second.revoke());
        assertThat(keys("")).containsExactly("stays");
    }

    @Test
    public void whatWasDeletedIsUnderNoLeaseAnyMore() {
        Lease lease = lease();
        commit(Transaction.builder().put("a", VALUE, lease).put("b/1", VALUE, lease));
        commit(Transaction.builder().delete("a").deletePrefix("b/"));
        put("a", "y");
        put("b/1", "y");
        answer(lease.revoke());

        assertThat(keys("")).containsExactly("a", "b/1");
    }

    @Test
    public void nothingIsPutUnderALeaseThatHasEnded() {
        Lease lease = lease();
        answer(lease.revoke());
        put("a", "x");
        Transaction.Builder late = Transaction.builder().put("b", VALUE).put("c", VALUE, lease);

        assertFails(storage.commit(late.build()), StorageException.Kind.LEASE_LOST);
        assertThat(commit(late.require("a", 7))).isEqualTo(new Conflict("a", 7, 1));
        assertThat(keys("")).containsExactly("a");
    }

    @Test
    public void aLeaseHoldsOnlyInTheStorageThatGaveIt() {
        assumeTrue(hasLeases(), "this storage has no leases");
        try (Storage other = Storage.inMemory()) {
            Lease foreign = answer(other.lease(leaseTime()));
            Transaction transaction =
                    Transaction.builder().put("a", VALUE, foreign).build();
            assertThatThrownBy(() -> storage.commit(transaction))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID));
        }
    }

    @Test
    public void aTimeToLiveOutOfRangeIsRefusedAtOnce() {
        for (Duration wrong : new Duration[] {
            Duration.ZERO,
            Duration.ofMillis(-1),
            Storage.MIN_TIME_TO_LIVE.minusNanos(1),
            Storage.MAX_TIME_TO_LIVE.plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE)
        }) {
            assertThatThrownBy(() -> storage.lease(wrong))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID));
        }
    }

    @Test
    public void closingTheStorageEndsItsLeases() throws Exception {
        Lease lease = lease();
        commit(Transaction.builder().put("leader", VALUE, lease).put("kept", VALUE));
        storage.close();

        assertThat(lease.isValid()).isFalse();
        assertThat(answer(lease.ended())).isNotEmpty();
        assertClosed(storage.lease(leaseTime()));
        openAgain();
        assertThat(range("")).extracting(Entry::key).containsExactly("kept");
    }

    @Test
    public void onlyTheFirstCreatesWhatIsAbsent() {
        CompletableFuture<Boolean> first = storage.createIfAbsent("a", Bytes.ofText("first"));
        CompletableFuture<Boolean> second = storage.createIfAbsent("a", Bytes.ofText("second"));

        assertThat(answer(first)).isTrue();
        assertThat(answer(second)).isFalse();
        assertThat(get("a")).isEqualTo(Optional.of(entry("a", "first", 1)));
    }

    private Lease lease() {
        assumeTrue(hasLeases(), "this storage has no leases");
        return answer(storage.lease(leaseTime()));
    }
}
