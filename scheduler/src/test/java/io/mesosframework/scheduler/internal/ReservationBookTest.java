package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.OperationState;
import io.mesosframework.protocol.OperationStatus;
import io.mesosframework.protocol.scheduler.Call;
import io.mesosframework.scheduler.Action;
import io.mesosframework.scheduler.tasks.SlotKey;
import io.mesosframework.scheduler.tasks.SlotReservation;
import io.mesosframework.scheduler.tasks.SlotReservation.Kind;
import io.mesosframework.scheduler.tasks.SlotReservation.Operation;
import io.mesosframework.scheduler.tasks.SlotReservation.Stage;
import io.mesosframework.storage.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReservationBookTest {

    private static final SlotKey SLOT = new SlotKey("pg", 0);

    private final Map<String, Bytes> kept = new LinkedHashMap<>();
    private ReservationBook book = new ReservationBook(new SplittableRandom(1));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private SlotReservation reserve() {
        SlotReservation made = book.reserve(SLOT, "db", Optional.of("data"), "a1", "host1", now);
        book.accepted(made.open().stream().map(Operation::id).toList(), now);
        keep();
        return made;
    }

    private List<Action> keep() {
        List<Action> actions = book.takeActions();
        for (Action action : actions) {
            if (action instanceof Action.Persist persist) {
                kept.put(persist.key(), persist.value());
            } else if (action instanceof Action.Forget forget) {
                kept.remove(forget.key());
            }
        }
        return actions;
    }

    private void startAgain() {
        book = new ReservationBook(new SplittableRandom(2));
        book.restore(kept);
        book.subscribed(now);
    }

    private void say(String operation, OperationState state) {
        say(operation, "a1", state);
    }

    private void say(String operation, String agent, OperationState state) {
        book.status(
                OperationStatus.newBuilder()
                        .setOperationId(OperationID.newBuilder().setValue(operation))
                        .setAgentId(AgentID.newBuilder().setValue(agent))
                        .setState(state)
                        .build(),
                now);
        keep();
    }

    private void say(SlotReservation reservation, Kind kind, OperationState state) {
        say(
                reservation.open().stream()
                        .filter(one -> one.kind() == kind)
                        .findFirst()
                        .orElseThrow()
                        .id(),
                state);
    }

    private SlotReservation held() {
        SlotReservation made = reserve();
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);
        say(made, Kind.CREATE, OperationState.OPERATION_FINISHED);
        return book.claim(SLOT).orElseThrow();
    }

    private SlotReservation release(SlotReservation reservation, boolean showsVolume) {
        assertThat(book.release(reservation, showsVolume))
                .extracting(Operation::kind)
                .containsExactlyElementsOf(
                        showsVolume ? List.of(Kind.DESTROY, Kind.UNRESERVE) : List.of(Kind.UNRESERVE));
        return book.get(reservation.id()).orElseThrow();
    }

    private List<String> questions() {
        book.ask(slot -> true, now);
        return keep().stream()
                .filter(Action.ReconcileOperations.class::isInstance)
                .flatMap(action -> ((Action.ReconcileOperations) action).operations().stream())
                .map(Call.ReconcileOperations.Operation::getOperationId)
                .map(OperationID::getValue)
                .toList();
    }

    @Test
    void itIsHeldOnceAllOperationsAreFinished() {
        SlotReservation made = reserve();
        assertThat(made.open()).extracting(Operation::kind).containsExactly(Kind.RESERVE, Kind.CREATE);
        assertThat(made.volume()).isEqualTo(made.id() + ".data");

        say(made, Kind.CREATE, OperationState.OPERATION_FINISHED);
        assertThat(book.claim(SLOT).orElseThrow().stage()).isEqualTo(Stage.RESERVING);
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);

        assertThat(book.claim(SLOT).orElseThrow().stage()).isEqualTo(Stage.HELD);
        assertThat(book.takeNews()).containsExactly(new ReservationFeedback.News(SLOT, "reserved on agent a1"));
        assertThat(book.mayReserve(SLOT)).isFalse();
    }

    @Test
    void anOfferIsNoProofAsTheMasterMayHaveOfferedWhatTheAgentNeverHeardOf() {
        SlotReservation made = reserve();
        book.shown(made, "a1", "host1", now);
        assertThat(book.claim(SLOT)).contains(made);

        say(made, Kind.RESERVE, OperationState.OPERATION_DROPPED);
        assertThat(book.all()).isEmpty();
    }

    @Test
    void whatAnotherAgentOffersIsOnTheDiskThatItHasFromTheOneThatWasAsked() {
        SlotReservation made = reserve();
        book.shown(made, "a2", "host1", now);
        assertThat(book.claim(SLOT).orElseThrow())
                .matches(one -> one.stage() == Stage.HELD && one.open().isEmpty())
                .matches(one -> one.agent().equals("a2"));

        say(made, Kind.CREATE, OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT).orElseThrow().stage()).isEqualTo(Stage.HELD);
    }

    @Test
    void afterAFailedReserveNothingIsThereAndAnotherTryWaits() {
        SlotReservation made = reserve();
        say(made, Kind.RESERVE, OperationState.OPERATION_ERROR);

        assertThat(book.all()).isEmpty();
        assertThat(kept).isEmpty();
        assertThat(book.mayReserve(SLOT)).isFalse();
        now = now.plusSeconds(2);
        assertThat(book.triesDue(now)).containsExactly(SLOT);
        assertThat(book.mayReserve(SLOT)).isTrue();
        assertThat(reserve().id()).isNotEqualTo(made.id());
    }

    @Test
    void afterAFailedCreateWhatIsReservedIsReleased() {
        SlotReservation made = reserve();
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);
        say(made, Kind.CREATE, OperationState.OPERATION_FAILED);

        assertThat(book.claim(SLOT)).isEmpty();
        SlotReservation left = book.get(made.id()).orElseThrow();
        assertThat(left.stage()).isEqualTo(Stage.RELEASING);
        assertThat(left.volume()).isNull();
        assertThat(book.releasingRoles()).containsExactly("db");
        assertThat(book.mayRelease(left)).isTrue();

        SlotReservation asking = release(left, false);
        assertThat(asking.open()).extracting(Operation::kind).containsExactly(Kind.UNRESERVE);
        assertThat(book.mayRelease(asking)).isFalse();
        say(asking, Kind.UNRESERVE, OperationState.OPERATION_FINISHED);
        assertThat(book.all()).isEmpty();
        assertThat(book.takeFreed()).containsExactly("pg");
        assertThat(book.keepsFor("pg")).isFalse();
    }

    @Test
    void whatIsGivenBackBeforeTheAgentHasItIsGivenBackAgainAsFarAsTheAgentHasIt() {
        SlotReservation made = reserve();
        book.gone(SLOT, now);
        SlotReservation asking = release(book.get(made.id()).orElseThrow(), true);
        say(asking, Kind.DESTROY, OperationState.OPERATION_ERROR);
        say(asking, Kind.UNRESERVE, OperationState.OPERATION_ERROR);
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);
        say(made, Kind.CREATE, OperationState.OPERATION_DROPPED);

        SlotReservation left = book.get(made.id()).orElseThrow();
        assertThat(left.open()).isEmpty();
        assertThat(left.volume()).as("what is whole without it").isNull();
        assertThat(left.stage()).isEqualTo(Stage.RELEASING);
    }

    @Test
    void aFailedReleaseIsTriedAgainAfterABackOff() {
        SlotReservation one = held();
        book.gone(SLOT, now);
        SlotReservation asking = release(book.get(one.id()).orElseThrow(), true);
        assertThat(asking.open()).extracting(Operation::kind).containsExactly(Kind.DESTROY, Kind.UNRESERVE);
        say(asking, Kind.DESTROY, OperationState.OPERATION_FINISHED);
        say(asking, Kind.UNRESERVE, OperationState.OPERATION_DROPPED);

        SlotReservation left = book.get(one.id()).orElseThrow();
        assertThat(book.mayRelease(left)).isFalse();
        now = now.plusSeconds(2);
        assertThat(book.releasesDue(now)).containsExactly("db");
        assertThat(book.mayRelease(left)).isTrue();
        assertThat(left.volume()).isNull();
    }

    @Test
    void oneDenialIsNotBelievedTwoAreTenSecondsApart() {
        SlotReservation made = reserve();
        String reserve = made.open().get(0).id();
        say(reserve, OperationState.OPERATION_UNKNOWN);
        now = now.plusSeconds(9);
        say(reserve, OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).isPresent();
        now = now.plusSeconds(1);
        say(reserve, OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).isEmpty();
    }

    @Test
    void whatIsBelievedLostIsForgottenAndAnotherTryWaits() {
        SlotReservation made = reserve();
        deny(made.open().get(0).id());

        assertThat(book.all()).isEmpty();
        assertThat(kept).isEmpty();
        assertThat(book.mayReserve(SLOT)).isFalse();
        now = now.plusSeconds(2);
        assertThat(book.triesDue(now)).containsExactly(SLOT);
        assertThat(book.mayReserve(SLOT)).isTrue();
    }

    /** As after a kill -9 before the ACCEPT was sent: nothing of it can ever be offered. */
    @Test
    void whatWasNeverHeardOfDoesNotKeepADeletedApplicationWaiting() {
        SlotReservation made = reserve();
        startAgain();
        book.gone(SLOT, now);
        assertThat(book.releasingRoles()).as("offers that would show it").containsExactly("db");
        deny(made.open().get(0).id());
        assertThat(book.keepsFor("pg")).isFalse();
        assertThat(book.releasingRoles()).isEmpty();
    }

    @Test
    void whatIsBelievedLostAndWasOfferedWaitsForTheOutcomeOfGivingItBack() {
        SlotReservation made = reserve();
        book.gone(SLOT, now);
        book.releasesDue(now);
        SlotReservation releasing = release(book.get(made.id()).orElseThrow(), true);
        deny(made.open().get(0).id());
        assertThat(book.get(made.id()).orElseThrow().open())
                .extracting(Operation::kind)
                .contains(Kind.DESTROY, Kind.UNRESERVE);
        say(releasing, Kind.UNRESERVE, OperationState.OPERATION_FINISHED);
        assertThat(book.all()).isEmpty();
    }

    private void deny(String operation) {
        say(operation, OperationState.OPERATION_UNKNOWN);
        now = now.plusSeconds(10);
        say(operation, OperationState.OPERATION_UNKNOWN);
    }

    @Test
    void aDenialBeforeTheAnswerToTheAcceptCountsForNothing() {
        SlotReservation made = book.reserve(SLOT, "db", Optional.of("data"), "a1", "host1", now);
        String reserve = made.open().get(0).id();
        say(reserve, OperationState.OPERATION_UNKNOWN);
        now = now.plusSeconds(60);
        say(reserve, OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).isPresent();
        book.subscribed(now);
        say(reserve, OperationState.OPERATION_UNKNOWN);
        now = now.plusSeconds(10);
        say(reserve, OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).isEmpty();
    }

    @Test
    void whatIsOpenIsAskedAboutAfterARestart() {
        SlotReservation made = reserve();
        startAgain();
        assertThat(book.claim(SLOT)).contains(made);
        assertThat(questions())
                .containsExactlyElementsOf(
                        made.open().stream().map(Operation::id).toList());
        assertThat(questions()).isEmpty();
        now = now.plus(Duration.ofMinutes(5));
        assertThat(questions()).hasSize(2);
    }

    @Test
    void anAgentThatIsGoneTakesTheVolumeWithIt() {
        SlotReservation one = held();
        book.takeNews();
        book.waited(one, now);
        now = now.plusSeconds(10);
        assertThat(questions()).containsExactly(one.id() + ".agent");

        say(one.id() + ".agent", OperationState.OPERATION_UNREACHABLE);
        assertThat(book.isOutOfSight(one)).isTrue();
        assertThat(book.claim(SLOT)).contains(one);

        say(one.id() + ".agent", OperationState.OPERATION_GONE_BY_OPERATOR);
        assertThat(book.claim(SLOT)).isEmpty();
        assertThat(kept).isEmpty();
        assertThat(book.triesDue(now)).as("offers are wanted for it").containsExactly(SLOT);
        assertThat(book.mayReserve(SLOT)).isTrue();
        assertThat(book.takeNews())
                .containsExactly(new ReservationFeedback.News(SLOT, "its volume is lost with agent a1, which is gone"));
    }

    @Test
    void theEndOfAnAgentThatItIsNotOnAnyMoreCountsForNothing() {
        SlotReservation one = held();
        book.shown(one, "a2", "host1", now);
        SlotReservation moved = book.claim(SLOT).orElseThrow();
        for (String operation : List.of(one.id() + ".agent", one.id() + ".reserve-0")) {
            say(operation, "a1", OperationState.OPERATION_UNREACHABLE);
            assertThat(book.isOutOfSight(moved)).isFalse();
            say(operation, "a1", OperationState.OPERATION_GONE_BY_OPERATOR);
            assertThat(book.claim(SLOT)).contains(moved);
        }
        say(one.id() + ".agent", "a2", OperationState.OPERATION_GONE_BY_OPERATOR);
        assertThat(book.claim(SLOT)).isEmpty();
    }

    @Test
    void whatIsToBeGivenBackIsSoOnTheAgentThatOffersItNow() {
        SlotReservation one = held();
        book.gone(SLOT, now);
        book.releasesDue(now);
        SlotReservation asking = release(book.get(one.id()).orElseThrow(), true);
        SlotReservation moved = book.releasingOn(asking, "a2", "host1", one.volume());
        assertThat(moved.agent()).isEqualTo("a2");
        assertThat(moved.open()).isEmpty();
        assertThat(book.mayRelease(moved)).isTrue();

        SlotReservation again = release(moved, true);
        keep();
        for (Operation operation : asking.open()) {
            say(operation.id(), "a1", OperationState.OPERATION_GONE_BY_OPERATOR);
            say(operation.id(), "a1", OperationState.OPERATION_FINISHED);
        }
        say(one.id() + ".agent", "a1", OperationState.OPERATION_GONE_BY_OPERATOR);
        assertThat(book.get(one.id())).contains(again);
        startAgain();
        assertThat(book.get(one.id())).contains(again);
        say(again, Kind.DESTROY, OperationState.OPERATION_FINISHED);
        say(again, Kind.UNRESERVE, OperationState.OPERATION_FINISHED);
        assertThat(book.all()).isEmpty();
    }

    @Test
    void whatItsMachineCameBackWithoutIsNotWaitedForToBeGivenBack() {
        SlotReservation made = reserve();
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);
        book.gone(SLOT, now);
        SlotReservation moved = book.releasingOn(book.get(made.id()).orElseThrow(), "a2", "host1", null);
        assertThat(moved.volume()).isNull();
        assertThat(moved.open()).isEmpty();
        assertThat(release(moved, false).open()).hasSize(1);
    }

    @Test
    void aRefusedAcceptIsAFailure() {
        SlotReservation made = book.reserve(SLOT, "db", Optional.empty(), "a1", "host1", now);
        book.refused(List.of(made.open().get(0).id()), "no", now);
        assertThat(book.all()).isEmpty();
        assertThat(book.mayReserve(SLOT)).isFalse();
    }

    @Test
    void whatIsNeverOfferedAgainIsGivenUpInTheEnd() {
        SlotReservation one = held();
        book.gone(SLOT, now);
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        now = now.plus(Duration.ofMinutes(14));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.keepsFor("pg")).isTrue();
        now = now.plus(Duration.ofMinutes(1));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.keepsFor("pg")).isFalse();
    }

    @Test
    void whatIsOfferedInPartIsNotTakenToBeGone() {
        SlotReservation one = held();
        book.gone(SLOT, now);
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        now = now.plus(Duration.ofMinutes(14));
        assertThat(book.isAllThereIs(book.get(one.id()).orElseThrow(), false, now))
                .isFalse();
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        now = now.plus(Duration.ofMinutes(14));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.keepsFor("pg")).isTrue();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(book.isAllThereIs(book.get(one.id()).orElseThrow(), false, now))
                .isTrue();
    }

    private SlotReservation heldBare() {
        SlotReservation made = book.reserve(SLOT, "db", Optional.empty(), "a1", "host1", now);
        book.accepted(made.open().stream().map(Operation::id).toList(), now);
        say(made, Kind.RESERVE, OperationState.OPERATION_FINISHED);
        book.takeNews();
        return book.claim(SLOT).orElseThrow();
    }

    @Test
    void whatASlotWaitsForAndItsAgentDoesNotOfferIsMadeAnewWhereThatLosesNoData() {
        SlotReservation one = heldBare();
        book.waited(one, now);
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        now = now.plus(Duration.ofMinutes(15).minusSeconds(1));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).contains(one);
        now = now.plusSeconds(1);
        assertThat(questions()).as("it is asked at that time").containsExactly(one.id() + ".agent");
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);

        assertThat(book.claim(SLOT)).isEmpty();
        assertThat(book.triesDue(now)).as("offers are wanted for it").containsExactly(SLOT);
        assertThat(book.mayReserve(SLOT)).isTrue();
        assertThat(book.get(one.id()).orElseThrow().stage())
                .as("should it be offered all the same, it is given back")
                .isEqualTo(Stage.RELEASING);
        assertThat(book.takeNews())
                .containsExactly(
                        new ReservationFeedback.News(
                                SLOT,
                                "its reservation is not offered by agent a1, which has been there for PT15M: it makes another"));

        now = now.plus(Duration.ofMinutes(15));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.all()).isEmpty();
    }

    @Test
    void whatIsOfferedAfterAllOrWhoseAgentWasOutOfSightIsWaitedForAnew() {
        SlotReservation one = heldBare();
        book.waited(one, now);
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        now = now.plus(Duration.ofMinutes(10));
        book.shown(one, "a1", "host1", now);
        now = now.plus(Duration.ofMinutes(10));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).contains(one);

        now = now.plus(Duration.ofMinutes(10));
        say(one.id() + ".agent", OperationState.OPERATION_UNREACHABLE);
        now = now.plus(Duration.ofMinutes(10));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).contains(one);

        now = now.plus(Duration.ofMinutes(10));
        book.waited(one, now);
        now = now.plus(Duration.ofMinutes(10));
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        assertThat(book.claim(SLOT)).contains(one);
    }

    @Test
    void aVolumeThatItsAgentDoesNotOfferIsWaitedForAndToldOf() {
        SlotReservation one = held();
        book.takeNews();
        book.waited(one, now);
        say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        for (int i = 0; i < 2; i++) {
            now = now.plus(Duration.ofMinutes(15));
            say(one.id() + ".agent", OperationState.OPERATION_UNKNOWN);
        }
        assertThat(book.claim(SLOT)).contains(one);
        assertThat(book.loss(one)).contains(ReservationFeedback.Loss.NOT_OFFERED);
        assertThat(book.takeNews())
                .containsExactly(new ReservationFeedback.News(
                        SLOT, "its volume is not offered by agent a1, which has been there for PT15M"));

        book.shown(one, "a1", "host1", now);
        assertThat(book.loss(one)).isEmpty();
    }

    @Test
    void aVolumeThatIsDestroyedByHandIsToldOfOnce() {
        SlotReservation one = held();
        book.takeNews();
        book.shownWithoutVolume(one);
        book.shownWithoutVolume(one);
        assertThat(book.loss(one)).contains(ReservationFeedback.Loss.DESTROYED);
        assertThat(book.claim(SLOT)).contains(one);
        assertThat(book.takeNews())
                .containsExactly(new ReservationFeedback.News(
                        SLOT, "its volume is destroyed: agent a1 offers what was reserved for it without it"));
        book.gone(SLOT, now);
        assertThat(book.loss(one)).isEmpty();
    }

    @Test
    void whatIsOfOthersIsLeftAlone() {
        held();
        say("elsewhere", OperationState.OPERATION_FAILED);
        say("pg.0.other.reserve-0", OperationState.OPERATION_FAILED);
        assertThat(book.claim(SLOT)).isPresent();
    }
}
