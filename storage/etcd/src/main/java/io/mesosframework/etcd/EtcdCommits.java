package io.mesosframework.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Write;
import io.mesosframework.utils.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes commits that take effect once, however often they are attempted. For one commit at a time. */
final class EtcdCommits {

    /** How long the marker of an instance that has crashed stays behind. An instance that etcd does not hear of for as long makes itself another. */
    static final Duration MARKER_LIFE = Duration.ofMinutes(10);

    private final Client client;
    private final String name;
    private final EtcdJournal journal;
    private final String instance = UUID.randomUUID().toString();

    /** Without a lease yet where that is 0. Guarded by this, as is all below. */
    private EtcdMarker marker;

    /** The number of the last commit that has settled, and what the marker was then. */
    private long settled;

    private String mark = "";

    private boolean inDoubt = true;

    /** Counts the attempts: those before the last were given up, and must do nothing more when an answer comes after all. */
    private long attempt;

    EtcdCommits(Client client, String name, EtcdKeys keys, EtcdJournal journal) {
        this.client = client;
        this.name = name;
        this.journal = journal;
        this.marker = new EtcdMarker(client, keys.marker(instance), 0);
    }

    Attempts attempts(EtcdRequest request) {
        return new Attempts(request);
    }

    String instance() {
        return instance;
    }

    /** The lease of the marker; 0 while there is none. */
    synchronized long lease() {
        return marker.lease();
    }

    /** That the last commit was made, and nothing since. */
    synchronized Cmp unchanged() {
        return marker.is(mark);
    }

    /** Sees to it that the marker is there, and no earlier commit on its way. */
    CompletableFuture<Void> ready() {
        long own = begin();
        return isInDoubt() ? fence(own) : CompletableFuture.completedFuture(null);
    }

    private synchronized long begin() {
        return ++attempt;
    }

    private synchronized boolean isInDoubt() {
        return inDoubt;
    }

    private synchronized void requireLast(long own) {
        if (own != attempt) {
            throw new StorageException(Kind.UNAVAILABLE, true, "The attempt was given up", null);
        }
    }

    private synchronized void settle(long own, long number, String found) {
        requireLast(own);
        settled = number;
        mark = found;
        inDoubt = false;
    }

    private CompletableFuture<EtcdMarker> leased(long own) {
        synchronized (this) {
            if (marker.lease() != 0) {
                return CompletableFuture.completedFuture(marker);
            }
        }
        return client.getLeaseClient().grant(MARKER_LIFE.toSeconds()).thenApply(granted -> {
            synchronized (this) {
                requireLast(own);
                marker = new EtcdMarker(client, marker.key(), granted.getID());
                return marker;
            }
        });
    }

    /** Whatever attempt is still on its way finds a greater number then. */
    private CompletableFuture<Void> fence(long own) {
        return leased(own).thenCompose(leased -> {
            long number = nextFence(own);
            return leased.fence(number).thenAccept(found -> {
                if (!EtcdMarker.isFence(found, number)) {
                    throw changed();
                }
                settle(own, number, found);
            });
        });
    }

    private synchronized long nextFence(long own) {
        requireLast(own);
        return settled + 2;
    }

    private synchronized StorageException changed() {
        return new StorageException(
                Kind.CORRUPT,
                false,
                "Someone has changed " + EtcdKeys.text(marker.key()) + " in " + name
                        + ", which is of this process alone",
                null);
    }

    private record Outcome(
            @Nullable TxnResponse answer, @Nullable Throwable error) {}

    /** One commit. */
    final class Attempts implements Supplier<CompletableFuture<CommitResult>> {

        private final EtcdRequest request;

        /** Whether there was an attempt whose outcome is not known. */
        private boolean isRetry;

        private Attempts(EtcdRequest request) {
            this.request = request;
        }

        @Override
        public CompletableFuture<CommitResult> get() {
            return start(begin());
        }

        private CompletableFuture<CommitResult> start(long own) {
            if (isRetry() || !isInDoubt()) {
                return send(own);
            }
            return request.rests()
                    ? CompletableFuture.failedFuture(unheard(false))
                    : fence(own).thenCompose(done -> send(own));
        }

        private CompletableFuture<CommitResult> send(long own) {
            Sent sent = sending(own);
            EtcdMarker at = sent.marker();
            Cmp inTurn = at.is(sent.mark());
            List<Cmp> required = new ArrayList<>(List.of(inTurn, journal.none()));
            required.addAll(request.required());
            List<Op> otherwise = new ArrayList<>(List.of(at.get(), journal.get()));
            otherwise.addAll(request.reads());
            if (sent.again()) {
                // So that an earlier attempt still on its way can do nothing after this one was told of a conflict.
                Op[] refuse = {at.put(EtcdMarker.value(sent.number(), EtcdMarker.REFUSED))};
                otherwise.add(Op.txn(new Cmp[] {inTurn}, refuse, new Op[0]));
            }
            List<Op> writes = new ArrayList<>(request.writes().get());
            writes.add(at.put(sent.committed()));
            return client.getKVClient()
                    .txn()
                    .If(required.toArray(new Cmp[0]))
                    .Then(EtcdWrites.nested(writes, otherwise.size()))
                    .Else(otherwise.toArray(new Op[0]))
                    .commit()
                    .handle(Outcome::new)
                    .thenCompose(outcome -> {
                        requireLast(own);
                        TxnResponse answer = outcome.answer();
                        if (answer == null) {
                            return onError(Objects.requireNonNull(outcome.error()), sent);
                        }
                        if (answer.isSucceeded()) {
                            return committed(sent);
                        }
                        return refused(answer.getGetResponses(), sent);
                    });
        }

