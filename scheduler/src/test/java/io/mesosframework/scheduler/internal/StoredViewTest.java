package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.storage.Watch;
import io.mesosframework.storage.WatchEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoredViewTest {

    private static final Keys KEYS = Keys.of("shop");

    private static StorageException gone() {
        return new StorageException(StorageException.Kind.DENIED, false, "the token is not known", null);
    }

    /** Memory whose first watches fail, or are refused in turn, and whose others can be made to. */
    private static final class Forgetful extends ForwardingStorage {
        private final AtomicInteger failures;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile Runnable end = () -> {};
        private volatile Consumer<WatchEvent> told = event -> {};

        Forgetful(int failures) {
            super(Storage.inMemory());
            this.failures = new AtomicInteger(failures);
        }

        @Override
        public Watch watch(String prefix, Consumer<WatchEvent> handler) {
            asked.incrementAndGet();
            told = handler;
            int left = failures.getAndDecrement();
            if (left <= 0) {
                Watch watch = super.watch(prefix, handler);
                end = () -> {
                    watch.close();
                    handler.accept(new WatchEvent.Failed(gone()));
                };
                return watch;
            }
            if (left % 2 == 1) {
                throw gone();
            }
            var unused = CompletableFuture.runAsync(() -> handler.accept(new WatchEvent.Failed(gone())));
            return () -> {};
        }

        void fail() {
            end.run();
        }
    }

    private Forgetful storage = new Forgetful(0);

    @AfterEach
    void close() {
        storage.close();
    }

    private StoredView view() {
        return new StoredView(storage, "shop", InstantSource.system());
    }

    private void store(String name) {
        Application application =
                Application.named(name).cpus(1).mem(32).command("true").build();
        Transaction.Builder all = Transaction.builder();
        for (Action action : new DefaultTaskManager(new SplittableRandom(1)).put(application, Instant.now())) {
            if (action instanceof Action.Persist persist) {
                all.put(KEYS.kept(persist.key()), persist.value());
            }
        }
        assertThat(storage.commit(all.build()).join()).isInstanceOf(CommitResult.Committed.class);
    }

    private static void awaitApplications(StoredView view, String... names) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(view.tasks().specifications().stream()
                                .map(specification ->
                                        specification.application().name()))
                        .containsExactlyInAnyOrder(names));
    }

    @Test
    void whileTheStorageCannotBeReachedItIsNotSaidToBeFollowed() {
        try (StoredView view = view()) {
            await().until(() -> view.following().isWell());
            storage.told.accept(new WatchEvent.Interrupted(gone()));
            assertThat(view.following().isWell()).isFalse();
            assertThat(view.following().words()).contains("the token is not known");
            storage.told.accept(new WatchEvent.Snapshot(List.of()));
            assertThat(view.following().isWell()).isTrue();
        }
    }

    @Test
    void aWatchThatFailsIsBegunAgain() {
        storage = new Forgetful(2);
        store("web");
        try (StoredView view = view()) {
            awaitApplications(view, "web");
            assertThat(storage.asked).hasValue(3);
            storage.fail();
            store("jobs");
            awaitApplications(view, "web", "jobs");
        }
    }

    @Test
    void itIsToldWhetherWhatIsShownIsWhatIsStored() {
        storage = new Forgetful(2);
        Instant start = Instant.now();
        try (StoredView view = view()) {
            assertThat(view.following().isWell()).isFalse();
            assertThat(view.following().words()).isNotEmpty();
            assertThat(view.following().since()).isBetween(start, Instant.now());
            await().until(() -> view.following().isWell());
            assertThat(view.following().words()).isEmpty();

            storage.fail();
            assertThat(view.following().isWell()).isFalse();
            assertThat(view.following().words()).isEqualTo("what is stored is not followed: the token is not known");
            await().until(() -> view.following().isWell());
        }
    }

    @Test
    void notOnceItIsClosed() {
        storage = new Forgetful(1000);
        List<Runnable> later = new CopyOnWriteArrayList<>();
        StoredView view = new StoredView(storage, "shop", InstantSource.system(), later::add);
        await().until(() -> later.size() == 1);
        view.close();
        later.get(0).run();

        assertThat(storage.asked).hasValue(1);
        assertThat(later).hasSize(1);
    }

    /** Nothing will ever come of it. */
    @Test
    void norOnceTheStorageIs() {
        List<Runnable> later = new CopyOnWriteArrayList<>();
        try (StoredView view = new StoredView(storage, "shop", InstantSource.system(), later::add)) {
            await().until(() -> view.following().isWell());
            storage.close();
            await().until(() -> !view.following().isWell());

            assertThat(later).isEmpty();
            assertThat(view.tasks().slots()).isEmpty();
        }
    }
}
