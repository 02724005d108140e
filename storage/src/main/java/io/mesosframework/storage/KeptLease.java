package io.mesosframework.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The holder's side of a {@link Lease}, for who writes a driver: knows until when the lease can be vouched for. The driver renews it,
 * tells of each {@linkplain #confirmed confirmation}, and {@linkplain #end ends} it.
 */
public final class KeptLease implements Lease {

    private final long id;
    private final Duration timeToLive;
    private final LongSupplier nanoTime;
    private final Supplier<CompletableFuture<Void>> revocation;
    private final AtomicBoolean revoked = new AtomicBoolean();
    private final CompletableFuture<Void> revokedAnswer = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    /** Guarded by this, as is {@link #over}. */
    private long confirmedSent;

    private boolean over;

    private volatile boolean deleted;

    /**
     * @param id what the driver knows the lease by
     * @param sent what {@code nanoTime} said when the lease was asked for
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     * @param revocation asked once at most: ends the lease where it is stored
     */
    public KeptLease(
            long id,
            Duration timeToLive,
            long sent,
            LongSupplier nanoTime,
            Supplier<CompletableFuture<Void>> revocation) {
        this.id = id;
        this.timeToLive = timeToLive;
        this.confirmedSent = sent;
        this.nanoTime = nanoTime;
        this.revocation = revocation;
    }

    /**
     * Returns the time to live.
     *
     * @throws StorageException {@link StorageException.Kind#INVALID} if it is none that {@link Storage#lease} takes
     */
    public static Duration checkTimeToLive(Duration timeToLive) {
        if (timeToLive.compareTo(Storage.MIN_TIME_TO_LIVE) < 0 || timeToLive.compareTo(Storage.MAX_TIME_TO_LIVE) > 0) {
            throw StorageException.invalid("A lease lives for " + Storage.MIN_TIME_TO_LIVE.toMillis() + " ms to "
                    + Storage.MAX_TIME_TO_LIVE.toHours() + " h, not " + timeToLive);
        }
        return timeToLive;
    }

    /** What a commit fails with that puts something under a lease that is not valid at this moment; empty where all are. */
    public static Optional<StorageException> lost(Transaction transaction) {
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put
                    && put.lease() != null
                    && !put.lease().isValid()) {
                return Optional.of(lost(put.lease(), put.key(), null));
            }
        }
        return Optional.empty();
    }

    /**
     * Checks that nothing is put under a lease whose entries are deleted already: such would stay for ever. For drivers that make what is
     * submitted later than it was submitted: what comes before a revocation in their order is still made.
     *
     * @throws StorageException {@link StorageException.Kind#LEASE_LOST} if one is
     */
    public static void requireNotDeleted(Transaction transaction) {
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put && put.lease() instanceof KeptLease kept && kept.deleted) {
                throw lost(kept, put.key(), null);
            }
        }
    }

    /** What is under the lease is being deleted; called by the driver at that place in its order. */
    public void deleted() {
        deleted = true;
    }

    /** What a commit fails with that puts the key under a lease that has ended. */
    public static StorageException lost(Lease lease, String key, @Nullable Throwable cause) {
        return new StorageException(
                StorageException.Kind.LEASE_LOST,
                false,
                "Nothing was written: '" + key + "' was to be put under a " + lease
                        + ", which has ended; ask for another lease",
                cause);
    }

    public long id() {
        return id;
    }

    @Override
    public Duration timeToLive() {
        return timeToLive;
    }

    @Override
    public synchronized boolean isValid() {
        if (!over && nanoTime.getAsLong() - confirmedSent >= timeToLive.toNanos()) {
            over = true;
        }
        return !over;
    }

    /**
     * A renewal was confirmed. Too late a confirmation changes nothing.
     *
     * @param sent what the clock said when the renewal was sent
     * @return whether the lease is valid
     */
    public synchronized boolean confirmed(long sent) {
        if (isValid() && sent - confirmedSent > 0) {
            confirmedSent = sent;
        }
        return isValid();
    }

    /** The lease has ended; called by the driver on a thread of its own, without locks. Only the first reason counts. */
    public void end(String why) {
        invalidate();
        ended.complete(why);
    }

    @Override
    public CompletableFuture<String> ended() {
        return ended.copy();
    }

    @Override
    public CompletableFuture<Void> revoke() {
        invalidate();
        if (revoked.compareAndSet(false, true)) {
            var unused = revocation.get().whenComplete((done, error) -> {
                end("The lease was revoked");
                if (error == null) {
                    revokedAnswer.complete(null);
                } else {
                    revokedAnswer.completeExceptionally(error);
                }
            });
        }
        return revokedAnswer.copy();
    }

    @Override
    public void close() {
        var unused = revoke();
    }

    private synchronized void invalidate() {
        over = true;
    }

    @Override
    public String toString() {
        return "lease " + Long.toHexString(id) + " of " + timeToLive.toMillis() + " ms";
    }
}
