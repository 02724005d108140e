package io.mesosframework.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Hands everything on to another storage: what measures, delays or refuses some of it overrides no more than that. As safe for use by several
 * threads as the other one is.
 */
public abstract class ForwardingStorage implements Storage {

    private final Storage storage;

    /** @param storage is closed with this */
    protected ForwardingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        return storage.get(key);
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        return storage.range(prefix);
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        return storage.commit(transaction);
    }

    @Override
    public TransactionSize preferredSize() {
        return storage.preferredSize();
    }

    @Override
    public CompletableFuture<Lease> lease(Duration timeToLive) {
        return storage.lease(timeToLive);
    }

    @Override
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        return storage.watch(prefix, handler);
    }

    @Override
    public void close() {
        storage.close();
    }
}
