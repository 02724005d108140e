package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.MesosCallException;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.TaskID;
import io.mesosframework.protocol.TaskState;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.EventController;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import io.mesosframework.scheduler.application.Problem;
import io.mesosframework.scheduler.placement.Placement;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What must hold when subscriptions come and go, calls fail, and what users bring misbehaves. */
class SubscriptionChangeTest {

    private final CoreFixture core = new CoreFixture();

    private static ApplicationBuilder app(String name, int instances) {
        return Application.named(name).instances(instances).cpus(1).mem(64).command("run");
    }

    @Test
    void aRoleSuppressedOnceIsRevivedOnTheNextSubscriptionForWhatWaits() {
        core.subscribe();
        assertThat(core.calls(Call.Type.SUPPRESS)).hasSize(1);
        core.disconnect();
        core.put(app("web", 1).build());
        core.subscribe();
        assertThat(core.calls(Call.Type.REVIVE)).hasSize(1);
    }

    @Test
    void anIdleRoleIsSuppressedOnEachSubscription() {
        core.subscribe();
        core.disconnect();
        core.subscribe();
        assertThat(core.calls(Call.Type.SUPPRESS)).hasSize(2);
    }

    @Test
    void anAcceptDecidedOnOneSubscriptionIsNotSentOnTheNext() {
        core.put(app("web", 1).build());
        core.subscribe();
        core.commitAtOnce = false;
        core.offer(core.agentOffer("a1", 4, 1024));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
        core.disconnect();
        core.subscribe();
        core.commitNext();
        assertThat(core.accepted()).isEmpty();
        assertThat(core.state("web", 0)).isEqualTo(SlotState.PENDING);
        core.commitAtOnce = true;
        while (!core.commits.isEmpty()) {
            core.commitNext();
        }
        core.offer(core.agentOffer("a1", 4, 1024));
        assertThat(core.accepted()).hasSize(1);
    }

    @Test
    void aLeftoverRefusedWithAnAcceptIsAskedForAgainByANewWish() {
        core.put(app("web", 1).build());
        core.put(app("big", 1).cpus(64).build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        core.pass(Duration.ofSeconds(5));
        assertThat(core.calls(Call.Type.REVIVE)).isEmpty();
        core.put(app("late", 1).build());
        assertThat(core.calls(Call.Type.REVIVE)).hasSize(1);
    }

    @Test
    void aDeclineThatDidNotGetThroughIsMadeAgain() {
        core.subscribe();
        Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
        core.answer(core.lastSend(Call.Type.DECLINE), refusal(503));
        core.pass(Duration.ofSeconds(5));
        assertThat(core.declined())
                .containsExactly(offer.getId().getValue(), offer.getId().getValue());
        core.pass(Duration.ofMinutes(1));
        assertThat(core.declined()).hasSize(2);
    }

    @Test
    void theOffersOfARefusedAcceptAreDeclined() {
        core.put(app("web", 1).build());
        core.subscribe();
        Offer offer = core.offer(core.agentOffer("a1", 4, 1024)).get(0);
        core.answer(core.lastSend(Call.Type.ACCEPT), refusal(400));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.PENDING);
        core.pass(Duration.ofSeconds(5));
        assertThat(core.declined()).containsExactly(offer.getId().getValue());
    }

    @Test
    void anAcceptAnsweredWithAnInternalErrorIsInDoubt() {
        core.put(app("web", 1).build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        core.answer(core.lastSend(Call.Type.ACCEPT), refusal(500));
        assertThat(core.state("web", 0)).isEqualTo(SlotState.LAUNCHING);
    }

    @Test
    void anOfferHeldUntilAMomentPastIsDeclined() {
        CoreFixture holding = new CoreFixture(
                EventController.standard(),
                (pending, offers, tasks, now) -> new Placement(
                        List.of(), Map.of(), Map.of(offers.iterator().next().getId(), Instant.EPOCH), List.of()),
                List.of("*"));
        holding.subscribe();
        holding.offer(holding.agentOffer("a1", 4, 1024));
        assertThat(holding.declined()).hasSize(1);
    }

    @Test
    void aHeldOfferIsAnsweredAfterItsTime() {
        List<OfferID> seen = new ArrayList<>();
        CoreFixture holding = new CoreFixture(
                EventController.standard(),
                (pending, offers, tasks, now) -> {
                    OfferID id = offers.iterator().next().getId();
                    boolean first = !seen.contains(id);
                    seen.add(id);
                    return new Placement(
                            List.of(), Map.of(), first ? Map.of(id, now.plusSeconds(3)) : Map.of(), List.of());
                },
                List.of("*"));
        holding.subscribe();
        holding.offer(holding.agentOffer("a1", 4, 1024));
        assertThat(holding.declined()).isEmpty();
        assertThat(holding.core().nextDue())
                .hasValueSatisfying(due -> assertThat(due).isBeforeOrEqualTo(holding.now.plusSeconds(3)));
        holding.pass(Duration.ofSeconds(3));
        assertThat(holding.declined()).hasSize(1);
    }

    @Test
    void aLastTouchThatThrowsLeavesTheSlotPendingAndTheOfferDeclined() {
        CoreFixture broken = new CoreFixture(EventController.standard(), null, List.of("*"), task -> {
            throw new IllegalStateException("a bug of the user's");
        });
        broken.put(app("web", 1).build());
        broken.subscribe();
        broken.offer(broken.agentOffer("a1", 4, 1024));
        assertThat(broken.state("web", 0)).isEqualTo(SlotState.PENDING);
        assertThat(broken.declined()).hasSize(1);
    }

    @Test
    void aLastTouchMustNotRenameTheTask() {
        CoreFixture renaming = new CoreFixture(
                EventController.standard(),
                null,
                List.of("*"),
                task -> task.toBuilder()
                        .setTaskId(TaskID.newBuilder().setValue("mine"))
                        .build());
        renaming.put(app("web", 1).build());
        renaming.subscribe();
        renaming.offer(renaming.agentOffer("a1", 4, 1024));
        assertThat(renaming.launched()).isEmpty();
        assertThat(renaming.declined()).hasSize(1);
    }

    @Test
    void aRefusedRequestFailsAloneAndTheFrameworkGoesOn() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        core.input(new Input.Request(
                (manager, at) -> {
                    throw new InvalidApplicationsException(List.of(new Problem("resources.role", "no")));
                },
                done));
        assertThat(done).isCompletedExceptionally();
        assertThat(core.request(app("web", 1).build())).isCompleted();
    }

    @Test
    void onceErasedNothingIsKeptAnyMore() {
        core.put(app("web", 1).build());
        core.subscribe();
        core.offer(core.agentOffer("a1", 4, 1024));
        String task = core.taskId("web", 0);
        CompletableFuture<Void> done = new CompletableFuture<>();
        core.input(new Input.Erase(done));
        assertThat(done).isCompleted();
        int commits = core.committed.size();
        core.update(task, TaskState.TASK_FAILED);
        core.pass(Duration.ofMinutes(1));
        assertThat(core.committed).hasSize(commits);
    }

    private static MesosCallException refusal(int status) {
        return new MesosCallException("ACCEPT", "m:5050", status, "why not");
    }
}
