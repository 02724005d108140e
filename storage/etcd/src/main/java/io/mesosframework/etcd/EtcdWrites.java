package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction's writes as operations of etcd, which takes a put and a deletion of one key in one transaction for a mistake, and only so many operations in a
 * list: a prefix is deleted around the keys that are put, and long lists go in transactions within the transaction.
 */
final class EtcdWrites {

    /** What etcd's {@code --max-txn-ops} is by default. A list within a list has that much less. */
    private static final int MOST_IN_ALL_LEVELS = 128;

    private EtcdWrites() {}

    static List<Op> of(Transaction transaction, EtcdKeys keys) {
        List<Op> operations = new ArrayList<>();
        List<String> puts = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put) {
                puts.add(put.key());
                operations.add(Op.put(
                        keys.data(put.key()),
                        ByteSequence.from(put.value().toArray()),
                        put.lease() instanceof KeptLease lease
                                ? PutOption.builder().withLeaseId(lease.id()).build()
                                : PutOption.DEFAULT));
            } else if (write instanceof Write.DeletePrefix deletion) {
                prefixes.add(deletion.prefix());
            }
        }
        puts.sort(Keys.ORDER);
        for (String prefix : prefixes) {
            deleteAround(prefix, puts, keys, operations);
        }
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Delete delete
                    && prefixes.stream().noneMatch(prefix -> delete.key().startsWith(prefix))) {
                operations.add(Op.delete(keys.data(delete.key()), DeleteOption.DEFAULT));
            }
        }
        return operations;
    }

    private static void deleteAround(String prefix, List<String> puts, EtcdKeys keys, List<Op> operations) {
        ByteSequence from = keys.data(prefix);
        for (String put : puts) {
            if (put.startsWith(prefix)) {
                ByteSequence key = keys.data(put);
                if (!key.equals(from)) {
                    operations.add(delete(from, key));
                }
                from = key.concat(ByteSequence.from(new byte[1]));
            }
        }
        operations.add(delete(from, keys.after(prefix)));
    }

    private static Op delete(ByteSequence from, ByteSequence to) {
        return Op.delete(from, DeleteOption.builder().withRange(to).build());
    }

    /**
     * In lists that etcd takes.
     *
     * @param width how long the outermost list may be at least, as another list beside it is that long
     */
    static Op[] nested(List<Op> operations, int width) {
        int outer = Math.max(width, 40);
        int inner = (MOST_IN_ALL_LEVELS - outer) / 2;
        List<Op> level = operations;
        while (level.size() > outer) {
            List<Op> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += inner) {
                List<Op> part = level.subList(i, Math.min(level.size(), i + inner));
                above.add(Op.txn(new Cmp[0], part.toArray(new Op[0]), new Op[0]));
            }
            level = above;
        }
        return level.toArray(new Op[0]);
    }
}
