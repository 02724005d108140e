package io.mesosframework.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.CommitResult.Conflict;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What {@link Storage} promises, as tests. Who writes a driver subclasses this in the driver's own tests; every test opens a
 * storage, uses it and closes it.
 *
 * <pre>{@code
 * class MyStorageTest extends StorageContract {
 *     protected Storage open() { return new MyStorage(emptyDatabase()); }
 *     protected Optional<Storage> reopen() { return Optional.of(new MyStorage(sameDatabase())); }
 * }
 * }</pre>
 */
public abstract class StorageContract extends LargeTransactionContract {

    /** A contract to be met by a driver. */
    protected StorageContract() {}

    // Keys, values and versions

    @Test
    public void anAbsentKeyIsNotFound() {
        assertThat(get("a")).isEmpty();
        assertThat(range("")).isEmpty();
    }

    @Test
    public void whatWasPutIsFoundAtVersionOne() {
        put("tasks/web/0", "x");

        assertThat(get("tasks/web/0")).contains(entry("tasks/web/0", "x", 1));
    }

    @Test
    public void everyPutCountsEvenOfTheSameValue() {
        put("a", "x");
        put("a", "y");
        put("a", "y");

        assertThat(get("a")).contains(entry("a", "y", 3));
    }

    @Test
    public void aDeletedKeyIsAbsentAndStartsAgainAtOne() {
        put("a", "x");
        put("a", "x");
        commit(Transaction.builder().delete("a"));
        assertThat(get("a")).isEmpty();

        put("a", "y");
        assertThat(get("a")).contains(entry("a", "y", 1));
    }

    @Test
    public void anEmptyValueIsNotAnAbsentKey() {
        put("a", "");

        assertThat(get("a")).contains(entry("a", "", 1));
    }

    @Test
    public void everyByteComesBack() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        commit(Transaction.builder().put("a", all));

