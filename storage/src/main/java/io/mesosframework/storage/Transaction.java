package io.mesosframework.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes that are made together or not at all, if the preconditions hold.
 *
 * <p>Prefix deletions come first, whatever their place in the list; a key that is put in the same transaction survives
 * them, and its version goes on counting. Each key is put or deleted once at most: {@link Builder} sees to that.
 */
public record Transaction(List<Precondition> preconditions, List<Write> writes) {

    /**
     * @throws StorageException {@link StorageException.Kind#INVALID} if a key is written twice or required at two versions, or
     *     {@link Storage#MAX_OPERATIONS} or {@link Storage#MAX_TRANSACTION_BYTES} is passed
     */
    public Transaction {
        preconditions = List.copyOf(preconditions);
        writes = List.copyOf(writes);
        checkLimits(preconditions, writes);
        checkUnique(preconditions, writes);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** How many preconditions and writes there are; see {@link Storage#MAX_OPERATIONS}. */
    public int operations() {
        return preconditions.size() + writes.size();
    }

    /** The bytes of all keys and values; see {@link Storage#MAX_TRANSACTION_BYTES}. */
    public long bytes() {
        return bytes(preconditions, writes);
    }

    /** Whether nothing is required and nothing is written. */
    public boolean isEmpty() {
        return preconditions.isEmpty() && writes.isEmpty();
    }

    private static void checkLimits(List<Precondition> preconditions, List<Write> writes) {
        long operations = (long) preconditions.size() + writes.size();
        if (operations > Storage.MAX_OPERATIONS) {
            throw StorageException.invalid("A transaction has at most " + Storage.MAX_OPERATIONS
                    + " preconditions and writes, not " + operations + "; commit it in parts");
        }
        long bytes = bytes(preconditions, writes);
        if (bytes > Storage.MAX_TRANSACTION_BYTES) {
            throw StorageException.invalid("A transaction has at most " + Storage.MAX_TRANSACTION_BYTES
                    + " bytes of keys and values, not " + bytes + "; commit it in parts");
        }
    }

    private static void checkUnique(List<Precondition> preconditions, List<Write> writes) {
        Set<String> required = new HashSet<>();
        for (Precondition precondition : preconditions) {
            if (!required.add(precondition.key())) {
                throw StorageException.invalid("'" + precondition.key() + "' is required twice in one transaction");
            }
        }
        Set<String> written = new HashSet<>();
        for (Write write : writes) {
            if (!(write instanceof Write.DeletePrefix) && !written.add(name(write))) {
                throw StorageException.invalid("'" + name(write) + "' is written twice in one transaction");
            }
        }
    }

    private static long bytes(List<Precondition> preconditions, List<Write> writes) {
        long bytes = 0;
        for (Precondition precondition : preconditions) {
            bytes += Keys.utf8Length(precondition.key());
        }
        for (Write write : writes) {
            bytes += Keys.utf8Length(name(write));
            bytes += write instanceof Write.Put put ? put.value().size() : 0;
        }
        return bytes;
    }

    private static String name(Write write) {
        if (write instanceof Write.Put put) {
            return put.key();
        } else if (write instanceof Write.Delete delete) {
            return delete.key();
        } else {
            return ((Write.DeletePrefix) write).prefix();
        }
    }

    /** Gathers writes as if they were made one after the other: the last write of a key is the one that counts. */
    public static final class Builder {

        private final Map<String, Precondition> preconditions = new LinkedHashMap<>();
        private final Set<Write> prefixDeletions = new LinkedHashSet<>();
        private final TreeMap<String, Write> writes = new TreeMap<>();

        private Builder() {}

        /**
         * The transaction is made only if the key is at this version before it.
         *
         * @param version 0 if the key must be absent
         * @throws StorageException {@link StorageException.Kind#INVALID} if the same key is already required at another version
         */
        public Builder require(String key, long version) {
            Precondition precondition = new Precondition(key, version);
            Precondition earlier = preconditions.putIfAbsent(key, precondition);
            if (earlier != null && earlier.version() != version) {
                throw StorageException.invalid("'" + key + "' cannot be at version " + earlier.version() + " and at "
                        + version + " in one transaction");
            }
            return this;
        }

        /** As {@link #require(String, long)}. */
        public Builder require(Precondition precondition) {
            return require(precondition.key(), precondition.version());
        }

        public Builder put(String key, Bytes value) {
            writes.put(key, new Write.Put(key, value));
            return this;
        }

        /**
         * Puts the entry under a lease of the same storage: it is deleted when the lease ends. If the lease has ended already, the commit fails
         * with {@link StorageException.Kind#LEASE_LOST}, unless it is a conflict.
         */
        public Builder put(String key, Bytes value, Lease lease) {
            writes.put(key, new Write.Put(key, value, lease));
            return this;
        }

        /** Copies the value. */
        public Builder put(String key, byte[] value) {
            return put(key, Bytes.of(value));
        }

        /** Removes this very key, and no other. */
        public Builder delete(String key) {
            writes.put(key, new Write.Delete(key));
            return this;
        }

        /** Removes every key that starts with the prefix, those put earlier in this transaction too. */
        public Builder deletePrefix(String prefix) {
            prefixDeletions.add(new Write.DeletePrefix(prefix));
            writes.tailMap(prefix).keySet().removeIf(key -> key.startsWith(prefix));
            return this;
        }

        /** Takes over all that the other transaction requires, and its writes after those already here. */
        public Builder include(Transaction other) {
            other.preconditions().forEach(this::require);
            for (Write write : other.writes()) {
                if (write instanceof Write.DeletePrefix deletion) {
                    deletePrefix(deletion.prefix());
                }
            }
            for (Write write : other.writes()) {
                if (!(write instanceof Write.DeletePrefix)) {
                    writes.put(name(write), write);
                }
            }
            return this;
        }

        /** @throws StorageException {@link StorageException.Kind#INVALID} if a limit of a transaction is passed */
        public Transaction build() {
            List<Write> all = new ArrayList<>(prefixDeletions);
            all.addAll(writes.values());
            return new Transaction(new ArrayList<>(preconditions.values()), all);
        }
    }
}
