package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.ResourceManager;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.internal.placement.DefaultResourceManager;
import io.mesosframework.scheduler.internal.placement.OwnParts;
import io.mesosframework.scheduler.placement.AgentScore;
import io.mesosframework.scheduler.placement.Placement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offers that a resource manager keeps for what may come. */
class HeldOffersTest {

    private static final Duration HOLD = Duration.ofSeconds(30);

    private static CoreFixture with(ResourceManager resources) {
        return new CoreFixture(EventController.standard(), resources, List.of("*"));
    }

    private static ApplicationBuilder app(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(64).command("run");
    }

    private static String id(Offer offer) {
        return offer.getId().getValue();
    }

    @Nested
    class ByTheStandardManager {

        private final CoreFixture core = with(new DefaultResourceManager(
                specification -> "*",
                new OwnParts(AgentScore.SPREAD, List.of(), (who, what, cause) -> {}),
                slot -> Optional.empty(),
                agent -> Optional.empty(),
                HOLD));

        @Test
        void whatNothingUsesIsDeclinedAtItsDeadlineForLong() {
            core.subscribe();
            Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
            core.pass(HOLD.minusMillis(1));
            assertThat(core.declined()).isEmpty();
            assertThat(core.core().nextDue()).contains(core.now.plusMillis(1));
            core.pass(Duration.ofMillis(1));
            assertThat(core.calls(Call.Type.DECLINE)).singleElement().satisfies(call -> {
                assertThat(call.getDecline().getOfferIdsList()).containsExactly(offer.getId());
                assertThat(call.getDecline().getFilters().getRefuseSeconds()).isEqualTo(600);
            });
            assertThat(core.core().unaccountedOffers()).isZero();
        }

        @Test
        void whatDoesNotSuitIsDeclinedAtItsDeadlineForAWhile() {
            core.put(app("big", 1).cpus(64).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            core.pass(HOLD);
            assertThat(core.lastSend(Call.Type.DECLINE)
                            .call()
                            .getDecline()
                            .getFilters()
                            .getRefuseSeconds())
                    .isEqualTo(60);
        }

        @Test
        void aNewApplicationIsLaunchedAtOnceOnWhatIsHeldAndNothingIsRevived() {
            core.subscribe();
            Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
            core.put(app("web", 1).build());
            assertThat(core.accepted()).containsExactly(id(offer));
            assertThat(core.calls(Call.Type.REVIVE)).isEmpty();
        }

        @Test
        void eachOfManyApplicationsPutAtOneTimeIsLaunchedAtOnce() {
            core.subscribe();
            for (int i = 0; i < 5; i++) {
                core.offer(core.agentOffer("a" + i, 4, 1024));
            }
            for (int i = 0; i < 5; i++) {
                core.put(app("web" + i, 1).build());
            }
            assertThat(core.launched()).hasSize(5);
        }

        @Test
        void moreIsAskedForWhereWhatIsHeldIsNotEnough() {
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            core.put(app("big", 1).cpus(64).build());
            assertThat(core.accepted()).isEmpty();
            assertThat(core.calls(Call.Type.REVIVE)).hasSize(1);
            assertThat(core.core().shortfalls())
                    .singleElement()
                    .satisfies(shortfall -> assertThat(shortfall.text()).contains("needs 64 cpus, offers 4"));
        }

        @Test
        void piecesOfOneAgentThatAreOfferedOneByOneAreOfUseTogether() {
            core.put(app("big", 1).cpus(3).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 2, 1024));
            assertThat(core.accepted()).isEmpty();
            core.pass(Duration.ofSeconds(5));
            core.offer(core.agentOffer("a1", 2, 1024));
            assertThat(core.calls(Call.Type.ACCEPT)).hasSize(1);
            assertThat(core.accepted()).hasSize(2);
        }

        @Test
        void aRescindTakesAHeldOfferAway() {
            core.subscribe();
            Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
            core.rescind(offer);
            core.put(app("web", 1).build());
            core.pass(HOLD);
            assertThat(core.accepted()).isEmpty();
            assertThat(core.declined()).isEmpty();
            assertThat(core.core().unaccountedOffers()).isZero();
        }

        @Test
        void theEndOfTheSubscriptionTakesAllAway() {
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            core.disconnect();
            core.subscribe();
            core.put(app("web", 1).build());
            core.pass(HOLD);
            assertThat(core.accepted()).isEmpty();
            assertThat(core.declined()).isEmpty();
            assertThat(core.core().unaccountedOffers()).isZero();
        }

        @Test
        void aHeldOfferThatIsTakenByHandLeavesTheManager() {
            core.subscribe();
            Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
            CompletableFuture<Void> held = new CompletableFuture<>();
            core.input(new Input.Asked(new Action.Hold(List.of(offer.getId()), core.now.plusSeconds(100)), held));
            assertThat(held).isCompleted();
            core.put(app("web", 1).build());
            core.pass(Duration.ofSeconds(99));
            assertThat(core.accepted()).isEmpty();
            assertThat(core.declined()).isEmpty();
            core.pass(Duration.ofSeconds(1));
            assertThat(core.accepted()).containsExactly(id(offer));
        }

