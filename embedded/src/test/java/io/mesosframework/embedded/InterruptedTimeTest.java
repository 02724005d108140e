package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A test whose thread is interrupted, as by JUnit's time-outs, must not go on for years of virtual time. */
class InterruptedTimeTest {

    private static final Duration CENTURY = Duration.ofDays(36_500);
    private static final long PATIENCE_SECONDS = 20;

    private record End(Throwable thrown, boolean interrupted) {}

    @Test
    void anAdvanceEndsAndTheTimeStaysWhereItIs() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            interrupted(mesos, () -> mesos.time().advance(CENTURY));
            mesos.time().advance(Duration.ZERO);
            Instant stopped = mesos.time().now();
            mesos.time().advance(Duration.ofSeconds(1));
            assertThat(mesos.time().now()).isEqualTo(stopped.plusSeconds(1));
        }
    }

    @Test
    void aWaitForAConditionEnds() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            interrupted(mesos, () -> mesos.time().advanceUntil(() -> false, ChronoUnit.FOREVER.getDuration()));
        }
    }

    @Test
    void itEndsThoughTheClustersOwnThreadIsHeldUp() throws Exception {
        CompletableFuture<Void> held = new CompletableFuture<>();
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            var unused = mesos.time().executor().schedule(held::join, 1, TimeUnit.SECONDS);
            interrupted(mesos, () -> mesos.time().advance(CENTURY));
            held.complete(null);
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadyMovesNothing() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            Instant before = mesos.time().now();
            Thread.currentThread().interrupt();
            End end = end(() -> mesos.time().advance(Duration.ofSeconds(1)));
            boolean unused = Thread.interrupted();
            assertThat(end.thrown).isInstanceOf(CancellationException.class);
            assertThat(end.interrupted).isTrue();
            assertThat(mesos.time().now()).isEqualTo(before);
        }
    }

    private static void interrupted(EmbeddedMesos mesos, Runnable move) throws Exception {
        Instant begin = mesos.time().now();
        CompletableFuture<End> end = new CompletableFuture<>();
        Thread mover = new Thread(() -> end.complete(end(move)));
        mover.start();
        await().until(() -> mesos.time().now().isAfter(begin));
        mover.interrupt();
        End ended = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(ended.thrown)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("Interrupted while the cluster's time was moved");
        assertThat(ended.interrupted).isTrue();
        assertThat(mesos.time().now()).isBefore(begin.plus(CENTURY));
    }

    private static End end(Runnable move) {
        try {
            move.run();
            return new End(new AssertionError("It came to its end"), false);
        } catch (RuntimeException | Error e) {
            return new End(e, Thread.currentThread().isInterrupted());
        }
    }
}
