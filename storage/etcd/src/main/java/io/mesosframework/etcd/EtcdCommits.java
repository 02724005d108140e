package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;
import io.mesosframework.utils.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes commits that take effect once, however often they are attempted. For one request at a time. */
final class EtcdCommits {

    /** How long the marker of an instance that has crashed stays behind. An instance that etcd does not hear of for as long makes itself another. */
    static final Duration MARKER_LIFE = Duration.ofMinutes(10);

    private final Client client;
    private final String name;
    private final EtcdKeys keys;

    /** Without a lease yet where that is 0. */
    private volatile EtcdMarker marker;

    /** The number of the last commit that has settled, and what the marker was then. */
    private volatile long settled;

    private volatile String mark = "";

    private volatile boolean inDoubt = true;

    EtcdCommits(Client client, String name, EtcdKeys keys) {
        this.client = client;
        this.name = name;
        this.keys = keys;
        this.marker = new EtcdMarker(client, keys.marker(UUID.randomUUID().toString()), 0);
    }

    Attempts attempts(Transaction transaction) {
        return new Attempts(transaction);
    }

    /** The lease of the marker; 0 while there is none. */
    long lease() {
        return marker.lease();
    }

    private void settle(long number, String found) {
        settled = number;
        mark = found;
        inDoubt = false;
    }

    private CompletableFuture<EtcdMarker> leased() {
        if (marker.lease() != 0) {
            return CompletableFuture.completedFuture(marker);
        }
        return client.getLeaseClient().grant(MARKER_LIFE.toSeconds()).thenApply(granted -> {
            marker = new EtcdMarker(client, marker.key(), granted.getID());
            return marker;
        });
    }

    /** Whatever attempt is still on its way finds a greater number then. */
    private CompletableFuture<Void> fence() {
        long number = settled + 2;
        return leased().thenCompose(leased -> leased.fence(number)).thenAccept(found -> {
            if (!EtcdMarker.isFence(found, number)) {
                throw changed();
            }
            settle(number, found);
        });
    }

    private StorageException changed() {
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

        private final Transaction transaction;

        /** Whether there was an attempt whose outcome is not known. */
        private volatile boolean isRetry;

        private Attempts(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public CompletableFuture<CommitResult> get() {
            return isRetry || !inDoubt ? send() : fence().thenCompose(done -> send());
        }

        private CompletableFuture<CommitResult> send() {
            boolean again = isRetry;
            isRetry = true;
            long number = settled + 1;
            EtcdMarker own = marker;
            Cmp inTurn = own.is(mark);
            List<Cmp> required = new ArrayList<>(List.of(inTurn));
            List<Op> otherwise = new ArrayList<>(List.of(own.get()));
            for (Precondition precondition : transaction.preconditions()) {
                ByteSequence key = keys.data(precondition.key());
                required.add(new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(precondition.version())));
                otherwise.add(Op.get(key, GetOption.builder().withKeysOnly(true).build()));
            }
            if (again) {
                // So that an earlier attempt still on its way can do nothing after this one was told of a conflict.
                Op[] refuse = {own.put(EtcdMarker.value(number, EtcdMarker.REFUSED))};
                otherwise.add(Op.txn(new Cmp[] {inTurn}, refuse, new Op[0]));
            }
            List<Op> writes = EtcdWrites.of(transaction, keys);
            writes.add(own.put(EtcdMarker.value(number, EtcdMarker.COMMITTED)));
            return client.getKVClient()
                    .txn()
                    .If(required.toArray(new Cmp[0]))
                    .Then(EtcdWrites.nested(writes, otherwise.size()))
                    .Else(otherwise.toArray(new Op[0]))
                    .commit()
                    .handle(Outcome::new)
                    .thenCompose(outcome -> {
                        TxnResponse answer = outcome.answer();
                        if (answer == null) {
                            return onError(Objects.requireNonNull(outcome.error()), again);
                        }
                        if (answer.isSucceeded()) {
                            settle(number, EtcdMarker.value(number, EtcdMarker.COMMITTED));
                            return done(new CommitResult.Committed());
                        }
                        return refused(answer.getGetResponses(), number, again);
                    });
        }

        private CompletableFuture<CommitResult> done(CommitResult result) {
            return CompletableFuture.completedFuture(result);
        }

        private CompletableFuture<CommitResult> refused(List<GetResponse> found, long number, boolean again) {
            String now = EtcdMarker.found(found.get(0));
            if (now.equals(EtcdMarker.value(number, EtcdMarker.COMMITTED))) {
                settle(number, now);
                return done(new CommitResult.Committed());
            }
            String refused = EtcdMarker.value(number, EtcdMarker.REFUSED);
            if (now.isEmpty()) {
                return markerLost(again);
            }
            if (!now.equals(mark) && !now.equals(refused)) {
                inDoubt = true;
                throw changed();
            }
            if (again) {
                settle(number, refused);
            }
            for (int i = 0; i < transaction.preconditions().size(); i++) {
                Precondition precondition = transaction.preconditions().get(i);
                List<KeyValue> stored = found.get(i + 1).getKvs();
                long actual = stored.isEmpty() ? 0 : stored.get(0).getVersion();
                if (actual != precondition.version()) {
                    return done(new CommitResult.Conflict(precondition.key(), precondition.version(), actual));
                }
            }
            // An attempt before this one was refused for something that has changed since.
            isRetry = false;
            return send();
        }

        private CompletableFuture<CommitResult> onError(Throwable error, boolean again) {
            if (!EtcdErrors.isLeaseLost(error)) {
                isRetry = again || EtcdErrors.isPassing(Futures.cause(error));
                return CompletableFuture.failedFuture(error);
            }
            return client.getLeaseClient()
                    .keepAliveOnce(marker.lease())
                    .handle((kept, lost) -> lost != null && EtcdErrors.isLeaseLost(lost))
                    .thenCompose(lost -> {
                        if (lost) {
                            return markerLost(again);
                        }
                        isRetry = again;
                        return CompletableFuture.failedFuture(error);
                    });
        }

        /** This attempt did nothing; what those before it did, nobody can tell any more. */
        private CompletableFuture<CommitResult> markerLost(boolean again) {
            marker = new EtcdMarker(client, marker.key(), 0);
            inDoubt = true;
            if (again) {
                return CompletableFuture.failedFuture(new StorageException(
                        Kind.UNAVAILABLE,
                        true,
                        name + " has not heard of this process for " + MARKER_LIFE.toMinutes()
                                + " min; whether the commit was made is unknown",
                        null));
            }
            isRetry = false;
            return get();
        }

        StorageException failed(Throwable cause) {
            if (EtcdErrors.isLeaseLost(cause)) {
                for (Write write : transaction.writes()) {
                    if (write instanceof Write.Put put && put.lease() != null) {
                        return KeptLease.lost(put.lease(), put.key(), cause);
                    }
                }
            }
            inDoubt = inDoubt || isRetry;
            return EtcdErrors.translate(name, cause, isRetry);
        }
    }
}
