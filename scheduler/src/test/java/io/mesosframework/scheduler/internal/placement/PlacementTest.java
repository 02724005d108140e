package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.application;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.domain;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.number;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.placed;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.scalar;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.DurationInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.TimeInfo;
import io.mesosframework.protocol.Unavailability;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Filter;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.AgentView;
import io.mesosframework.scheduler.placement.Assignment;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Cause;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import io.mesosframework.scheduler.tasks.Slot.SlotTask;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlacementTest {

    private static final AgentField RACK = AgentField.attribute("rack");
    private static final AgentField ZONE = AgentField.attribute("zone");

    private PlacementFixture fixture = new PlacementFixture();

    // ---- counting constraints ----

    @Test
    void oneSlotEachHostAndTheRestWaits() {
        fixture.put(application("web", 3).constraint(Constraint.unique(AgentField.HOSTNAME)));
        fixture.offer("a1", 8);
        fixture.offer("a2", 8);
        assertThat(fixture.agents()).containsExactly("a1", "a2");
        fixture.offer("a1", 8);
        assertThat(fixture.agents()).isEmpty();
        fixture.offer("a3", 8);
        assertThat(fixture.agents()).containsExactly("a3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aFewSlotsAmongManyAgentsGoWhereTheyWouldHadAllBeenRanked(int seed) {
        AgentScore score = List.of(AgentScore.SPREAD, AgentScore.BIN_PACK).get(seed % 2);
        // A preference that no agent meets: it changes nothing, but then a slot placed might change what other agents
        // are worth.
        Constraint idle = new Constraint.Compare(RACK, Constraint.Comparison.EQUALS, List.of("none"), true);
        PlacementFixture few = new PlacementFixture(score);
        PlacementFixture all = new PlacementFixture(score);
        few.put(application("web", 12));
        all.put(application("web", 12).constraint(idle));
        SplittableRandom random = new SplittableRandom(seed);
        for (int agent = 0; agent < 40; agent++) {
            double cpus = random.nextInt(0, 16) / 4.0;
            few.offer("a" + agent, cpus);
            all.offer("a" + agent, cpus);
        }
        assertThat(few.placed()).isEqualTo(all.placed()).hasSize(12);
    }

    @Test
    void aRuleOfOnesOwnSeesTheSlotsPlacedBeforeInTheRound() {
        PlacementFixture two = new PlacementFixture(AgentScore.BIN_PACK, (agent, application) -> agent.slotsHere() < 2);
        two.put(application("web", 3));
        two.offer("a1", 8);
        two.offer("a2", 8);
        assertThat(two.agents()).containsExactly("a1", "a1", "a2");
    }

    @Test
    void aPreferredMaximumGivesWay() {
        fixture.put(application("web", 3).constraint(new Constraint.MaxPer(AgentField.HOSTNAME, 1, true)));
        fixture.offer("a1", 8);
        fixture.offer("a2", 8);
        assertThat(fixture.agents()).hasSize(3).contains("a1", "a2");
    }

    @Test
    void aMaximumCountsByAttributeAndAgentsWithoutItDoNotSuit() {
        fixture.put(application("web", 5).constraint(new Constraint.MaxPer(RACK, 2, false)));
        fixture.offer("a1", 8, text("rack", "r1"));
        fixture.offer("a2", 8, text("rack", "r1"));
        fixture.offer("a3", 8);
        assertThat(fixture.agents()).containsExactly("a1", "a2");
    }

    @Test
    void groupsAreFilledEvenlyAndWaitForEachOther() {
        fixture.put(application("web", 7).constraint(new Constraint.GroupBy(RACK, 1, false)));
        fixture.offer("a1", 8, text("rack", "r1"));
        fixture.offer("a2", 1, text("rack", "r2"));
        // One each, and one more for the first; then the second, being full, holds it up.
        assertThat(fixture.agents()).containsExactly("a1", "a1", "a2");
        fixture.offer("a2", 2, text("rack", "r2"));
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a1", "a1", "a2", "a2");
    }

    @Test
    void aGroupThatAnotherRuleForbidsHoldsNothingUp() {
        fixture.put(application("web", 4)
                .constraint(new Constraint.GroupBy(RACK, 1, false))
                .constraint(Constraint.equal(ZONE, "z1")));
        fixture.offer("a1", 8, text("rack", "r1"), text("zone", "z1"));
        fixture.offer("a2", 8, text("rack", "r2"), text("zone", "z1"));
        fixture.offer("a3", 8, text("rack", "r3"), text("zone", "z2"));
        assertThat(fixture.agents()).containsExactly("a1", "a1", "a2", "a2");
    }

    @Test
    void groupsAreHeldBackUntilSoManyAreSeen() {
        fixture.put(application("web", 4).constraint(new Constraint.GroupBy(RACK, 2, false)));
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a1");
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.agents()).isEmpty();
        fixture.offer("a2", 8, text("rack", "r2"));
        assertThat(fixture.agents()).containsExactly("a1", "a2", "a2");
    }

    @Test
    void twoGroupingsHoldAtOnce() {
        fixture.put(application("web", 4)
                .constraint(new Constraint.GroupBy(RACK, 1, false))
                .constraint(new Constraint.GroupBy(ZONE, 1, false)));
        fixture.offer("a1", 8, text("rack", "r1"), text("zone", "z1"));
        fixture.offer("a2", 8, text("rack", "r1"), text("zone", "z2"));
        fixture.offer("a3", 8, text("rack", "r2"), text("zone", "z1"));
        fixture.offer("a4", 8, text("rack", "r2"), text("zone", "z2"));
        assertThat(fixture.agents()).hasSize(4);
        assertThat(fixture.tasks.pending()).isEmpty();
    }

    @Test
    void aPreferredGroupingStaysEvenAsLongAsItCan() {
        fixture = new PlacementFixture(AgentScore.BIN_PACK);
        fixture.put(application("web", 9).constraint(new Constraint.GroupBy(RACK, 1, true)));
        fixture.offer("a1", 8, text("rack", "r1"));
        fixture.offer("a2", 9, text("rack", "r2"));
        fixture.offer("a3", 1, text("rack", "r3"));
        fixture.offer("a4", 8);
        assertThat(fixture.agents()).containsExactly("a1", "a1", "a1", "a1", "a2", "a2", "a2", "a2", "a3");
    }

    @Test
    void aClusterGoesWhereMostOfItFitsAndStaysThere() {
        fixture.put(application("web", 4).constraint(new Constraint.Cluster(RACK, false)));
        fixture.offer("a1", 2, text("rack", "r1"));
        fixture.offer("a2", 1, text("rack", "r2"));
        fixture.offer("a3", 2, text("rack", "r2"));
        assertThat(fixture.agents()).containsExactly("a2", "a3", "a3");
        fixture.offer("a1", 2, text("rack", "r1"));
        assertThat(fixture.agents()).isEmpty();
        fixture.offer("a4", 1, text("rack", "r2"));
        assertThat(fixture.agents()).containsExactly("a4");
    }

    @Test
    void aPreferredClusterGivesWay() {
        fixture.put(application("web", 3).constraint(new Constraint.Cluster(RACK, true)));
        fixture.offer("a1", 2, text("rack", "r1"));
        fixture.offer("a2", 1, text("rack", "r2"));
        assertThat(fixture.agents()).containsExactly("a1", "a1", "a2");
    }

    // ---- company ----

    @Test
    void nearFollowsWhatIsPlacedInTheSameRoundThoughItComesLater() {
        fixture.put(application("cache", 2).constraint(new Constraint.Near("web", RACK, false)));
        fixture.put(application("web", 1).constraint(Constraint.equal(RACK, "r2")));
        fixture.offer("a1", 8, text("rack", "r1"));
        fixture.offer("a2", 2, text("rack", "r2"));
        fixture.offer("a3", 8, text("rack", "r2"));
        Placement placement = fixture.place();
        assertThat(placed(placement)).hasSize(3).noneMatch(slot -> slot.endsWith("@a1"));
        assertThat(placement.shortfalls()).isEmpty();
    }

    @Test
    void nearWaitsForTheOtherAndAPreferenceDoesNot() {
        fixture.put(application("cache", 1).constraint(new Constraint.Near("web", RACK, false)));
        fixture.put(application("other", 1).constraint(new Constraint.Near("web", RACK, true)));
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.placed()).containsExactly("other.0@a1");
    }

    @Test
    void awayKeepsOffAndAPreferenceGivesWay() {
        fixture.put(application("web", 1));
        fixture.offer("a1", 8, text("rack", "r1"));
        fixture.place();
        fixture.put(application("backup", 1).constraint(new Constraint.Away("web", RACK, false)));
        fixture.put(application("other", 1).constraint(new Constraint.Away("web", RACK, true)));
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.placed()).containsExactly("other.0@a1");
        fixture.offer("a1", 8, text("rack", "r1"));
        fixture.offer("a2", 8, text("rack", "r2"));
        assertThat(fixture.placed()).containsExactly("backup.0@a2");
    }

    // ---- strategies and scores ----

    @Test
    void uniqueWaitsWhenStrictAndSharesWhenBest() {
        fixture.put(application("strict", 2).strategy(Strategy.unique()));
        fixture.put(application("best", 2).strategy(new Strategy(Strategy.Type.UNIQUE, Strategy.Effort.BEST)));
        fixture.offer("a1", 8);
        assertThat(fixture.placed()).containsExactlyInAnyOrder("strict.0@a1", "best.0@a1", "best.1@a1");
    }

    @Test
    void muxKeepsToOneAgentWhenStrictAndSpillsWhenBest() {
        fixture.put(application("strict", 3).strategy(new Strategy(Strategy.Type.MUX, Strategy.Effort.STRICT)));
        fixture.offer("a1", 1);
        fixture.offer("a2", 2);
        assertThat(fixture.agents()).containsExactly("a2", "a2");
        fixture.tasks.delete("strict", fixture.now);
        fixture.put(application("best", 3).strategy(new Strategy(Strategy.Type.MUX, Strategy.Effort.BEST)));
        fixture.offer("a2", 2);
        assertThat(fixture.agents()).containsExactly("a1", "a2", "a2");
    }

    @Test
    void spreadTakesTheRoomiestAndBinPackTheFullest() {
        fixture.put(application("web", 2));
        fixture.offer("a1", 2);
        fixture.offer("a2", 8);
        assertThat(fixture.agents()).containsExactly("a1", "a2");
        PlacementFixture packed = new PlacementFixture(AgentScore.BIN_PACK);
        packed.put(application("web", 3));
        packed.offer("a1", 8);
        packed.offer("a2", 2);
        assertThat(packed.agents()).containsExactly("a1", "a2", "a2");
    }

    @Test
    void preferencesComeBeforeTheScore() {
        fixture.put(
                application("web", 2).constraint(Constraint.equal(RACK, "r1").asPreference()));
        fixture.offer("a1", 8, text("rack", "r2"));
        fixture.offer("a2", 1, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a1", "a2");
        assertThat(fixture.tasks
                        .slot(new SlotKey("web", 0))
                        .orElseThrow()
                        .currentTask()
                        .agent())
                .isEqualTo("a2");
    }

    @Test
    void aScoreOfTheUsersSeesTheAgentAndDecides() {
        List<String> seen = new ArrayList<>();
        fixture = new PlacementFixture((agent, application) -> {
            seen.add(describe(agent));
            return agent.values(AgentField.attribute("speed")).stream()
                    .mapToDouble(Double::parseDouble)
                    .sum();
        });
        fixture.put(application("web", 1));
        fixture.offer("a1", 8, number("speed", 1));
        fixture.offer("a2", 4, offer -> offer.addAttributes(number("speed", 2)).setDomain(domain("eu", "eu-1")));
        assertThat(fixture.agents()).containsExactly("a2");
        assertThat(seen).contains("a1 a1.example   * 8000 1000000 0 0", "a2 a2.example eu eu-1 * 4000 1000000 0 0");
    }

    private static String describe(AgentView agent) {
        return String.join(
                " ",
                agent.id(),
                agent.hostname(),
                agent.region().orElse(""),
                agent.zone().orElse(""),
                agent.role(),
                "" + agent.cpusMillis(),
                "" + agent.memMillis(),
                "" + agent.diskMillis(),
                "" + agent.slotsHere());
    }

    @Test
    void aScoreThatFailsOrIsNoNumberLeavesTheSlotPendingWithThatCause() {
        for (AgentScore score : List.<AgentScore>of((agent, application) -> Double.NaN, (agent, application) -> {
            throw new IllegalStateException("no idea");
        })) {
            fixture = new PlacementFixture(score);
            fixture.put(application("web", 2));
            fixture.offer("a1", 8);
            Placement placement = fixture.place();
            assertThat(placement.launches()).isEmpty();
            assertThat(placement.shortfalls()).hasSize(2).allSatisfy(shortfall -> {
                assertThat(shortfall.causes()).extracting(Cause::reason).containsExactly(Reason.SCORE);
                assertThat(shortfall.text()).contains("score failed", "a1.example");
            });
        }
    }

    @Test
    void aScoreThatFailsOnOneAgentLeavesTheOthers() {
        fixture = new PlacementFixture((agent, application) -> agent.id().equals("a1") ? Double.NaN : 0);
        fixture.put(application("web", 1));
        fixture.offer("a1", 8);
        fixture.offer("a2", 1);
        assertThat(fixture.agents()).containsExactly("a2");
    }

    @Test
    void aRuleOfTheUsersForbidsAndOneThatThrowsForbids() {
        fixture = new PlacementFixture(AgentScore.SPREAD, new AgentRule() {
            @Override
            public boolean allows(AgentView agent, io.mesosframework.scheduler.application.Application application) {
                if (agent.id().equals("a2")) {
                    throw new IllegalStateException("no idea");
                }
                return agent.id().equals("a3");
            }

            @Override
            public String name() {
                return "only the third";
            }
        });
        fixture.put(application("web", 9));
        fixture.offer("a1", 8);
        fixture.offer("a2", 8);
        fixture.offer("a3", 1);
        Placement placement = fixture.place();
        assertThat(PlacementFixture.agents(placement)).containsExactly("a3");
        assertThat(placement.shortfalls().get(0).causes()).anySatisfy(cause -> {
            assertThat(cause.reason()).isEqualTo(Reason.RULE);
            assertThat(cause.rule()).isEqualTo("rule only the third");
            assertThat(cause.agents()).isEqualTo(2);
        });
    }

    // ---- maintenance ----

    @Test
    void agentsThatAreToBeDownSoonAreLeftAlone() {
        fixture.put(application("web", 1).constraint(new Constraint.NoMaintenance(Duration.ofHours(2), false)));
        fixture.offer("a1", 8, down(fixture.now.plus(Duration.ofHours(1)), Duration.ofHours(1)));
        assertThat(fixture.agents()).isEmpty();
        fixture.offer("a2", 8, down(fixture.now.plus(Duration.ofHours(3)), Duration.ofHours(1)));
        assertThat(fixture.agents()).containsExactly("a2");
    }

    @Test
    void aMaintenanceThatIsOverForbidsNothingAndAPreferenceGivesWay() {
        fixture.put(application("web", 1).constraint(new Constraint.NoMaintenance(Duration.ofHours(2), false)));
        fixture.offer("a1", 8, down(fixture.now.minus(Duration.ofHours(3)), Duration.ofHours(1)));
        assertThat(fixture.agents()).containsExactly("a1");
        fixture.put(application("other", 1).constraint(new Constraint.NoMaintenance(Duration.ofHours(2), true)));
        fixture.offer("a2", 8, down(fixture.now, Duration.ofHours(1)));
        assertThat(fixture.agents()).containsExactly("a2");
    }

    private static UnaryOperator<Offer.Builder> down(Instant start, Duration duration) {
        return offer -> offer.setUnavailability(Unavailability.newBuilder()
                .setStart(TimeInfo.newBuilder().setNanoseconds(start.getEpochSecond() * 1_000_000_000L))
                .setDuration(DurationInfo.newBuilder().setNanoseconds(duration.toNanos())));
    }

    // ---- offers ----

    @Test
    void offersOfOneAgentAreOneRoom() {
        fixture.put(application("web", 1).cpus(1.5));
        Offer one = fixture.offer("a1", 0.7);
        Offer two = fixture.offer("a1", 0.8);
        Placement placement = fixture.place();
        assertThat(placement.launches())
                .singleElement()
                .satisfies(launch -> assertThat(launch.offers()).containsExactly(one.getId(), two.getId()));
    }

    @Test
    void offersOfTwoRolesAreTwoRooms() {
        UnaryOperator<Offer.Builder> prod = offer ->
                offer.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("prod"));
        fixture.put(application("web", 2).role("prod"));
        fixture.put(application("other", 1));
        fixture.offer("a1", 1);
        fixture.offer("a1", 1, prod);
        Placement placement = fixture.place();
        assertThat(placed(placement)).containsExactlyInAnyOrder("web.0@a1", "other.0@a1");
        assertThat(placement.launches()).hasSize(2);
        Shortfall shortfall = placement.shortfalls().get(0);
        assertThat(shortfall.agents()).isEqualTo(1);
        assertThat(shortfall.causes()).extracting(Cause::reason).containsExactly(Reason.CPUS);
    }

    @Test
    void aRoomKeepsItsOffersFromRoundToRoundButNotTheRescinded() {
        fixture.put(application("web", 1).cpus(3));
        Offer first = fixture.offer("a1", 1);
        assertThat(fixture.agents()).isEmpty();
        fixture.offer("a1", 1);
        assertThat(fixture.shortfall().causes().get(0).nearest()).contains("needs 3 cpus, offers 2 ");
        fixture.rescind(first);
        fixture.offer("a1", 1.5);
        assertThat(fixture.shortfall().causes().get(0).nearest()).contains("needs 3 cpus, offers 2.5 ");
        fixture.offer("a1", 0.5);
        assertThat(fixture.agents()).containsExactly("a1");
    }

    @Test
    void offersThatComeInAnotherOrderAreTheSame() {
        fixture.put(application("web", 1).cpus(3));
        Offer one = fixture.offer("a1", 1);
        Offer two = fixture.offer("a2", 1);
        assertThat(fixture.agents()).isEmpty();
        fixture.open.clear();
        fixture.open.put(two.getId(), two);
        fixture.open.put(one.getId(), one);
        Shortfall shortfall = fixture.shortfall();
        assertThat(shortfall.agents()).isEqualTo(2);
        assertThat(shortfall.causes()).singleElement().satisfies(cause -> {
            assertThat(cause.agents()).isEqualTo(2);
            assertThat(cause.nearest()).contains("offers 1 ");
        });
    }

    @Test
    void whatWasDecidedButNotLaunchedIsThereAgain() {
        fixture.put(application("web", 1));
        fixture.offer("a1", 1);
        List<Offer> open = List.copyOf(fixture.open.values());
        for (int round = 0; round < 3; round++) {
            assertThat(placed(fixture.resources.place(fixture.tasks.pending(), open, fixture.tasks, fixture.now)))
                    .containsExactly("web.0@a1");
        }
    }

    @Test
    void everyOfferIsAnswered() {
        fixture.put(application("web", 1));
        Offer used = fixture.offer("a1", 8);
        Offer unused = fixture.offer("a2", 1);
        Placement placement = fixture.place();
        assertThat(placement.launches())
                .singleElement()
                .satisfies(launch -> assertThat(launch.offers()).containsExactly(used.getId()));
        assertThat(placement.declines()).containsOnlyKeys(unused.getId());
    }

    // ---- agents in the course of time ----

    @Test
    void anAgentThatComesBackWithOtherAttributesIsJudgedByThem() {
        fixture.put(application("web", 2).constraint(new Constraint.MaxPer(RACK, 1, false)));
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a1");
        // The task goes with its agent, so the old rack is free.
        fixture.offer("a1", 8, text("rack", "r2"));
        fixture.offer("a2", 8, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a2");
    }

    @Test
    void slotsOnAgentsThatHaveNotOfferedSinceAStartCount() {
        fixture.put(application("web", 3).strategy(Strategy.unique()));
        fixture.offer("a1", 8);
        fixture.offer("a2", 8);
        fixture.place();
        fixture.resources = new DefaultResourceManager(specification -> "*", AgentScore.SPREAD, List.of());
        fixture.offer("a1", 8);
        assertThat(fixture.agents()).isEmpty();
        fixture.offer("a3", 8);
        assertThat(fixture.agents()).containsExactly("a3");
    }

    @Test
    void aGroupWhoseAgentsHaveBeenSilentForLongHoldsNothingUp() {
        fixture.put(application("web", 4).constraint(new Constraint.GroupBy(RACK, 1, false)));
        fixture.offer("a1", 1, text("rack", "r1"));
        fixture.offer("a2", 1, text("rack", "r2"));
        assertThat(fixture.agents()).containsExactly("a1", "a2");
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a1");
        fixture.pass(Agents.REMEMBERED.plusMinutes(1));
        fixture.offer("a1", 8, text("rack", "r1"));
        assertThat(fixture.agents()).containsExactly("a1");
    }

    @Test
    void agentsThatAreGoneAreForgotten() {
        fixture.put(application("web", 1).cpus(9).constraint(new Constraint.GroupBy(RACK, 1, false)));
        for (int i = 0; i < 5000; i++) {
            Offer offer = fixture.offer("a" + i, 1, text("rack", "r" + i));
            assertThat(fixture.place().shortfalls())
                    .singleElement()
                    .satisfies(shortfall -> assertThat(shortfall.agents()).isBetween(1, 60));
            fixture.rescind(offer);
            fixture.pass(Duration.ofMinutes(1));
        }
        fixture.offer("last", 9, text("rack", "r"));
        assertThat(fixture.agents()).containsExactly("last");
    }

    // ---- why not ----

    @Test
    void causesComeWithTheNearestMissFirst() {
        fixture.put(application("web", 1)
                .cpus(4)
                .mem(2000)
                .disk(50)
                .filter(Filter.Type.TEXT, "disk", "ssd")
                .constraint(Constraint.equal(RACK, "r1")));
        UnaryOperator<Offer.Builder> fine =
                offer -> offer.addAttributes(text("disk", "SSD")).addAttributes(text("rack", "r1"));
        fixture.offer("cpus", 1, fine);
        fixture.offer("cpus2", 2, fine);
        fixture.offer("mem", 8, offer -> fine.apply(offer).addResources(scalar("mem", 800)));
        fixture.offer(
                "disk",
                8,
                offer -> fine.apply(offer).addResources(scalar("mem", 1000)).addResources(scalar("disk", 10)));
        fixture.offer("filter", 8, text("rack", "r1"));
        fixture.offer("constraint", 8, text("disk", "ssd"));
        fixture.offer(
                "role",
                8,
                offer -> fine.apply(offer)
                        .setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole("prod")));
        Shortfall shortfall = fixture.shortfall();
        assertThat(shortfall.agents()).isEqualTo(7);
        assertThat(shortfall.causes())
                .extracting(Cause::reason)
                .containsExactly(Reason.FILTER, Reason.CONSTRAINT, Reason.MEM, Reason.CPUS, Reason.DISK, Reason.ROLE);
        assertThat(shortfall.causes()).extracting(Cause::agents).containsExactly(1, 1, 1, 2, 1, 1);
        assertThat(shortfall.causes().get(3).nearest())
                .isEqualTo("needs 4 cpus, offers 2 (cpus2.example, agent cpus2)");
        assertThat(shortfall.causes().get(4).nearness()).isEqualTo(0.2);
        assertThat(shortfall.causes().get(5).nearest()).isEqualTo("offers for role prod (role.example, agent role)");
    }

    @Test
    void withoutOffersThatIsTheReason() {
        fixture.put(application("web", 1));
        Shortfall shortfall = fixture.shortfall();
        assertThat(shortfall.causes()).isEmpty();
        assertThat(shortfall.text()).isEqualTo("no agent has offered anything yet");
    }

    @Test
    void whatTookTheRoomInTheSameRoundIsSeen() {
        fixture.put(application("big", 1).cpus(6));
        fixture.put(application("web", 3));
        fixture.offer("a1", 8);
        assertThat(fixture.shortfall().causes().get(0).nearest())
                .startsWith("needs 1 cpus, offers none; big.0, web.0, web.1 of this framework have 8 ");
    }

    /** A framework that has started again knows of such an agent no more than its slots do. */
    @Test
    void anAgentThatHadATaskBeforeItOfferedAnythingIsKnownByItsAddressOnceItDoes() {
        PlacementFixture fixture = new PlacementFixture().put(application("web", 2));
        SlotKey first = new SlotKey("web", 0);
        fixture.tasks.launching(
                Map.of(first, new SlotTask("web.0.t", "a1", "a1.example", "10.0.0.1:5051", fixture.now, null, null)),
                fixture.now);
        fixture.place();

        fixture.offer("a1", 4, offer -> {
            offer.getUrlBuilder()
                    .setScheme("http")
                    .getAddressBuilder()
                    .setIp("10.0.0.2")
                    .setPort(5052);
            return offer;
        });
        assertThat(fixture.place().launches())
                .flatExtracting(Placement.Launch::assignments)
                .extracting(Assignment::address)
                .containsExactly("10.0.0.2:5052");
    }

    @Test
    void awayBindsBothWhicheverIsPlacedLast() {
        PlacementFixture fixture =
                new PlacementFixture().put(application("db", 1).constraint(new Constraint.Away("web", RACK, false)));
        fixture.offer("a1", 4, text("rack", "r1"));
        assertThat(fixture.placed()).containsExactly("db.0@a1");

        fixture.put(application("web", 1));
        fixture.offer("a1", 3, text("rack", "r1"));
        fixture.offer("a2", 4, text("rack", "r1"));
        Placement none = fixture.place();
        assertThat(placed(none)).isEmpty();
        assertThat(none.shortfalls())
                .singleElement()
                .satisfies(shortfall -> assertThat(shortfall.text())
                        .isEqualTo("fits none of 2 agents; nearest: db's wish to be away by rack allows no slot there"
                                + ": its rack is r1 (a1.example, agent a1)"));
        fixture.offer("a3", 1);
        assertThat(fixture.placed()).containsExactly("web.0@a3");
    }

    @Test
    void awayBindsBothInOneRoundToo() {
        PlacementFixture fixture = new PlacementFixture()
                .put(application("a", 3).constraint(new Constraint.Away("b", AgentField.AGENT, false)))
                .put(application("b", 3));
        for (int agent = 1; agent <= 6; agent++) {
            fixture.offer("a" + agent, 4);
        }
        List<String> placed = fixture.placed();
        assertThat(placed).hasSize(6);
        assertThat(placed.stream().filter(one -> one.startsWith("a.")).map(one -> one.substring(4)))
                .doesNotContainAnyElementsOf(placed.stream()
                        .filter(one -> one.startsWith("b."))
                        .map(one -> one.substring(4))
                        .toList());
    }

    @Test
    void aPreferenceToBeAwayBindsTheOtherNot() {
        PlacementFixture fixture = new PlacementFixture()
                .put(application("db", 1).constraint(new Constraint.Away("web", AgentField.AGENT, true)));
        fixture.offer("a1", 4);
        fixture.place();
        fixture.put(application("web", 1));
        fixture.offer("a1", 3);
        assertThat(fixture.placed()).containsExactly("web.0@a1");
    }
}