        @Test
        void whatBecomesPossibleByTheEndOfAnotherTaskIsSeenWithinAMoment() {
            core.put(app("one", 2).strategy(Strategy.unique()).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 1, 1024));
            core.offer(core.agentOffer("a1", 4, 1024));
            assertThat(core.launched()).hasSize(1);
            String first = core.taskId("one", 0);
            core.update(first, TaskState.TASK_RUNNING);
            core.update(first, TaskState.TASK_FINISHED);
            Instant due = core.core().nextDue().orElseThrow();
            assertThat(due).isBefore(core.now.plusMillis(101));
            core.now = due;
            core.input(new Input.Tick());
            assertThat(core.launched()).hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void whateverHappensEachOfferIsAnsweredOnceAndNoneIsHeldForLonger(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            core.subscribe();
            Map<String, Instant> open = new HashMap<>();
            List<Offer> seen = new ArrayList<>();
            int answered = 0;
            for (int step = 0; step < 500; step++) {
                switch (random.nextInt(6)) {
                    case 0 ->
                        core.put(app("app" + random.nextInt(5), random.nextInt(4))
                                .cpus(random.nextInt(1, 7))
                                .build());
                    case 1, 2 -> {
                        Offer offer = core.agentOffer("a" + random.nextInt(4), random.nextInt(1, 5), 256);
                        open.put(id(offer), core.now);
                        seen.add(offer);
                        core.offer(offer);
                    }
                    case 3 -> {
                        if (!seen.isEmpty()) {
                            Offer offer = seen.get(random.nextInt(seen.size()));
                            open.remove(id(offer));
                            core.rescind(offer);
                        }
                    }
                    case 4 -> {
                        Instant until = core.now.plusSeconds(random.nextInt(20));
                        for (Instant due = core.core().nextDue().orElse(until);
                                due.isBefore(until);
                                due = core.core().nextDue().orElse(until)) {
                            core.now = due.isAfter(core.now) ? due : core.now;
                            core.input(new Input.Tick());
                        }
                        core.now = until;
                        core.input(new Input.Tick());
                    }
                    default -> {
                        if (random.nextInt(10) == 0) {
                            core.disconnect();
                            core.subscribe();
                            open.clear();
                        }
                    }
                }
                List<String> answers = new ArrayList<>(core.accepted());
                answers.addAll(core.declined());
                assertThat(answers).as("seed " + seed).doesNotHaveDuplicates();
                answered = answers.size();
                answers.forEach(open::remove);
                assertThat(open.values())
                        .as("seed " + seed)
                        .allSatisfy(since -> assertThat(core.now).isBefore(since.plus(HOLD)));
                assertThat(core.core().unaccountedOffers()).as("seed " + seed).isZero();
            }
            assertThat(answered).isGreaterThan(50);
        }
    }

    @Nested
    class ByAManagerOfOnesOwn {

        private final List<List<String>> shown = new ArrayList<>();
        private final Map<OfferID, Instant> holds = new HashMap<>();
        private final CoreFixture core = with((pending, offers, tasks, now) -> {
            shown.add(offers.stream().map(HeldOffersTest::id).toList());
            return new Placement(List.of(), Map.of(), holds, List.of());
        });

        private Offer held() {
            Offer offer = core.agentOffer("a1", 4, 1024);
            holds.put(offer.getId(), core.now.plusSeconds(10));
            return core.offer(offer).get(0);
        }

        @Test
        void whatItHoldsItSeesAgainWithWhatIsNewAndAtTheEnd() {
            core.put(app("web", 1).build());
            core.subscribe();
            Offer first = held();
            Offer second = held();
            assertThat(shown).containsExactly(List.of(id(first)), List.of(id(first), id(second)));
            core.pass(Duration.ofSeconds(10));
            assertThat(shown).hasSize(3);
            assertThat(core.declined()).containsExactly(id(first), id(second));
        }

        @Test
        void whatItDoesNotHoldAnewIsDeclined() {
            core.subscribe();
            Offer first = held();
            holds.clear();
            Offer second = held();
            assertThat(core.declined()).containsExactly(id(first));
            holds.clear();
            core.pass(Duration.ofSeconds(10));
            assertThat(core.declined()).containsExactly(id(first), id(second));
        }

        @Test
        void itIsNotAskedWhileNothingWaitsOrNothingHasChanged() {
            core.subscribe();
            held();
            core.pass(Duration.ofSeconds(1));
            core.update("stranger", TaskState.TASK_RUNNING);
            assertThat(shown).hasSize(1);
            core.put(app("web", 1).build());
            assertThat(shown).hasSize(2);
            core.pass(Duration.ofSeconds(1));
            core.update("stranger", TaskState.TASK_FINISHED);
            assertThat(shown).hasSize(2);
        }

        @Test
        void ofOffersThatItWasNotShownItHoldsNone() {
            core.subscribe();
            Offer offer = held();
            var unused = new CompletableFuture<Void>();
            core.input(new Input.Asked(new Action.Hold(List.of(offer.getId()), core.now.plusSeconds(5)), unused));
            holds.put(offer.getId(), core.now.plusSeconds(3600));
            Offer other = held();
            assertThat(shown.get(1)).containsExactly(id(other));
            core.pass(Duration.ofSeconds(5));
            assertThat(shown.get(2)).containsExactly(id(offer), id(other));
        }
    }
}
