package io.mesosframework.etcd;

import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;

/** How much of a request of etcd a transaction takes; etcd takes 1.5 MiB by default, with 128 comparisons. */
final class EtcdSize {

    private static final long MOST_BYTES = 1_400_000;
    private static final int MOST_PRECONDITIONS = 90;
    private static final long MOST_BYTES_OF_PRECONDITIONS = 1 << 20;

    private EtcdSize() {}

    static boolean isOneRequest(Transaction transaction, EtcdKeys keys) {
        if (transaction.preconditions().size() > MOST_PRECONDITIONS) {
            return false;
        }
        long operations =
                2L * transaction.preconditions().size() + transaction.writes().size();
        long bytes = 2 * bytesOfPreconditions(transaction) + transaction.bytes();
        for (Write write : transaction.writes()) {
            if (write instanceof Write.DeletePrefix deletion) {
                for (Write other : transaction.writes()) {
                    // It is deleted around such a key.
                    if (other instanceof Write.Put put && put.key().startsWith(deletion.prefix())) {
                        operations++;
                        bytes += 2L * bytes(put.key());
                    }
                }
            }
        }
        return bytes + operations * overhead(keys) <= MOST_BYTES;
    }

    /** @throws StorageException {@code INVALID} if a transaction that is not one request is none for {@link EtcdJournal} either */
    static void requireJournalTakes(Transaction transaction, EtcdKeys keys) {
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put && put.lease() != null) {
                throw invalid(
                        "On etcd a transaction of more than about " + MOST_BYTES + " bytes or " + MOST_PRECONDITIONS
                                + " preconditions puts nothing under a lease, as this one does with '" + put.key()
                                + "'; commit it in parts");
            }
        }
        long bytes =
                bytesOfPreconditions(transaction) + transaction.preconditions().size() * overhead(keys);
        if (bytes > MOST_BYTES_OF_PRECONDITIONS) {
            throw invalid("On etcd all preconditions of a transaction have at most " + MOST_BYTES_OF_PRECONDITIONS
                    + " bytes, not " + bytes + "; commit it in parts");
        }
    }

    private static long bytesOfPreconditions(Transaction transaction) {
        long bytes = 0;
        for (Precondition precondition : transaction.preconditions()) {
            bytes += bytes(precondition.key());
        }
        return bytes;
    }

    private static long bytes(String key) {
        return EtcdKeys.bytes(key).size();
    }

    private static long overhead(EtcdKeys keys) {
        return EtcdWrite.OVERHEAD + 2L * keys.data("").size();
    }

    private static StorageException invalid(String message) {
        return new StorageException(Kind.INVALID, false, message, null);
    }
}
