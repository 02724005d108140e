package io.mesosframework.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.Change;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.Keys;
import io.mesosframework.storage.Lease;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import io.mesosframework.storage.WatchEvent.Changed;
import io.mesosframework.storage.WatchEvent.Failed;
import io.mesosframework.storage.WatchEvent.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@link Watch} promises. */
abstract class WatchContract extends LeaseContract {

    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    @Test
    public void aWatchTellsWhatIsThereAndThenWhatChanges() {
        put("a", "1");
        Watch watch = watch("", events::add);
        put("a", "2");
        put("b", "1");
        commit(Transaction.builder().delete("a"));

        assertThat(next()).isEqualTo(new Snapshot(List.of(entry("a", "1", 1))));
        assertThat(changes(3))
                .containsExactly(
                        new Change.Put(entry("a", "2", 2)),
                        new Change.Put(entry("b", "1", 1)),
                        new Change.Deleted("a"));
        watch.close();
    }

    @Test
    public void theSnapshotHasItsPlaceAmongTheCommits() {
        var first =
                storage.commit(Transaction.builder().put("a", Bytes.ofText("1")).build());
        Watch watch = watch("", events::add);
        put("b", "1");

        answer(first);
        assertThat(next()).isEqualTo(new Snapshot(List.of(entry("a", "1", 1))));
        assertThat(changes(1)).containsExactly(new Change.Put(entry("b", "1", 1)));
        watch.close();
    }

    @Test
    public void aWatchTellsOfItsPrefixOnly() {
        List.of("a", "a/1", "ab", "b").forEach(key -> put(key, "1"));
        Watch watch = watch("a/", events::add);
        List.of("a", "ab", "a/2", "b", "a/1").forEach(key -> put(key, "2"));

        assertThat(next()).isEqualTo(new Snapshot(List.of(entry("a/1", "1", 1))));
        assertThat(changes(2))
                .containsExactly(new Change.Put(entry("a/2", "2", 1)), new Change.Put(entry("a/1", "2", 2)));
        watch.close();
    }

    @Test
    public void whatOneCommitChangesIsOneEvent() {
        List.of("a/1", "a/2", "a/3", "b").forEach(key -> put(key, "1"));
        Watch watch = watch("", events::add);
        commit(Transaction.builder()
                .deletePrefix("a/")
                .delete("absent")
                .put("a/2", Bytes.ofText("2"))
                .put("c", Bytes.ofText("2")));

        assertThat(next()).isInstanceOf(Snapshot.class);
        assertThat(next())
                .isInstanceOfSatisfying(
                        Changed.class,
                        changed -> assertThat(changed.changes())
                                .containsExactlyInAnyOrder(
                                        new Change.Deleted("a/1"),
                                        new Change.Deleted("a/3"),
                                        new Change.Put(entry("a/2", "2", 2)),
                                        new Change.Put(entry("c", "2", 1))));
        watch.close();
    }

    @Test
    public void whatChangesNothingIsNotTold() {
        put("a", "1");
        Watch watch = watch("", events::add);
        commit(Transaction.builder().delete("b").deletePrefix("c/"));
        commit(Transaction.builder().require("a", 5).put("a", Bytes.ofText("2")));
        put("a", "3");

        assertThat(next()).isInstanceOf(Snapshot.class);
        assertThat(changes(1)).containsExactly(new Change.Put(entry("a", "3", 2)));
        watch.close();
    }

    @Test
    public void theEndOfALeaseIsTold() {
        assumeTrue(hasLeases(), "this storage has no leases");
        Lease lease = answer(storage.lease(leaseTime()));
        commit(Transaction.builder().put("leader", Bytes.ofText("me"), lease));
        Watch watch = watch("", events::add);
        answer(lease.revoke());

        assertThat(next()).isEqualTo(new Snapshot(List.of(entry("leader", "me", 1))));
        assertThat(changes(1)).containsExactly(new Change.Deleted("leader"));
        watch.close();
    }

