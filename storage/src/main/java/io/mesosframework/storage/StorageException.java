package io.mesosframework.storage;

import io.mesosframework.MesosException;
import org.jspecify.annotations.Nullable;

/** A storage could not do what it was asked to. */
public final class StorageException extends MesosException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, and so what may help. */
    public enum Kind {
        /** A key, a value or a transaction is not one, or too large: the caller's mistake. */
        INVALID,
        /** The storage was closed before. */
        CLOSED,
        /** Too much waits for the storage already: ask again later. */
        OVERLOADED,
        /** The storage cannot be reached or written now: no space, no permission, an I/O error, a time-out. */
        UNAVAILABLE,
        /** Another process has it open. */
        IN_USE,
        /** The storage does not let us in, or we do not trust it: credentials, permissions, certificates. */
        DENIED,
        /** The lease that entries were to be put under has ended; nothing was written. */
        LEASE_LOST,
        /** The storage does not have what was asked for, such as leases. */
        UNSUPPORTED,
        /** What is stored is damaged, or is not a storage of ours, or of a newer version of ours: only a human can help. */
        CORRUPT
    }

    private final Kind kind;
    private final boolean outcomeUnknown;

    /** @param outcomeUnknown whether a commit may have taken effect all the same */
    public StorageException(Kind kind, boolean outcomeUnknown, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.outcomeUnknown = outcomeUnknown;
    }

    static StorageException invalid(String message) {
        return new StorageException(Kind.INVALID, false, message, null);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether waiting may help, and the same be tried again: it is {@link Kind#UNAVAILABLE} or {@link Kind#OVERLOADED}. */
    public boolean isPassing() {
        return kind == Kind.UNAVAILABLE || kind == Kind.OVERLOADED;
    }

    /**
     * Whether the commit that failed so may have taken effect all the same. If not, it surely has not. Reading tells, once the storage
     * answers again.
     */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
