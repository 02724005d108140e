package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.placement.OpenOffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The small parts that keep count: offers, roles, doubts, amounts, time. */
class BooksTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Nested
    class Offers {

        private final OfferLedger ledger = new OfferLedger();

        @Test
        void anOfferIsUsedOnce() {
            ledger.receive(List.of(offer("a"), offer("b")));
            assertThat(ledger.use(List.of(id("a")))).isTrue();
            assertThat(ledger.use(List.of(id("a")))).isFalse();
            assertThat(ledger.use(List.of(id("b"), id("a")))).isFalse();
            assertThat(ledger.use(List.of(id("b"), id("b")))).isFalse();
            assertThat(ledger.use(List.of(id("b")))).isTrue();
            assertThat(ledger.unaccounted()).isZero();
        }

        @Test
        void anOfferToldTwiceIsOne() {
            ledger.receive(List.of(offer("a")));
            ledger.receive(List.of(offer("a")));
            ledger.use(List.of(id("a")));
            assertThat(ledger.unaccounted()).isZero();
            assertThat(ledger.open()).isEmpty();
        }

        @Test
        void rescindsOfOffersLongUsedAreRememberedInBounds() {
            for (int i = 0; i < 5000; i++) {
                ledger.rescind(id("x" + i));
            }
            ledger.receive(List.of(offer("x0"), offer("x4999")));
            assertThat(ledger.open()).hasSize(1);
            assertThat(ledger.unaccounted()).isZero();
        }

        @Test
        void whatIsOwedIsTakenOnceAndNotAfterARescindOrANewSubscription() {
            ledger.owe(List.of(id("a"), id("b")), NOON.plusSeconds(5));
            ledger.rescind(id("b"));
            assertThat(ledger.takeOwed(NOON)).isEmpty();
            assertThat(ledger.nextOwed()).contains(NOON.plusSeconds(5));
            assertThat(ledger.takeOwed(NOON.plusSeconds(5))).containsExactly(id("a"));
            assertThat(ledger.takeOwed(NOON.plusSeconds(9))).isEmpty();
            ledger.owe(List.of(id("c")), NOON);
            ledger.startAnew();
            assertThat(ledger.takeOwed(NOON.plusSeconds(9))).isEmpty();
        }

        @Test
        void whatIsOpenIsShownUntilItIsAnswered() {
            ledger.receive(List.of(offer("a"), offer("b"), offer("c")));
            ledger.hold(id("a"), NOON);
            ledger.use(List.of(id("b")));
            assertThat(ledger.shown())
                    .containsExactlyInAnyOrder(new OpenOffer(offer("a"), NOON), new OpenOffer(offer("c"), null));
            ledger.rescind(id("c"));
            assertThat(ledger.shown()).hasSize(1);
            ledger.startAnew();
            assertThat(ledger.shown()).isEmpty();
        }

        @Test
        void offersThatShowAReservationAreKnownUntilTheyAreAnswered() {
            ledger.receive(List.of(offer("a"), reserved("b"), reserved("c"), reserved("d"), reserved("e")));
            assertThat(ledger.showingReservations())
                    .extracting(Offer::getId)
                    .containsExactly(id("b"), id("c"), id("d"), id("e"));
            ledger.rescind(id("b"));
            ledger.use(List.of(id("c")));
            ledger.hide(id("d"), NOON.plusSeconds(1));
            ledger.hold(id("e"), NOON.plusSeconds(1));
            assertThat(ledger.showingReservations()).extracting(Offer::getId).containsExactly(id("e"));
            assertThat(ledger.hasUnanswered(NOON.plusSeconds(1))).isTrue();
            assertThat(ledger.showingReservations()).hasSize(2);
            ledger.startAnew();
            assertThat(ledger.showingReservations()).isEmpty();
        }

        private static Offer reserved(String id) {
            Offer offer = offer(id);
            return offer.toBuilder()
                    .clearResources()
                    .addAllResources(ReservedResources.reserved(
                            offer.getResourcesList(), "db", Optional.empty(), "f-1", "pg.0.u"))
                    .build();
        }

        private static OfferID id(String value) {
            return OfferID.newBuilder().setValue(value).build();
        }

        private static Offer offer(String id) {
            return new CoreFixture()
                    .agentOffer("a1", 1, 1).toBuilder().setId(id(id)).build();
        }
    }

    @Nested
    class Roles {

        private final RoleDemand demand = new RoleDemand(Set.of("r"));

        @Test
        void wantedFromTheStartARoleIsLeftAlone() {
            demand.subscribed();
            assertThat(demand.balance(role -> true, NOON)).isEmpty();
        }

        @Test
        void aReviveThatFailedIsMadeAgain() {
            demand.subscribed();
            demand.balance(role -> false, NOON);
            assertThat(demand.balance(role -> true, NOON)).containsExactly(new Action.Revive(Set.of("r")));
            demand.reviveFailed(Set.of("r"));
            assertThat(demand.nextDue(role -> true)).contains(NOON.plusSeconds(1));
            assertThat(demand.balance(role -> true, NOON)).isEmpty();
            assertThat(demand.balance(role -> true, NOON.plusSeconds(1))).hasSize(1);
        }

        @Test
        void aSuppressThatFailedIsMadeAgain() {
            demand.subscribed();
            demand.balance(role -> false, NOON);
            demand.suppressFailed(Set.of("r"));
            assertThat(demand.balance(role -> false, NOON)).containsExactly(new Action.Suppress(Set.of("r")));
        }

        @Test
        void suppressingAndRevivingByTurnsIsBoundToOnceASecond() {
            demand.subscribed();
            List<Action> actions = new ArrayList<>();
            for (int millis = 0; millis < 10_000; millis += 10) {
                boolean wanted = millis / 10 % 2 == 0;
                actions.addAll(demand.balance(role -> wanted, NOON.plusMillis(millis)));
            }
            assertThat(actions.stream().filter(Action.Revive.class::isInstance)).hasSizeLessThanOrEqualTo(11);
            assertThat(actions).hasSizeLessThanOrEqualTo(22);
        }
    }

    @Nested
    class Doubts {

        private final LaunchDoubts doubts = new LaunchDoubts();

        @Test
        void nothingIsRememberedOfWhatIsSettled() {
            doubts.launching("t");
            doubts.accepted("t");
            assertThat(doubts.isLost("t", NOON)).isFalse();
            doubts.settled("t");
            assertThat(doubts.size()).isZero();
        }

        @Test
        void aClockSetBackAtTheMasterOnlyPutsTheVerdictOff() {
            assertThat(doubts.isLost("t", NOON)).isFalse();
            assertThat(doubts.isLost("t", NOON.minusSeconds(3600))).isFalse();
            assertThat(doubts.isLost("t", NOON.minusSeconds(3590))).isTrue();
        }
    }

    @Nested
    class Time {

        private final AtomicReference<Instant> wall = new AtomicReference<>(NOON);
        private final AtomicLong nanos = new AtomicLong(77);
        private final Clock steady = new SteadyClock(
                new Clock() {
                    @Override
                    public Instant instant() {
                        return wall.get();
                    }

                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }
                },
                nanos::get);

        @Test
        void itGoesOnWhileTheWallClockIsSetBack() {
            pass(Duration.ofSeconds(5));
            assertThat(steady.instant()).isEqualTo(NOON.plusSeconds(5));
            wall.set(NOON.minusSeconds(3600));
            pass(Duration.ofSeconds(5));
            assertThat(steady.instant()).isEqualTo(NOON.plusSeconds(10));
        }

        @Test
        void itFollowsTheWallClockForward() {
            wall.set(NOON.plusSeconds(3600));
            assertThat(steady.instant()).isEqualTo(NOON.plusSeconds(3600));
            pass(Duration.ofSeconds(1));
            assertThat(steady.instant()).isEqualTo(NOON.plusSeconds(3601));
        }

        private void pass(Duration duration) {
            wall.set(wall.get().plus(duration));
            nanos.addAndGet(duration.toNanos());
        }
    }
}