        private Sent sending(long own) {
            synchronized (EtcdCommits.this) {
                requireLast(own);
                boolean again = isRetry;
                isRetry = true;
                return new Sent(own, settled + 1, marker, mark, again);
            }
        }

        private boolean isRetry() {
            synchronized (EtcdCommits.this) {
                return isRetry;
            }
        }

        /** This attempt has an answer, and no earlier one can take effect any more. */
        private void isRetry(Sent sent, boolean unknown) {
            synchronized (EtcdCommits.this) {
                requireLast(sent.own());
                isRetry = unknown;
            }
        }

        private CompletableFuture<CommitResult> committed(Sent sent) {
            settle(sent.own(), sent.number(), sent.committed());
            begin();
            return CompletableFuture.completedFuture(new CommitResult.Committed());
        }

        private CompletableFuture<CommitResult> refused(List<GetResponse> found, Sent sent) {
            String now = EtcdMarker.found(found.get(0));
            if (now.equals(sent.committed())) {
                return committed(sent);
            }
            String refused = EtcdMarker.value(sent.number(), EtcdMarker.REFUSED);
            if (now.isEmpty()) {
                return markerLost(sent);
            }
            if (!now.equals(sent.mark()) && !now.equals(refused)) {
                doubt(sent);
                throw changed();
            }
            if (sent.again()) {
                settle(sent.own(), sent.number(), refused);
            }
            isRetry(sent, false);
            if (!found.get(1).getKvs().isEmpty()) {
                // What was read may be half of a large transaction.
                return journal.finish().thenCompose(done -> send(sent.own()));
            }
            Optional<CommitResult> conflict = request.conflict(found.subList(2, found.size()));
            if (conflict.isPresent()) {
                begin();
                return CompletableFuture.completedFuture(conflict.get());
            }
            // An attempt before this one was refused for something that has changed since.
            return send(sent.own());
        }

        private void doubt(Sent sent) {
            synchronized (EtcdCommits.this) {
                requireLast(sent.own());
                inDoubt = true;
            }
        }

        private CompletableFuture<CommitResult> onError(Throwable error, Sent sent) {
            if (!EtcdErrors.isLeaseLost(error)) {
                isRetry(sent, sent.again() || EtcdErrors.isPassing(Futures.cause(error)));
                return CompletableFuture.failedFuture(error);
            }
            return client.getLeaseClient()
                    .keepAliveOnce(sent.marker().lease())
                    .handle((kept, lost) -> lost != null && EtcdErrors.isLeaseLost(lost))
                    .thenCompose(lost -> {
                        if (lost) {
                            return markerLost(sent);
                        }
                        isRetry(sent, sent.again());
                        return CompletableFuture.failedFuture(error);
                    });
        }

        /** This attempt did nothing; what those before it did, nobody can tell any more. */
        private CompletableFuture<CommitResult> markerLost(Sent sent) {
            synchronized (EtcdCommits.this) {
                requireLast(sent.own());
                marker = new EtcdMarker(client, marker.key(), 0);
                inDoubt = true;
                isRetry = sent.again();
            }
            return sent.again() ? CompletableFuture.failedFuture(unheard(true)) : start(sent.own());
        }

        private StorageException unheard(boolean unknown) {
            return new StorageException(
                    Kind.UNAVAILABLE,
                    unknown,
                    name + " has not heard of this process for " + MARKER_LIFE.toMinutes() + " min; "
                            + (unknown ? "whether the commit was made is unknown" : "nothing was written"),
                    null);
        }

        /** There is no further attempt. */
        StorageException failed(Throwable cause, List<Write> writes) {
            if (EtcdErrors.isLeaseLost(cause)) {
                for (Write write : writes) {
                    if (write instanceof Write.Put put && put.lease() != null) {
                        begin();
                        return KeptLease.lost(put.lease(), put.key(), cause);
                    }
                }
            }
            synchronized (EtcdCommits.this) {
                attempt++;
                inDoubt = inDoubt || isRetry;
                return EtcdErrors.translate(name, cause, isRetry);
            }
        }
    }

    /**
     * One attempt.
     *
     * @param own its place among the attempts
     * @param again whether there was one before whose outcome is not known
     */
    private record Sent(long own, long number, EtcdMarker marker, String mark, boolean again) {

        String committed() {
            return EtcdMarker.value(number, EtcdMarker.COMMITTED);
        }
    }
}
