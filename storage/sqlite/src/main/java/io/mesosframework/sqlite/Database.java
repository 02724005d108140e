package io.mesosframework.sqlite;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Change;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.KeptLease;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Precondition;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Write;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open file and the SQL on it. Used by one thread. */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStorage.class);

    /** What is asked inside a transaction. */
    interface Question<T> {
        T ask(Database database) throws SQLException;
    }

    /** Some work inside a transaction. */
    interface Work {
        void run() throws SQLException;
    }

    private final Path file;
    private final Connection connection;
    private final OwnerFile owner;

    /** Tells the file from another one at its place; null where the file system does not. */
    private final @Nullable Object identity;

    private Statements sql;

    /** Why nothing is answered any more, until the file is opened again. */
    private @Nullable StorageException broken;

    /** What has failed so that it must be {@linkplain #settle() settled} before anything is answered. */
    private @Nullable StorageException unsettled;

    private Database(Path file, Connection connection, OwnerFile owner) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.owner = owner;
        this.identity = DatabaseFile.identity(file);
        this.sql = new Statements(connection);
    }

    /** Opens and locks the file; see {@link SqliteStorage#open(Path, long)}. */
    static Database open(Path given, long maxFileBytes) {
        Path file = given.toAbsolutePath().normalize();
        OwnerFile owner = new OwnerFile(file);
        Connection connection = DatabaseFile.open(file, maxFileBytes, owner);
        try {
            return new Database(file, connection, owner);
        } catch (SQLException e) {
            DatabaseFile.closeQuietly(connection, e);
            throw SqliteErrors.translate(file, e, false);
        }
    }

    Path file() {
        return file;
    }

    /**
     * Does the work and commits it. A failure before the commit leaves nothing behind and the database usable; a failure of the
     * commit itself leaves it unknown until it is settled, which is tried before the next work.
     */
    void inOneTransaction(Work work) {
        if (broken != null) {
            throw new StorageException(
                    broken.kind(),
                    false,
                    this + " failed before; close it and open it again. The first cause was: " + broken.getMessage(),
                    broken);
        }
        if (unsettled != null) {
            settle();
        }
        try {
            sql.begin.execute();
            work.run();
            requireInPlace();
        } catch (SQLException | RuntimeException | Error e) {
            throw rolledBack(e);
        }
        try {
            sql.commit.execute();
        } catch (SQLException e) {
            throw failed(SqliteErrors.translate(file, e, true));
        }
    }

    /**
     * Takes back for sure what has failed. SQLite has undone it, but after a commit that failed its frames may stand in the log, where the
     * next opening would find it made. The next commit overwrites them: their checksums go on from the frame before. So until one is
     * on the disk nothing is answered, and from then on it is certain that the failed one was not made. The lock is held throughout.
     */
    private void settle() {
        try {
            renew();
            requireInPlace();
            freeLog();
            sql.begin.execute();
            try (Statement statement = connection.createStatement()) {
                // Of no meaning but that no other commit writes it, so its frame is another one's.
                statement.execute("PRAGMA user_version = " + (userVersion(statement) + 1));
            }
            requireInPlace();
            sql.commit.execute();
        } catch (SQLException | StorageException e) {
            throw failed(translated(e));
        }
        LOG.info("{} is written again; what has failed before was not made", this);
        unsettled = null;
    }

    private static int userVersion(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("PRAGMA user_version")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /** Where the disk is full, the log's place may be what there is to write to. */
    private void freeLog() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            LOG.debug("The log of {} stays as it is", this, e);
            renew();
        }
    }

    private StorageException failed(StorageException failure) {
        if (failure.kind() == StorageException.Kind.CORRUPT) {
            broken = failure;
        }
        unsettled = failure;
        return failure;
    }

    /** SQLite goes on writing to a file that has been moved away or deleted, where no start would find it. */
    private void requireInPlace() {
        if (identity != null && !identity.equals(DatabaseFile.identity(file))) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    false,
                    file
                            + " was moved away, replaced or deleted while it was open; what was committed before is in that"
                            + " file: put it back, with the -wal file beside it, and start again",
                    null);
        }
    }

    /** Whether nothing is answered any more, until the file is opened again. */
    boolean isBroken() {
        return broken != null;
    }

    /** Whether what comes next is answered only if what has failed can be settled. */
    boolean isUnsettled() {
        return unsettled != null;
    }

    private StorageException rolledBack(Throwable cause) {
        StorageException failure = translated(cause);
        if (failure.kind() == StorageException.Kind.CORRUPT) {
            return failed(failure);
        }
        try {
            renew();
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return failed(failure);
        }
        return failure;
    }

    /** Rolls back. The driver throws away statements that have failed, so they are made anew. */
    private void renew() throws SQLException {
        rollback();
        sql.close();
        sql = new Statements(connection);
    }

    private StorageException translated(Throwable cause) {
        if (cause instanceof StorageException e) {
            return e;
        }
        return cause instanceof SQLException e
                ? SqliteErrors.translate(file, e, false)
                : new StorageException(StorageException.Kind.UNAVAILABLE, false, this + " failed: " + cause, cause);
    }

    private void rollback() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            if (!SqliteErrors.isMisuse(e)) {
                throw e;
            }
        }
    }

    Optional<Entry> get(String key) throws SQLException {
        sql.get.setString(1, key);
        try (ResultSet rows = sql.get.executeQuery()) {
            return rows.next() ? Optional.of(entry(rows)) : Optional.empty();
        }
    }

    List<Entry> range(String prefix) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        PreparedStatement statement = bindPrefix(sql.range, sql.rangeToEnd, prefix);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                entries.add(entry(rows));
            }
        }
        return List.copyOf(entries);
    }

    /** What a commit came to, and what it has changed. */
    record Applied(CommitResult result, List<Change> changes) {}

    /**
     * All preconditions and leases are checked before the first write, so what is refused leaves nothing to take back.
     *
     * @param lost what a lease was lost with already when this was submitted
     * @param isWatched whether anyone wants to know what has changed; if not, nothing is told
     */
    Applied apply(Transaction transaction, Optional<StorageException> lost, boolean isWatched) throws SQLException {
        for (Precondition precondition : transaction.preconditions()) {
            long actual = version(precondition.key());
            if (actual != precondition.version()) {
                return new Applied(
                        new CommitResult.Conflict(precondition.key(), precondition.version(), actual), List.of());
            }
        }
        if (lost.isPresent()) {
            throw lost.get();
        }
        KeptLease.requireNotDeleted(transaction);
        List<Change> changes = new ArrayList<>();
        Map<String, Long> survivors = deletePrefixes(transaction.writes(), isWatched, changes);
        for (Write write : transaction.writes()) {
            if (write instanceof Write.Put put) {
                sql.put.setString(1, put.key());
                sql.put.setBytes(2, put.value().toArray());
                sql.put.setLong(3, survivors.getOrDefault(put.key(), 0L) + 1);
                bindLease(put.lease());
                sql.put.executeUpdate();
                if (isWatched) {
                    changes.add(new Change.Put(new Entry(put.key(), put.value(), version(put.key()))));
                }
            } else if (write instanceof Write.Delete delete) {
                sql.delete.setString(1, delete.key());
                if (sql.delete.executeUpdate() > 0 && isWatched) {
                    changes.add(new Change.Deleted(delete.key()));
                }
            }
        }
        return new Applied(new CommitResult.Committed(), changes);
    }

    private void bindLease(@Nullable Lease lease) throws SQLException {
        if (lease instanceof KeptLease kept) {
            sql.put.setLong(4, kept.id());
        } else {
            sql.put.setNull(4, Types.INTEGER);
        }
    }

    /** Deletes what is under the lease. */
    Applied deleteUnder(KeptLease lease) throws SQLException {
        lease.deleted();
        List<Change> changes = new ArrayList<>();
        sql.leased.setLong(1, lease.id());
        try (ResultSet rows = sql.leased.executeQuery()) {
            while (rows.next()) {
                changes.add(new Change.Deleted(rows.getString(1)));
            }
        }
        sql.deleteLeased.setLong(1, lease.id());
        sql.deleteLeased.executeUpdate();
        return new Applied(new CommitResult.Committed(), changes);
    }

    /** Returns the versions at which keys were deleted that the same transaction puts: they go on counting. */
    private Map<String, Long> deletePrefixes(List<Write> writes, boolean isWatched, List<Change> changes)
            throws SQLException {
        List<String> prefixes = new ArrayList<>();
        for (Write write : writes) {
            if (write instanceof Write.DeletePrefix deletion) {
                prefixes.add(deletion.prefix());
            }
        }
        Map<String, Long> survivors = new HashMap<>();
        if (prefixes.isEmpty()) {
            return survivors;
        }
        for (Write write : writes) {
            if (write instanceof Write.Put put && prefixes.stream().anyMatch(put.key()::startsWith)) {
                survivors.put(put.key(), version(put.key()));
            }
        }
        for (String prefix : prefixes) {
            if (isWatched) {
                tellDeleted(prefix, survivors, changes);
            }
            bindPrefix(sql.deletePrefix, sql.deleteToEnd, prefix).executeUpdate();
        }
        return survivors;
    }

    private void tellDeleted(String prefix, Map<String, Long> survivors, List<Change> changes) throws SQLException {
        for (Entry entry : range(prefix)) {
            if (!survivors.containsKey(entry.key())) {
                changes.add(new Change.Deleted(entry.key()));
            }
        }
    }

    private long version(String key) throws SQLException {
        sql.version.setString(1, key);
        try (ResultSet rows = sql.version.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static PreparedStatement bindPrefix(PreparedStatement bounded, PreparedStatement toEnd, String prefix)
            throws SQLException {
        Optional<String> after = Keys.afterPrefix(prefix);
        PreparedStatement statement = after.isPresent() ? bounded : toEnd;
        statement.setString(1, prefix);
        if (after.isPresent()) {
            statement.setString(2, after.get());
        }
        return statement;
    }

    private static Entry entry(ResultSet rows) throws SQLException {
        byte[] value = rows.getBytes(2);
        return new Entry(rows.getString(1), Bytes.of(value == null ? new byte[0] : value), rows.getLong(3));
    }

    @Override
    public void close() {
        owner.delete();
        try {
            connection.close();
        } catch (SQLException e) {
            // All that was acknowledged is synced already; the log file left beside the file is read at the next
            // opening.
            LOG.warn("{} was not closed cleanly", this, e);
        }
    }

    @Override
    public String toString() {
        return "The storage " + file;
    }

    /** Compiled once. */
    private static final class Statements implements AutoCloseable {

        private final Connection connection;
        private final List<PreparedStatement> all = new ArrayList<>();

        final PreparedStatement begin;
        final PreparedStatement commit;
        final PreparedStatement version;
        final PreparedStatement get;
        final PreparedStatement range;
        final PreparedStatement rangeToEnd;
        final PreparedStatement put;
        final PreparedStatement delete;
        final PreparedStatement deletePrefix;
        final PreparedStatement deleteToEnd;
        final PreparedStatement leased;
        final PreparedStatement deleteLeased;

        Statements(Connection connection) throws SQLException {
            this.connection = connection;
            begin = prepare("BEGIN IMMEDIATE");
            commit = prepare("COMMIT");
            version = prepare("SELECT version FROM entries WHERE key = ?");
            get = prepare("SELECT key, value, version FROM entries WHERE key = ?");
            range = prepare("SELECT key, value, version FROM entries WHERE key >= ? AND key < ? ORDER BY key");
            rangeToEnd = prepare("SELECT key, value, version FROM entries WHERE key >= ? ORDER BY key");
            put = prepare("INSERT INTO entries (key, value, version, lease) VALUES (?, ?, ?, ?) ON CONFLICT (key)"
                    + " DO UPDATE SET value = excluded.value, version = version + 1, lease = excluded.lease");
            leased = prepare("SELECT key FROM entries WHERE lease = ? ORDER BY key");
            deleteLeased = prepare("DELETE FROM entries WHERE lease = ?");
            delete = prepare("DELETE FROM entries WHERE key = ?");
            deletePrefix = prepare("DELETE FROM entries WHERE key >= ? AND key < ?");
            deleteToEnd = prepare("DELETE FROM entries WHERE key >= ?");
        }

        private PreparedStatement prepare(String text) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(text);
            all.add(statement);
            return statement;
        }

        @Override
        public void close() throws SQLException {
            for (PreparedStatement statement : all) {
                statement.close();
            }
        }
    }
}
