package io.mesosframework.benchmarks;

import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.TransactionSize;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A storage that notes how long each commit takes, from when it is asked for until it is durable. */
final class MeteredStorage implements Storage {

    private final Storage metered;

    /** Guarded by this, as is {@link #bytes}. */
    private final List<Long> nanos = new ArrayList<>();

    private long bytes;

    MeteredStorage(Storage metered) {
        this.metered = metered;
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        long start = System.nanoTime();
        return metered.commit(transaction).whenComplete((done, error) -> {
            synchronized (this) {
                nanos.add(System.nanoTime() - start);
                bytes += transaction.bytes();
            }
        });
    }

    synchronized void forget() {
        nanos.clear();
        bytes = 0;
    }

    synchronized int commits() {
        return nanos.size();
    }

    synchronized double bytesOfOne() {
        return nanos.isEmpty() ? 0 : (double) bytes / nanos.size();
    }

    synchronized double millis(double share) {
        return nanos.isEmpty()
                ? 0
                : Numbers.quantile(
                        nanos.stream().mapToDouble(took -> took / 1e6).toArray(), share);
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        return metered.get(key);
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        return metered.range(prefix);
    }

    @Override
    public TransactionSize preferredSize() {
        return metered.preferredSize();
    }

    @Override
    public CompletableFuture<Lease> lease(Duration timeToLive) {
        return metered.lease(timeToLive);
    }

    @Override
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        return metered.watch(prefix, handler);
    }

    @Override
    public void close() {
        metered.close();
    }
}
