package io.mesosframework.storage;

/**
 * What must hold for a transaction to be made: the key is at this version.
 *
 * @param version 0 if the key must be absent
 */
public record Precondition(String key, long version) {

    /** @throws StorageException {@link StorageException.Kind#INVALID} if the key is none or the version negative */
    public Precondition {
        Keys.check(key);
        if (version < 0) {
            throw StorageException.invalid("A version is 0 or more; '" + key + "' was required at " + version);
        }
    }
}
