package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.TransactionSize;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A {@link Storage} on etcd v3 (3.4 and later), which several processes share. One request is under way at a time, so that all take effect in the order
 * submitted.
 *
 * <p>Every commit carries its number in a key of this instance, and requires the number before it: an attempt whose answer was lost is made again, and takes
 * effect once. Only when that does not succeed within {@link #PATIENCE} is the outcome {@linkplain StorageException#outcomeUnknown() unknown}.
 *
 * <p>A transaction is at most as large as etcd takes in one request, 1.5 MiB by default, with at most {@value #MOST_PRECONDITIONS} preconditions; larger ones are refused with
 * {@link Kind#INVALID}.
 */
public final class EtcdStorage implements Storage {

    /** How many reads and commits may wait; further ones fail with {@link Kind#OVERLOADED}. */
    public static final int MAX_WAITING = 10_000;

    /** How many preconditions one transaction may have. */
    public static final int MOST_PRECONDITIONS = 90;

    /** For how long a request is tried before it fails: 10 s. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long ATTEMPT_SECONDS = 3;
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final int LARGEST_ANSWER = 1 << 30;
    private static final String FORMAT = "1";

    private final Client client;
    private final String name;
    private final EtcdKeys keys;
    private final ByteSequence marker;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<Long, KeptLease> leases = new ConcurrentHashMap<>();
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();

    /** Guarded by itself, as are {@link #busy} and {@link #closing}. */
    private final Deque<Request<?>> waiting = new ArrayDeque<>();

    private boolean busy;
    private boolean closing;

    /** The number of the last commit that has settled. Used by one request at a time. */
    private volatile long settled;

    private volatile boolean inDoubt = true;

    private EtcdStorage(Client client, String name, String namespace) {
        this.client = client;
        this.name = name;
        this.keys = new EtcdKeys(namespace);
        this.marker = keys.marker(UUID.randomUUID().toString());
        this.thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "mesos-etcd");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
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
        Client client = Client.builder()
                .endpoints(endpoints.toArray(new String[0]))
                .connectTimeout(Duration.ofSeconds(ATTEMPT_SECONDS))
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(Duration.ofSeconds(ATTEMPT_SECONDS))
                .retryMaxAttempts(0)
                .maxInboundMessageSize(LARGEST_ANSWER)
                .build();
        EtcdStorage storage = new EtcdStorage(client, "The etcd " + String.join(",", endpoints), namespace);
        try {
            storage.checkFormat();
            return storage;
        } catch (StorageException e) {
            storage.close();
            throw e;
        }
    }

    /**
     * Connects as a text says: {@code etcd:http://host:port[,host:port…][/namespace]}; without a namespace it is {@code mesos/}.
     *
     * @throws StorageException as {@link #connect(List, String)}, or {@code INVALID} if the text says something else
     */
    public static EtcdStorage connect(String text) {
        if (!text.matches("etcd:http://[^/,\\s]+:\\d+(,(http://)?[^/,\\s]+:\\d+)*(/[^\\s]*)?")) {
            throw new StorageException(
                    Kind.INVALID,
                    false,
                    "An etcd is named as etcd:http://host:port,host:port/namespace, not '" + text + "'",
                    null);
        }
        String rest = text.substring("etcd:".length()).replace("http://", "");
        int slash = rest.indexOf('/');
        String hosts = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        String namespace = path.isEmpty() ? "mesos/" : path.endsWith("/") ? path : path + "/";
        return connect(
                Stream.of(hosts.split(",", -1)).map(host -> "http://" + host).toList(), namespace);
    }

    private void checkFormat() {
        ByteSequence format = EtcdKeys.bytes(FORMAT);
        Supplier<CompletableFuture<String>> check = () -> client.getKVClient()
                .txn()
                .If(new Cmp(keys.format(), Cmp.Op.EQUAL, CmpTarget.version(0)))
                .Then(Op.put(keys.format(), format, PutOption.DEFAULT))
                .Else(Op.get(keys.format(), GetOption.DEFAULT))
                .commit()
                .thenApply(answer -> answer.isSucceeded()
                        ? FORMAT
                        : text(answer.getGetResponses().get(0).getKvs().get(0).getValue()));
        String found;
        try {
            found = submit(check, 1).get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw EtcdErrors.translate(name, e.getCause() == null ? e : e.getCause(), false);
        } catch (TimeoutException e) {
            throw new StorageException(Kind.UNAVAILABLE, false, name + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, false, "Interrupted while connecting to " + name, e);
        }
        if (!found.equals(FORMAT)) {
            throw new StorageException(
                    Kind.CORRUPT,
                    false,
                    name + " has the format '" + found + "' under '" + keys.namespace() + "'; this release reads "
                            + FORMAT + ". Use the release that wrote it",
                    null);
        }
    }

    private static String text(ByteSequence bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<Optional<Entry>> get(String key) {
        ByteSequence data = keys.data(Keys.check(key));
        return submit(
                () -> client.getKVClient()
                        .get(data)
                        .thenApply(
                                answer -> answer.getKvs().stream().findFirst().map(this::entry)),
                MAX_WAITING);
    }

    @Override
    public CompletableFuture<List<Entry>> range(String prefix) {
        Keys.checkPrefix(prefix);
        return submit(() -> read(prefix).thenApply(this::entries), MAX_WAITING);
    }

    CompletableFuture<GetResponse> readInOrder(String prefix) {
        return submit(() -> read(prefix), Integer.MAX_VALUE);
    }

    private CompletableFuture<GetResponse> read(String prefix) {
        return client.getKVClient()
                .get(
                        keys.data(prefix),
                        GetOption.builder().withRange(keys.after(prefix)).build());
    }

    List<Entry> entries(GetResponse answer) {
        return answer.getKvs().stream().map(this::entry).toList();
    }

    Entry entry(KeyValue stored) {
        return new Entry(keys.name(stored.getKey()), Bytes.of(stored.getValue().getBytes()), stored.getVersion());
    }

    @Override
    public CompletableFuture<CommitResult> commit(Transaction transaction) {
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
        if (transaction.preconditions().size() > MOST_PRECONDITIONS) {
            throw new StorageException(
                    Kind.INVALID,
                    false,
                    "On etcd a transaction has at most " + MOST_PRECONDITIONS + " preconditions",
                    null);
        }
        Attempts attempts = new Attempts(transaction);
        return enqueue(new Request<>(attempts, attempts::failed, new CompletableFuture<>()), MAX_WAITING);
    }

    @Override
    public TransactionSize preferredSize() {
        return new TransactionSize(2_000, 1 << 20);
    }

    @Override
    public CompletableFuture<Lease> lease(Duration timeToLive) {
        KeptLease.checkTimeToLive(timeToLive);
        long seconds = Math.max(1, timeToLive.plusMillis(999).toSeconds());
        return submit(
                () -> {
                    long sent = System.nanoTime();
                    return client.getLeaseClient().grant(seconds).thenApply(granted -> {
                        long id = granted.getID();
                        KeptLease lease = new KeptLease(id, timeToLive, sent, System::nanoTime, () -> revoke(id));
                        leases.put(id, lease);
                        keep(lease);
                        return (Lease) lease;
                    });
                },
                MAX_WAITING);
    }

    private CompletableFuture<Void> revoke(long id) {
        return submit(
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
        var unused = client.getLeaseClient().keepAliveOnce(lease.id()).whenComplete((answer, error) -> {
            if (error == null) {
                lease.confirmed(sent);
            } else if (EtcdErrors.isLeaseLost(error)) {
                leases.remove(lease.id());
                lease.end("etcd does not know the lease any more");
            }
        });
    }

    @Override
    public Watch watch(String prefix, Consumer<WatchEvent> handler) {
        Keys.checkPrefix(prefix);
        synchronized (waiting) {
            if (closing) {
                throw closed();
            }
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

    StorageException closed() {
        return new StorageException(Kind.CLOSED, false, name + " is closed", null);
    }

    /** After what was submitted, for {@link #PATIENCE} at most. */
    @Override
    public void close() {
        synchronized (waiting) {
            if (closing) {
                return;
            }
        }
        List.copyOf(leases.values()).forEach(KeptLease::close);
        CompletableFuture<?> last =
                submit(() -> client.getKVClient().delete(marker, DeleteOption.DEFAULT), Integer.MAX_VALUE);
        synchronized (waiting) {
            closing = true;
        }
        try {
            last.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            abandon();
        }
        List.copyOf(watches).forEach(watch -> watch.fail(closed()));
        client.close();
        thread.shutdown();
    }

    private void abandon() {
        List<Request<?>> left;
        synchronized (waiting) {
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(request -> request.answer().completeExceptionally(closed()));
    }

    @Override
    public String toString() {
        return name;
    }

    private <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> question, int bound) {
        return enqueue(
                new Request<>(question, error -> EtcdErrors.translate(name, error, false), new CompletableFuture<>()),
                bound);
    }

    private <T> CompletableFuture<T> enqueue(Request<T> request, int bound) {
        synchronized (waiting) {
            if (closing) {
                return CompletableFuture.failedFuture(closed());
            }
            if (waiting.size() >= bound) {
                return CompletableFuture.failedFuture(new StorageException(
                        Kind.OVERLOADED,
                        false,
                        name + " is behind: " + bound + " requests wait; ask again later",
                        null));
            }
            waiting.add(request);
            if (!busy) {
                busy = true;
                execute(this::next, 0);
            }
            return request.answer();
        }
    }

    private void execute(Runnable work, long millis) {
        try {
            var unused = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            abandon();
        }
    }

    private void next() {
        Request<?> request;
        synchronized (waiting) {
            request = waiting.poll();
            if (request == null) {
                busy = false;
                return;
            }
        }
        attempt(request, System.nanoTime() + PATIENCE.toNanos(), FIRST_WAIT_MILLIS, Optional.empty());
    }

    private <T> void attempt(Request<T> request, long until, long wait, Optional<Throwable> first) {
        CompletableFuture<T> asked;
        try {
            asked = request.question().get().copy().orTimeout(ATTEMPT_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        var unused = asked.whenComplete((answer, error) -> {
            if (error == null) {
                request.answer().complete(answer);
                execute(this::next, 0);
                return;
            }
            Throwable cause = EtcdErrors.cause(error);
            if (EtcdErrors.isPassing(cause) && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait) - until < 0) {
                execute(
                        () -> attempt(
                                request,
                                until,
                                Math.min(2 * wait, LONGEST_WAIT_MILLIS),
                                Optional.of(first.orElse(cause))),
                        wait);
            } else {
                StorageException failure = request.failure().apply(cause);
                first.filter(earlier -> !earlier.equals(cause)).ifPresent(failure::addSuppressed);
                request.answer().completeExceptionally(failure);
                execute(this::next, 0);
            }
        });
    }

    private record Request<T>(
            Supplier<CompletableFuture<T>> question,
            Function<Throwable, StorageException> failure,
            CompletableFuture<T> answer) {}

    /** One commit, made as often as need be, with effect once. */
    private final class Attempts implements Supplier<CompletableFuture<CommitResult>> {

        private final Transaction transaction;
        private long number;
        private boolean isRetry;

        Attempts(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public CompletableFuture<CommitResult> get() {
            if (isRetry || !inDoubt) {
                return send();
            }
            // Whatever attempt is still on its way finds another number.
            return client.getKVClient()
                    .put(marker, EtcdKeys.bytes("" + (settled + 1)))
                    .thenCompose(done -> {
                        long next = settled + 1;
                        settled = next;
                        inDoubt = false;
                        return send();
                    });
        }

        private CompletableFuture<CommitResult> send() {
            boolean again = isRetry;
            isRetry = true;
            number = settled + 1;
            ByteSequence before = EtcdKeys.bytes("" + settled);
            ByteSequence after = EtcdKeys.bytes("" + number);
            Cmp inTurn = new Cmp(marker, Cmp.Op.EQUAL, CmpTarget.value(before));
            List<Cmp> required = new ArrayList<>(List.of(inTurn));
            List<Op> otherwise = new ArrayList<>(List.of(Op.get(marker, GetOption.DEFAULT)));
            for (Precondition precondition : transaction.preconditions()) {
                ByteSequence key = keys.data(precondition.key());
                required.add(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(precondition.version())));
                otherwise.add(Op.get(key, GetOption.builder().withKeysOnly(true).build()));
            }
            if (again) {
                // So that an earlier attempt still on its way can do nothing after this one was told of a conflict.
                otherwise.add(Op.txn(
                        new Cmp[] {inTurn},
                        new Op[] {Op.put(marker, EtcdKeys.bytes("-" + number), PutOption.DEFAULT)},
                        new Op[0]));
            }
            List<Op> writes = EtcdWrites.of(transaction, keys);
            writes.add(Op.put(marker, after, PutOption.DEFAULT));
            return client.getKVClient()
                    .txn()
                    .If(required.toArray(new Cmp[0]))
                    .Then(EtcdWrites.nested(writes, otherwise.size()))
                    .Else(otherwise.toArray(new Op[0]))
                    .commit()
                    .thenApply(answer -> {
                        if (answer.isSucceeded()) {
                            settled = number;
                            return new CommitResult.Committed();
                        }
                        return refused(answer.getGetResponses(), again);
                    });
        }

        private CommitResult refused(List<GetResponse> found, boolean again) {
            String mark = found.get(0).getKvs().isEmpty()
                    ? ""
                    : text(found.get(0).getKvs().get(0).getValue());
            if (mark.equals("" + number)) {
                settled = number;
                return new CommitResult.Committed();
            }
            if (!mark.equals("" + settled) && !mark.equals("-" + number)) {
                throw new StorageException(
                        Kind.CORRUPT,
                        false,
                        "Someone has changed " + text(marker) + ", which is of this process alone",
                        null);
            }
            inDoubt = again;
            for (int i = 0; i < transaction.preconditions().size(); i++) {
                Precondition precondition = transaction.preconditions().get(i);
                List<KeyValue> stored = found.get(i + 1).getKvs();
                long actual = stored.isEmpty() ? 0 : stored.get(0).getVersion();
                if (actual != precondition.version()) {
                    return new CommitResult.Conflict(precondition.key(), precondition.version(), actual);
                }
            }
            throw new StorageException(
                    Kind.UNAVAILABLE, false, name + " refused a commit that nothing is against", null);
        }

        StorageException failed(Throwable cause) {
            if (EtcdErrors.isLeaseLost(cause)) {
                for (Write write : transaction.writes()) {
                    if (write instanceof Write.Put put && put.lease() != null) {
                        return KeptLease.lost(put.lease(), put.key(), cause);
                    }
                }
            }
            boolean passing = EtcdErrors.isPassing(cause);
            inDoubt = inDoubt || passing;
            return EtcdErrors.translate(name, cause, passing && isRetry);
        }
    }
}
