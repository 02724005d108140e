package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever comes too late is told so. */
@Timeout(30)
class ClosedClusterTest {

    private final EmbeddedMesos mesos =
            EmbeddedMesos.builder().simulatedTasks(TaskScript.runs()).start();
    private final EmbeddedAgent agent = mesos.agent(1);
    private final Faults faults = mesos.faults();

    @Test
    void whatIsAskedOfItFailsAndSaysThatItIsClosed() {
        mesos.close();
        closed(mesos::state);
        closed(mesos::stateOfLeader);
        closed(mesos::failOver);
        closed(() -> mesos.killMaster(0));
        closed(() -> mesos.startMaster(0));
        closed(() -> mesos.startMaster(0, "region", "zone"));
        closed(() -> mesos.isMasterUp(0));
        closed(mesos::addAgent);
        closed(() -> mesos.script(task -> TaskScript.runs()));
        closed(mesos::faults);
        closed(() -> faults.crashExecutor("t"));
        closed(() -> mesos.onChange(() -> {}));
        closed(agent::id);
        closed(agent::isUp);
        closed(agent::kill);
        closed(agent::restart);
        closed(agent::partition);
    }

    private static void closed(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage("This embedded Mesos is closed");
    }

    @Test
    void itsAddressesAreStillKnownAndNobodyLeads() {
        String master = mesos.master();
        mesos.close();
        assertThat(mesos.master()).isEqualTo(master);
        assertThat(mesos.leader()).isEmpty();
        assertThat(mesos.agents()).containsExactly(agent.address());
        assertThatCode(mesos::close).doesNotThrowAnyException();
    }

    @Test
    void whoeverClosesItSecondWaitsForTheFirstUnlessTheFirstWaitsForThem() throws Exception {
        CountDownLatch isBusy = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch loopHasClosed = new CountDownLatch(1);
        mesos.killMaster(0);
        EmbeddedMesos.Registration unused = mesos.onChange(() -> {
            isBusy.countDown();
            awaitUninterruptibly(goOn);
            mesos.close();
            loopHasClosed.countDown();
        });
        mesos.startMaster(0); // leads some time later, in a turn that nobody waits for
        isBusy.await();

        Thread first = new Thread(mesos::close, "first");
        first.start();
        await().until(() -> mesos.leader().isEmpty() && first.getState() == Thread.State.TIMED_WAITING);
        AtomicBoolean isGone = new AtomicBoolean();
        Thread second = new Thread(
                () -> {
                    mesos.close();
                    isGone.set(Files.notExists(mesos.workDirectory()));
                },
                "second");
        second.start();
        await().until(() ->
                EnumSet.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED).contains(second.getState()));
        goOn.countDown();

        second.join();
        first.join();
        assertThat(isGone).isTrue();
        assertThat(loopHasClosed.getCount()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void itsTimeMovesNoMore() {
        EmbeddedMesos virtual = EmbeddedMesos.builder().virtualTime().start();
        virtual.close();
        for (ThrowingCallable call : new ThrowingCallable[] {
            () -> virtual.time().advance(Duration.ofSeconds(1)),
            () -> virtual.time().advanceUntil(() -> false, Duration.ofSeconds(1)),
            () -> virtual.time().skipWhenIdle()
        }) {
            assertThatThrownBy(call)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("closed");
        }
    }
}
