package io.mesosframework.sqlite;

import io.mesosframework.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** From a path to a locked, checked file of ours. A file that is not ours is left as it is. */
final class DatabaseFile {

    /** Marks the file as ours in its header: "MesF". */
    private static final int APPLICATION_ID = 0x4D657346;

    /** 1 had no leases. It is brought to the newest when it is opened. */
    private static final int SCHEMA_VERSION = 2;

    private static final int OLDEST_SCHEMA_VERSION = 1;

    /** What version 2 has beside version 1. */
    private static final List<String> LEASES = List.of(
            "ALTER TABLE entries ADD COLUMN lease INTEGER",
            "CREATE INDEX leased ON entries (lease) WHERE lease IS NOT NULL");

    /** How long an owner that is just going away is waited for. */
    private static final int BUSY_MILLIS = 500;

    /** The log is cut back to this after a large commit. */
    private static final long MAX_LOG_BYTES = 64L << 20;

    private DatabaseFile() {}

    static Connection open(Path file, long maxFileBytes, OwnerFile owner) {
        prepareDirectory(file);
        Connection connection = connect(file);
        try {
            lock(connection, file, owner);
            int version = schemaVersion(connection, file);
            configure(connection, maxFileBytes);
            if (version < SCHEMA_VERSION) {
                upgrade(connection, version);
            }
            // Nobody else can have the file open, so whoever held a lease in it is gone.
            execute(connection, "DELETE FROM entries WHERE lease IS NOT NULL");
            owner.write();
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection, e);
            throw SqliteErrors.translate(file, e, false);
        } catch (StorageException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    static void closeQuietly(Connection connection, Exception cause) {
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Tells the file at a place from another one; null where there is none, or the file system does not tell. */
    static @Nullable Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static void prepareDirectory(Path file) {
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, false, "The directory of " + file + " cannot be made: " + e, e);
        }
        if (Files.isDirectory(file)) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, false, file + " is a directory; name a file in it", null);
        }
    }

    private static Connection connect(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        // As a URI, so that no letter of the path is taken for a setting.
        source.setUrl("jdbc:sqlite:" + file.toUri());
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw SqliteErrors.translate(file, e, false);
        }
    }

    /** In this mode SQLite keeps the lock that the transaction takes until the connection is closed. */
    private static void lock(Connection connection, Path file, OwnerFile owner) throws SQLException {
        execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        try {
            execute(connection, "BEGIN EXCLUSIVE");
        } catch (SQLException e) {
            throw SqliteErrors.isBusy(e) ? owner.inUse(e) : SqliteErrors.translate(file, e, false);
        }
        execute(connection, "ROLLBACK");
    }

    /** 0 for an empty file, which becomes ours. */
    private static int schemaVersion(Connection connection, Path file) throws SQLException {
        String check = text(connection, "PRAGMA quick_check(1)");
        if (!check.equals("ok")) {
            throw corrupt(file + " is damaged: " + check + "; restore it from a copy, or move it away to start anew");
        }
        long application = Long.parseLong(text(connection, "PRAGMA application_id"));
        boolean isEmpty = text(connection, "SELECT count(*) FROM sqlite_schema").equals("0");
        if (application == 0 && isEmpty) {
            return 0;
        }
        if (application != APPLICATION_ID) {
            throw corrupt(file + " is a database of something else; name another file");
        }
        String version = text(connection, "SELECT coalesce(max(value), '') FROM meta WHERE name = 'schema'");
        for (int readable = OLDEST_SCHEMA_VERSION; readable <= SCHEMA_VERSION; readable++) {
            if (version.equals("" + readable)) {
                return readable;
            }
        }
        throw corrupt(file + " has the format '" + version + "'; this release reads " + OLDEST_SCHEMA_VERSION + " to "
                + SCHEMA_VERSION + ". Use the release that wrote it");
    }

    private static void configure(Connection connection, long maxFileBytes) throws SQLException {
        String mode = text(connection, "PRAGMA journal_mode = WAL");
        if (!mode.equals("wal")) {
            throw new SQLException("the file system has no write-ahead log; the journal is " + mode);
        }
        execute(connection, "PRAGMA synchronous = FULL");
        execute(connection, "PRAGMA fullfsync = ON");
        execute(connection, "PRAGMA journal_size_limit = " + MAX_LOG_BYTES);
        long pageBytes = Long.parseLong(text(connection, "PRAGMA page_size"));
        text(connection, "PRAGMA max_page_count = " + Math.max(1, maxFileBytes / pageBytes));
    }

    private static void upgrade(Connection connection, int version) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        if (version == 0) {
            execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
            execute(connection, "CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT");
            execute(connection, "INSERT INTO meta VALUES ('schema', '')");
            execute(
                    connection,
                    "CREATE TABLE entries"
                            + " (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL, version INTEGER NOT NULL) STRICT");
        }
        for (String statement : LEASES) {
            execute(connection, statement);
        }
        execute(connection, "UPDATE meta SET value = '" + SCHEMA_VERSION + "' WHERE name = 'schema'");
        execute(connection, "COMMIT");
    }

    private static StorageException corrupt(String why) {
        return new StorageException(StorageException.Kind.CORRUPT, false, why, null);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            String text = rows.next() ? rows.getString(1) : null;
            return text == null ? "" : text;
        }
    }
}
