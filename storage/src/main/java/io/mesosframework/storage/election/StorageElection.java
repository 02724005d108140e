package io.mesosframework.storage.election;

import io.mesosframework.MesosException;
import io.mesosframework.storage.Change;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.election.ElectionMachine.Effect;
import io.mesosframework.storage.election.ElectionMachine.Input;
import io.mesosframework.utils.Futures;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An election by two keys of a storage: {@code elections/NAME/leader}, which the leader puts under its lease if it is absent, and {@code
 * elections/NAME/term}, which counts the elections and is put in the same transaction. Who holds both at the versions of its own
 * election leads; the lease deletes the first when the leader is not heard of any more.
 */
final class StorageElection implements LeaderElection {

    private static final Logger LOG = LoggerFactory.getLogger(StorageElection.class);
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
    private static final Duration WATCH_AGAIN = Duration.ofSeconds(2);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final Storage storage;
    private final String leaderKey;
    private final String termKey;
    private final String name;
    private final Candidate candidate;
    private final Duration leaseTime;
    private final ElectionMachine machine;
    private final ScheduledThreadPoolExecutor thread;
    private final List<Consumer<Optional<Leader>>> observers = new CopyOnWriteArrayList<>();
    private volatile Optional<Leader> leader = Optional.empty();
    private volatile boolean closed;

    /** All that were given and have not ended. */
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

    // For the thread alone.
    private @Nullable CompletableFuture<Leadership> campaign;
    private @Nullable Held held;
    private @Nullable Lease wonLease;
    private @Nullable Watch watch;
    private @Nullable String lastTrouble;

