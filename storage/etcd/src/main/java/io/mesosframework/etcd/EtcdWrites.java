package io.mesosframework.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.Op;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction's writes as operations of etcd, which takes a put and a deletion of one key in one transaction for a mistake, and only so many operations in a
 * list: a prefix is deleted around the keys that are put, and long lists go in transactions within the transaction.
 */
final class EtcdWrites {

    /** What etcd's {@code --max-txn-ops} is by default. A list within a list has that much less. */
    private static final int MOST_IN_ALL_LEVELS = 128;

    private EtcdWrites() {}

    static List<EtcdWrite> of(Transaction transaction, EtcdKeys keys) {
        List<EtcdWrite> writes = new ArrayList<>();
        List<String> puts = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put) {
                puts.add(put.key());
                writes.add(new EtcdWrite.Put(
                        keys.data(put.key()),
                        ByteSequence.from(put.value().toArray()),
                        put.lease() instanceof KeptLease lease ? lease.id() : 0));
            } else if (write instanceof Write.DeletePrefix deletion) {
                prefixes.add(deletion.prefix());
            }
        }
        puts.sort(Keys.ORDER);
        for (String prefix : prefixes) {
            deleteAround(prefix, puts, keys, writes);
        }
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Delete delete
                    && prefixes.stream().noneMatch(prefix -> delete.key().startsWith(prefix))) {
                writes.add(new EtcdWrite.Delete(keys.data(delete.key()), Optional.empty()));
            }
        }
        return writes;
    }

    private static void deleteAround(String prefix, List<String> puts, EtcdKeys keys, List<EtcdWrite> writes) {
        ByteSequence from = keys.data(prefix);
        for (String put : puts) {
            if (put.startsWith(prefix)) {
                ByteSequence key = keys.data(put);
                if (!key.equals(from)) {
                    writes.add(new EtcdWrite.Delete(from, Optional.of(key)));
                }
                from = key.concat(ByteSequence.from(new byte[1]));
            }
        }
        writes.add(new EtcdWrite.Delete(from, Optional.of(keys.after(prefix))));
    }

    static List<Op> operations(List<EtcdWrite> writes) {
        List<Op> operations = new ArrayList<>();
        writes.forEach(write -> operations.add(write.operation()));
        return operations;
    }

    /**
     * In lists that etcd takes, so that at least 40 more are left for a list in the innermost.
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
