package io.mesosframework.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A map behind a lock, sorted only where a range is asked for. Every future is complete when it is returned. */
final class MemoryStorage implements Storage {

    private final Map<String, Entry> entries = new HashMap<>();
    private boolean closed;

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
                .sorted(Comparator.comparing(Entry::key, Keys.ORDER))
                .toList());
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        return answer(() -> {
            for (Precondition precondition : transaction.preconditions()) {
                long actual = version(precondition.key());
                if (actual != precondition.version()) {
                    return new CommitResult.Conflict(precondition.key(), precondition.version(), actual);
                }
            }
            write(transaction.writes());
            return new CommitResult.Committed();
        });
    }

    @Override
    public synchronized void close() {
        closed = true;
        entries.clear();
    }

    /** One look-up a key, unless what is deleted may be what is put. */
    private void write(List<Write> writes) {
        for (Write write : writes) {
            if (write instanceof Write.DeletePrefix) {
                writeWithPrefixes(writes);
                return;
            }
        }
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                entries.compute(
                        put.key(),
                        (key, before) -> new Entry(key, put.value(), before == null ? 1 : before.version() + 1));
            } else if (write instanceof Write.Delete delete) {
                entries.remove(delete.key());
            }
        }
    }

    /** Puts are numbered before anything is deleted, so that those under a deleted prefix go on counting. */
    private void writeWithPrefixes(List<Write> writes) {
        List<Entry> puts = new ArrayList<>();
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                puts.add(new Entry(put.key(), put.value(), version(put.key()) + 1));
            }
        }
        for (Write write : writes) {
            if (write instanceof Write.Delete delete) {
                entries.remove(delete.key());
            } else if (write instanceof Write.DeletePrefix deletion) {
                deletePrefix(deletion.prefix());
            }
        }
        puts.forEach(entry -> entries.put(entry.key(), entry));
    }

    private void deletePrefix(String prefix) {
        entries.keySet().removeIf(key -> key.startsWith(prefix));
    }

    private long version(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : entry.version();
    }

    private synchronized <T> CompletableFuture<T> answer(Supplier<T> question) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new StorageException(StorageException.Kind.CLOSED, false, "The memory storage is closed", null));
        }
        return CompletableFuture.completedFuture(question.get());
    }
}
