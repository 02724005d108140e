package io.mesosframework.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Where a framework keeps what must outlive it: small values under keys, each with a version, changed by transactions.
 *
 * <p><b>Keys</b> are texts such as {@code tasks/web/0}, as {@link Keys} describes them. A key is exact: deleting
 * {@code tasks/api} leaves {@code tasks/api2} alone. What works on many keys says <i>prefix</i> in its name, and takes the
 * prefix letter by letter: {@code tasks/api} is a prefix of {@code tasks/api2}, {@code tasks/api/} is not.
 *
 * <p><b>Versions</b> count the transactions that put a key since it was last absent: 1 for the first, 0 for a key that is
 * not there. Putting the value that is already there counts too. A deleted key starts again at 1.
 *
 * <p><b>Order.</b> What is submitted takes effect in the order submitted, reads as well as commits: a {@link #get} sees
 * the {@link #commit} submitted before it, whether or not that one was waited for.
 *
 * <p><b>Threads.</b> All methods may be called from any thread and none blocks but {@link #close}. A future may be complete
 * already when it is returned, else it completes on a thread of the storage: hand what follows to a thread of your own and
 * never block in it.
 *
 * <p><b>Errors.</b> A key, value or transaction outside its limits is refused at once with a thrown {@link StorageException}
 * ({@link StorageException.Kind#INVALID}). All else arrives through the future, as a {@link StorageException} that says whether
 * a commit may have taken effect. A failed precondition is no error but a {@link CommitResult.Conflict}.
 *
 * <p>Who writes a driver subclasses {@code StorageContract} of {@code mesos-testing}, which checks all of this.
 */
public interface Storage extends AutoCloseable {

    /** The longest key or prefix, in bytes of UTF-8. */
    int MAX_KEY_BYTES = 512;

    /** The largest value, in bytes: 1 MiB. */
    int MAX_VALUE_BYTES = 1 << 20;

    /** How many preconditions and writes a transaction may have together. */
    int MAX_OPERATIONS = 10_000;

    /** The largest transaction, in bytes of all its keys and values: 16 MiB. */
    int MAX_TRANSACTION_BYTES = 16 << 20;

    /** The shortest time to live of a lease: 100 ms. */
    Duration MIN_TIME_TO_LIVE = Duration.ofMillis(100);

    /** The longest time to live of a lease: 24 h. */
    Duration MAX_TIME_TO_LIVE = Duration.ofHours(24);

    /** What stands under this very key. */
    CompletableFuture<Optional<Entry>> get(String key);

    /**
     * All entries whose key starts with the prefix, at one point in time, in the {@linkplain Keys#ORDER order} of their keys. The empty
     * prefix means all there are. The list is immutable.
     */
    CompletableFuture<List<Entry>> range(String prefix);

    /**
     * Checks the preconditions and, if all hold, makes all writes: all or nothing, and durable (where the storage is at all)
     * before the future completes.
     */
    CompletableFuture<CommitResult> commit(Transaction transaction);

    /**
     * Creates the key with this value where it is absent, and leaves it as it is where it is there.
     *
     * @return whether this call has created it
     */
    default CompletableFuture<Boolean> createIfAbsent(String key, Bytes value) {
        Transaction creation =
                Transaction.builder().require(key, 0).put(key, value).build();
        return commit(creation).thenApply(result -> result instanceof CommitResult.Committed);
    }

    /**
     * How large transactions are at most that this storage takes in one go. Larger ones, up to {@link #MAX_OPERATIONS} and
     * {@link #MAX_TRANSACTION_BYTES}, are as atomic but may take more than one trip: who gathers changes that need not be made
     * together does well to commit them in such sizes.
     */
    default TransactionSize preferredSize() {
        return TransactionSize.LARGEST;
    }

    /**
     * A lease, which is kept alive until it is revoked, lost or this storage closed. Until then its entries are there; see {@link Lease}.
     *
     * @param timeToLive {@link #MIN_TIME_TO_LIVE} to {@link #MAX_TIME_TO_LIVE}; a storage may keep the entries of a lease that is not renewed
     *     for somewhat longer, never shorter
     * @throws StorageException {@link StorageException.Kind#INVALID} if it is out of range; through the future
     *     {@link StorageException.Kind#UNSUPPORTED} if this storage has no leases
     */
    default CompletableFuture<Lease> lease(Duration timeToLive) {
        KeptLease.checkTimeToLive(timeToLive);
        return CompletableFuture.failedFuture(new StorageException(
                StorageException.Kind.UNSUPPORTED, false, this + " has no leases; use another storage for this", null));
    }

    /**
     * Tells the handler what is there under the prefix, at this call's place in the order of what is submitted, and then every change, in order,
     * whoever makes it.
     *
     * <p>The handler is called on a thread of the storage, never before this method was called and possibly before it returns, for one event after the
     * other. It may call this storage, but must neither block nor take long, as other watches wait meanwhile. One that throws ends the
     * watch, and its thread's handler of uncaught exceptions is told why.
     *
     * <p>A storage that cannot be reached is tried again for as long as the watch is open, and {@link WatchEvent.Interrupted} is told; once it
     * can be, the watch goes on, with a {@link WatchEvent.Snapshot} where it cannot tell what was missed. {@link WatchEvent.Failed} comes last: when this storage is closed, or when trying
     * again is of no use.
     *
     * @param prefix as for {@link #range}
     */
    default Watch watch(String prefix, Consumer<WatchEvent> handler) {
        Keys.checkPrefix(prefix);
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED,
                false,
                this + " cannot be watched; use another storage for this",
                null);
    }

    /**
     * Finishes what was submitted, revokes the leases, ends the watches, then lets go of what the storage holds. What comes later fails with
     * {@link StorageException.Kind#CLOSED}. Closing again does nothing.
     */
    @Override
    void close();

    /** A storage in this process's memory, gone with it. For tests, and for frameworks that keep nothing. */
    static Storage inMemory() {
        return new MemoryStorage();
    }
}
