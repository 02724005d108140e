package io.mesosframework.storage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A map behind a lock, sorted only where a range is asked for. Every future is complete when it is returned. */
final class MemoryStorage implements Storage {

    private final Map<String, Entry> entries = new HashMap<>();

    /** The keys that are under a lease. */
    private final Map<String, KeptLease> leased = new HashMap<>();

    private final LocalLeases leases = new LocalLeases("mesos-memory-leases", this::deleteUnder);
    private final WatchHub watches = new WatchHub("mesos-memory-watch", this::tellSnapshot);
    private boolean closed;

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        Keys.check(key);
        return answer(() -> Optional.ofNullable(entries.get(key)));
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        Keys.checkPrefix(prefix);
        return answer(() -> entriesUnder(prefix));
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        leases.requireOwn(transaction);
        return answer(() -> apply(transaction));
    }

    @Override
    public CompletableFuture<Lease> lease(Duration timeToLive) {
        KeptLease.checkTimeToLive(timeToLive);
        return answer(() -> leases.grant(timeToLive));
    }

    @Override
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        synchronized (this) {
            if (closed) {
                throw closed();
            }
            return watches.watch(prefix, handler);
        }
    }

    @Override
    public void close() {
        leases.close();
        synchronized (this) {
            if (!closed) {
                closed = true;
                entries.clear();
                leased.clear();
                watches.fail(closed());
                watches.close();
            }
        }
    }

    private CommitResult apply(Transaction transaction) {
        for (Precondition precondition : transaction.preconditions()) {
            long actual = version(precondition.key());
            if (actual != precondition.version()) {
                return new CommitResult.Conflict(precondition.key(), precondition.version(), actual);
            }
        }
        Optional<StorageException> lost = KeptLease.lost(transaction);
        if (lost.isPresent()) {
            throw lost.get();
        }
        List<Change> changes = new ArrayList<>();
        write(transaction.writes(), changes);
        if (!changes.isEmpty()) {
            watches.changed(changes);
        }
        return new CommitResult.Committed();
    }

    /** One look-up a key, unless what is deleted may be what is put. */
    private void write(List<Write> writes, List<Change> changes) {
        for (Write write : writes) {
            if (write instanceof Write.DeletePrefix) {
                writeWithPrefixes(writes, changes);
                return;
            }
        }
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                put(new Entry(put.key(), put.value(), version(put.key()) + 1), put.lease(), changes);
            } else if (write instanceof Write.Delete delete) {
                delete(delete.key(), changes);
            }
        }
    }

    /** Puts are numbered before anything is deleted, so that those under a deleted prefix go on counting. */
    private void writeWithPrefixes(List<Write> writes, List<Change> changes) {
        Map<String, Entry> puts = new HashMap<>();
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                puts.put(put.key(), new Entry(put.key(), put.value(), version(put.key()) + 1));
            }
        }
        for (Write write : writes) {
            if (write instanceof Write.Delete delete) {
                delete(delete.key(), changes);
            } else if (write instanceof Write.DeletePrefix deletion) {
                for (Entry entry : entriesUnder(deletion.prefix())) {
                    if (!puts.containsKey(entry.key())) {
                        delete(entry.key(), changes);
                    }
                }
            }
        }
        for (Write write : writes) {
            if (write instanceof Write.Put put) {
                put(puts.getOrDefault(put.key(), new Entry(put.key(), put.value(), 1)), put.lease(), changes);
            }
        }
    }

    private void put(Entry entry, @Nullable Lease lease, List<Change> changes) {
        entries.put(entry.key(), entry);
        if (lease != null) {
            leased.put(entry.key(), leases.own(lease));
        } else if (!leased.isEmpty()) {
            leased.remove(entry.key());
        }
        if (!watches.isEmpty()) {
            changes.add(new Change.Put(entry));
        }
    }

    private void delete(String key, List<Change> changes) {
        boolean wasThere = entries.remove(key) != null;
        leased.remove(key);
        if (wasThere && !watches.isEmpty()) {
            changes.add(new Change.Deleted(key));
        }
    }

    private CompletableFuture<Void> deleteUnder(KeptLease lease) {
        return answer(() -> {
            List<Change> changes = new ArrayList<>();
            leased.entrySet().stream()
                    .filter(entry -> entry.getValue() == lease)
                    .map(Map.Entry::getKey)
                    .sorted(Keys.ORDER)
                    .toList()
                    .forEach(key -> delete(key, changes));
            if (!changes.isEmpty()) {
                watches.changed(changes);
            }
            return null;
        });
    }

    private synchronized void tellSnapshot(String prefix, Consumer<List<Entry>> snapshot) {
        if (!closed) {
            snapshot.accept(entriesUnder(prefix));
        }
    }

    private List<Entry> entriesUnder(String prefix) {
        return entries.values().stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .sorted(Comparator.comparing(Entry::key, Keys.ORDER))
                .toList();
    }

    private long version(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : entry.version();
    }

    private synchronized <T> CompletableFuture<T> answer(Supplier<T> question) {
        if (closed) {
            return CompletableFuture.failedFuture(closed());
        }
        try {
            return CompletableFuture.completedFuture(question.get());
        } catch (StorageException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static StorageException closed() {
        return new StorageException(StorageException.Kind.CLOSED, false, "The memory storage is closed", null);
    }

    @Override
    public String toString() {
        return "The memory storage";
    }
}
