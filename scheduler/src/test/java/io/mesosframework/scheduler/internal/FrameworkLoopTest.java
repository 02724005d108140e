package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesosframework.MesosException;
import io.mesosframework.http.Connection;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import io.mesosframework.scheduler.DeposedException;
import io.mesosframework.scheduler.Framework;
import io.mesosframework.scheduler.FrameworkBuilder;
import io.mesosframework.scheduler.FrameworkTerminatedException;
import io.mesosframework.scheduler.HandlerBlockedException;
import io.mesosframework.scheduler.HandlerProblem;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.storage.Bytes;
import io.mesosframework.storage.CommitResult;
import io.mesosframework.storage.ForwardingStorage;
import io.mesosframework.storage.Storage;
import io.mesosframework.storage.StorageException;
import io.mesosframework.storage.Transaction;
import io.mesosframework.utils.TimeSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop and the framework around it, with a storage that fails at will and no master to be reached. */
@Timeout(30)
class FrameworkLoopTest {

    /** Never connects. */
    private static final class Nowhere implements Transport {
        @Override
        public CompletableFuture<Connection> connect(Origin origin) {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {}
    }

    /** Fails the next commits with what it is told to, after or instead of making them. */
    private static final class Moody extends ForwardingStorage {
        private final AtomicReference<@Nullable StorageException> mood = new AtomicReference<>();
        private final AtomicInteger commits = new AtomicInteger();
        private volatile boolean madeAllTheSame;

        Moody() {
            super(Storage.inMemory());
        }

        @Override
        public CompletableFuture<CommitResult> commit(Transaction transaction) {
            commits.incrementAndGet();
            StorageException failure = mood.getAndSet(null);
            if (failure == null) {
                return super.commit(transaction);
            }
            if (madeAllTheSame) {
                super.commit(transaction).join();
            }
            return CompletableFuture.supplyAsync(() -> {
                throw failure;
            });
        }
    }

    private final Moody storage = new Moody();

    private FrameworkBuilder framework() {
        return Framework.named("loop")
                .masters("127.0.0.1:1")
                .transport(new Nowhere())
                .storage(storage);
    }

    private static Application web(int instances) {
        return Application.named("web")
                .instances(instances)
                .cpus(1)
                .mem(64)
                .command("run")
                .build();
    }

    @Test
    void aListenerThatThrowsIsReportedAndTheNextOnesHearAllTheSame() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        try (Framework framework = framework()
                .listener(transition -> {
                    throw new IllegalStateException("a bug of the user's");
                })
                .listener(transition -> heard.incrementAndGet())
                .start()) {
            framework.put(web(3)).get(10, TimeUnit.SECONDS);
            assertThat(heard).hasValue(3);
            framework.put(web(4)).get(10, TimeUnit.SECONDS);
            assertThat(framework.terminated()).isNotDone();
        }
    }

