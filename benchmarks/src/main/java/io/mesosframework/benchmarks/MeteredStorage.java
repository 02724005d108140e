package io.mesosframework.benchmarks;

import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A storage that notes how long each commit takes, from when it is asked for until it is durable. */
final class MeteredStorage extends ForwardingStorage {

    /** Guarded by this, as is {@link #bytes}. */
    private final List<Long> nanos = new ArrayList<>();

    private long bytes;

    MeteredStorage(Storage metered) {
        super(metered);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        long start = System.nanoTime();
        return super.commit(transaction).whenComplete((done, error) -> {
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
}
