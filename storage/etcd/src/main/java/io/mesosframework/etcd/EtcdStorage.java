package io.mesosframework.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.TransactionSize;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.Write;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A {@link Storage} on etcd v3 (3.4 and later), which several processes share. One request is under way at a time, so that all take effect in the order
 * submitted.
 *
 * <p>Every commit carries its number in a key of this instance, and requires the number before it: an attempt whose answer was lost is made again, and takes
 * effect once. The key stands under a lease of ten minutes, so that nothing of an instance that crashed stays behind. Only when that does not succeed within {@link #PATIENCE} is the outcome {@linkplain StorageException#outcomeUnknown() unknown}.
 *
 * <p>A transaction that etcd does not take in one request, as it has more than about 1.4 MiB or 90 preconditions, is stored in parts first and then made under a
 * pointer, which all who read and commit finish first where they find it: each of them sees the transaction whole or not at all, and a watch is told a snapshot
 * after it. Such a transaction puts nothing under a lease, and the keys of its preconditions have 1 MiB at most in all; others are refused with {@link Kind#INVALID}. An entry under a
 * lease that ends just then may be gone before the transaction puts it, and so begin at version 1.
 */
public final class EtcdStorage implements Storage {

    /** How many reads and commits may wait; further ones fail with {@link Kind#OVERLOADED}. */
    public static final int MAX_WAITING = 10_000;

    /** For how long a request is tried before it fails: 10 s. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RenewedClient client;
    private final String name;
    private final EtcdKeys keys;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<Long, KeptLease> leases = new ConcurrentHashMap<>();
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();

    private final EtcdQueue queue;
    private final EtcdJournal journal;
    private final EtcdReads reads;
    private final EtcdCommits commits;

    private final boolean readOnly;

    private EtcdStorage(RenewedClient client, String name, String namespace, boolean readOnly) {
        this.client = client;
        this.readOnly = readOnly;
        this.name = name;
        this.keys = new EtcdKeys(namespace);
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "mesos-etcd");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        this.queue = new EtcdQueue(name, thread, PATIENCE, client::renew);
        this.journal = new EtcdJournal(client, name, keys);
        this.reads = new EtcdReads(client, keys, journal, readOnly ? journal::await : journal::finish);
        this.commits = new EtcdCommits(client, name, keys, journal);
        long renewal = EtcdCommits.MARKER_LIFE.toSeconds() / 3;
        var unused = thread.scheduleAtFixedRate(this::renewMarker, renewal, renewal, TimeUnit.SECONDS);
    }

    /**
     * Connects.
     *
     * @param endpoints such as {@code http://10.0.0.1:2379}
     * @param namespace what all keys begin with, such as {@code mesos/}; may be empty
     * @throws StorageException {@code UNAVAILABLE} if no member answers within {@link #PATIENCE}, {@code DENIED}, or {@code CORRUPT} if the namespace is
     *     of a newer version
     */
    public static EtcdStorage connect(List<String> endpoints, String namespace) {
        return builder(endpoints).namespace(namespace).connect();
    }

    /** For TLS, a user, and a namespace other than {@code mesos/}. */
    public static EtcdStorageBuilder builder(List<String> endpoints) {
        return new EtcdStorageBuilder(endpoints);
    }

    static EtcdStorage connect(RenewedClient client, String name, String namespace, boolean readOnly) {
        EtcdStorage storage = new EtcdStorage(client, name, namespace, readOnly);
        try {
            storage.checkFormat();
            if (!readOnly) {
                // Whatever else is asked for comes after it, and finds out by itself what it could not do.
                var unused = storage.queue.submit(storage.journal::tidy, MAX_WAITING);
            }
            return storage;
        } catch (StorageException e) {
            storage.queue.close();
            storage.client.close();
            storage.thread.shutdownNow();
            throw e;
        }
    }

    /**
     * Connects as a text says: {@code etcd:http[s]://[user:password@]host:port[,host:port…][/namespace][?ca=FILE&cert=FILE&key=FILE]}, with what is special
     * in user, password and files as {@code %XX}; without a namespace it is {@code mesos/}.
     *
     * @throws StorageException as {@link EtcdStorageBuilder#connect}, or {@code INVALID} if the text says something else
     */
    public static EtcdStorage connect(String text) {
        return builder(text).connect();
    }

    /**
     * As {@link #connect(String)}, to be connected later.
     *
     * @throws StorageException {@code INVALID} if the text says something else
     */
    public static EtcdStorageBuilder builder(String text) {
        return EtcdStorageBuilder.parse(text);
    }

    private void checkFormat() {
        EtcdFormat format = new EtcdFormat(client, name, keys);
        try {
            queue.submit(readOnly ? format::check : format::make, 1).get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw EtcdErrors.translate(name, e.getCause() == null ? e : e.getCause(), false);
        } catch (TimeoutException e) {
            throw new StorageException(Kind.UNAVAILABLE, false, name + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, false, "Interrupted while connecting to " + name, e);
        }
    }

    private <T> CompletableFuture<T> refuseToWrite() {
        return CompletableFuture.failedFuture(
                new StorageException(Kind.UNSUPPORTED, false, name + " was opened to be read only", null));
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        Keys.check(key);
        return queue.submit(
                () -> reads.key(key)
                        .thenApply(found -> found.entries().stream().findFirst().map(this::entry)),
                MAX_WAITING);
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        Keys.checkPrefix(prefix);
        return queue.submit(() -> reads.prefix(prefix).thenApply(this::entries), MAX_WAITING);
    }

    CompletableFuture<EtcdReads.Found> readInOrder(String prefix) {
        return queue.submit(() -> reads.prefix(prefix), Integer.MAX_VALUE);
    }

    /** Aside from the order of requests. */
    CompletableFuture<Long> lastStep() {
        return reads.lastStep();
    }

    List<Entry> entries(EtcdReads.Found found) {
        return found.entries().stream().map(this::entry).toList();
    }

    Entry entry(KeyValue stored) {
        return new Entry(keys.name(stored.getKey()), Bytes.of(stored.getValue().getBytes()), stored.getVersion());
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
        if (readOnly) {
            return refuseToWrite();
        }
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put
                    && put.lease() != null
                    && !(put.lease() instanceof KeptLease lease
                            && (leases.get(lease.id()) == lease || !lease.isValid()))) {
                throw new StorageException(
                        Kind.INVALID,
                        false,
                        put.lease() + " is of another storage; a lease holds in the storage that gave it",
                        null);
            }
        }
        if (EtcdSize.isOneRequest(transaction, keys)) {
            EtcdRequest request = new EtcdRequest(
                    keys,
                    transaction.preconditions(),
                    () -> EtcdWrites.operations(EtcdWrites.of(transaction, keys)),
                    false);
            EtcdCommits.Attempts attempts = commits.attempts(request);
            return queue.submit(attempts, cause -> attempts.failed(cause, transaction.writes()), MAX_WAITING);
        }
        EtcdSize.requireJournalTakes(transaction, keys);
        EtcdQueue steps = new EtcdQueue(name, thread, PATIENCE);
        return queue.submitOnce(
                new EtcdLargeCommit(client, keys, commits, journal, steps, transaction),
                cause -> EtcdErrors.translate(name, cause, true),
                MAX_WAITING);
    }

    @Override
    public TransactionSize preferredSize() {
        return new TransactionSize(2_000, 1 << 20);
    }

    @Override
    public CompletableFuture<Lease> lease(Duration timeToLive) {
        KeptLease.checkTimeToLive(timeToLive);
        if (readOnly) {
            return refuseToWrite();
        }
        long seconds = Math.max(1, timeToLive.plusMillis(999).toSeconds());
        return queue.submit(
                        () -> {
                            long sent = System.nanoTime();
                            return client.getLeaseClient()
                                    .grant(seconds)
                                    .thenApply(granted -> new Granted(granted.getID(), sent));
                        },
                        MAX_WAITING)
                .thenApply(granted -> kept(granted, timeToLive));
    }

    /** What one attempt was given. Where another has come first nobody has use for it, and it runs out. */
    private record Granted(long id, long sent) {}

    private Lease kept(Granted granted, Duration timeToLive) {
        if (queue.isClosing()) {
            throw queue.closed(); // nobody keeps it alive
        }
        long id = granted.id();
        KeptLease lease = new KeptLease(id, timeToLive, granted.sent(), System::nanoTime, () -> revoke(id));
        leases.put(id, lease);
        keep(lease);
        return lease;
    }

    private CompletableFuture<Void> revoke(long id) {
        return queue.submit(
                () -> client.getLeaseClient().revoke(id).handle((done, error) -> {
                    if (error != null && !EtcdErrors.isLeaseLost(error)) {
                        throw EtcdErrors.translate(name, error, false);
                    }
                    leases.remove(id);
                    return null;
                }),
                Integer.MAX_VALUE);
    }

    private void keep(KeptLease lease) {
        long third = lease.timeToLive().toNanos() / 3;
        var renewal = thread.scheduleAtFixedRate(() -> renew(lease), third, third, TimeUnit.NANOSECONDS);
        var unused = lease.ended().thenRun(() -> renewal.cancel(false));
    }

    private void renew(KeptLease lease) {
        if (!lease.isValid()) {
            leases.remove(lease.id());
            lease.end("It was not confirmed for " + lease.timeToLive().toMillis() + " ms, so the lease has run out");
            return;
        }
        long sent = System.nanoTime();
        var unused = keepAlive(lease.id()).whenComplete((answer, error) -> {
            if (error == null) {
                lease.confirmed(sent);
            } else if (EtcdErrors.isLeaseLost(error)) {
                leases.remove(lease.id());
                lease.end("etcd does not know the lease any more");
            }
        });
    }

    /** Never throws, which would end all later renewals. */
    private CompletableFuture<?> keepAlive(long lease) {
        try {
            return client.getLeaseClient().keepAliveOnce(lease);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Those that are kept alive. */
    Collection<KeptLease> leases() {
        return List.copyOf(leases.values());
    }

    @Override
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        Keys.checkPrefix(prefix);
        if (queue.isClosing()) {
            throw queue.closed();
        }
        EtcdWatch watch = new EtcdWatch(this, prefix, handler);
        watches.add(watch);
        watch.begin();
        return watch;
    }

    void ended(EtcdWatch watch) {
        watches.remove(watch);
    }

    Client client() {
        return client;
    }

    EtcdKeys keys() {
        return keys;
    }

    private void renewMarker() {
        long lease = commits.lease();
        if (lease != 0) {
            // If it is lost, the next commit finds out.
            var unused = keepAlive(lease);
        }
    }

    private CompletableFuture<Void> removeMarker() {
        long lease = commits.lease();
        return lease == 0
                ? CompletableFuture.completedFuture(null)
                : client.getLeaseClient().revoke(lease).thenApply(done -> null);
    }

    /** After what was submitted, for {@link #PATIENCE} at most. */
    @Override
    public void close() {
        if (queue.isClosing()) {
            return;
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        leases().forEach(KeptLease::close);
        CompletableFuture<?> last = queue.submit(this::removeMarker, Integer.MAX_VALUE);
        queue.close();
        try {
            last.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            queue.abandon(new TimeoutException("Interrupted while closing"));
        } catch (ExecutionException | TimeoutException e) {
            queue.abandon(new TimeoutException("Closed before there was an answer"));
        }
        List.copyOf(watches).forEach(watch -> watch.fail(queue.closed()));
        leases().forEach(lease -> lease.end("The storage is closed"));
        client.close();
        thread.shutdown();
    }

    @Override
    public String toString() {
        return name;
    }
}
