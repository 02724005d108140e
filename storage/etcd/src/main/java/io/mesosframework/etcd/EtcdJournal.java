package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * How transactions that etcd does not take in one request are made all the same, whole or not at all. Their writes are stored in parts first. One request then
 * checks all preconditions, notes those that do not hold, and puts the pointer: with that it is decided. While the pointer is there nobody reads and nobody
 * commits, but whoever meets it makes what is left, each part and the pointer's next value in one request, so that no part is made twice, and with the last the
 * pointer goes.
 */
final class EtcdJournal {

    private static final String SEPARATOR = "/";

    private final Client client;
    private final String name;
    private final EtcdKeys keys;

    EtcdJournal(Client client, String name, EtcdKeys keys) {
        this.client = client;
        this.name = name;
        this.keys = keys;
    }

    /** That no large transaction is being made. */
    Cmp none() {
        return new Cmp(keys.journal(), Cmp.Op.EQUAL, CmpTarget.version(0));
    }

    Op get() {
        return Op.get(keys.journal(), GetOption.DEFAULT);
    }

    Op begin(JournalPointer pointer) {
        return Op.put(keys.journal(), pointer.value(), PutOption.DEFAULT);
    }

    CompletableFuture<Void> store(JournalGroup group, int number, ByteSequence part) {
        return client.getKVClient().put(group.part(keys, number), part).thenApply(done -> null);
    }

    /** Makes what is left of a large transaction, if there is one, whoever began it. */
    CompletableFuture<Void> finish() {
        return client.getKVClient().get(keys.journal()).thenCompose(found -> {
            if (found.getKvs().isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            ByteSequence value = found.getKvs().get(0).getValue();
            JournalPointer pointer = JournalPointer.parse(value).orElseThrow(() -> corrupt(EtcdKeys.text(value)));
            return step(pointer).thenCompose(done -> finish());
        });
    }

    /** Leaves it to others to make what is left of one. */
    CompletableFuture<Void> await() {
        return CompletableFuture.failedFuture(new StorageException(
                Kind.UNAVAILABLE,
                false,
                name + " has half of a large transaction, which a framework on it finishes as soon as it runs",
                null));
    }

    /** Makes one part, unless someone else has. */
    CompletableFuture<Void> step(JournalPointer pointer) {
        Cmp inTurn = new Cmp(keys.journal(), Cmp.Op.EQUAL, CmpTarget.value(pointer.value()));
        JournalGroup group = pointer.group();
        return client.getKVClient()
                .txn()
                .If(inTurn)
                .Then(
                        Op.get(group.part(keys, pointer.next()), GetOption.DEFAULT),
                        all(group.refusals(keys), GetOption.builder().withLimit(1)))
                .commit()
                .thenCompose(answer -> {
                    if (!answer.isSucceeded()) {
                        return CompletableFuture.completedFuture(null);
                    }
                    List<Op> operations = new ArrayList<>();
                    boolean refused = pointer.next() == 0
                            && !answer.getGetResponses().get(1).getKvs().isEmpty();
                    if (!refused) {
                        List<KeyValue> part = answer.getGetResponses().get(0).getKvs();
                        if (part.isEmpty()) {
                            throw corrupt(EtcdKeys.text(pointer.value()));
                        }
                        operations.addAll(EtcdWrites.operations(
                                JournalPart.decode(part.get(0).getValue())
                                        .orElseThrow(() -> corrupt(EtcdKeys.text(pointer.value())))
                                        .writes()));
                        operations.add(Op.put(keys.journalStep(), pointer.value(), PutOption.DEFAULT));
                    }
                    if (refused || pointer.isLast()) {
                        operations.add(Op.delete(keys.journal(), DeleteOption.DEFAULT));
                        operations.add(deletion(group.parts(keys)));
                    } else {
                        operations.add(begin(pointer.following()));
                    }
                    return client.getKVClient()
                            .txn()
                            .If(inTurn)
                            .Then(EtcdWrites.nested(operations, 1))
                            .commit()
                            .thenApply(done -> null);
                });
    }

    /** The numbers of the preconditions' parts that did not hold, all texts in order. */
    Op refusals(JournalGroup group) {
        return all(group.refusals(keys), GetOption.builder());
    }

    CompletableFuture<Void> remove(JournalGroup group) {
        String prefix = group.all(keys);
        return client.getKVClient()
                .delete(
                        EtcdKeys.bytes(prefix),
                        DeleteOption.builder()
                                .withRange(JournalGroup.after(prefix))
                                .build())
                .thenApply(done -> null);
    }

    /** Finishes what is begun, and removes what instances have left behind that are gone. */
    CompletableFuture<Void> tidy() {
        GetOption everything = GetOption.builder()
                .withRange(JournalGroup.after(keys.journals()))
                .withKeysOnly(true)
                .build();
        return finish().thenCompose(done -> client.getKVClient().get(EtcdKeys.bytes(keys.journals()), everything))
                .thenCompose(found -> {
                    Set<JournalGroup> groups = new LinkedHashSet<>();
                    for (KeyValue stored : found.getKvs()) {
                        String[] path = EtcdKeys.text(stored.getKey())
                                .substring(keys.journals().length())
                                .split(SEPARATOR, -1);
                        if (path.length == 4) {
                            groups.add(new JournalGroup(path[0], path[1]));
                        }
                    }
                    return CompletableFuture.allOf(
                            groups.stream().map(this::removeIfLeft).toArray(CompletableFuture[]::new));
                });
    }

    /** A transaction is decided only while its instance's marker is there, and is not over while the pointer is. */
    private CompletableFuture<Void> removeIfLeft(JournalGroup group) {
        return client.getKVClient()
                .txn()
                .If(new Cmp(keys.marker(group.instance()), Cmp.Op.EQUAL, CmpTarget.version(0)), none())
                .Then(deletion(group.all(keys)))
                .commit()
                .thenApply(done -> null);
    }

    private static Op all(String prefix, GetOption.Builder option) {
        return Op.get(
                EtcdKeys.bytes(prefix),
                option.withRange(JournalGroup.after(prefix)).withKeysOnly(true).build());
    }

    private static Op deletion(String prefix) {
        return Op.delete(
                EtcdKeys.bytes(prefix),
                DeleteOption.builder().withRange(JournalGroup.after(prefix)).build());
    }

    private StorageException corrupt(String pointer) {
        return new StorageException(
                Kind.CORRUPT,
                false,
                name + " has half of a transaction that this release cannot finish: under "
                        + EtcdKeys.text(keys.journal()) + " stands '" + pointer
                        + "', and its parts are damaged or of a newer version",
                null);
    }
}