    @Test
    public void aClosedWatchIsToldNothing() {
        Watch closed = watch("", events::add);
        assertThat(next()).isInstanceOf(Snapshot.class);
        closed.close();
        closed.close();
        BlockingQueue<WatchEvent> others = new LinkedBlockingQueue<>();
        Watch open = watch("", others::add);
        put("a", "1");

        assertThat(next(others)).isEqualTo(new Snapshot(List.of()));
        assertThat(next(others)).isEqualTo(new Changed(List.of(new Change.Put(entry("a", "1", 1)))));
        assertThat(events).isEmpty();
        open.close();
    }

    @Test
    public void closingTheStorageIsTheLastThatAWatchIsTold() {
        Watch watch = watch("", events::add);
        assertThat(next()).isInstanceOf(Snapshot.class);
        storage.close();

        assertThat(next())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.cause().kind()).isEqualTo(StorageException.Kind.CLOSED));
        assertThatThrownBy(() -> storage.watch("", events::add))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        watch.close();
    }

    @Test
    public void aHandlerMayAskTheStorage() {
        CompletableFuture<List<Entry>> seen = new CompletableFuture<>();
        Watch watch = watch("a", event -> {
            if (event instanceof Snapshot) {
                var unused = storage.commit(
                        Transaction.builder().put("a", Bytes.ofText("1")).build());
            } else if (event instanceof Changed) {
                var unused = storage.range("").thenAccept(seen::complete);
            }
        });

        assertThat(answer(seen)).containsExactly(entry("a", "1", 1));
        watch.close();
    }

    @Test
    public void aHandlerThatThrowsEndsItsWatchOnlyAndItsThreadIsToldWhy() {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        Watch broken = watch("", event -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> told.complete(e));
            throw new IllegalStateException("planted by the test");
        });
        assertThat(answer(told)).hasMessage("planted by the test");
        Watch sound = watch("", events::add);
        put("a", "1");

        assertThat(next()).isInstanceOf(Snapshot.class);
        assertThat(changes(1)).containsExactly(new Change.Put(entry("a", "1", 1)));
        sound.close();
        broken.close();
    }

    /** However slow the handler, what it is told adds up to what is there. */
    @Test
    public void whatAWatchTellsAddsUpToWhatIsThere() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        CountDownLatch goOn = new CountDownLatch(1);
        Watch watch = watch("", event -> {
            events.add(event);
            await(goOn);
        });
        for (int i = 0; i < 200; i++) {
            answer(storage.commit(StorageModel.randomTransaction(random)));
            if (i == 100) {
                goOn.countDown();
            }
        }
        put("last", "1");

        Map<String, Entry> told = new TreeMap<>(Keys.ORDER);
        do {
            apply(next(), told);
        } while (!told.containsKey("last"));
        assertThat(told.values()).as("seed %d", seed).containsExactlyElementsOf(range(""));
        watch.close();
    }

    private static void apply(WatchEvent event, Map<String, Entry> told) {
        if (event instanceof Snapshot snapshot) {
            told.clear();
            snapshot.entries().forEach(entry -> told.put(entry.key(), entry));
        } else if (event instanceof Changed changed) {
            for (Change change : changed.changes()) {
                if (change instanceof Change.Put put) {
                    told.put(put.key(), put.entry());
                } else {
                    assertThat(told.remove(change.key()))
                            .as("deleted %s", change.key())
                            .isNotNull();
                }
            }
        } else {
            throw new AssertionError("The watch ended: " + event);
        }
    }

    final Watch watch(String prefix, Consumer<WatchEvent> handler) {
        assumeTrue(hasWatches(), "this storage cannot be watched");
        return storage.watch(prefix, handler);
    }

    private WatchEvent next() {
        return next(events);
    }

    static WatchEvent next(BlockingQueue<WatchEvent> events) {
        try {
            WatchEvent event = events.poll(ANSWER_SECONDS, SECONDS);
            if (event == null) {
                throw new AssertionError("Nothing was told within " + ANSWER_SECONDS + " s");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** So many changes, in however many events. */
    private List<Change> changes(int count) {
        List<Change> changes = new ArrayList<>();
        while (changes.size() < count) {
            WatchEvent event = next();
            assertThat(event).isInstanceOf(Changed.class);
            changes.addAll(((Changed) event).changes());
        }
        return changes;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(ANSWER_SECONDS, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