    private StorageElection(Storage storage, String name, Candidate candidate, Duration leaseTime) {
        this.storage = storage;
        this.name = name;
        String space = "elections/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "/";
        this.leaderKey = space + "leader";
        this.termKey = space + "term";
        this.candidate = candidate;
        this.leaseTime = leaseTime;
        this.machine = new ElectionMachine(leaseTime, new SecureRandom());
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "election-" + name);
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    static LeaderElection start(Storage storage, String name, Candidate candidate, Duration lease) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("An election needs a name");
        }
        if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("A leader's lease is from 1 s to 10 min, not " + lease);
        }
        StorageElection election = new StorageElection(storage, name, candidate, lease);
        election.onThread(election::watch);
        return election;
    }

    @Override
    public CompletableFuture<Leadership> campaign() {
        CompletableFuture<Leadership> elected = new CompletableFuture<>();
        if (closed || !onThread(() -> takePart(elected))) {
            elected.completeExceptionally(closedElection());
        }
        return elected;
    }

    private void takePart(CompletableFuture<Leadership> elected) {
        if (closed) {
            elected.completeExceptionally(closedElection());
            return;
        }
        CompletableFuture<Leadership> present = campaign;
        if (present == null) {
            present = new CompletableFuture<>();
            campaign = present;
            take(new Input.Campaign());
        }
        var unused = present.whenComplete((leadership, error) -> {
            if (error == null) {
                elected.complete(leadership);
            } else {
                elected.completeExceptionally(error);
            }
        });
    }

    @Override
    public Optional<Leader> leader() {
        return leader;
    }

    @Override
    public AutoCloseable observe(Consumer<Optional<Leader>> observer) {
        onThread(() -> {
            observers.add(observer);
            call(observer, leader);
        });
        return () -> observers.remove(observer);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        CompletableFuture<Void> given = new CompletableFuture<>();
        onThread(() -> {
            Held mine = held;
            take(new Input.Resign());
            if (watch != null) {
                watch.close();
            }
            if (campaign != null) {
                campaign.completeExceptionally(closedElection());
            }
            if (mine == null) {
                given.complete(null);
            } else {
                var unused = mine.given.whenComplete((nothing, error) -> given.complete(null));
            }
        });
        try {
            given.get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Election '{}' closes before the storage has answered; the lease ends by itself", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdown();
        leases.forEach(Lease::close);
    }

    /** For the thread alone. What the effects bring about comes as inputs of their own, later. */
    private void take(Input input) {
        machine.on(input).forEach(this::perform);
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Attempt) {
            attempt();
        } else if (effect instanceof Effect.Retry retry) {
            later(retry.after(), () -> take(new Input.RetryDue(retry.number())));
        } else if (effect instanceof Effect.Elected elected) {
            elected(elected.record());
        } else if (effect instanceof Effect.Lost) {
            lost();
        } else if (effect instanceof Effect.GiveUp giveUp) {
            giveUp(giveUp.record());
        } else if (effect instanceof Effect.Tell tell) {
            leader = tell.leader();
            observers.forEach(observer -> call(observer, tell.leader()));
        }
    }

    /** Looks first: a lease is asked for only where nobody leads. */
    private void attempt() {
        CompletableFuture<Optional<Entry>> term = storage.get(termKey);
        CompletableFuture<Optional<Entry>> present = storage.get(leaderKey);
        answered(
                term.thenCombine(
                        present,
                        (counted, leads) -> new Look(counted.map(Entry::version).orElse(0L), leads.isPresent())),
                look -> {
                    if (look.held()) {
                        take(new Input.Refused());
                    } else {
                        answered(lease(), lease -> stand(lease, look.term()));
                    }
                });
    }

    /** One that is given back where this is closed, however late it comes: the storage would keep it alive, and with it the leader's key. */
    private CompletableFuture<Lease> lease() {
        return storage.lease(leaseTime).thenApply(lease -> {
            leases.add(lease);
            var unused = lease.ended().thenRun(() -> leases.remove(lease));
            if (closed) {
                lease.close();
            }
            return lease;
        });
    }

    /** @param term how many elections there were */
    private record Look(long term, boolean held) {}

    private void stand(Lease lease, long term) {
        LeaderRecord record = new LeaderRecord(
                new Leader(candidate, term + 1), UUID.randomUUID().toString());
        Transaction election = Transaction.builder()
                .require(leaderKey, 0)
                .require(termKey, term)
                .put(leaderKey, record.encode(), lease)
                .put(termKey, record.encode())
                .build();
        var unused = storage.commit(election)
                .whenComplete((result, error) -> onThread(() -> {
                    if (error != null) {
                        lease.close(); // and with it what may have been written
                        trouble(error);
                        take(new Input.Failed());
                    } else if (result instanceof CommitResult.Committed) {
                        wonLease = lease;
                        take(new Input.Won(record));
                    } else {
                        lease.close();
                        take(new Input.Refused());
                    }
                }));
    }

    private void elected(LeaderRecord record) {
        Lease lease = wonLease;
        CompletableFuture<Leadership> waiting = campaign;
        if (lease == null || waiting == null) {
            throw new IllegalStateException("Elected without having stood");
        }
        lastTrouble = null;
        Held leadership = new Held(record, lease);
        held = leadership;
        LOG.info(
                "Election '{}': {} leads, in term {}",
                name,
                candidate.instance(),
                record.leader().term());
        var unused = lease.ended()
                .thenAccept(why -> onThread(() -> {
                    if (held == leadership) {
                        LOG.warn("Election '{}': the lease of {} has ended: {}", name, candidate.instance(), why);
                    }
                    take(new Input.LeaseLost(record.ballot()));
                }));
        waiting.complete(leadership);
    }

    private void lost() {
        Held leadership = held;
        held = null;
        campaign = null;
        if (wonLease != null) {
            wonLease.close();
            wonLease = null;
        }
        if (leadership != null) {
            leadership.end();
        }
    }

    /** The key goes with the lease. */
    private void giveUp(LeaderRecord record) {
        Lease lease = wonLease;
        Held leadership = held;
        wonLease = null;
        if (lease == null) {
            throw new IllegalStateException("Nothing is held of " + record);
        }
        var unused = lease.revoke().whenComplete((nothing, error) -> {
            if (leadership != null && error == null) {
                leadership.given.complete(null);
            } else if (leadership != null) {
                leadership.given.completeExceptionally(Futures.cause(error));
            }
        });
    }

    private void watch() {
        if (!closed) {
            watch = storage.watch(leaderKey, event -> onThread(() -> seen(event)));
        }
    }

    private void seen(WatchEvent event) {
        if (event instanceof WatchEvent.Snapshot snapshot) {
            see(snapshot.entries().stream()
                    .filter(entry -> entry.key().equals(leaderKey))
                    .findFirst());
        } else if (event instanceof WatchEvent.Changed changed) {
            for (Change change : changed.changes()) {
                if (change instanceof Change.Put put && put.entry().key().equals(leaderKey)) {
                    see(Optional.of(put.entry()));
                } else if (change instanceof Change.Deleted deleted
                        && deleted.key().equals(leaderKey)) {
                    see(Optional.empty());
                }
            }
        } else if (event instanceof WatchEvent.Interrupted) {
            take(new Input.OutOfSight());
        } else if (event instanceof WatchEvent.Failed failed) {
            trouble(failed.cause());
            take(new Input.OutOfSight());
            later(WATCH_AGAIN, this::watch);
        }
    }

    private void see(Optional<Entry> entry) {
        Optional<LeaderRecord> record = entry.flatMap(present -> LeaderRecord.decode(present.value()));
        if (entry.isPresent() && record.isEmpty()) {
            LOG.warn(
                    "Election '{}': what stands under {} is no record of a leader, and nobody can be elected while it is there; delete it"
                            + " if nothing of another version of this framework runs",
                    name,
                    leaderKey);
        }
        take(new Input.Seen(entry.isPresent(), record));
    }

    /** Goes on with an answer of the storage on the thread; a failure ends the attempt. */
    private <T> void answered(CompletableFuture<T> answer, Consumer<T> then) {
        var unused = answer.whenComplete((value, error) -> onThread(() -> {
            if (error == null) {
                then.accept(value);
            } else {
                trouble(error);
                take(new Input.Failed());
            }
        }));
    }

    /** Told once for as long as it is the same. */
    private void trouble(Throwable error) {
        String words = String.valueOf(Futures.cause(error).getMessage());
        if (!closed && !words.equals(lastTrouble)) {
            lastTrouble = words;
            LOG.warn("Election '{}': the storage fails, and is tried again: {}", name, words);
        }
    }

    private void call(Consumer<Optional<Leader>> observer, Optional<Leader> value) {
        try {
            observer.accept(value);
        } catch (RuntimeException e) {
            LOG.error("An observer of election '{}' failed", name, e);
        }
    }

    private MesosException closedElection() {
        return new MesosException("Election '" + name + "' is closed");
    }

    /** @return whether it will be done: not once the election is closed */
    private boolean onThread(Runnable task) {
        return later(Duration.ZERO, task);
    }

    private boolean later(Duration after, Runnable task) {
        try {
            var unused = thread.schedule(() -> run(task), after.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("Election '{}' failed", name, e);
        }
    }

    /** What is held while this instance leads. */
    private final class Held implements Leadership {

        private final LeaderRecord record;
        private final Lease lease;
        private final CompletableFuture<Void> lost = new CompletableFuture<>();
        private final CompletableFuture<Void> given = new CompletableFuture<>();
        private volatile boolean over;

        Held(LeaderRecord record, Lease lease) {
            this.record = record;
            this.lease = lease;
        }

        void end() {
            over = true;
            lost.complete(null);
        }

        @Override
        public long term() {
            return record.leader().term();
        }

        @Override
        public List<Precondition> fence() {
            return List.of(new Precondition(leaderKey, 1), new Precondition(termKey, term()));
        }

        @Override
        public boolean isValid() {
            return !over && lease.isValid();
        }

        @Override
        public CompletableFuture<Void> lost() {
            return lost.copy();
        }

        @Override
        public CompletableFuture<Void> resign() {
            boolean asked = onThread(() -> {
                if (held == this) {
                    over = true;
                    take(new Input.Resign());
                } else {
                    given.complete(null);
                }
            });
            if (!asked) {
                given.complete(null);
            }
            return given.copy();
        }
    }
}
