package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.tasks.ApplicationChange;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import io.mesosframework.scheduler.tasks.Specification;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.Entry;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a framework, and what it counts, on an embedded Mesos. */
@Timeout(60)
final class FrameworkListenerTest {

    /** Memory that can be told to fail. */
    private static final class Moody extends ForwardingStorage {
        private final AtomicBoolean failing = new AtomicBoolean();

        Moody() {
            super(Storage.inMemory());
        }

        @Override
        public CompletableFuture<List<Entry>> range(String prefix) {
            return failing.get() ? gone() : super.range(prefix);
        }

        @Override
        public CompletableFuture<CommitResult> commit(Transaction transaction) {
            return failing.get() ? gone() : super.commit(transaction);
        }

        private static <T> CompletableFuture<T> gone() {
            return CompletableFuture.failedFuture(
                    new StorageException(StorageException.Kind.UNAVAILABLE, true, "the disk is full", null));
        }
    }

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().agents(1).simulatedTasks(TaskScript.runs()).start();
    private final Moody storage = new Moody();
    private final Framework framework = Framework.named("heard")
            .masters(mesos.master())
            .storage(storage)
            .listener(new FrameworkListener() {
                @Override
                public void takenUp(TaskView tasks) {
                    told.add("taken up with " + tasks.specifications().size());
                }

                @Override
                public void slotChanged(SlotTransition transition) {
                    told.add(transition.key() + " "
                            + (transition.after() == null
                                    ? "gone"
                                    : transition.after().state().word()));
                    if (transition.after() != null && transition.after().state() == SlotState.STAGING) {
                        throw new IllegalStateException("which must not harm");
                    }
                }

                @Override
                public void applicationChanged(ApplicationChange change) {
                    told.add(change.name() + " " + version(change.before()) + "->" + version(change.after()));
                }

                @Override
                public void subscriptionChanged(SubscriptionState state) {
                    told.add(state.getClass().getSimpleName());
                }

                @Override
                public void ended(Optional<Throwable> cause) {
                    told.add("ended " + cause.isPresent());
                }
            })
            .start();

    @AfterEach
    void stop() {
        framework.close();
        mesos.close();
    }

    private static String version(@Nullable Specification specification) {
        return specification == null ? "none" : specification.version() + (specification.deleted() ? "deleted" : "");
    }

    private static Application app(String command) {
        return Application.named("web").cpus(0.1).mem(32).command(command).build();
    }

    @Test
    void allIsToldInItsOrderAndCounted() throws Exception {
        framework.put(app("run")).join();
        framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 1, Duration.ofSeconds(30));
        framework.scale("web", 2).join();
        framework.await(tasks -> tasks.slotsIn(SlotState.RUNNING).size() == 2, Duration.ofSeconds(30));
        FrameworkStatistics statistics = framework.statistics();
        framework.delete("web").join();
        framework.await(tasks -> tasks.specifications().isEmpty(), Duration.ofSeconds(30));
        framework.close();
        await().until(() -> told.contains("ended false"));

        assertThat(told)
                .startsWith("taken up with 0")
                .containsSubsequence("web none->1", "web.0 launching", "web.0 running", "web 1->2", "web.1 running")
                .containsSubsequence("web 2->2deleted", "web.0 gone", "web 2deleted->none", "ended false")
                .endsWith("ended false")
                .contains("Subscribed");

        assertThat(statistics.launches()).isEqualTo(2);
        assertThat(statistics.starts()).isEqualTo(1);
        assertThat(statistics.events()).containsEntry(Event.Type.SUBSCRIBED, 1L);
        assertThat(statistics.statuses()).containsEntry(TaskState.TASK_RUNNING, 2L);
        assertThat(statistics.calls())
                .hasEntrySatisfying(
                        Call.Type.ACCEPT, calls -> assertThat(calls.accepted()).isPositive());
        FrameworkStatistics.Offers offers = statistics.offers();
        assertThat(offers.received()).isGreaterThanOrEqualTo(offers.accepted());
        assertThat(offers.accepted()).isPositive();
        assertThat(statistics.commits().seconds().count())
                .isPositive()
                .isEqualTo(statistics.commits().operations().count());
        assertThat(statistics.loop().turns().count()).isPositive();
        assertThat(statistics.loop().lag().count()).isPositive();
        assertThat(statistics.loop().lag().quantile(0.5)).isPositive();
    }

    @Test
    void aStorageThatFailsIsToldAndWhatIsStoredIsTakenUpAgain() throws Exception {
        framework.put(app("run")).join();
        framework.await(tasks -> framework.isReconciled(), Duration.ofSeconds(30));
        await().until(() -> framework.condition().isReady());
        assertThat(framework.condition().subscription().words()).contains(":");

        storage.failing.set(true);
        assertThat(framework.scale("web", 2)).failsWithin(Duration.ofSeconds(10));
        await().until(() -> !framework.condition().storage().isWell());
        assertThat(framework.condition().storage().words()).isEqualTo("the disk is full");
        assertThat(framework.condition().isReady()).isFalse();
        assertThat(framework.statistics().commits().failures()).isPositive();

        storage.failing.set(false);
        await().atMost(Duration.ofSeconds(30)).until(() -> framework.condition().isReady());
        assertThat(told).containsSubsequence("taken up with 0", "Subscribed", "taken up with 1", "Subscribed");
        assertThat(framework.statistics().starts()).isEqualTo(2);
    }

    @Test
    void whatHasEndedSaysSo() {
        framework.close();

        assertThat(framework.condition().ended()).contains("The framework has been closed");
        assertThat(framework.condition().isReady()).isFalse();
    }
}
