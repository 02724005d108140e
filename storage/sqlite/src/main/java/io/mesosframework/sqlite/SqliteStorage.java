package io.mesosframework.sqlite;

import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.LocalLeases;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.WatchHub;
import io.mesosframework.utils.Futures;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link Storage} in one SQLite file: the durable default. A commit is on the disk (in the write-ahead log, synced) before
 * its future completes, and survives the death of the process and of the machine.
 *
 * <p>One thread owns the file. What has gathered while it was busy goes to the disk in one go, so that one sync serves many
 * commits; each keeps its own preconditions and its own answer.
 *
 * <p>The file belongs to this process while it is open; another that opens it is refused with {@link StorageException.Kind#IN_USE} and
 * told the owner's process id, which stands in {@code <file>.owner} beside it. The lock itself is the operating system's and dies
 * with the process; a left-over owner file does no harm. The file must not be read by other means of this same process while it is
 * open, since that would undo the lock (a rule of POSIX locks).
 *
 * <p>Leases are this process's: they end when the storage is closed or the process dies, and the next one that opens the file finds no
 * entry under a lease any more. A process that is paused for longer than a lease's time to live has lost it when it wakes.
 *
 * <p>When the disk refuses a commit, as a full one does, its {@linkplain StorageException#outcomeUnknown() outcome is unknown} until the disk
 * takes another write, which is tried at each request: from then on it was surely not made, and the storage goes on. Until then nothing
 * is answered, reads neither. When the file turns out to be damaged, moved away, replaced or deleted, this storage answers nothing any
 * more, and its watches end: close it and open the file again.
 */
public final class SqliteStorage implements Storage {

    /** How many reads and commits may wait; further ones fail with {@link StorageException.Kind#OVERLOADED}. */
    public static final int MAX_WAITING = 10_000;

    /** The size a file may grow to unless another is given: 16 GiB. */
    public static final long DEFAULT_MAX_FILE_BYTES = 16L << 30;

    /** How many go to the disk together at most; also no more than {@link Storage#MAX_TRANSACTION_BYTES}, unless it is one. */
    private static final int MAX_BATCH = 512;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStorage.class);

    private final Database database;
    private final Thread thread;
    private final LocalLeases leases;
    private final WatchHub watches;

    /** Guarded by itself, as is {@link #closing}. */
    private final ArrayDeque<Request<?>> waiting = new ArrayDeque<>();

    private boolean closing;

    /** Leases that are over, and whose entries could not be deleted: nobody may find these once the disk is written again. */
    private final Queue<KeptLease> undeleted = new ConcurrentLinkedQueue<>();

    private SqliteStorage(Database database) {
        this.database = database;
        this.thread = new Thread(this::run, "mesos-sqlite " + database.file().getFileName());
        thread.setDaemon(true);
        this.leases = new LocalLeases(thread.getName() + " leases", this::deleteUnder);
        this.watches = new WatchHub(thread.getName() + " watch", this::read);
    }

    /** Opens the file with the default {@linkplain #DEFAULT_MAX_FILE_BYTES limit}; see {@link #open(Path, long)}. */
    public static SqliteStorage open(Path file) {
        return open(file, DEFAULT_MAX_FILE_BYTES);
    }

    /**
     * Opens the file, and makes it and its directory where they are missing. Reads the whole file once to be sure that it is sound.
     *
     * @param maxFileBytes a commit that would let the file grow further fails with {@link StorageException.Kind#UNAVAILABLE}, and is
     *     surely not made; deleting makes room again
     * @throws StorageException {@code IN_USE} if another process or this one has it open, {@code CORRUPT} if the file is damaged or is
     *     none of ours, {@code UNAVAILABLE} if it cannot be read or written
     */
    public static SqliteStorage open(Path file, long maxFileBytes) {
        SqliteStorage storage = new SqliteStorage(Database.open(file, maxFileBytes));
        storage.thread.start();
        return storage;
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        Keys.check(key);
        return submit(new Request<>(0, database -> database.get(key)));
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        Keys.checkPrefix(prefix);
        return submit(new Request<>(0, database -> database.range(prefix)));
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        leases.requireOwn(transaction);
        // By now: a revocation that is submitted later does not count.
        Optional<StorageException> lost = KeptLease.lost(transaction);
        return submit(new Request<>(
                        transaction.bytes(),
                        database -> database.apply(transaction, lost, !watches.isEmpty()),
                        this::tellWatches))
                .thenApply(Database.Applied::result);
    }

    @Override
    public CompletableFuture<Lease> lease(Duration timeToLive) {
        KeptLease.checkTimeToLive(timeToLive);
        // Asked of the file too, so that a storage that fails gives no leases.
        return submit(new Request<>(0, database -> database)).thenApply(open -> leases.grant(timeToLive));
    }

    @Override
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        synchronized (waiting) {
            if (closing) {
                throw closed();
            }
        }
        return watches.watch(prefix, handler);
    }

    /**
     * {@inheritDoc}
     *
     * @throws StorageException {@link StorageException.Kind#UNAVAILABLE} if the disk has not taken everything within 30 s; it is then
     *     finished in the background
     */
    @Override
    public void close() {
        leases.close();
        synchronized (waiting) {
            closing = true;
            waiting.notifyAll();
        }
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (thread.isAlive()) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    true,
                    database + " has not finished within " + CLOSE_TIMEOUT.toSeconds()
                            + " s and goes on in the background",
                    null);
        }
    }

    /** Names the file. */
    @Override
    public String toString() {
        return database.toString();
    }

    /** For the leases; there are few of them, so this waits beside the others' bound. */
    private CompletableFuture<Void> deleteUnder(KeptLease lease) {
        return enqueue(deletion(lease), Integer.MAX_VALUE).thenRun(() -> {});
    }

    private Request<Database.Applied> deletion(KeptLease lease) {
        Request<Database.Applied> deletion =
                new Request<>(0, database -> database.deleteUnder(lease), this::tellWatches);
        var unused = deletion.answer().whenComplete((deleted, error) -> {
            if (error != null) {
                undeleted.add(lease);
            }
        });
        return deletion;
    }

    /** For the watches; there are few of them, so this waits beside the others' bound. */
    private void read(String prefix, Consumer<List<Entry>> snapshot) {
        var unused = enqueue(new Request<>(0, database -> database.range(prefix), snapshot), Integer.MAX_VALUE)
                .whenComplete((entries, error) -> {
                    if (error != null) {
                        watches.fail(asStorageException(error));
                    }
                });
    }

    private static StorageException asStorageException(Throwable error) {
        Throwable cause = Futures.cause(error);
        return cause instanceof StorageException e
                ? e
                : new StorageException(StorageException.Kind.UNAVAILABLE, false, "The storage failed: " + cause, cause);
    }

    private void tellWatches(Database.Applied applied) {
        if (!applied.changes().isEmpty()) {
            watches.changed(applied.changes());
        }
    }

    private <T> CompletableFuture<T> submit(Request<T> request) {
        return enqueue(request, MAX_WAITING);
    }

    private <T> CompletableFuture<T> enqueue(Request<T> request, int bound) {
        synchronized (waiting) {
            if (closing) {
                return CompletableFuture.failedFuture(closed());
            }
            if (waiting.size() >= bound) {
                return refused(
                        StorageException.Kind.OVERLOADED,
                        database + " is behind: " + MAX_WAITING + " requests wait for the disk; ask again later");
            }
            waiting.add(request);
            waiting.notifyAll();
            return request.answer();
        }
    }

    private StorageException closed() {
        return new StorageException(StorageException.Kind.CLOSED, false, database + " is closed", null);
    }

    private static <T> CompletableFuture<T> refused(StorageException.Kind kind, String why) {
        return CompletableFuture.failedFuture(new StorageException(kind, false, why, null));
    }

    private void run() {
        try {
            for (List<Request<?>> batch = next(); !batch.isEmpty(); batch = next()) {
                batch.addAll(0, overdue());
                answer(batch);
            }
        } finally {
            abandon();
            leases.close();
            watches.fail(closed());
            watches.close();
            database.close();
        }
    }

    private List<Request<?>> overdue() {
        List<Request<?>> deletions = new ArrayList<>();
        for (KeptLease lease = undeleted.poll(); lease != null; lease = undeleted.poll()) {
            deletions.add(deletion(lease));
        }
        return deletions;
    }

    /** Leaves nobody waiting, should this thread ever end before its time. */
    private void abandon() {
        List<Request<?>> left;
        synchronized (waiting) {
            closing = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        for (Request<?> request : left) {
            request.answer()
                    .completeExceptionally(new StorageException(
                            StorageException.Kind.UNAVAILABLE, false, database + " ended unexpectedly", null));
        }
    }

    /** What goes to the disk together; empty once all is done and the storage is closed. */
    private List<Request<?>> next() {
        List<Request<?>> batch = new ArrayList<>();
        synchronized (waiting) {
            while (waiting.isEmpty() && !closing) {
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    LOG.warn("{} was interrupted, which nobody has a reason to do; it goes on", database);
                }
            }
            long bytes = 0;
            while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
                bytes += waiting.element().bytes();
                if (!batch.isEmpty() && bytes > MAX_TRANSACTION_BYTES) {
                    break;
                }
                batch.add(waiting.remove());
            }
        }
        return batch;
    }

    /** Nothing is answered, reads neither, before all that was seen or written is on the disk. */
    private void answer(List<Request<?>> batch) {
        List<Runnable> answers = new ArrayList<>(batch.size());
        try {
            database.inOneTransaction(() -> {
                for (Request<?> request : batch) {
                    answers.add(request.run(database));
                }
            });
        } catch (StorageException e) {
            if (batch.size() > 1 && !e.outcomeUnknown() && !database.isUnsettled()) {
                // One that does not fit takes nobody along.
                batch.forEach(request -> answer(List.of(request)));
            } else {
                batch.forEach(request -> request.answer().completeExceptionally(e));
            }
            if (database.isBroken()) {
                watches.fail(e);
            }
            return;
        }
        answers.forEach(Runnable::run);
    }

    /**
     * Something to ask the database on its own thread.
     *
     * @param durable told the answer on that thread, before anyone else and in the order of the requests
     */
    private record Request<T>(
            long bytes, Database.Question<T> question, Consumer<T> durable, CompletableFuture<T> answer) {

        Request(long bytes, Database.Question<T> question, Consumer<T> durable) {
            this(bytes, question, durable, new CompletableFuture<>());
        }

        Request(long bytes, Database.Question<T> question) {
            this(bytes, question, nothing -> {});
        }

        /** Asks, and returns how to tell the answer. What is refused for its lease has written nothing, and troubles nobody else. */
        Runnable run(Database database) throws SQLException {
            T result;
            try {
                result = question.ask(database);
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.LEASE_LOST) {
                    throw e;
                }
                return () -> answer.completeExceptionally(e);
            }
            return () -> {
                durable.accept(result);
                answer.complete(result);
            };
        }
    }
}
