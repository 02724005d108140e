package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.application;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.scalar;
import static io.mesosframework.scheduler.internal.placement.PoolsTest.ranges;
import static io.mesosframework.scheduler.internal.placement.PoolsTest.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.DiskSource;
import io.mesosframework.scheduler.application.NamedNeed;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.placement.Shortfall.Cause;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExtrasTest {

    private final PlacementFixture fixture = new PlacementFixture();

    @Test
    void gpusAreTakenWholeAndEachOnce() {
        fixture.put(application("train", 3).gpus(2));
        fixture.offer("a1", 8, offer -> offer.addResources(scalar("gpus", 5)));

        Placement placement = fixture.place();

        assertThat(PlacementFixture.placed(placement)).containsExactly("train.0@a1", "train.1@a1");
        assertThat(placement.launches().get(0).assignments())
                .allSatisfy(assignment -> assertThat(assignment.resources()).contains(scalar("gpus", 2)));
        assertThat(placement.shortfalls().get(0).causes())
                .extracting(Cause::reason, Cause::nearest, Cause::nearness)
                .containsExactly(tuple(
                        Reason.GPUS,
                        "needs 2 gpus, offers 1; train.0, train.1 of this framework have 4 (a1.example, agent a1)",
                        0.5));
    }

    @Test
    void gpusAreLeftToThoseWhoNeedThem() {
        for (AgentScore score : List.of(AgentScore.SPREAD, AgentScore.BIN_PACK)) {
            PlacementFixture some = new PlacementFixture(score)
                    .put(application("web", 3))
                    .put(application("train", 1).gpus(1));
            some.offer("a1", 8, offer -> offer.addResources(scalar("gpus", 2)));
            some.offer("a2", 2);

            // Where there is no other room, an agent with gpus is as good as any.
            assertThat(some.placed()).containsExactlyInAnyOrder("web.0@a2", "web.1@a2", "web.2@a1", "train.0@a1");
        }
    }

    @Test
    void whatHasANameIsTakenByItsName() {
        fixture.put(application("x", 1)
                .named("licenses", NamedNeed.amount(1.5))
                .named("ids", NamedNeed.numbers("7-8"))
                .named("devices", NamedNeed.any(2)));
        fixture.offer(
                "a1",
                8,
                offer -> offer.addResources(scalar("licenses", 1))
                        .addResources(ranges("ids", 1, 9))
                        .addResources(set("devices", "a", "b")));
        fixture.offer(
                "a2",
                8,
                offer -> offer.addResources(scalar("licenses", 2))
                        .addResources(ranges("ids", 1, 9))
                        .addResources(set("devices", "a", "b", "c")));

        Placement placement = fixture.place();

        assertThat(placement.launches().get(0).assignments().get(0).resources())
                .contains(scalar("licenses", 1.5), ranges("ids", 7, 8), set("devices", "a", "b"));
        assertThat(PlacementFixture.placed(placement)).containsExactly("x.0@a2");
    }

    @Test
    void whatIsLackingIsToldByItsName() {
        fixture.put(application("x", 1).named("ids", NamedNeed.any(4)).named("licenses", NamedNeed.amount(1)));
        fixture.offer("a1", 8, offer -> offer.addResources(ranges("ids", 1, 3)));
        fixture.offer("a2", 8, offer -> offer.addResources(ranges("ids", 1, 5)));
        fixture.offer("a3", 8);

        assertThat(fixture.shortfall().causes())
                .extracting(Cause::reason, Cause::rule, Cause::agents, Cause::nearest)
                .containsExactly(
                        tuple(Reason.RESOURCE, "ids", 2, "needs 4 of ids, offers 3 (a1.example, agent a1)"),
                        tuple(
                                Reason.RESOURCE,
                                "licenses",
                                1,
                                "needs 1 of licenses, offers none (a2.example, agent a2)"));
    }

    @Test
    void slotsThatBelongTogetherGoWhereAllOfThemFit() {
        fixture.put(together(2).gpus(1).named("ids", NamedNeed.any(2)).disk(5, DiskSource.mount()));
        fixture.offer(
                "a1",
                8,
                offer -> offer.addResources(scalar("gpus", 2))
                        .addResources(ranges("ids", 1, 4))
                        .addResources(DisksTest.mount("/a", 5)));
        fixture.offer(
                "a2",
                2,
                offer -> offer.addResources(scalar("gpus", 2))
                        .addResources(ranges("ids", 1, 4))
                        .addResources(DisksTest.mount("/a", 5))
                        .addResources(DisksTest.mount("/b", 5)));

        assertThat(fixture.agents()).containsExactly("a2", "a2");
    }

    private static ApplicationBuilder together(int slots) {
        return application("x", slots).strategy(new Strategy(Strategy.Type.MUX, Strategy.Effort.STRICT));
    }
}
