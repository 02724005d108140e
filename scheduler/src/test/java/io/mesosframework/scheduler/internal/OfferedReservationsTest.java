package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.ReservationPolicy;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.Reservation;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OfferedReservationsTest {

    private static final FrameworkID FRAMEWORK =
            FrameworkID.newBuilder().setValue("f-1").build();
    private static final SlotKey SLOT = new SlotKey("pg", 0);

    private final TaskManagerFixture fixture = new TaskManagerFixture();
    private final ReservationBook book = new ReservationBook(new SplittableRandom(1));
    private final Instant now = fixture.now;

    /** A machine that has come back as another agent, before the offers of the one that it was are withdrawn. */
    @Test
    void aSlotIsLaunchedOnceWhereTwoAgentsShowWhatItKeeps() {
        fixture.put(Application.named("pg")
                .cpus(1)
                .mem(64)
                .role("db")
                .reservation(Reservation.KEPT)
                .command("serve")
                .build());
        SlotReservation kept = book.reserve(SLOT, "db", Optional.empty(), "a1", "host1", now);
        List<OfferedReservations.Use> uses = new OfferedReservations(book, fixture.tasks, ReservationPolicy.RELEASE)
                .uses(List.of(showing(kept, "a1"), showing(kept, "a2")), FRAMEWORK, now);
        assertThat(uses)
                .singleElement()
                .satisfies(use -> assertThat(use.launches()).hasSize(1));
    }

    /** A machine that its operator has marked gone, and that has come back as another agent with its disk. */
    @Test
    void whatIsToBeGivenBackIsSoWhereItIsShown() {
        SlotReservation kept = book.reserve(SLOT, "db", Optional.empty(), "a1", "host1", now);
        book.gone(SLOT, now);
        book.releasesDue(now);
        OfferedReservations offered = new OfferedReservations(book, fixture.tasks, ReservationPolicy.RELEASE);
        assertThat(offered.uses(List.of(showing(kept, "a1")), FRAMEWORK, now)).hasSize(1);
        assertThat(offered.uses(List.of(showing(kept, "a2")), FRAMEWORK, now))
                .singleElement()
                .satisfies(use -> assertThat(use.operations()).hasSize(1));
        assertThat(book.get(kept.id()).orElseThrow().agent()).isEqualTo("a2");
        assertThat(offered.uses(List.of(showing(kept, "a2")), FRAMEWORK, now))
                .as("asked once")
                .isEmpty();
    }

    /** The rest of it was given back before, as one offer showed that and another this. */
    @Test
    void ofWhatIsToBeGivenBackAPartIsSoOnceNoMoreHasBeenShownForLong() {
        SlotReservation kept = book.reserve(SLOT, "db", Optional.empty(), "a1", "host1", now);
        book.gone(SLOT, now);
        book.releasesDue(now);
        OfferedReservations offered = new OfferedReservations(book, fixture.tasks, ReservationPolicy.RELEASE);
        Offer whole = showing(kept, "a1");
        Offer part = whole.toBuilder()
                .clearResources()
                .addAllResources(whole.getResourcesList().stream()
                        .filter(resource -> resource.getName().equals("mem"))
                        .toList())
                .build();
        for (int minutes = 0; minutes < 15; minutes += 5) {
            assertThat(offered.uses(List.of(part), FRAMEWORK, now.plus(Duration.ofMinutes(minutes))))
                    .isEmpty();
        }
        assertThat(offered.uses(List.of(part), FRAMEWORK, now.plus(Duration.ofMinutes(15))))
                .singleElement()
                .satisfies(use -> assertThat(use.operations())
                        .singleElement()
                        .satisfies(
                                operation -> assertThat(operation.getUnreserve().getResourcesList())
                                        .isEqualTo(part.getResourcesList())));
    }

    private static Offer showing(SlotReservation kept, String agent) {
        Offer offer = new CoreFixture()
                .agentOffer(agent, 1, 64, "db").toBuilder()
                        .setId(OfferID.newBuilder().setValue("o-" + agent))
                        .build();
        return offer.toBuilder()
                .clearResources()
                .addAllResources(ReservedResources.reserved(
                        offer.getResourcesList(), "db", Optional.empty(), FRAMEWORK.getValue(), kept.id()))
                .build();
    }
}
