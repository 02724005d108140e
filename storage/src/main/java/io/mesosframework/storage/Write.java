package io.mesosframework.storage;

import org.jspecify.annotations.Nullable;

/** One change of a transaction. */
public sealed interface Write {

    /**
     * Gives the key this value, whether it was there or not.
     *
     * @param lease with whose end the entry is deleted; null where it stays. A put without a lease takes the entry out of the one it was
     *     under.
     */
    record Put(String key, Bytes value, @Nullable Lease lease) implements Write {

        /** Without a lease. */
        public Put(String key, Bytes value) {
            this(key, value, null);
        }

        /** @throws StorageException {@link StorageException.Kind#INVALID} if the key is none or the value too large */
        public Put {
            Keys.check(key);
            if (value.size() > Storage.MAX_VALUE_BYTES) {
                throw StorageException.invalid("A value has at most " + Storage.MAX_VALUE_BYTES + " bytes; that of '"
                        + key + "' has " + value.size());
            }
        }
    }

    /** Removes this very key; nothing happens if it is absent. */
    record Delete(String key) implements Write {

        /** @throws StorageException {@link StorageException.Kind#INVALID} if the key is none */
        public Delete {
            Keys.check(key);
        }
    }

    /** Removes every key that starts with the prefix, letter by letter. The empty prefix removes all. */
    record DeletePrefix(String prefix) implements Write {

        /** @throws StorageException {@link StorageException.Kind#INVALID} if no key could start so */
        public DeletePrefix {
            Keys.checkPrefix(prefix);
        }
    }
}
