package io.mesosframework.sqlite;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a second JVM that is killed like kill -9 does. */
@Tag("slow")
@Timeout(120)
class SqliteCrashTest {

    @TempDir
    private Path directory;

    private @Nullable Process child;

    @AfterEach
    void endTheChild() {
        if (child != null) {
            child.destroyForcibly();
        }
    }

    @Test
    void aKilledProcessLosesNothingThatWasAcknowledged() throws Exception {
        Path file = directory.resolve("crash.db");
        int acknowledgedBefore = 0;
        for (int round = 1; round <= 3; round++) {
            int acknowledged = killAfter(file, 300 * round);

            try (SqliteStorage storage = SqliteStorage.open(file)) {
                List<Entry> lefts = storage.range("left/").get(10, SECONDS);
                List<Entry> rights = storage.range("right/").get(10, SECONDS);
                assertThat(lefts).hasSizeGreaterThan(Math.max(acknowledged, acknowledgedBefore));
                // In order and without a gap: nothing is there whose predecessor is missing.
                assertThat(lefts.get(lefts.size() - 1).key()).isEqualTo(Writer.key("left", lefts.size() - 1));
                assertThat(rights)
                        .extracting(Entry::value)
                        .isEqualTo(lefts.stream().map(Entry::value).toList());
            }
            acknowledgedBefore = acknowledged;
        }
    }

    @Test
    void aSecondProcessIsRefusedUntilTheFirstIsGone() throws Exception {
        Path file = directory.resolve("shared.db");
        Process first = start(file);
        BufferedReader lines = lines(first);
        assertThat(lines.readLine()).isNotNull();

        assertThatThrownBy(() -> SqliteStorage.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("process " + first.pid());

        first.destroyForcibly().waitFor();
        SqliteStorage.open(file).close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCommitThatTheDiskRefusesIsUnknownAndTakenBackBeforeAnythingIsAnswered() throws Exception {
        Path file = directory.resolve("refused.db");
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 4096; exec \"$@\"", "bash"));
        command.addAll(java(Filler.class, file));
        Process filler = start(command);
        List<String> told;
        try (BufferedReader lines = lines(filler)) {
            told = lines.lines().filter(line -> !line.contains(" INFO ")).toList();
        }

        int committed = told.indexOf("UNAVAILABLE unknown=true");
        assertThat(committed).as("in %s", told).isPositive();
        assertThat(told.subList(0, committed)).containsOnly("committed");
        assertThat(told.subList(committed + 1, told.size())).containsExactly("committed", "committed");
        try (SqliteStorage storage = SqliteStorage.open(file)) {
            assertThat(storage.range("k").get(10, SECONDS)).hasSize(committed);
            assertThat(storage.get("small").get(10, SECONDS)).isPresent();
        }
    }

    /** Returns the number of the last commit that the child said was made. */
    private int killAfter(Path file, int commits) throws Exception {
        Process writer = start(file);
        int last = -1;
        try (BufferedReader lines = lines(writer)) {
            int read = 0;
            String line = lines.readLine();
            while (line != null) {
                last = Integer.parseInt(line);
                if (++read == commits) {
                    // By its handle, which leaves what it has printed to be read.
                    writer.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
            assertThat(read).as("commits acknowledged").isGreaterThanOrEqualTo(commits);
        }
        writer.waitFor();
        return last;
    }

    private Process start(Path file) throws Exception {
        return start(java(Writer.class, file));
    }

    private Process start(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        child = process;
        return process;
    }

    private static List<String> java(Class<?> main, Path file) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx128m",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                main.getName(),
                file.toString());
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Commits pairs of keys for ever, many at a time, and prints the number of each that is made. */
    static final class Writer {

        private static final int IN_FLIGHT = 20;

        private Writer() {}

        public static void main(String[] args) throws Exception {
            SqliteStorage storage = SqliteStorage.open(Path.of(args[0]));
            Semaphore room = new Semaphore(IN_FLIGHT);
            int next = storage.range("left/").get(10, SECONDS).size();
            for (int i = next; true; i++) {
                room.acquire();
                int number = i;
                Bytes value = Bytes.ofText("value " + i);
                Transaction pair = Transaction.builder()
                        .require(key("left", i), 0)
                        .put(key("left", i), value)
                        .put(key("right", i), value)
                        .build();
                CompletableFuture<Void> told = storage.commit(pair).thenAccept(result -> {
                    if (result instanceof CommitResult.Committed) {
                        System.out.println(number);
                        room.release();
                    }
                });
                if (told.isCompletedExceptionally()) {
                    told.join();
                }
            }
        }

        static String key(String side, int number) {
            return String.format("%s/%08d", side, number);
        }
    }

    /** Commits a mebibyte at a time until the disk refuses one, then tries to commit and to read once more. */
    static final class Filler {

        private Filler() {}

        public static void main(String[] args) throws Exception {
            try (SqliteStorage storage = SqliteStorage.open(Path.of(args[0]))) {
                for (int i = 0; i < 100; i++) {
                    byte[] value = new byte[Storage.MAX_VALUE_BYTES];
                    if (!tell(storage.commit(
                            Transaction.builder().put("k" + i, value).build()))) {
                        break;
                    }
                }
                tell(storage.commit(
                        Transaction.builder().put("small", Bytes.ofText("x")).build()));
                tell(storage.get("small"));
            }
        }

        /** Prints what became of it, and whether that is good. */
        private static boolean tell(CompletableFuture<?> future) throws Exception {
            try {
                future.get(10, SECONDS);
                System.out.println("committed");
                return true;
            } catch (ExecutionException e) {
                StorageException failure = (StorageException) Objects.requireNonNull(e.getCause());
                System.out.println(failure.kind() + " unknown=" + failure.outcomeUnknown());
                System.err.println(failure.getMessage());
                return false;
            }
        }
    }
}
