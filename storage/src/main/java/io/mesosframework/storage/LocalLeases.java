package io.mesosframework.storage;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The leases of a storage that belongs to one process, for who writes such a driver: they live as long as this process does and is not
 * paused for longer than their time to live. Keeps them alive on a thread of its own, which there is only once there was a lease.
 */
public final class LocalLeases implements AutoCloseable {

    private final ScheduledThreadPoolExecutor timer;
    private final Function<KeptLease, CompletableFuture<Void>> deletion;
    private final Map<Long, KeptLease> alive = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();

    /**
     * @param threadName of the thread that keeps the leases alive
     * @param deletion deletes the entries under a lease that has ended, in the storage's order; asked on any thread
     */
    public LocalLeases(String threadName, Function<KeptLease, CompletableFuture<Void>> deletion) {
        this.deletion = deletion;
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, threadName);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** A new lease. */
    public KeptLease grant(Duration timeToLive) {
        long id = ids.incrementAndGet();
        KeptLease lease = new KeptLease(
                id, KeptLease.checkTimeToLive(timeToLive), System.nanoTime(), System::nanoTime, () -> delete(id));
        alive.put(id, lease);
        long third = timeToLive.toNanos() / 3;
        var renewal = timer.scheduleAtFixedRate(() -> renew(lease), third, third, TimeUnit.NANOSECONDS);
        var unused = lease.ended().thenRun(() -> renewal.cancel(false));
        return lease;
    }

    /**
     * The lease, if it is one of these; it may have ended.
     *
     * @throws StorageException {@link StorageException.Kind#INVALID} if another storage gave it
     */
    public KeptLease own(Lease lease) {
        if (lease instanceof KeptLease kept && (alive.get(kept.id()) == kept || !kept.isValid())) {
            return kept;
        }
        throw StorageException.invalid(lease + " is of another storage; a lease holds in the storage that gave it");
    }

    /**
     * Checks that every lease under which something is put is one of these.
     *
     * @throws StorageException {@link StorageException.Kind#INVALID} if one is not
     */
    public void requireOwn(Transaction transaction) {
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put && put.lease() != null) {
                var unused = own(put.lease());
            }
        }
    }

    private void renew(KeptLease lease) {
        if (!lease.confirmed(System.nanoTime()) && alive.containsKey(lease.id())) {
            var unused = delete(lease.id())
                    .whenComplete((done, error) -> lease.end("This process was paused for longer than "
                            + lease.timeToLive().toMillis() + " ms, so the lease has run out"));
        }
    }

    private CompletableFuture<Void> delete(long id) {
        KeptLease lease = alive.remove(id);
        return lease == null ? CompletableFuture.completedFuture(null) : deletion.apply(lease);
    }

    /** Revokes all that are alive, and stops. */
    @Override
    public void close() {
        List.copyOf(alive.values()).forEach(KeptLease::close);
        timer.shutdown();
    }
}