    @Test
    void aListenerThatDoesNotReturnIsReportedWhileItHoldsTheLoop() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<HandlerProblem> blocked = new LinkedBlockingQueue<>();
        try (Framework framework = framework()
                .blockedHandlerAfter(Duration.ofMillis(20))
                .blockedHandlerListener(blocked::add)
                .listener(transition -> {
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start()) {
            CompletableFuture<Void> put = framework.put(web(1));
            HandlerProblem problem = blocked.poll(10, TimeUnit.SECONDS);
            assertThat(problem).isNotNull();
            assertThat(problem.what()).isEqualTo("a change of web.0");
            assertThat(problem.cause())
                    .isInstanceOf(HandlerBlockedException.class)
                    .hasStackTraceContaining("CountDownLatch.await");
            assertThat(put).isNotDone();

            release.countDown();
            put.get(10, TimeUnit.SECONDS);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aConditionThatTakesLongDoesNotHoldTheLoop() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Framework framework = framework().start()) {
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try {
                    framework.await(
                            tasks -> {
                                asked.countDown();
                                boolean interrupted = false;
                                try {
                                    release.await();
                                } catch (InterruptedException e) {
                                    interrupted = true;
                                }
                                return interrupted || !tasks.slots().isEmpty();
                            },
                            Duration.ofSeconds(20));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            framework.put(web(1)).get(10, TimeUnit.SECONDS);
            release.countDown();
            waiting.get(10, TimeUnit.SECONDS);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aRecordThatCannotBeReadEndsTheStart() throws Exception {
        try (Framework framework = framework().start()) {
            framework.put(web(1)).get(10, TimeUnit.SECONDS);
        }
        String key = Keys.of("loop").kept("slots/web/0");
        storage.commit(Transaction.builder()
                        .put(key, Bytes.ofText("{\"format\":7}"))
                        .build())
                .join();
        assertThatThrownBy(() -> framework().start())
                .isInstanceOf(MesosException.class)
                .hasMessageContaining("slots/web/0")
                .hasMessageContaining("format 7");
        assertThat(storage.get(key).join().orElseThrow().value().text()).isEqualTo("{\"format\":7}");
    }

    @Test
    void aCommitOfUnknownOutcomeHasTheFrameworkStartAgainFromWhatIsStored() throws Exception {
        try (Framework framework = framework().start()) {
            framework.put(web(1)).get(10, TimeUnit.SECONDS);
            for (boolean made : new boolean[] {false, true}) {
                storage.madeAllTheSame = made;
                storage.mood.set(new StorageException(StorageException.Kind.UNAVAILABLE, true, "gone", null));
                int wanted = made ? 3 : 2;
                assertThatThrownBy(() -> framework.put(web(wanted)).get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(StorageException.class);
                int found = made ? 3 : 1;
                await().until(() -> framework.tasks().slotsOf("web").size() == found && canPut(framework, found));
                assertThat(framework.terminated()).isNotDone();
            }
        }
    }

    private static boolean canPut(Framework framework, int instances) {
        return framework
                .put(web(instances))
                .handle((nothing, error) -> error == null)
                .join();
    }

    @Test
    void aStorageThatIsDamagedEndsTheFrameworkWithItsError() {
        try (Framework framework = framework().start()) {
            storage.mood.set(new StorageException(StorageException.Kind.CORRUPT, false, "damaged", null));
            assertThatThrownBy(() -> framework.put(web(1)).get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("damaged");
            assertThatThrownBy(() -> framework.terminated().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StorageException.class);
            assertThatThrownBy(() -> framework.await(tasks -> false, Duration.ofSeconds(10)))
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    void aSecondInstanceDeposesTheFirst() throws Exception {
        try (Framework first = framework().start();
                Framework second = framework().start()) {
            assertThatThrownBy(() -> first.put(web(1)).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(DeposedException.class);
            assertThatThrownBy(() -> first.terminated().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(DeposedException.class);
            second.put(web(1)).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void anApplicationForARoleThatTheFrameworkHasNotIsRefusedByItsPath() {
        try (Framework framework = framework().roles("a", "b").start()) {
            Application stranger = Application.named("x")
                    .cpus(1)
                    .mem(1)
                    .role("c")
                    .command("run")
                    .build();
            assertThatThrownBy(() -> framework.put(stranger).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InvalidApplicationsException.class)
                    .hasMessageContaining("resources.role")
                    .hasMessageContaining("a, b");
            assertThat(framework.terminated()).isNotDone();
        }
    }

    @Test
    void aWaitOnTheLoopThrowsAtOnce() throws Exception {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicReference<@Nullable Framework> self = new AtomicReference<>();
        try (Framework framework = framework()
                .listener(transition -> {
                    try {
                        Framework present = self.get();
                        if (present != null) {
                            present.put(web(9)).join();
                        }
                    } catch (IllegalStateException e) {
                        thrown.compareAndSet(null, e);
                    }
                })
                .start()) {
            self.set(framework);
            framework.put(web(1)).get(10, TimeUnit.SECONDS);
            assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aListenerMayCloseTheFramework() throws Exception {
        AtomicReference<@Nullable Framework> self = new AtomicReference<>();
        Framework framework = framework()
                .listener(transition -> Optional.ofNullable(self.get()).ifPresent(Framework::close))
                .start();
        self.set(framework);
        var unused = framework.put(web(1));
        framework.terminated().get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> framework.put(web(2)).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(FrameworkTerminatedException.class);
    }

    @Test
    void afterTheCloseRequestsFailAtOnce() {
        Framework framework = framework().start();
        framework.close();
        framework.close();
        assertThat(framework.terminated()).isCompleted();
        assertThatThrownBy(() -> framework.put(web(1)).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(MesosException.class);
    }

    @Test
    void manySlotsArePutInSeveralCommitsAndOneAnswer() throws Exception {
        try (Framework framework = framework().start()) {
            int before = storage.commits.get();
            framework.put(web(20_000)).get(20, TimeUnit.SECONDS);
            assertThat(storage.commits.get() - before).isBetween(3, 8);
            assertThat(framework.tasks().slotsOf("web")).hasSize(20_000);
        }
        try (Framework again = framework().start()) {
            assertThat(again.tasks().slotsOf("web")).hasSize(20_000);
        }
    }

    /** As shutdownNow does with what waits to be run. */
    @Test
    void anExecutorThatDropsTheTurnsItTookEndsTheFramework() throws Exception {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
        TimeSource time = new TimeSource() {
            @Override
            public InstantSource clock() {
                return InstantSource.system();
            }

            @Override
            public ScheduledExecutorService executor() {
                return executor;
            }
        };
        try (Framework framework = framework().time(time).start()) {
            CountDownLatch busy = new CountDownLatch(1);
            executor.execute(() -> {
                busy.countDown();
                awaitInterrupt();
            });
            busy.await();
            CompletableFuture<Void> dropped = framework.put(web(1));
            executor.shutdownNow();

            assertThatThrownBy(() -> framework.put(web(2)).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(FrameworkTerminatedException.class);
            assertThat(dropped).failsWithin(Duration.ofSeconds(10));
        }
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
