package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.PutOption;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.utils.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One commit by way of {@link EtcdJournal}, each step tried again by itself. While it runs nothing else is asked of its {@link EtcdCommits}. */
final class EtcdLargeCommit implements Supplier<CompletableFuture<CommitResult>> {

    private static final int PRECONDITIONS_IN_ONE = 40;

    private final Client client;
    private final EtcdKeys keys;
    private final EtcdCommits commits;
    private final EtcdJournal journal;
    private final EtcdQueue steps;
    private final Transaction transaction;
    private final JournalGroup group;

    EtcdLargeCommit(
            Client client,
            EtcdKeys keys,
            EtcdCommits commits,
            EtcdJournal journal,
            EtcdQueue steps,
            Transaction transaction) {
        this.client = client;
        this.keys = keys;
        this.commits = commits;
        this.journal = journal;
        this.steps = steps;
        this.transaction = transaction;
        this.group = JournalGroup.of(commits.instance());
    }

    @Override
    public CompletableFuture<CommitResult> get() {
        List<JournalPart> parts = JournalPart.split(EtcdWrites.of(transaction, keys));
        return step(commits::ready)
                .thenCompose(ready -> store(parts, 0))
                .thenCompose(stored -> decide(parts.size()))
                .whenComplete((decided, error) -> removeIfUndecided(error))
                .thenCompose(decided -> outcome())
                .thenCompose(this::complete);
    }

    JournalGroup group() {
        return group;
    }

    private void removeIfUndecided(@Nullable Throwable error) {
        if (error != null && Futures.cause(error) instanceof StorageException known && !known.outcomeUnknown()) {
            // What does not go now goes when a storage is opened after this one is closed.
            var unused = journal.remove(group);
        }
    }

    private <T> CompletableFuture<T> step(Supplier<CompletableFuture<T>> step) {
        return steps.submit(step, Integer.MAX_VALUE);
    }

    CompletableFuture<Void> store(List<JournalPart> parts, int from) {
        if (from == parts.size()) {
            return CompletableFuture.completedFuture(null);
        }
        ByteSequence encoded = parts.get(from).encoded();
        return step(() -> journal.store(group, from, encoded)).thenCompose(done -> store(parts, from + 1));
    }

    CompletableFuture<CommitResult> decide(int parts) {
        List<Op> operations = new ArrayList<>(List.of(journal.begin(new JournalPointer(group, 0, parts))));
        for (int i = 0; i * PRECONDITIONS_IN_ONE < transaction.preconditions().size(); i++) {
            EtcdRequest checked = preconditions(i);
            Op[] note = {Op.put(group.refusal(keys, i), EtcdKeys.bytes(""), PutOption.DEFAULT)};
            operations.add(Op.txn(checked.required().toArray(new Cmp[0]), new Op[0], note));
        }
        EtcdCommits.Attempts attempts = commits.attempts(new EtcdRequest(keys, List.of(), () -> operations, true));
        return steps.submit(attempts, cause -> attempts.failed(cause, List.of()), Integer.MAX_VALUE);
    }

    private EtcdRequest preconditions(int part) {
        List<Precondition> all = transaction.preconditions();
        int from = part * PRECONDITIONS_IN_ONE;
        return new EtcdRequest(
                keys, all.subList(from, Math.min(all.size(), from + PRECONDITIONS_IN_ONE)), List::of, false);
    }

    /** Which preconditions did not hold: the number of the first of their parts, or none. The notes stay while this instance's marker does. */
    private CompletableFuture<Optional<Integer>> outcome() {
        return step(() -> client.getKVClient()
                .txn()
                .If(commits.unchanged())
                .Then(journal.refusals(group))
                .commit()
                .thenApply(this::firstRefused));
    }

    private Optional<Integer> firstRefused(TxnResponse answer) {
        if (!answer.isSucceeded()) {
            throw new StorageException(
                    Kind.UNAVAILABLE,
                    true,
                    "etcd has not heard of this process for long; whether the commit was made is unknown",
                    null);
        }
        int beginning = group.refusals(keys).length();
        return answer.getGetResponses().get(0).getKvs().stream()
                .findFirst()
                .map(note -> Integer.parseInt(EtcdKeys.text(note.getKey()).substring(beginning)));
    }

    /** It is decided: whoever reads finishes it where this does not. */
    private CompletableFuture<CommitResult> complete(Optional<Integer> refused) {
        if (refused.isEmpty()) {
            return step(journal::finish).handle((done, error) -> new Committed());
        }
        EtcdRequest checked = preconditions(refused.get());
        return step(() -> client.getKVClient()
                        .txn()
                        .Then(EtcdWrites.nested(checked.reads(), 1))
                        .commit())
                .thenCompose(answer -> step(journal::finish)
                        .thenCompose(done -> step(() -> journal.remove(group)))
                        // If it has changed since, it is all tried again.
                        .thenCompose(removed -> checked.conflict(answer.getGetResponses())
                                .map(CompletableFuture::completedFuture)
                                .orElseGet(() -> again())));
    }

    private CompletableFuture<CommitResult> again() {
        return new EtcdLargeCommit(client, keys, commits, journal, steps, transaction).get();
    }
}
