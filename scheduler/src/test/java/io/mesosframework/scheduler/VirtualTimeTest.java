package io.mesosframework.scheduler;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Retry;
import io.mesosframework.scheduler.tasks.Slot;
import io.mesosframework.scheduler.tasks.SlotState;
import io.mesosframework.scheduler.tasks.SlotTransition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole framework in the time of an embedded cluster. */
@Timeout(60)
class VirtualTimeTest {

    private static final Duration BACKOFF = Duration.ofMinutes(10);
    private static final Duration RUN = Duration.ofMinutes(1);

    private static EmbeddedMesosBuilder mesos() {
        return EmbeddedMesos.builder()
                .agents(2)
                .virtualTime()
                .seed(7)
                .simulatedTasks(TaskScript.runsFor(RUN).thenExits(1));
    }

    private static FrameworkBuilder framework(EmbeddedMesos mesos) {
        return Framework.named("virtual")
                .masters(mesos.master())
                .transport(mesos.transport())
                .time(mesos.time())
                .random(new SplittableRandom(7));
    }

    private static ApplicationBuilder flaky() {
        return Application.named("flaky")
                .cpus(1)
                .mem(64)
                .command("fail")
                .retry(new Retry(BACKOFF, true, 3, Duration.ofHours(2)));
    }

    private static boolean hasFailed(Framework framework) {
        return framework.tasks().slotsOf("flaky").stream().anyMatch(slot -> slot.state() == SlotState.FAILED);
    }

