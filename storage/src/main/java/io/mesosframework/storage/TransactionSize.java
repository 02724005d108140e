package io.mesosframework.storage;

/**
 * How large transactions are that a storage takes in one go.
 *
 * @param operations preconditions and writes together; from 1
 * @param bytes of all keys and values; from 1
 */
public record TransactionSize(int operations, long bytes) {

    /** The largest transaction there is. */
    public static final TransactionSize LARGEST =
            new TransactionSize(Storage.MAX_OPERATIONS, Storage.MAX_TRANSACTION_BYTES);

    /** @throws StorageException {@link StorageException.Kind#INVALID} if one is not positive, or more than {@link #LARGEST} */
    public TransactionSize {
        if (operations < 1 || operations > Storage.MAX_OPERATIONS) {
            throw StorageException.invalid(
                    "A transaction has 1 to " + Storage.MAX_OPERATIONS + " operations, not " + operations);
        }
        if (bytes < 1 || bytes > Storage.MAX_TRANSACTION_BYTES) {
            throw StorageException.invalid(
                    "A transaction has 1 to " + Storage.MAX_TRANSACTION_BYTES + " bytes, not " + bytes);
        }
    }
}
