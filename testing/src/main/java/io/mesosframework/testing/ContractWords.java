package io.mesosframework.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of {@link StorageContract} are written in. */
abstract class ContractWords {

    /** How long any one answer may take. */
    static final long ANSWER_SECONDS = 30;

    Storage storage = Storage.inMemory();

    /**
     * Opens an empty storage. Called once before each test.
     *
     * @throws Exception if it cannot be opened, which fails the test
     */
    protected abstract Storage open() throws Exception;

    /**
     * Opens again what {@link #open} opened, which the suite has closed. Empty, as it is by default, if the storage does not
     * outlive its closing; then the tests of that are skipped.
     *
     * @throws Exception if it cannot be opened, which fails the test
     */
    protected Optional<Storage> reopen() throws Exception {
        return Optional.empty();
    }

    /** Whether the storage has leases. If not, as by default it has, the tests of them are skipped. */
    protected boolean hasLeases() {
        return true;
    }

    /** Whether the storage can be watched. If not, as by default it can, the tests of that are skipped. */
    protected boolean hasWatches() {
        return true;
    }

    /** The time to live of the leases in the tests, 1 s unless overridden; the shorter, the shorter the tests. */
    protected Duration leaseTime() {
        return Duration.ofSeconds(1);
    }

    @BeforeEach
    public final void openStorage() throws Exception {
        storage = open();
    }

    @AfterEach
    public final void closeStorage() {
        storage.close();
    }

    final void openAgain() throws Exception {
        storage.close();
        Optional<Storage> again = reopen();
        assumeTrue(again.isPresent(), "this storage does not outlive its closing");
        storage = again.orElseThrow();
    }

    final void put(String key, String value) {
        assertThat(commit(Transaction.builder().put(key, Bytes.ofText(value)))).isEqualTo(new Committed());
    }

    final CommitResult commit(Transaction.Builder transaction) {
        return answer(storage.commit(transaction.build()));
    }

    final Optional<Entry> get(String key) {
        return answer(storage.get(key));
    }

    final List<Entry> range(String prefix) {
        return answer(storage.range(prefix));
    }

    final List<String> keys(String prefix) {
        return range(prefix).stream().map(Entry::key).toList();
    }

    static Entry entry(String key, String value, long version) {
        return new Entry(key, Bytes.ofText(value), version);
    }

    static void assertClosed(CompletableFuture<?> future) {
        assertFails(future, StorageException.Kind.CLOSED);
    }

    static void assertFails(CompletableFuture<?> future, StorageException.Kind kind) {
        assertThatThrownBy(() -> answer(future)).cause().isInstanceOfSatisfying(StorageException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.outcomeUnknown()).isFalse();
        });
    }

    static <T> T answer(CompletableFuture<T> future) {
        try {
            return future.get(ANSWER_SECONDS, SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("No answer: " + e, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
