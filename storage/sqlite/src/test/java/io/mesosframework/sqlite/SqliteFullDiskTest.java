package io.mesosframework.sqlite;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.StorageException.Kind;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of its own of 600 kB, where this user may mount one. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class SqliteFullDiskTest {

    @TempDir
    private Path directory;

    private Path disk;
    private boolean isMounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk.toString());
        assumeTrue(isMounted, "no file system can be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        if (isMounted) {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    @Test
    void whatDidNotFitWasNotMadeAndTheStorageGoesOnOnceThereIsRoom() throws Exception {
        Path file = disk.resolve("f.db");
        List<WatchEvent> seen = new CopyOnWriteArrayList<>();
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            Watch watch = storage.watch("", seen::add);
            Lease lease = storage.lease(Duration.ofSeconds(30)).get(10, SECONDS);
            storage.commit(Transaction.builder()
                            .put("leader", Bytes.ofText("me"), lease)
                            .build())
                    .get(10, SECONDS);
            List<String> made = fill(storage);
            assertThat(made).isNotEmpty();
            assertThatThrownBy(() -> put(storage, "more")).cause().isInstanceOf(StorageException.class);
            lease.close();
            assertThatThrownBy(() -> SqliteStorage.open(file))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE));

            assertThat(run("mount", "-o", "remount,size=20m", disk.toString())).isTrue();

            assertThat(keys(storage)).isEqualTo(made);
            assertThatThrownBy(() -> SqliteStorage.open(file)).isInstanceOf(StorageException.class);
            // As a crash would leave it; by another process, since reading it here would undo the lock.
            Path crashed = directory.resolve("crashed");
            assertThat(run("cp", "-r", disk.toString(), crashed.toString())).isTrue();
            try (SqliteStorage next = SqliteStorage.open(crashed.resolve("f.db"))) {
                assertThat(keys(next)).isEqualTo(made);
            }
            put(storage, "z");
            made.add("z/1");
            made.add("z/2");
            assertThat(keys(storage)).isEqualTo(made);
            assertThat(seen).noneMatch(event -> event instanceof WatchEvent.Failed);
            watch.close();
        }
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            assertThat(keys(storage)).contains("k0/1", "z/2").doesNotContain("leader", "more/1");
        }
    }

    @Test
    void aFileThatMayOnlyBeReadIsToldWithWhoMustWriteIt() throws Exception {
        Path file = disk.resolve("f.db");
        SqliteStorage.open(file).close();
        assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();

        assertThatThrownBy(() -> SqliteStorage.open(file)).isInstanceOfSatisfying(StorageException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(e)
                    .hasMessageContaining(file + " may not be written by the user " + System.getProperty("user.name"))
                    .hasMessageContaining("let this user write the file and its directory");
        });
    }

    /** Commits pairs until one does not fit, and returns the keys of those that did. */
    private static List<String> fill(SqliteStorage storage) throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String pair = "k" + i;
            try {
                put(storage, pair);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOfSatisfying(StorageException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
                    assertThat(failure.outcomeUnknown()).isTrue();
                    assertThat(failure).hasMessageContaining("the disk is full");
                });
                return made;
            }
            made.add(pair + "/1");
            made.add(pair + "/2");
        }
        throw new AssertionError("The disk took all: " + made);
    }

    private static void put(SqliteStorage storage, String pair) throws Exception {
        assertThat(storage.commit(Transaction.builder()
                                .put(pair + "/1", new byte[75_000])
                                .put(pair + "/2", new byte[75_000])
                                .build())
                        .get(10, SECONDS))
                .isEqualTo(new CommitResult.Committed());
    }

    private static List<String> keys(SqliteStorage storage) throws Exception {
        return storage.range("").get(10, SECONDS).stream().map(Entry::key).toList();
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
