package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.CallInDoubtException;
import io.mesosframework.client.NotSubscribedException;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.TaskStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Strategy;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameworkCoreTest {

    private final CoreFixture core = new CoreFixture();

    private static ApplicationBuilder app(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(64).command("run");
    }

    @Nested
    class WritesBeforeItActs {

        @Test
        void anAcceptLeavesOnlyAfterItsTaskIsDurable() {
            core.put(app("web", 1).build());
            core.subscribe();
            core.commitAtOnce = false;
            core.offer(core.agentOffer("a1", 4, 1024));
            assertThat(core.launched()).isEmpty();
            assertThat(core.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
            core.commitNext();
            assertThat(core.launched()).hasSize(1);
        }

        @Test
        void aStatusIsAcknowledgedOnlyAfterItIsDurable() {
            runOne();
            core.commitAtOnce = false;
            core.update(core.taskId("web", 0), TaskState.TASK_RUNNING);
            assertThat(core.calls(Call.Type.ACKNOWLEDGE)).isEmpty();
            core.commitNext();
            assertThat(core.calls(Call.Type.ACKNOWLEDGE)).hasSize(1);
        }

        @Test
        void turnsThatComeDuringACommitGoTogetherInTheNext() {
            core.subscribe();
            core.commitAtOnce = false;
            core.put(app("a", 1).build());
            core.put(app("b", 1).build());
            core.put(app("c", 1).build());
            assertThat(core.commits).hasSize(1);
            core.commitNext();
            assertThat(core.commits).hasSize(1);
            core.commitNext();
            assertThat(core.commits).isEmpty();
        }

        @Test
        void aRequestIsAnsweredWhenItIsDurable() {
            core.commitAtOnce = false;
            CompletableFuture<Void> done = core.request(app("web", 1).build());
            assertThat(done).isNotDone();
            core.commitNext();
            assertThat(done).isCompleted();
        }

        @Test
        void everyCommitCarriesTheTerm() {
            runOne();
            core.update(core.taskId("web", 0), TaskState.TASK_RUNNING);
            assertThat(core.committed)
                    .isNotEmpty()
                    .allSatisfy(transaction -> assertThat(transaction.preconditions())
                            .singleElement()
                            .satisfies(precondition -> {
                                assertThat(precondition.key()).isEqualTo("frameworks/test/term");
                                assertThat(precondition.version()).isEqualTo(1);
                            }));
        }

        @Test
        void leaveToSubscribeComesOnlyAfterACommit() {
            core.commitAtOnce = false;
            CompletableFuture<Void> leave = new CompletableFuture<>();
            core.input(new Input.SubscribeAsked(leave));
            assertThat(leave).isNotDone();
            core.commitNext();
            assertThat(leave).isCompleted();
        }

        @Test
        void anUpdateWithoutUuidIsNotAcknowledged() {
            runOne();
            core.update(core.taskId("web", 0), TaskState.TASK_RUNNING, status -> status);
            assertThat(core.calls(Call.Type.ACKNOWLEDGE)).isEmpty();
        }

        @Test
        void anUpdateOfATaskThatIsNotOursIsAcknowledgedAllTheSame() {
            core.subscribe();
            core.update("not one of our ids", TaskState.TASK_RUNNING);
            assertThat(core.calls(Call.Type.ACKNOWLEDGE)).hasSize(1);
            assertThat(core.calls(Call.Type.KILL)).isEmpty();
        }
    }

    @Nested
    class AnswersEveryOffer {

        @Test
        void withNothingToLaunchOffersAreDeclinedAndTheRoleIsSuppressed() {
            core.subscribe();
            Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
            assertThat(core.declined()).containsExactly(offer.getId().getValue());
            assertThat(core.calls(Call.Type.SUPPRESS)).hasSize(1);
        }

        @Test
        void unfitOffersAreDeclinedAndFitOnesAccepted() {
            core.put(app("web", 1).build());
            core.subscribe();
            List<Offer> offers = core.offer(core.agentOffer("a1", 0.5, 1024), core.agentOffer("a2", 2, 1024));
            assertThat(core.declined()).containsExactly(offers.get(0).getId().getValue());
            assertThat(core.accepted()).containsExactly(offers.get(1).getId().getValue());
        }

        @Test
        void severalTasksGoOntoOneOffer() {
            core.put(app("web", 3).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 8, 1024));
            assertThat(core.launched()).hasSize(3);
            assertThat(core.calls(Call.Type.ACCEPT)).hasSize(1);
        }

        @Test
        void offersOfOneAgentAreMerged() {
            core.put(app("big", 1).cpus(3).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 2, 1024), core.agentOffer("a1", 2, 1024));
            assertThat(core.launched()).hasSize(1);
            assertThat(core.calls(Call.Type.ACCEPT).get(0).getAccept().getOfferIdsList())
                    .hasSize(2);
            assertThat(core.launched().get(0).getResourcesList().stream()
                            .filter(resource -> resource.getName().equals("cpus"))
                            .mapToDouble(resource -> resource.getScalar().getValue())
                            .sum())
                    .isEqualTo(3.0);
        }

        @Test
        void aSlotThatDoesNotFitTakesNothingFromThoseThatDo() {
            core.put(app("a-big", 1).cpus(2).mem(4096).build());
            core.put(app("small", 1).cpus(2).mem(64).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 2, 1024));
            assertThat(core.launched()).extracting(TaskInfo::getName).containsExactly("small");
        }

        @Test
        void aRescindThatOvertakesItsOfferIsRemembered() {
            core.put(app("web", 1).build());
            core.subscribe();
            Offer offer = core.agentOffer("a1", 4, 1024);
            core.rescind(offer);
            core.offer(offer);
            assertThat(core.accepted()).isEmpty();
            assertThat(core.declined()).isEmpty();
            assertThat(core.core().unaccountedOffers()).isZero();
        }

        @Test
        void offersOfAnEarlierSubscriptionAreNotUsed() {
            core.put(app("web", 1).build());
            core.subscribe();
            core.disconnect();
            core.subscribe();
            assertThat(core.accepted()).isEmpty();
            assertThat(core.core().unaccountedOffers()).isZero();
        }

        @Test
        void aResourceManagerThatThrowsHasItsOffersDeclined() {
            CoreFixture broken = new CoreFixture(
                    EventController.standard(),
                    (pending, offers, tasks, now) -> {
                        throw new IllegalStateException("no idea");
                    },
                    List.of("*"));
            broken.put(app("web", 1).build());
            broken.subscribe();
            Offer offer = broken.offer(broken.agentOffer("a1", 4, 1024)).get(0);
            assertThat(broken.declined()).containsExactly(offer.getId().getValue());
        }

        @Test
        void aResourceManagerThatSaysNothingHasItsOffersDeclined() {
            CoreFixture silent = new CoreFixture(
                    EventController.standard(),
                    (pending, offers, tasks, now) -> new Placement(List.of(), Map.of(), Map.of(), List.of()),
                    List.of("*"));
            silent.subscribe();
            Offer offer = silent.offer(silent.agentOffer("a1", 4, 1024)).get(0);
            assertThat(silent.declined()).containsExactly(offer.getId().getValue());
        }

        @Test
        void anOfferTakenByAHandlerIsNotPlacedOn() {
            CoreFixture taking = new CoreFixture(
                    EventController.routing(Map.of(
                            Event.Type.OFFERS,
                            (event, context) -> List.of(new Action.Decline(
                                    event.getOffers().getOffersList().stream()
                                            .map(Offer::getId)
                                            .toList(),
                                    Filters.newBuilder().setRefuseSeconds(3).build())))),
                    null,
                    List.of("*"));
            taking.put(app("web", 1).build());
            taking.subscribe();
            taking.offer(taking.agentOffer("a1", 4, 1024));
            assertThat(taking.accepted()).isEmpty();
            assertThat(taking.declined()).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
        void whateverHappensEachOfferIsAnsweredOnceOrWithdrawn(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            core.subscribe();
            List<Offer> seen = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(6)) {
                    case 0 ->
                        core.put(app("app" + random.nextInt(5), random.nextInt(4))
                                .build());
                    case 1, 2 ->
                        seen.addAll(core.offer(
                                core.agentOffer("a" + random.nextInt(4), random.nextInt(1, 5), 256),
                                core.agentOffer("a" + random.nextInt(4), random.nextInt(1, 5), 256)));
                    case 3 -> {
                        if (!seen.isEmpty()) {
                            core.rescind(seen.get(random.nextInt(seen.size())));
                        }
                    }
                    case 4 -> core.pass(Duration.ofSeconds(random.nextInt(30)));
                    default -> {
                        if (random.nextInt(10) == 0) {
                            core.disconnect();
                            core.subscribe();
                        }
                    }
                }
                assertThat(core.core().unaccountedOffers()).as("seed " + seed).isZero();
            }
            List<String> answered = new ArrayList<>(core.accepted());
            answered.addAll(core.declined());
            assertThat(answered).as("seed " + seed).doesNotHaveDuplicates();
        }
    }

    @Nested
    class KeepsItsBalance {

        @Test
        void aSuppressedRoleIsRevivedWhenASlotWaits() {
            core.subscribe();
            assertThat(core.calls(Call.Type.SUPPRESS)).hasSize(1);
            core.put(app("web", 1).build());
            assertThat(core.calls(Call.Type.REVIVE)).hasSize(1);
        }

        @Test
        void aRoleWhoseOffersWereDeclinedIsRevivedForANewWish() {
            core.put(app("big", 1).cpus(64).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            core.pass(Duration.ofSeconds(5));
            assertThat(core.calls(Call.Type.REVIVE)).isEmpty();
            core.put(app("small", 1).build());
            assertThat(core.calls(Call.Type.REVIVE)).hasSize(1);
        }

        @Test
        void revivesAreAtLeastASecondApart() {
            core.put(app("big", 1).cpus(64).build());
            core.subscribe();
            for (int i = 0; i < 20; i++) {
                core.offer(core.agentOffer("a1", 0.1, 1024));
                core.put(app("app" + i, 1).build());
                core.pass(Duration.ofMillis(100));
            }
            assertThat(core.calls(Call.Type.REVIVE)).hasSizeBetween(1, 3);
        }

        @Test
        void aReviveThatFailedIsSentAgain() {
            core.subscribe();
            core.put(app("web", 1).build());
            core.answer(core.lastSend(Call.Type.REVIVE), new NotSubscribedException("REVIVE"));
            core.pass(Duration.ofSeconds(2));
            assertThat(core.calls(Call.Type.REVIVE)).hasSize(2);
        }

        @Test
        void aReviveOfAllRolesByHandThatFailedLeavesNoneForgotten() {
            core.subscribe();
            core.input(new Input.Asked(new Action.Revive(Set.of()), new CompletableFuture<>()));
            core.answer(core.lastSend(Call.Type.REVIVE), new NotSubscribedException("REVIVE"));
            core.put(app("web", 1).build());
            assertThat(core.calls(Call.Type.REVIVE)).hasSize(2);
        }

        @Test
        void onlyTheRoleThatWaitsIsRevived() {
            CoreFixture two = new CoreFixture(EventController.standard(), null, List.of("dev", "prod"));
            two.subscribe();
            two.put(app("web", 1).role("prod").build());
            assertThat(two.calls(Call.Type.REVIVE).get(0).getRevive().getRolesList())
                    .containsExactly("prod");
        }
    }

    @Nested
    class Reconciles {

        @Test
        void everyLiveTaskOnSubscriptionExplicitlyAndAllImplicitly() {
            runOne();
            String id = core.taskId("web", 0);
            core.disconnect();
            core.calls.clear();
            core.subscribe();
            assertThat(core.calls(Call.Type.RECONCILE))
                    .extracting(call -> call.getReconcile().getTasksCount())
                    .containsExactlyInAnyOrder(0, 1);
            assertThat(core.calls(Call.Type.RECONCILE))
                    .flatExtracting(call -> call.getReconcile().getTasksList())
                    .allSatisfy(task -> {
                        assertThat(task.getTaskId().getValue()).isEqualTo(id);
                        assertThat(task.getAgentId().getValue()).isEqualTo("a1");
                    });
        }

        @Test
        void againWithBackOffUntilTheMasterAnswers() {
            runOne();
            core.disconnect();
            core.subscribe();
            core.calls.clear();
            for (int second = 0; second < 30; second++) {
                core.pass(Duration.ofSeconds(1));
            }
            int asked = core.calls(Call.Type.RECONCILE).size();
            assertThat(asked).isBetween(3, 5);
            core.update(core.taskId("web", 0), TaskState.TASK_RUNNING, status -> status);
            core.calls.clear();
            for (int second = 0; second < 120; second++) {
                core.pass(Duration.ofSeconds(1));
            }
            assertThat(core.calls(Call.Type.RECONCILE)).isEmpty();
        }

        @Test
        void aLaunchThatNothingIsHeardOf() {
            core.put(app("web", 1).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            core.answer(core.lastSend(Call.Type.ACCEPT), null);
            core.calls.clear();
            core.pass(Duration.ofSeconds(11));
            assertThat(core.calls(Call.Type.RECONCILE)).hasSize(1);
        }

        @Test
        void everyQuarterOfAnHour() {
            core.subscribe();
            core.calls.clear();
            core.pass(Duration.ofMinutes(16));
            assertThat(core.calls(Call.Type.RECONCILE)).hasSize(1);
        }

        @Test
        void aLaunchInDoubtIsNotLaunchedAgainBeforeTheMasterHasDeniedItTwice() {
            core.put(app("web", 1).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            String id = core.taskId("web", 0);
            core.answer(core.lastSend(Call.Type.ACCEPT), new CallInDoubtException("ACCEPT", null));
            core.disconnect();
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            assertThat(core.launched()).hasSize(1);
            deny(id);
            core.pass(Duration.ofSeconds(11));
            deny(id);
            core.pass(Duration.ofSeconds(2));
            core.offer(core.agentOffer("a1", 4, 1024));
            assertThat(core.launched()).hasSize(2);
        }

        @Test
        void aRefusedAcceptIsLaunchedAgain() {
            core.put(app("web", 1).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024));
            core.answer(core.lastSend(Call.Type.ACCEPT), new NotSubscribedException("ACCEPT"));
            assertThat(core.state("web", 0)).isEqualTo(SlotState.PENDING);
            core.offer(core.agentOffer("a1", 4, 1024));
            assertThat(core.launched()).hasSize(2);
        }

        private void deny(String id) {
            core.update(
                    id,
                    TaskState.TASK_GONE,
                    status -> status.setSource(TaskStatus.Source.SOURCE_MASTER)
                            .setReason(TaskStatus.Reason.REASON_RECONCILIATION));
        }
    }

    @Nested
    class Places {

        @Test
        void uniqueSlotsOnDifferentAgents() {
            core.put(app("test-app", 3).strategy(Strategy.unique()).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 8, 1024), core.agentOffer("a2", 8, 1024));
            assertThat(core.launched())
                    .extracting(task -> task.getAgentId().getValue())
                    .containsExactlyInAnyOrder("a1", "a2");
            assertThat(core.core().shortfalls())
                    .singleElement()
                    .satisfies(shortfall -> assertThat(shortfall.text()).contains("strategy"));
        }

        @Test
        void muxSlotsOnTheOneAgentWithRoomForThem() {
            core.put(app("pod", 3)
                    .strategy(new Strategy(Strategy.Type.MUX, Strategy.Effort.STRICT))
                    .build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 2, 1024), core.agentOffer("a2", 8, 1024));
            assertThat(core.launched())
                    .extracting(task -> task.getAgentId().getValue())
                    .containsOnly("a2")
                    .hasSize(3);
        }

        @Test
        void slotsOfOneApplicationAreSpread() {
            core.put(app("web", 3).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 8, 1024), core.agentOffer("a2", 8, 1024), core.agentOffer("a3", 8, 1024));
            assertThat(core.launched())
                    .extracting(task -> task.getAgentId().getValue())
                    .containsExactlyInAnyOrder("a1", "a2", "a3");
        }

        @Test
        void aSlotThatFitsNowhereTellsWhatItLacks() {
            core.put(app("big", 1).cpus(64).build());
            core.subscribe();
            core.offer(core.agentOffer("a1", 4, 1024), core.agentOffer("a2", 16, 1024));
            assertThat(core.core().shortfalls())
                    .singleElement()
                    .satisfies(shortfall -> assertThat(shortfall.text())
                            .isEqualTo(
                                    "fits none of 2 agents; nearest: needs 64 cpus, offers 16 (a2.example, agent a2)"));
        }
    }

    @Test
    void aControllerThatThrowsIsReplacedForThatEvent() {
        CoreFixture throwing = new CoreFixture(
                (event, context) -> {
                    throw new IllegalStateException("a bug of the user's");
                },
                null,
                List.of("*"));
        throwing.put(app("web", 1).build());
        throwing.subscribe();
        throwing.offer(throwing.agentOffer("a1", 4, 1024));
        throwing.update(throwing.taskId("web", 0), TaskState.TASK_RUNNING);
        assertThat(throwing.state("web", 0)).isEqualTo(SlotState.RUNNING);
        assertThat(throwing.calls(Call.Type.ACKNOWLEDGE)).hasSize(1);
    }

    @Test
    void theFrameworkIdIsKeptBeforeAnythingIsSent() {
        core.commitAtOnce = false;
        core.subscribe();
        assertThat(core.calls).isEmpty();
        core.commitNext();
        assertThat(core.committed.get(0).writes()).isNotEmpty();
        assertThat(core.calls(Call.Type.RECONCILE)).isNotEmpty();
    }

    private void runOne() {
        core.put(app("web", 1).build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        core.answer(core.lastSend(Call.Type.ACCEPT), null);
        core.update(core.taskId("web", 0), TaskState.TASK_STARTING, status -> status);
    }
}
