package io.mesosframework.testing.mesos;

import static io.mesosframework.testing.mesos.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.mesosframework.client.scheduler.SchedulerClient;
import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.protocol.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AwaitTest {

    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    /** As a test sees a Mesos that tells nothing by itself. */
    private record Remote(EmbeddedMesos mesos) implements MesosUnderTest {

        @Override
        public MesosCluster.Mode mode() {
            return MesosCluster.Mode.REAL;
        }

        @Override
        public List<String> masters() {
            return mesos.masters();
        }

        @Override
        public List<String> agents() {
            return mesos.agents();
        }

        @Override
        public void close() {
            mesos.close();
        }
    }

    @Test
    @MesosCluster(agents = 2, masters = 2)
    void aFailoverIsWaitedOut(EmbeddedMesos mesos) {
        mesos.failOver();
        await(mesos).agents(2);
        mesos.killMaster(0);
        mesos.startMaster(0);
        await(mesos).agents(2);
    }

    @Test
    @MesosCluster(agents = 2, masters = 2, virtualTime = true)
    void aFailoverInVirtualTimeIsWaitedOut(EmbeddedMesos mesos) {
        mesos.failOver();
        assertThat(mesos.leader()).isEmpty();
        await(mesos).agents(2);
    }

    @Test
    @MesosCluster(agents = 0, masters = 2, virtualTime = true)
    void aLeaderThatNobodyComesToIsSeen(EmbeddedMesos mesos) {
        mesos.failOver();
        await(mesos).agents(0);
        assertThat(mesos.leader()).isPresent();
    }

    @Test
    @MesosCluster(agents = 2, masters = 3)
    void aFailoverOfMastersThatAreAskedFromAfarIsWaitedOut(EmbeddedMesos mesos) {
        MesosUnderTest remote = new Remote(mesos);
        await(remote).agents(2);
        mesos.killMaster(0);
        await(remote).agents(2);
        mesos.killMaster(1);
        mesos.startMaster(0);
        await(remote).agents(2);
    }

    @Test
    @MesosCluster
    void whereNoMasterLeadsUntilTheEndTheErrorSaysSo(EmbeddedMesos mesos) {
        mesos.killMaster(0);
        assertThatThrownBy(() -> await(mesos).atMost(Duration.ofMillis(300)).frameworkDisconnected("none"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Not within 300 ms: framework none is not connected\nNo master leads");
        assertThatThrownBy(() ->
                        await(new Remote(mesos)).atMost(Duration.ofMillis(100)).agents(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("No master leads: " + mesos.masters().get(0) + " does not answer");
    }

    @Test
    @MesosCluster(agents = 2, virtualTime = true)
    void anErrorTellsInLinesWhatTheMasterKnows(EmbeddedMesos mesos, SchedulerClient client) {
        client.start(new Starter(client, "t"));
        await(mesos).taskState("t", TaskState.TASK_RUNNING);
        Throwable failure =
                catchThrowable(() -> await(mesos).atMost(Duration.ofSeconds(90)).taskState("t", TaskState.TASK_FAILED));
        assertThat(String.valueOf(failure.getMessage()).lines())
                .containsExactly(
                        "Not within 1 min 30 s of the cluster's time: task t is TASK_FAILED",
                        "Task t is TASK_RUNNING",
                        "Leader: " + mesos.master(),
                        "Agents: 2 active",
                        "Frameworks: 1",
                        "  anErrorTellsInLinesWhatTheMasterKnows(EmbeddedMesos, SchedulerClient), connected, 1 tasks,"
                                + " 2 offers out",
                        "Tasks: 1 TASK_RUNNING",
                        "  t TASK_RUNNING");
        mesos.agent(1).kill();
        assertThatThrownBy(() -> await(mesos).atMost(Duration.ZERO).taskState("u", TaskState.TASK_FAILED))
                .hasMessageContainingAll("There is no task u", "Agents: 1 active, 1 inactive");
    }

    @Test
    @MesosCluster(virtualTime = true)
    void aThreadThatIsInterruptedWaitsNoLongerInVirtualTime(EmbeddedMesos mesos) throws Exception {
        Instant begin = mesos.time().now();
        interrupted(mesos, () -> mesos.time().now().isAfter(begin));
    }

    @Test
    @MesosCluster
    void aThreadThatIsInterruptedWaitsNoLonger(EmbeddedMesos mesos) throws Exception {
        interrupted(mesos, () -> true);
    }

    private static void interrupted(EmbeddedMesos mesos, Callable<Boolean> underWay) throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            thrown.complete(catchThrowable(() -> await(mesos).atMost(FOR_EVER).offers(1)));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        Awaitility.await().until(underWay);
        waiting.interrupt();
        assertThat(thrown.get(20, TimeUnit.SECONDS))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Interrupted while waiting: 1 or more offers are out");
        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @MesosCluster(agents = 0)
    void aClosedClusterIsNotWaitedFor(EmbeddedMesos mesos) {
        mesos.close();
        assertThatThrownBy(() -> await(mesos).agents(0)).hasMessage("This embedded Mesos is closed");
    }

    @Test
    @MesosCluster(agents = 0)
    void aNegativeLimitIsRefused(EmbeddedMesos mesos) {
        assertThatThrownBy(() -> await(mesos).atMost(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
