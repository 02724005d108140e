package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void timeStandsStillUntilItIsMoved() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            assertThat(mesos.time().now()).isEqualTo(BEGIN);
            mesos.time().advance(Duration.ofMinutes(90));
            assertThat(mesos.time().now()).isEqualTo(BEGIN.plus(Duration.ofMinutes(90)));
        }
    }

    @Test
    void anHourBringsItsHeartbeatsInLittleRealTime() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start();
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            framework.offer(0);
            long before = System.nanoTime();
            mesos.time().advance(Duration.ofHours(1));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(RawFramework.LIMIT)
                    .until(() -> heartbeats(framework) == 1 + 3600 / 15);
        }
    }

    private static long heartbeats(RawFramework framework) {
        return framework.stream.events.stream()
                .filter(event -> event.getType() == Event.Type.HEARTBEAT)
                .count();
    }

    @Test
    void aRefusalOfAnHourEndsAfterAnHourOfTheClustersTime() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start();
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            Offer first = framework.offer(0);
            framework.call(Call.newBuilder()
                    .setType(Call.Type.DECLINE)
                    .setDecline(Call.Decline.newBuilder()
                            .addOfferIds(first.getId())
                            .setFilters(Filters.newBuilder().setRefuseSeconds(3600))));

            mesos.time().advance(Duration.ofMinutes(59));
            assertThat(framework.offers()).hasSize(1);
            Duration took = mesos.time().advanceUntil(() -> framework.offers().size() > 1, Duration.ofMinutes(2));

            assertThat(took).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(62));
        }
    }

    @Test
    void whatDoesNotComeTrueInTimeIsAnAssertionError() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            assertThatThrownBy(() -> mesos.time().advanceUntil(() -> false, Duration.ofSeconds(10)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("PT10S");
            assertThat(mesos.time().now()).isEqualTo(BEGIN.plusSeconds(10));
        }
    }

    @Test
    void itSkipsAheadByItselfUntilItIsHeld() throws Exception {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start();
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            framework.offer(0);
            mesos.time().skipWhenIdle();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(RawFramework.LIMIT)
                    .until(() -> heartbeats(framework) > 20);
            mesos.time().hold();
            mesos.time().advance(Duration.ZERO); // the turn under way is over then
            Instant held = mesos.time().now();
            framework.call(Call.newBuilder().setType(Call.Type.SUPPRESS));
            assertThat(mesos.time().now()).isEqualTo(held).isAfter(BEGIN.plusSeconds(300));
        }
    }

    @Test
    void theSameSeedGivesTheSameIds() throws Exception {
        assertThat(frameworkId(7)).isEqualTo(frameworkId(7)).isNotEqualTo(frameworkId(8));
    }

    private static String frameworkId(long seed) throws Exception {
        try (EmbeddedMesos mesos =
                        EmbeddedMesos.builder().virtualTime().seed(seed).start();
                RawFramework framework = new RawFramework(mesos, Codec.PROTOBUF, RawFramework.info())) {
            return framework.id().getValue() + " " + framework.streamId();
        }
    }

    @Test
    void tasksOfItsExecutorRunAtTheClustersTimeAndInOrder() {
        List<String> ran = new ArrayList<>();
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            var executor = mesos.time().executor();
            ScheduledFuture<?> later = executor.schedule(
                    () -> ran.add("late at " + BEGIN.until(mesos.time().now(), ChronoUnit.SECONDS)),
                    10,
                    TimeUnit.SECONDS);
            ScheduledFuture<?> never = executor.schedule(() -> ran.add("never"), 5, TimeUnit.SECONDS);
            ScheduledFuture<?> often = executor.scheduleAtFixedRate(() -> ran.add("tick"), 4, 4, TimeUnit.SECONDS);
            never.cancel(false);
            mesos.time().advance(Duration.ofSeconds(13));
            assertThat(ran).containsExactly("tick", "tick", "late at 10", "tick");
            assertThat(later.isDone()).isTrue();
            often.cancel(false);
            mesos.time().advance(Duration.ofSeconds(13));
            assertThat(ran).hasSize(4);
        }
    }

    @Test
    void theClustersOwnThreadCannotMoveTheTime() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start()) {
            var moving = mesos.time().executor().submit(() -> mesos.time().advance(Duration.ofSeconds(1)));
            assertThatThrownBy(() -> moving.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aClosedClusterHasNoTime() {
        EmbeddedMesos mesos = EmbeddedMesos.builder().virtualTime().start();
        mesos.close();
        assertThatThrownBy(() -> mesos.time().advance(Duration.ofSeconds(1)))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aClusterOnTheMachinesTimeHasNoneOfItsOwn() {
        try (EmbeddedMesos mesos = EmbeddedMesos.builder().start()) {
            assertThatThrownBy(mesos::time)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("virtualTime()");
        }
    }
}