    @Test
    void threeRetriesWithBackOffsOfMinutesEndInAMoment() {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos).start()) {
            framework.put(flaky().build()).join();
            long before = System.nanoTime();

            Duration took = mesos.time().advanceUntil(() -> hasFailed(framework), Duration.ofHours(3));

            // Four runs, and waits of 10, 20 and 40 min that are never shorter and up to a quarter longer.
            Duration shortest = RUN.multipliedBy(4).plus(BACKOFF.multipliedBy(7));
            assertThat(took)
                    .isBetween(
                            shortest,
                            shortest.plus(BACKOFF.multipliedBy(7).dividedBy(4)).plusMinutes(1));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aRunIsTheSameAgainToTheLastTaskId() {
        List<String> first = run();
        assertThat(first).hasSizeGreaterThan(12).isEqualTo(run());
    }

    private static List<String> run() {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos)
                        .listener(change -> seen.add(mesos.time().now() + " " + told(change)))
                        .start()) {
            mesos.time().advance(Duration.ofSeconds(2)); // else its subscription races with the put
            framework.put(flaky().instances(3).build()).join();
            mesos.time().advance(Duration.ofHours(2));
            return new ArrayList<>(seen);
        }
    }

    /** All but the addresses of agents, whose ports are the machine's to choose. */
    private static String told(SlotTransition change) {
        Slot slot = requireNonNull(change.after());
        Slot.SlotTask task = slot.task();
        return slot.key() + " " + slot.state() + " " + slot.until()
                + (task == null ? "" : " " + task.id() + " on " + task.agent());
    }

    @Test
    void nothingHappensWhileTheTimeStandsStill() throws Exception {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = framework(mesos).start()) {
            framework.put(flaky().build()).join();
            mesos.time().advanceUntil(() -> isAt(framework, SlotState.RUNNING), Duration.ofMinutes(1));
            mesos.time().advanceUntil(() -> isAt(framework, SlotState.WAITING), Duration.ofMinutes(5));
            Instant now = mesos.time().now();
            mesos.time().advance(Duration.ZERO);
            assertThat(isAt(framework, SlotState.WAITING)).isTrue();
            mesos.time().advance(BACKOFF.minusMinutes(1));
            assertThat(isAt(framework, SlotState.WAITING)).isTrue();
            Duration more = mesos.time().advanceUntil(() -> isAt(framework, SlotState.RUNNING), Duration.ofMinutes(5));
            assertThat(more).isBetween(Duration.ofSeconds(59), Duration.ofMinutes(4));
            assertThat(mesos.time().now()).isAfter(now.plus(BACKOFF));
        }
    }

    private static boolean isAt(Framework framework, SlotState state) {
        return framework.tasks().slotsOf("flaky").stream().allMatch(slot -> slot.state() == state);
    }

    /** What is lost is lost after 75 s, and replaced 5 min later. */
    @Test
    void aTaskOnALostAgentIsReplacedAfterMinutes() {
        try (EmbeddedMesos mesos = mesos().simulatedTasks(TaskScript.runs()).start();
                Framework framework = framework(mesos).start()) {
            framework.put(flaky().build()).join();
            mesos.time().advanceUntil(() -> isAt(framework, SlotState.RUNNING), Duration.ofMinutes(1));
            String lost = taskId(framework);
            mesos.agent(1).partition();
            mesos.agent(2).partition();
            mesos.time().advanceUntil(() -> isAt(framework, SlotState.UNREACHABLE), Duration.ofMinutes(2));
            mesos.addAgent();

            Duration took = mesos.time().advanceUntil(() -> isAt(framework, SlotState.RUNNING), Duration.ofMinutes(10));

            assertThat(took).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
            assertThat(taskId(framework)).isNotEqualTo(lost);
        }
    }

    private static String taskId(Framework framework) {
        return framework
                .tasks()
                .slotsOf("flaky")
                .iterator()
                .next()
                .currentTask()
                .id();
    }

    @Test
    @Tag("slow")
    void overHttpItsOwnTimersAreVirtualToo() {
        try (EmbeddedMesos mesos = mesos().start();
                Framework framework = Framework.named("virtual")
                        .masters(mesos.master())
                        .time(mesos.time())
                        .start()) {
            // The way there takes real time, in which the other would be over.
            Awaitility.await().until(framework::isReconciled);
            framework.put(flaky().build()).join();
            assertThat(mesos.time().advanceUntil(() -> hasFailed(framework), Duration.ofHours(3)))
                    .isGreaterThan(BACKOFF.multipliedBy(7));
        }
    }

    @Test
    void allCallbacksAreOnTheClustersThreadWhereWaitingFailsAtOnce() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        List<Throwable> refusals = new CopyOnWriteArrayList<>();
        try (EmbeddedMesos mesos = mesos().start()) {
            Framework[] itself = new Framework[1];
            try (Framework framework = framework(mesos)
                    .listener(change -> {
                        threads.add(Thread.currentThread().getName());
                        try {
                            itself[0].delete("flaky").join();
                        } catch (RuntimeException e) {
                            refusals.add(e);
                        }
                    })
                    .start()) {
                itself[0] = framework;
                framework.put(flaky().build()).join();
                mesos.time().advance(Duration.ofMinutes(1));
            }
            assertThat(threads).containsExactly("embedded-mesos");
            assertThat(refusals).isNotEmpty().allMatch(IllegalStateException.class::isInstance);
        }
    }

    @Test
    void aFrameworkThatOutlivesItsClusterEndsAndSaysWhy() throws Exception {
        EmbeddedMesos mesos = mesos().start();
        Framework framework = framework(mesos).start();
        framework.put(flaky().build()).join();
        mesos.close();

        assertThatThrownBy(() -> framework.put(flaky().instances(2).build()).get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(FrameworkTerminatedException.class);
        framework.close();
    }

    @Test
    void closeLeavesNoTimerBehind() {
        try (EmbeddedMesos mesos = mesos().start()) {
            Framework framework = framework(mesos).start();
            framework.put(flaky().build()).join();
            mesos.time().advance(Duration.ofMinutes(2));
            framework.close();
            assertThat(framework.terminated()).isCompleted();
            mesos.time().advance(Duration.ofHours(1));
            assertThat(hasFailed(framework)).isFalse();
        }
    }
}
