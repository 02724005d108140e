package io.mesosframework.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Change;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.CommitResult.Committed;
import io.mesosframework.storage.CommitResult.Conflict;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That a transaction is whole or not at all however large it is, within the limits that {@link Storage} names. */
abstract class LargeTransactionContract extends WatchContract {

    private static final int PRECONDITIONS = 500;

    @Test
    public void aTransactionOfFiveMebibytesIsOne() {
        put("big/1", "old");
        put("big/1", "old");
        put("big/9", "old");
        put("other", "old");
        Transaction.Builder large = Transaction.builder()
                .require("big/1", 2)
                .require("big/9", 1)
                .deletePrefix("big/")
                .delete("other")
                .put("small", Bytes.ofText("new"));
        List<Bytes> values = values(5);
        for (int i = 0; i < values.size(); i++) {
            large.put("big/" + i, values.get(i));
        }

        assertThat(commit(large)).isEqualTo(new Committed());
        assertThat(range("big/"))
                .containsExactlyElementsOf(IntStream.range(0, 5)
                        .mapToObj(i -> new Entry("big/" + i, values.get(i), i == 1 ? 3 : 1))
                        .toList());
        assertThat(keys("")).containsExactly("big/0", "big/1", "big/2", "big/3", "big/4", "small");
        assertThat(commit(large)).isEqualTo(new Conflict("big/1", 2, 3));
        assertThat(get("small")).contains(entry("small", "new", 1));
    }

    @Test
    public void theLargestTransactionIsOne() {
        Transaction.Builder largest = Transaction.builder();
        List<Bytes> values = values(15);
        for (int i = 0; i < values.size(); i++) {
            largest.put("big/" + (char) ('a' + i), values.get(i));
        }

        assertThat(commit(largest)).isEqualTo(new Committed());
        assertThat(range("big/")).extracting(Entry::value).containsExactlyElementsOf(values);
    }

    @Test
    public void fiveHundredPreconditionsAreChecked() {
        Transaction.Builder creation = Transaction.builder();
        Transaction.Builder update = Transaction.builder().put("done", Bytes.ofText("yes"));
        for (int i = 0; i < PRECONDITIONS; i++) {
            String key = String.format("k/%03d", i);
            creation.put(key, Bytes.ofText("1"));
            update.require(key, 1).put(key, Bytes.ofText("2"));
        }
        commit(creation);

        assertThat(commit(update)).isEqualTo(new Committed());
        assertThat(range("k/")).hasSize(PRECONDITIONS).allMatch(entry -> entry.version() == 2);
        assertThat(get("done")).contains(entry("done", "yes", 1));
        assertThat(commit(update)).isEqualTo(new Conflict("k/000", 1, 2));
    }

    @Test
    public void oneOfFiveHundredPreconditionsRefusesAll() {
        Transaction.Builder creation = Transaction.builder();
        Transaction.Builder update = Transaction.builder().put("done", Bytes.ofText("yes"));
        for (int i = 0; i < PRECONDITIONS; i++) {
            String key = String.format("k/%03d", i);
            creation.put(key, Bytes.ofText("1"));
            update.require(key, i == 321 || i == 322 ? 7 : 1).put(key, Bytes.ofText("2"));
        }
        commit(creation);

        assertThat(commit(update)).isEqualTo(new Conflict("k/321", 7, 1));
        assertThat(range("k/")).hasSize(PRECONDITIONS).allMatch(entry -> entry.version() == 1);
        assertThat(get("done")).isEmpty();
        put("k/321", "x");
    }

    @Test
    public void anyHistoryOfManyPreconditionsIsThatOfTheModel() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        StorageModel model = new StorageModel();
        for (int i = 0; i < 50; i++) {
            Transaction.Builder many = Transaction.builder().include(StorageModel.randomTransaction(random));
            for (int absent = 0; absent < 100; absent++) {
                many.require("absent/" + absent, 0);
            }
            Transaction transaction = many.build();
            assertThat(answer(storage.commit(transaction)))
                    .as("seed %d, transaction %d: %s", seed, i, transaction)
                    .isEqualTo(model.commit(transaction));
            String prefix = StorageModel.randomPrefix(random);
            assertThat(range(prefix))
                    .as("seed %d, transaction %d: %s", seed, i, transaction)
                    .isEqualTo(model.range(prefix));
        }
    }

    @Test
    public void largeTransactionsHaveTheirPlaceInTheOrder() {
        List<Bytes> values = values(2);
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        List<CompletableFuture<List<Entry>>> reads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Transaction.Builder commit = Transaction.builder().require("n", i).put("n", Bytes.ofText("x"));
            if (i % 2 == 0) {
                commit.put("big/1", values.get(0)).put("big/2", values.get(1));
            }
            commits.add(storage.commit(commit.build()));
            reads.add(storage.range(""));
        }

        for (int i = 0; i < 6; i++) {
            assertThat(answer(commits.get(i))).isEqualTo(new Committed());
            long large = i / 2 + 1L;
            assertThat(answer(reads.get(i))).extracting(Entry::version).containsExactly(large, large, (long) i + 1);
        }
    }

    @Test
    public void aWatchIsToldALargeTransactionAsAWhole() {
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        var watch = watch("big/", events::add);
        assertThat(next(events)).isEqualTo(new WatchEvent.Snapshot(List.of()));
        List<Bytes> values = values(4);
        Transaction.Builder large = Transaction.builder();
        for (int i = 0; i < values.size(); i++) {
            large.put("big/" + i, values.get(i));
        }
        commit(large);

        WatchEvent event = next(events);
        if (event instanceof WatchEvent.Changed changed) {
            assertThat(changed.changes()).hasSize(4).allMatch(change -> change instanceof Change.Put);
        } else {
            assertThat(((WatchEvent.Snapshot) event).entries())
                    .extracting(Entry::value)
                    .containsExactlyElementsOf(values);
        }
        put("big/0", "more");
        assertThat(next(events)).isEqualTo(new WatchEvent.Changed(List.of(new Change.Put(entry("big/0", "more", 2)))));
        watch.close();
    }

    /** Each of 1 MiB, and none that could be packed. */
    private static List<Bytes> values(int count) {
        SplittableRandom random = new SplittableRandom(count);
        List<Bytes> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[Storage.MAX_VALUE_BYTES];
            random.nextBytes(value);
            values.add(Bytes.of(value));
        }
        return values;
    }
}