        assertThat(get("a").orElseThrow().value().toArray()).containsExactly(all);
    }

    @Test
    public void theLargestKeyAndValueAreKept() {
        String key = "k".repeat(Storage.MAX_KEY_BYTES);
        byte[] value = new byte[Storage.MAX_VALUE_BYTES];
        new SplittableRandom(1).nextBytes(value);
        commit(Transaction.builder().put(key, value));

        assertThat(get(key).orElseThrow().value()).isEqualTo(Bytes.of(value));
        assertThat(range(key)).hasSize(1);
    }

    @Test
    public void keysDifferInCaseAndScript() {
        List<String> keys = List.of("Key", "key", "k\u00e9y", "ke\u0301y", "日本", "😀", "key ", "k'e\"y\\");
        keys.forEach(key -> put(key, key));

        assertThat(range("")).hasSize(keys.size());
        for (String key : keys) {
            assertThat(get(key)).contains(entry(key, key, 1));
        }
    }

    @Test
    public void whatIsNoKeyIsRefusedAtOnce() {
        assertThatThrownBy(() -> storage.get(""))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID));
        assertThatThrownBy(() -> storage.range("a\n"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID));
    }

    // Ranges

    @Test
    public void aRangeIsSortedByTheBytesOfTheKeys() {
        List<String> sorted = List.of("a", "a b", "a/b", "a0", "aa", "a日", "a\uffee", "a😀", "b");
        List<String> mixed = new ArrayList<>(sorted);
        Collections.reverse(mixed);
        mixed.forEach(key -> put(key, "x"));

        assertThat(range("")).extracting(Entry::key).containsExactlyElementsOf(sorted);
        assertThat(range("a")).extracting(Entry::key).containsExactlyElementsOf(sorted.subList(0, 8));
    }

    @Test
    public void aRangeTakesItsPrefixLetterByLetter() {
        List.of("tasks", "tasks/api", "tasks/api/0", "tasks/api2", "tasks/ap", "Tasks/api")
                .forEach(key -> put(key, "x"));

        assertThat(keys("tasks/api")).containsExactly("tasks/api", "tasks/api/0", "tasks/api2");
        assertThat(keys("tasks/api/")).containsExactly("tasks/api/0");
        assertThat(keys("tasks/x")).isEmpty();
    }

    @Test
    public void noLetterOfAPrefixIsAWildcard() {
        List.of("a%b", "a_b", "a*b", "a?b", "a[b", "axb", "a\\b", "a'b").forEach(key -> put(key, "x"));

        for (String prefix : List.of("a%", "a_", "a*", "a?", "a[", "a\\", "a'")) {
            assertThat(keys(prefix)).containsExactly(prefix + "b");
        }
    }

    @Test
    public void aRangeReachesTheLastLetterOfUnicode() {
        String last = new String(Character.toChars(Character.MAX_CODE_POINT));
        List.of("a" + last, "a" + last + last, "a" + last + "b", "b").forEach(key -> put(key, "x"));

        assertThat(keys("a")).hasSize(3);
        assertThat(keys("a" + last)).hasSize(3);
        assertThat(keys(last)).isEmpty();
    }

    @Test
    public void aRangeIsImmutable() {
        put("a", "x");
        List<Entry> entries = range("");

        assertThatThrownBy(() -> entries.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    // Deletion

    @Test
    public void deletingAKeyLeavesThoseThatStartLikeIt() {
        List.of("tasks/api", "tasks/api2", "tasks/api-db", "tasks/api/0").forEach(key -> put(key, "x"));
        commit(Transaction.builder().delete("tasks/api"));

        assertThat(keys("")).containsExactly("tasks/api-db", "tasks/api/0", "tasks/api2");
    }

    @Test
    public void deletingAPrefixTakesAllThatStartsWithIt() {
        List.of("tasks/api", "tasks/api2", "tasks/api/0", "tasks/apx", "Tasks/api")
                .forEach(key -> put(key, "x"));

        commit(Transaction.builder().deletePrefix("tasks/api/"));
        assertThat(keys("tasks/")).containsExactly("tasks/api", "tasks/api2", "tasks/apx");
        commit(Transaction.builder().deletePrefix("tasks/api"));
        assertThat(keys("")).containsExactly("Tasks/api", "tasks/apx");
        commit(Transaction.builder().deletePrefix(""));
        assertThat(keys("")).isEmpty();
    }

    @Test
    public void deletingWhatIsAbsentIsNoError() {
        assertThat(commit(Transaction.builder().delete("a").deletePrefix("b"))).isEqualTo(new Committed());
    }

    @Test
    public void aKeyPutInTheTransactionThatDeletesItsPrefixSurvives() {
        put("a/1", "old");
        put("a/1", "old");
        put("a/2", "old");
        commit(Transaction.builder()
                .deletePrefix("a/")
                .put("a/1", Bytes.ofText("new"))
                .put("a/3", Bytes.ofText("new")));

        assertThat(range("")).containsExactly(entry("a/1", "new", 3), entry("a/3", "new", 1));
    }

    // Transactions

    @Test
    public void aFailedPreconditionIsToldAndNothingIsWritten() {
        put("a", "x");
        put("a", "x");
        put("b", "x");
        CommitResult result = commit(Transaction.builder()
                .require("b", 1)
                .require("a", 1)
                .require("c", 7)
                .put("b", Bytes.ofText("y"))
                .put("c", Bytes.ofText("y"))
                .deletePrefix("a"));

        assertThat(result).isEqualTo(new Conflict("a", 1, 2));
        assertThat(range("")).containsExactly(entry("a", "x", 2), entry("b", "x", 1));
    }

    @Test
    public void aKeyMayBeRequiredToBeAbsent() {
        Transaction.Builder create = Transaction.builder().require("a", 0).put("a", Bytes.ofText("x"));

        assertThat(commit(create)).isEqualTo(new Committed());
        assertThat(commit(create)).isEqualTo(new Conflict("a", 0, 1));
        commit(Transaction.builder().delete("a"));
        assertThat(commit(create)).isEqualTo(new Committed());
    }

    @Test
    public void anAbsentKeyIsAtVersionZero() {
        assertThat(commit(Transaction.builder().require("a", 4).put("b", Bytes.ofText("x"))))
                .isEqualTo(new Conflict("a", 4, 0));
        assertThat(get("b")).isEmpty();
    }

    @Test
    public void aTransactionMayOnlyRequireOrDoNothing() {
        put("a", "x");

        assertThat(commit(Transaction.builder().require("a", 1))).isEqualTo(new Committed());
        assertThat(commit(Transaction.builder().require("a", 2))).isEqualTo(new Conflict("a", 2, 1));
        assertThat(commit(Transaction.builder())).isEqualTo(new Committed());
        assertThat(get("a")).contains(entry("a", "x", 1));
    }

    @Test
    public void theLargestNumberOfWritesIsOneTransaction() {
        Transaction.Builder transaction = Transaction.builder();
        for (int i = 0; i < Storage.MAX_OPERATIONS; i++) {
            transaction.put("k" + i, Bytes.ofText("v" + i));
        }
        commit(transaction);

        assertThat(range("k")).hasSize(Storage.MAX_OPERATIONS);
    }

    // Order and concurrency

    @Test
    public void commitsTakeEffectInTheOrderSubmitted() {
        List<CompletableFuture<CommitResult>> results = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            results.add(storage.commit(Transaction.builder()
                    .require("a", i)
                    .put("a", Bytes.ofText("" + i))
                    .build()));
        }
        // One that fails among those that succeed takes nobody along.
        results.add(storage.commit(Transaction.builder()
                .require("a", 3)
                .put("b", Bytes.ofText("x"))
                .build()));
        results.add(storage.commit(Transaction.builder()
                .require("a", 200)
                .put("c", Bytes.ofText("x"))
                .build()));

        for (int i = 0; i < 200; i++) {
            assertThat(answer(results.get(i))).as("commit %d", i).isEqualTo(new Committed());
        }
        assertThat(answer(results.get(200))).isEqualTo(new Conflict("a", 3, 200));
        assertThat(answer(results.get(201))).isEqualTo(new Committed());
        assertThat(keys("")).containsExactly("a", "c");
    }

    @Test
    public void aReadSeesTheCommitSubmittedBeforeIt() {
        for (int i = 1; i <= 50; i++) {
            CompletableFuture<CommitResult> commit = storage.commit(
                    Transaction.builder().put("a", Bytes.ofText("x")).build());
            CompletableFuture<Optional<Entry>> read = storage.get("a");
            CompletableFuture<List<Entry>> range = storage.range("");
            assertThat(answer(read).orElseThrow().version()).isEqualTo(i);
            assertThat(answer(range).get(0).version()).isEqualTo(i);
            assertThat(answer(commit)).isEqualTo(new Committed());
        }
    }

    @Test
    public void whatFollowsAnAnswerMayAskAgain() {
        CompletableFuture<Optional<Entry>> chain = storage.get("a")
                .thenCompose(absent -> storage.commit(
                        Transaction.builder().put("a", Bytes.ofText("x")).build()))
                .thenCompose(committed -> storage.get("a"));

        assertThat(answer(chain)).contains(entry("a", "x", 1));
    }

    @Test
    public void noIncrementIsLostBetweenThreads() throws InterruptedException {
        AtomicInteger committed = new AtomicInteger();
        inFourThreads(() -> {
            for (int i = 0; i < 50; i++) {
                long version = get("n").map(Entry::version).orElse(0L);
                CommitResult result =
                        commit(Transaction.builder().require("n", version).put("n", Bytes.ofText("" + (version + 1))));
                if (result instanceof Committed) {
                    committed.incrementAndGet();
                }
            }
        });

        assertThat(committed.get()).isBetween(50, 200);
        assertThat(get("n")).contains(entry("n", "" + committed.get(), committed.get()));
    }

    @Test
    public void noRangeSeesHalfATransaction() throws InterruptedException {
        AtomicInteger counter = new AtomicInteger();
        inFourThreads(() -> {
            for (int i = 0; i < 50; i++) {
                Bytes value = Bytes.ofText("" + counter.incrementAndGet());
                CompletableFuture<CommitResult> commit = storage.commit(Transaction.builder()
                        .put("p/1", value)
                        .put("p/2", value)
                        .build());
                List<Entry> pair = range("p/");
                assertThat(pair).hasSize(2);
                assertThat(pair.get(0).value()).isEqualTo(pair.get(1).value());
                answer(commit);
            }
        });
    }

    @Test
    public void anyHistoryIsThatOfTheModel() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        StorageModel model = new StorageModel();
        for (int i = 0; i < 300; i++) {
            Transaction transaction = StorageModel.randomTransaction(random);
            assertThat(answer(storage.commit(transaction)))
                    .as("seed %d, transaction %d: %s", seed, i, transaction)
                    .isEqualTo(model.commit(transaction));
            String prefix = StorageModel.randomPrefix(random);
            assertThat(range(prefix))
                    .as("seed %d, transaction %d: %s", seed, i, transaction)
                    .isEqualTo(model.range(prefix));
        }
    }

    // Closing and opening

    @Test
    public void closingFinishesWhatWasSubmitted() {
        List<CompletableFuture<CommitResult>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            results.add(storage.commit(
                    Transaction.builder().put("k" + i, Bytes.ofText("x")).build()));
        }
        storage.close();

        for (CompletableFuture<CommitResult> result : results) {
            assertThat(result).isDone();
            assertThat(answer(result)).isEqualTo(new Committed());
        }
    }

    @Test
    public void whatComesAfterClosingFails() {
        storage.close();
        storage.close();

        assertClosed(storage.get("a"));
        assertClosed(storage.range(""));
        assertClosed(
                storage.commit(Transaction.builder().put("a", Bytes.ofText("x")).build()));
    }

    @Test
    public void openingAgainFindsEverythingAsItWas() throws Exception {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        put("c/1", "1");
        put("c/2", "1");
        commit(Transaction.builder().delete("b"));
        commit(Transaction.builder().deletePrefix("c/"));
        openAgain();

        assertThat(range("")).containsExactly(entry("a", "2", 2));
        assertThat(commit(Transaction.builder().require("a", 2).put("a", Bytes.ofText("3"))))
                .isEqualTo(new Committed());
        openAgain();
        assertThat(range("")).containsExactly(entry("a", "3", 3));
    }

    private static void inFourThreads(Runnable work) throws InterruptedException {
        List<CompletableFuture<?>> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<?> run = new CompletableFuture<>();
            runs.add(run);
            Thread thread = new Thread(
                    () -> {
                        try {
                            work.run();
                            run.complete(null);
                        } catch (Throwable e) {
                            run.completeExceptionally(e);
                        }
                    },
                    "storage-contract-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        for (CompletableFuture<?> run : runs) {
            answer(run);
        }
    }
}
