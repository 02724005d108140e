package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.application;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Label;
import io.mesosframework.protocol.Labels;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Cause;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Why slots find no place is told of all agents, in whichever round they offered. */
class RefusalsTest {

    private final PlacementFixture fixture = new PlacementFixture();

    @Test
    void agentsWhoseOffersAreGoneStillCount() {
        fixture.put(application("big", 1).cpus(4));
        decline(fixture.offer("a1", 1));
        decline(fixture.offer("a2", 3));
        decline(fixture.offer("a3", 2));

        Shortfall shortfall = fixture.shortfall();

        assertThat(shortfall.agents()).isEqualTo(3);
        assertThat(shortfall.causes()).singleElement().satisfies(cause -> {
            assertThat(cause.agents()).isEqualTo(3);
            assertThat(cause.nearest()).isEqualTo("needs 4 cpus, offers 3 (a2.example, agent a2)");
        });
    }

    @Test
    void anAgentCountsByItsLastOffer() {
        fixture.put(application("big", 1).cpus(4));
        decline(fixture.offer("a1", 3));
        decline(fixture.offer("a2", 2));
        decline(fixture.offer("a1", 1));

        assertThat(fixture.shortfall().causes().get(0).nearest())
                .isEqualTo("needs 4 cpus, offers 2 (a2.example, agent a2)");
    }

    @Test
    void anotherSpecificationIsLookedAtAnew() {
        fixture.put(application("big", 1).cpus(4));
        decline(fixture.offer("a1", 3));
        fixture.put(application("big", 1).cpus(5));

        assertThat(fixture.shortfall().agents()).isZero();
    }

    @Test
    void anAgentThatIsAnotherOneNowCountsOnce() {
        AgentField rack = AgentField.attribute("rack");
        fixture.put(application("picky", 1).constraint(Constraint.equal(rack, "z")));
        decline(fixture.offer("a1", 3, text("rack", "a")));
        decline(fixture.offer("a1", 3, text("rack", "b")));

        assertThat(fixture.shortfall().agents()).isEqualTo(1);
    }

    @Test
    void anAgentThatHasOfferedNothingForAnHourIsForgotten() {
        fixture.put(application("big", 1).cpus(4));
        decline(fixture.offer("a1", 3));
        fixture.pass(Duration.ofMinutes(59));
        decline(fixture.offer("a2", 2));
        fixture.pass(Duration.ofMinutes(2));

        assertThat(fixture.shortfall().agents()).isEqualTo(1);
    }

    @Test
    void offersForAnotherRoleAreTheLeastReason() {
        fixture.put(application("big", 1).cpus(4));
        decline(fixture.offer("a1", 3));
        decline(fixture.offer("a1", 8, offer -> {
            offer.getAllocationInfoBuilder().setRole("prod");
            return offer;
        }));

        assertThat(fixture.shortfall().causes()).extracting(Cause::reason).containsExactly(Reason.CPUS);
    }

    /** What an agent has left after others got their tasks there. */
    @Test
    void anAgentThatIsFullNowSaysSo() {
        fixture.put(application("web", 3).cpus(1));
        fixture.offer("a1", 2);

        assertThat(fixture.shortfall().text())
                .isEqualTo(
                        "fits none of 1 agent; nearest: needs 1 cpus, offers none; web.0, web.1 of this framework have 2 (a1.example, agent a1)");
        assertThat(fixture.shortfall().agents()).isEqualTo(1);
    }

    private void decline(Offer offer) {
        fixture.place();
        fixture.rescind(offer);
    }

    @Test
    void whatAnAgentHasIsTold() {
        AgentField rack = AgentField.attribute("rack");
        fixture.put(application("picky", 1).constraint(Constraint.equal(rack, "a")));
        decline(fixture.offer("a1", 3, text("rack", "b")));
        assertThat(nearest()).isEqualTo("rack equals a allows no slot there: its rack is b (a1.example, agent a1)");

        fixture.put(application("picky", 1).constraint(Constraint.equal(rack, "c")));
        decline(fixture.offer("a2", 3));
        assertThat(nearest()).isEqualTo("rack equals c allows no slot there: it has no rack (a2.example, agent a2)");
    }

    @Test
    void whatIsThereAlreadyIsToldWhereItCounts() {
        AgentField rack = AgentField.attribute("rack");
        fixture.put(application("once", 2).constraint(Constraint.unique(rack)));
        fixture.offer("a1", 3, text("rack", "a"));
        fixture.place();
        decline(fixture.offer("a2", 3, text("rack", "a")));

        assertThat(nearest())
                .isEqualTo("one slot for each rack allows no slot there: its rack is a, with 1 slot already"
                        + " (a1.example, agent a1)");
    }

    @Test
    void theSlotsThatHaveTheRestAreNamed() {
        fixture.put(application("web", 5).cpus(0.5));
        fixture.offer("a1", 4);
        fixture.place();
        fixture.put(application("big", 1).cpus(2));
        decline(fixture.offer("a1", 1.5));

        assertThat(nearest())
                .isEqualTo("needs 2 cpus, offers 1.5; web.0, web.1, web.2 and 2 more of this framework have 2.5"
                        + " (a1.example, agent a1)");
    }

    @Test
    void theReservationsOfAnotherFrameworkAreTold() {
        fixture.put(application("big", 1).cpus(2));
        decline(fixture.offer(
                "a1", 1, offer -> offer.addResources(keptBy("old", 3)).addResources(keptBy("f", 0.5))));

        assertThat(nearest())
                .isEqualTo("needs 2 cpus, offers 1; 0.5 are reserved for slots of this framework"
                        + "; 3 are reserved for slots of framework old, to be freed by an operator if that is gone"
                        + " (a1.example, agent a1)");
    }

    private static Resource keptBy(String framework, double cpus) {
        return PlacementFixture.scalar("cpus", cpus).toBuilder()
                .addReservations(ReservationInfo.newBuilder()
                        .setRole("*")
                        .setLabels(Labels.newBuilder()
                                .addLabels(label("io.mesosframework.reservation", "db.0.x"))
                                .addLabels(label("io.mesosframework.framework", framework))))
                .build();
    }

    private static Label label(String key, String value) {
        return Label.newBuilder().setKey(key).setValue(value).build();
    }

    private String nearest() {
        return fixture.shortfall().causes().get(0).nearest();
    }
}
