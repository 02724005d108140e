package io.mesosframework.conformance.own;

import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A storage that answers later, on a thread of its own, as one behind a network does. */
final class MapStorage implements Storage {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Map<String, Entry> entries = new LinkedHashMap<>();

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        Keys.check(key);
        return answer(() -> Optional.ofNullable(entries.get(key)));
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        Keys.checkPrefix(prefix);
        return answer(() -> entries.values().stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .sorted((one, other) -> Keys.ORDER.compare(one.key(), other.key()))
                .toList());
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        return answer(() -> {
            for (Precondition wanted : transaction.preconditions()) {
                if (version(wanted.key()) != wanted.version()) {
                    return new CommitResult.Conflict(wanted.key(), wanted.version(), version(wanted.key()));
                }
            }
            Map<String, Entry> next = new LinkedHashMap<>(entries);
            for (Write write : transaction.writes()) {
                if (write instanceof Write.Delete delete) {
                    next.remove(delete.key());
                } else if (write instanceof Write.DeletePrefix deletion) {
                    next.keySet().removeIf(key -> key.startsWith(deletion.prefix()));
                }
            }
            for (Write write : transaction.writes()) {
                if (write instanceof Write.Put put) {
                    next.put(put.key(), new Entry(put.key(), put.value(), version(put.key()) + 1));
                }
            }
            entries = next;
            return new CommitResult.Committed();
        });
    }

    private long version(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::version).orElse(0L);
    }

    private <T> CompletableFuture<T> answer(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new StorageException(StorageException.Kind.CLOSED, false, "The storage is closed", e));
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            var unused = thread.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
