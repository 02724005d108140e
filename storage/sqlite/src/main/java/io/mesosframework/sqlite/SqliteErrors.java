package io.mesosframework.sqlite;

import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's result codes in our words. */
final class SqliteErrors {

    private static final int ERROR = 1;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int NO_MEMORY = 7;
    private static final int READ_ONLY = 8;
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int NOT_A_DATABASE = 26;

    private SqliteErrors() {}

    static boolean isBusy(SQLException e) {
        return code(e) == BUSY;
    }

    /** Such as rolling back what SQLite, as it does after some errors, has rolled back by itself. */
    static boolean isMisuse(SQLException e) {
        return code(e) == ERROR;
    }

    /** @param committing whether it was the commit itself that failed, so that nobody knows whether it is on the disk */
    static StorageException translate(Path file, SQLException e, boolean committing) {
        int code = code(e);
        Kind kind = code == CORRUPT || code == NOT_A_DATABASE ? Kind.CORRUPT : Kind.UNAVAILABLE;
        String message = file + " " + explain(file, e)
                + (committing ? "; whether the commit was made shows once it can be written again" : "")
                + " (SQLite says: " + e.getMessage() + ")";
        return new StorageException(kind, committing, message, e);
    }

    private static String explain(Path file, SQLException e) {
        // SQLite opens such a file for reading, where the lock fails as if the disk did.
        boolean isLockRefused =
                e instanceof SQLiteException ours && ours.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_LOCK;
        if (isLockRefused && Files.exists(file) && !Files.isWritable(file)) {
            return unwritable() + ", which its lock needs, also for reading";
        }
        return switch (code(e)) {
            case BUSY, LOCKED -> "is locked by someone else";
            case NO_MEMORY -> "needs more memory than there is";
            case READ_ONLY -> unwritable();
            case IO_ERROR -> "cannot be read or written; check the disk";
            case CORRUPT -> "is damaged; restore it from a copy, or move it away to start anew";
            case FULL -> "cannot grow: the disk is full or its limit reached; make room";
            case CANNOT_OPEN -> "cannot be opened; check its path and permissions";
            case NOT_A_DATABASE -> "is no SQLite database, or damaged; name another file";
            default -> "failed";
        };
    }

    private static String unwritable() {
        return "may not be written by the user " + System.getProperty("user.name")
                + "; let this user write the file and its directory";
    }

    /** Without the detail that extended codes carry above the lowest byte. */
    private static int code(SQLException e) {
        return e.getErrorCode() & 0xff;
    }
}
