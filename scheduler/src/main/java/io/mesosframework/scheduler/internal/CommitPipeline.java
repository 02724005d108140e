package io.mesosframework.scheduler.internal;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.TransactionSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Write before you act: effects leave only after the writes they came with, and all before them, are durable.
 *
 * <p>One commit is in flight at a time. Turns that come while it is gather behind it and go together in the next one.
 * A turn without writes needs no commit of its own, but its effects keep their place in the line. Turns go together up to the
 * size that the storage prefers; what one turn writes is one commit, however large. Only the deployment of an application of more
 * than some ten thousand slots is more than any storage takes: it goes in several commits, its effects leave after the last, and a start
 * after a cut between two of them completes it (see {@code DefaultTaskManager#restore}). For the loop alone.
 */
final class CommitPipeline {

    /** What a turn yields: what is to be kept, and what is to be done once it is. */
    record Turn(List<StorageWrite> writes, List<Effect> effects, boolean fenced) {

        boolean needsCommit() {
            return fenced || !writes.isEmpty();
        }

        long bytes() {
            return writes.stream().mapToLong(StorageWrite::bytes).sum();
        }
    }

    /** One change of what is stored. */
    sealed interface StorageWrite {
        String key();

        /** No fewer than the storage counts: no letter takes more than three bytes for each char. */
        default long bytes() {
            return 3L * key().length() + (this instanceof Put put ? put.value().size() : 0);
        }

        record Put(String key, Bytes value) implements StorageWrite {}

        record Delete(String key) implements StorageWrite {}

        /** Deletes every key that begins so. */
        record DeleteAll(String key) implements StorageWrite {}
    }

    /** What a commit requires beside what it writes has room within these. */
    private static final int REQUIRED_WRITES = 100;

    private static final long REQUIRED_BYTES = 1L << 16;

    private static final int MOST_WRITES = Storage.MAX_OPERATIONS - REQUIRED_WRITES;

    private static final long MOST_BYTES = Storage.MAX_TRANSACTION_BYTES - REQUIRED_BYTES;

    private final List<Precondition> fence;
    private final TransactionSize together;
    private final Deque<Turn> gathered = new ArrayDeque<>();
    private @Nullable List<Effect> inFlight;
    private long sequence;

    /**
     * @param fence what every commit requires: it holds while this instance leads
     * @param together how much of several turns goes in one commit
     */
    CommitPipeline(List<Precondition> fence, TransactionSize together) {
        this.fence = fence;
        this.together = together;
    }

    /** Takes a turn in, and answers with what may be done at once: a commit, effects, or nothing yet. */
    List<Effect> add(Turn turn) {
        if (inFlight == null && !turn.needsCommit()) {
            return turn.effects();
        }
        gather(turn);
        return inFlight == null ? next() : List.of();
    }

    /** How many turns wait behind the commit in flight. */
    int waiting() {
        return gathered.size();
    }

    /** In parts that one commit takes; the effects belong to the last. */
    private void gather(Turn turn) {
        List<StorageWrite> part = new ArrayList<>();
        long bytes = 0;
        for (StorageWrite write : turn.writes()) {
            if (!part.isEmpty() && (part.size() == MOST_WRITES || bytes + write.bytes() > MOST_BYTES)) {
                gathered.add(new Turn(part, List.of(), true));
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(write);
            bytes += write.bytes();
        }
        gathered.add(new Turn(part, turn.effects(), turn.fenced()));
    }

    /** The commit in flight is durable: its effects, and the next commit where one has gathered. */
    List<Effect> committed(long committedSequence) {
        if (inFlight == null || committedSequence != sequence) {
            throw new IllegalStateException("commit " + committedSequence + " is not in flight");
        }
        List<Effect> effects = new ArrayList<>(inFlight);
        inFlight = null;
        effects.addAll(next());
        return effects;
    }

    /** The effects of turns that need no commit, up to the first that does; then a commit of as many turns as it takes. */
    private List<Effect> next() {
        List<Effect> free = new ArrayList<>();
        while (!gathered.isEmpty() && !gathered.element().needsCommit()) {
            free.addAll(gathered.remove().effects());
        }
        if (gathered.isEmpty()) {
            return free;
        }
        Map<String, StorageWrite> writes = new LinkedHashMap<>();
        List<Effect> effects = new ArrayList<>();
        long bytes = 0;
        do {
            Turn turn = gathered.remove();
            for (StorageWrite write : turn.writes()) {
                writes.remove(write.key());
                writes.put(write.key(), write);
            }
            effects.addAll(turn.effects());
            bytes += turn.bytes();
        } while (!gathered.isEmpty()
                && writes.size() + gathered.element().writes().size() <= together.operations() - REQUIRED_WRITES
                && bytes + gathered.element().bytes() <= together.bytes() - REQUIRED_BYTES);
        inFlight = effects;
        free.add(new Effect.Commit(++sequence, transaction(writes.values())));
        return free;
    }

    private Transaction transaction(Collection<StorageWrite> writes) {
        Transaction.Builder transaction = Transaction.builder();
        fence.forEach(transaction::require);
        for (StorageWrite write : writes) {
            if (write instanceof StorageWrite.Put put) {
                transaction.put(put.key(), put.value());
            } else if (write instanceof StorageWrite.Delete) {
                transaction.delete(write.key());
            } else {
                transaction.deletePrefix(write.key());
            }
        }
        return transaction.build();
    }
}
