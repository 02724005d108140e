package io.mesosframework.sqlite;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.AbstractObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

class SqliteStorageTest {

    @TempDir
    private Path directory;

    @Test
    void missingDirectoriesAreMadeAndAnyLetterMayStandInThePath() throws Exception {
        Path file = directory.resolve("a b/c?mode=memory/ü%41#.db");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            put(storage, "a", "x");
        }

        assertThat(file).isRegularFile();
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            assertThat(storage.get("a").get(10, SECONDS)).isPresent();
        }
    }

    @Test
    void aClosedStorageIsOneFile() throws Exception {
        Path file = directory.resolve("one.db");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            put(storage, "a", "x");
        }

        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anOpenFileIsRefusedWithItsOwnersName() throws Exception {
        Path file = directory.resolve("mine.db");
        try (SqliteStorage first = SqliteStorage.open(file)) {
            assertOpeningFails(file, Kind.IN_USE)
                    .satisfies(e -> assertThat(e)
                            .hasMessageContaining(file.toString())
                            .hasMessageContaining(
                                    "this process (" + ProcessHandle.current().pid()));
            put(first, "a", "x");
            assertOpeningFails(file, Kind.IN_USE);
        }
        SqliteStorage.open(file).close();
    }

    @Test
    void aLeftOverOwnerFileDoesNoHarm() throws Exception {
        Path file = directory.resolve("left.db");
        Files.writeString(directory.resolve("left.db.owner"), "1\n");
        SqliteStorage.open(file).close();

        Files.writeString(directory.resolve("left.db.owner"), "garbage");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            put(storage, "a", "x");
            Files.writeString(directory.resolve("left.db.owner"), "99999999999\n");
            assertOpeningFails(file, Kind.IN_USE).satisfies(e -> assertThat(e).hasMessageContaining("another process"));
        }
    }

    @Test
    void whatIsNoDatabaseIsRefusedAndLeftAlone() throws Exception {
        Path file = directory.resolve("notes.txt");
        String text = "These are my notes, which happen to be longer than any header. ".repeat(100);
        Files.writeString(file, text);

        assertOpeningFails(file, Kind.CORRUPT)
                .satisfies(
                        e -> assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("name another"));
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void aDatabaseOfSomethingElseIsRefusedAndLeftAlone() throws Exception {
        Path file = directory.resolve("foreign.db");
        sql(file, "CREATE TABLE songs (title TEXT)");
        byte[] before = Files.readAllBytes(file);

        assertOpeningFails(file, Kind.CORRUPT).satisfies(e -> assertThat(e).hasMessageContaining("something else"));
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(directory.resolve("foreign.db.owner")).doesNotExist();
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        Path file = directory.resolve("newer.db");
        SqliteStorage.open(file).close();
        sql(file, "UPDATE meta SET value = '3' WHERE name = 'schema'");

        assertOpeningFails(file, Kind.CORRUPT)
                .satisfies(e -> assertThat(e).hasMessageContaining("format '3'").hasMessageContaining("reads 1 to 2"));
    }

    /** The file was written by the release before leases. */
    @Test
    void anOlderFormatIsReadAndBroughtToTheNewest() throws Exception {
        Path file = directory.resolve("older.db");
        try (InputStream recorded = SqliteStorageTest.class.getResourceAsStream("/schema-1.db")) {
            Files.copy(recorded, file);
        }
        for (int opening = 0; opening < 2; opening++) {
            try (SqliteStorage storage = SqliteStorage.open(file)) {
                assertThat(storage.range("").get(10, SECONDS))
                        .containsExactly(
                                new Entry("frameworks/shop/id", Bytes.ofText("20261127-1-0000"), 1),
                                new Entry("frameworks/shop/kept/applications/web", Bytes.ofText("{\"format\":1}"), 1),
                                new Entry("frameworks/shop/term", Bytes.ofText("taken 2026-11-27T05:01:00Z"), 2),
                                new Entry("orders/日", Bytes.of(new byte[] {0, 1, 2, -1}), 1));
                Lease lease = storage.lease(Duration.ofSeconds(30)).get(10, SECONDS);
                storage.commit(Transaction.builder()
                                .put("leader", Bytes.ofText("me"), lease)
                                .build())
                        .get(10, SECONDS);
            }
        }
    }

    @Test
    void whatALostProcessHeldUnderALeaseIsGoneForTheNext() throws Exception {
        Path file = directory.resolve("crashed.db");
        SqliteStorage.open(file).close();
        sql(file, "INSERT INTO entries VALUES ('leader', X'00', 1, 7), ('kept', X'00', 1, NULL)");

        try (SqliteStorage storage = SqliteStorage.open(file)) {
            assertThat(storage.range("").get(10, SECONDS))
                    .extracting(Entry::key)
                    .containsExactly("kept");
        }
    }

    @Test
    void aDamagedFileIsRefused() throws Exception {
        Path file = directory.resolve("damaged.db");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            for (int i = 0; i < 500; i++) {
                storage.commit(putting("k" + i, "v".repeat(100))).get(10, SECONDS);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 4096, (byte) 0x5a);
        Files.write(file, bytes);

        assertOpeningFails(file, Kind.CORRUPT).satisfies(e -> assertThat(e).hasMessageContaining("damaged"));
    }

    @Test
    void aFileCutShortIsRefused() throws Exception {
        Path file = directory.resolve("short.db");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            storage.commit(putting("k", "v".repeat(100_000))).get(10, SECONDS);
        }
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 50_000));

        assertOpeningFails(file, Kind.CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"moved", "deleted", "replaced"})
    void aFileThatIsNotInItsPlaceAnyMoreTakesNoCommit(String how) throws Exception {
        Path file = directory.resolve("here.db");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            put(storage, "a", "x");
            if (how.equals("deleted")) {
                Files.delete(file);
            } else {
                Files.move(file, directory.resolve("there.db"));
            }
            if (how.equals("replaced")) {
                Files.createFile(file);
            }
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> storage.commit(putting("b", "y")).get(10, SECONDS))
                        .cause()
                        .asInstanceOf(type(StorageException.class))
                        .satisfies(e -> {
                            assertThat(e.kind()).isEqualTo(Kind.CORRUPT);
                            assertThat(e.outcomeUnknown()).isFalse();
                            assertThat(e).hasMessageContaining("moved away").hasMessageContaining(file.toString());
                        });
            }
        }
    }

    @Test
    void anEmptyFileIsANewOne() throws Exception {
        Path file = Files.createFile(directory.resolve("empty.db"));
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            put(storage, "a", "x");
        }
    }

    @Test
    void aPathThatCannotBeAFileIsRefused() throws Exception {
        assertOpeningFails(directory, Kind.UNAVAILABLE)
                .satisfies(e -> assertThat(e).hasMessageContaining("is a directory"));
        Path file = Files.createFile(directory.resolve("file"));
        assertOpeningFails(file.resolve("below.db"), Kind.UNAVAILABLE)
                .satisfies(e -> assertThat(e).hasMessageContaining("below.db"));
    }

    @Test
    void aFullStorageRefusesWhatDoesNotFitAndStaysUsable() throws Exception {
        Path file = directory.resolve("small.db");
        try (SqliteStorage storage = SqliteStorage.open(file, 1 << 20)) {
            put(storage, "keep", "x");
            Transaction tooLarge = Transaction.builder()
                    .put("keep", Bytes.ofText("y"))
                    .put("large/1", new byte[700_000])
                    .put("large/2", new byte[700_000])
                    .build();

            assertThatThrownBy(() -> storage.commit(tooLarge).get(10, SECONDS))
                    .cause()
                    .asInstanceOf(type(StorageException.class))
                    .satisfies(e -> {
                        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
                        assertThat(e.outcomeUnknown()).isFalse();
                        assertThat(e).hasMessageContaining("full").hasMessageContaining(file.toString());
                        assertThat(e).hasCauseInstanceOf(SQLException.class);
                    });

            assertThat(storage.range("").get(10, SECONDS))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.version()).isEqualTo(1));
            put(storage, "keep", "z");
            storage.commit(Transaction.builder()
                            .put("large/1", new byte[700_000])
                            .build())
                    .get(10, SECONDS);
            storage.commit(Transaction.builder().deletePrefix("large/").build()).get(10, SECONDS);
            storage.commit(Transaction.builder()
                            .put("large/2", new byte[700_000])
                            .build())
                    .get(10, SECONDS);
        }
    }

    @Test
    void whatDoesNotFitTakesNothingAlongThatWentToTheDiskWithIt() throws Exception {
        try (SqliteStorage storage = SqliteStorage.open(directory.resolve("small.db"), 1 << 20)) {
            List<CompletableFuture<CommitResult>> small = new ArrayList<>();
            List<CompletableFuture<CommitResult>> large = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                small.add(storage.commit(putting("small/" + i, "x")));
                large.add(storage.commit(Transaction.builder()
                        .put("large", new byte[Storage.MAX_VALUE_BYTES])
                        .build()));
            }

            for (CompletableFuture<CommitResult> future : small) {
                assertThat(future.get(10, SECONDS)).isEqualTo(new CommitResult.Committed());
            }
            storage.get("large").get(10, SECONDS);
            assertThat(large).allSatisfy(future -> assertThat(future).isCompletedExceptionally());
            assertThat(storage.range("").get(10, SECONDS)).hasSize(50);
        }
    }

    @Test
    void whatWaitsIsBounded() throws Exception {
        try (SqliteStorage storage = SqliteStorage.open(directory.resolve("busy.db"))) {
            CountDownLatch blocked = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            while (blocked.getCount() > 0) {
                // A callback runs here instead if the answer was there before it.
                CompletableFuture<Void> called = storage.get("a").thenRun(() -> blockStorageThread(blocked, goOn));
                await().until(() -> called.isDone() || blocked.getCount() == 0);
            }
            List<CompletableFuture<?>> reads = new ArrayList<>();
            try {
                for (int i = 0; i < SqliteStorage.MAX_WAITING; i++) {
                    reads.add(storage.get("a"));
                }
                assertThatThrownBy(() -> storage.get("a").get(10, SECONDS))
                        .cause()
                        .asInstanceOf(type(StorageException.class))
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.OVERLOADED));
            } finally {
                goOn.countDown();
            }
            CompletableFuture.allOf(reads.toArray(new CompletableFuture<?>[0])).get(30, SECONDS);
            put(storage, "a", "x");
        }
    }

    @Test
    void aCallbackMayCloseTheStorage() throws Exception {
        Path file = directory.resolve("closing.db");
        SqliteStorage storage = SqliteStorage.open(file);
        storage.commit(putting("a", "x")).thenRun(storage::close).get(10, SECONDS);
        storage.close();

        SqliteStorage.open(file).close();
    }

    @Test
    void anInterruptedCloserIsStillInterrupted() {
        SqliteStorage storage = SqliteStorage.open(directory.resolve("interrupted.db"));
        Thread.currentThread().interrupt();
        storage.close();

        assertThat(Thread.interrupted()).isTrue();
        storage.close();
    }

    @Test
    void theThreadIsADaemonNamedAfterTheFileAndGoneAfterClosing() {
        SqliteStorage storage = SqliteStorage.open(directory.resolve("named.db"));
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(candidate -> candidate.getName().equals("mesos-sqlite named.db"))
                .findAny()
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();

        storage.close();
        assertThat(thread.isAlive()).isFalse();
    }

    private static Transaction putting(String key, String value) {
        return Transaction.builder().put(key, Bytes.ofText(value)).build();
    }

    private static void put(SqliteStorage storage, String key, String value) throws Exception {
        assertThat(storage.commit(putting(key, value)).get(10, SECONDS)).isEqualTo(new CommitResult.Committed());
    }

    private static AbstractObjectAssert<?, StorageException> assertOpeningFails(Path file, Kind kind) {
        return assertThat(catchOpening(file))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .satisfies(e -> assertThat(e.outcomeUnknown()).isFalse());
    }

    private static StorageException catchOpening(Path file) {
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            throw new AssertionError("Opened " + storage);
        } catch (StorageException e) {
            return e;
        }
    }

    private static void sql(Path file, String statement) throws SQLException {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = source.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void blockStorageThread(CountDownLatch blocked, CountDownLatch goOn) {
        if (!Thread.currentThread().getName().startsWith("mesos-sqlite")) {
            return;
        }
        blocked.countDown();
        try {
            assertThat(goOn.await(30, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
