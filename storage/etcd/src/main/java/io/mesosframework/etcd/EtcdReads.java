package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Reads that see large transactions whole or not at all.
 *
 * @param finish what is done about half of one, before it is read again
 */
record EtcdReads(Client client, EtcdKeys keys, EtcdJournal journal, Supplier<CompletableFuture<Void>> finish) {

    /** What was found, and at which of etcd's revisions. */
    record Found(List<KeyValue> entries, long revision) {}

    CompletableFuture<Found> key(String key) {
        return read(keys.data(key), GetOption.DEFAULT);
    }

    CompletableFuture<Found> prefix(String prefix) {
        return read(
                keys.data(prefix),
                GetOption.builder().withRange(keys.after(prefix)).build());
    }

    private CompletableFuture<Found> read(ByteSequence from, GetOption option) {
        return client.getKVClient()
                .txn()
                .If(journal.none())
                .Then(Op.get(from, option))
                .commit()
                .thenCompose(answer -> answer.isSucceeded()
                        ? CompletableFuture.completedFuture(new Found(
                                answer.getGetResponses().get(0).getKvs(),
                                answer.getHeader().getRevision()))
                        : finish.get().thenCompose(done -> read(from, option)));
    }

    /** The revision at which a large transaction was last seen to change anything; 0 for none. */
    CompletableFuture<Long> lastStep() {
        return client.getKVClient()
                .get(keys.journalStep())
                .thenApply(found ->
                        found.getKvs().isEmpty() ? 0L : found.getKvs().get(0).getModRevision());
    }
}
