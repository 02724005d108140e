package io.mesosframework.storage.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.storage.election.ElectionMachine.Effect;
import io.mesosframework.storage.election.ElectionMachine.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ElectionMachineTest {

    private static final LeaderRecord MINE = record("me", 2, "b1");
    private static final LeaderRecord OTHER = record("other", 1, "b0");
    private static final LeaderRecord LATER = record("other", 3, "b2");

    private final ElectionMachine machine = new ElectionMachine(Duration.ofSeconds(5), new SplittableRandom(1));

    @Test
    void triesAtOnceAndLeads() {
        assertThat(machine.on(new Input.Campaign())).containsExactly(new Effect.Attempt());
        assertThat(machine.on(new Input.Campaign())).isEmpty();
        assertThat(machine.on(new Input.Won(MINE)))
                .containsExactly(new Effect.Elected(MINE), new Effect.Tell(Optional.of(MINE.leader())));
        assertThat(machine.on(new Input.Campaign())).isEmpty();
    }

    @Test
    void waitsWhileAnotherLeadsAndTriesWhenThatOneIsGone() {
        machine.on(new Input.Campaign());
        assertThat(machine.on(held(OTHER))).containsExactly(new Effect.Tell(Optional.of(OTHER.leader())));
        assertThat(machine.on(new Input.Refused())).containsExactly(new Effect.Retry(Duration.ofSeconds(5), 2));
        assertThat(machine.on(held(OTHER))).isEmpty();
        assertThat(machine.on(free())).containsExactly(new Effect.Tell(Optional.empty()), new Effect.Attempt());
        // The look that was due for the attempt before comes too late to matter.
        assertThat(machine.on(new Input.RetryDue(2))).isEmpty();
    }

    @Test
    void whoLedIsNotSaidToLeadWhileNothingCanBeSeen() {
        machine.on(new Input.Campaign());
        machine.on(held(OTHER));
        assertThat(machine.on(new Input.OutOfSight())).containsExactly(new Effect.Tell(Optional.empty()));
        assertThat(machine.on(new Input.OutOfSight())).isEmpty();
        assertThat(machine.on(held(OTHER))).containsExactly(new Effect.Tell(Optional.of(OTHER.leader())));
    }

    @Test
    void aLeaderGoesByItsLeaseWhileNothingCanBeSeen() {
        lead();
        assertThat(machine.on(new Input.OutOfSight())).isEmpty();
    }

    @Test
    void looksForItselfWhereNothingIsSeenAnyMore() {
        machine.on(new Input.Campaign());
        machine.on(new Input.Refused());
        assertThat(machine.on(new Input.RetryDue(2))).containsExactly(new Effect.Attempt());
    }

    @Test
    void triesAgainSoonWhereTheOtherHasGoneDuringTheAttempt() {
        machine.on(new Input.Campaign());
        machine.on(held(OTHER));
        machine.on(free());
        Effect.Retry retry = (Effect.Retry) machine.on(new Input.Refused()).get(0);
        assertThat(retry.after()).isLessThan(Duration.ofMillis(126));
    }

    @Test
    void backsOffFromAStorageThatFails() {
        machine.on(new Input.Campaign());
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Effect.Retry retry = (Effect.Retry) machine.on(new Input.Failed()).get(0);
            waits.add(retry.after().toMillis());
            assertThat(machine.on(new Input.RetryDue(retry.number()))).containsExactly(new Effect.Attempt());
        }
        assertThat(waits.get(0)).isBetween(100L, 125L);
        assertThat(waits.get(11)).isBetween(2000L, 2500L);
    }

    @Test
    void aLeaderIsShownThePastFirstAndMindsItNot() {
        lead();
        assertThat(machine.on(held(OTHER))).isEmpty();
        assertThat(machine.on(free())).isEmpty();
        assertThat(machine.on(held(MINE))).isEmpty();
        assertThat(machine.on(free())).containsExactly(new Effect.Lost(MINE), new Effect.Tell(Optional.empty()));
    }

    @Test
    void itsOwnRecordMayBeSeenBeforeItKnowsThatItHasWon() {
        machine.on(new Input.Campaign());
        machine.on(held(MINE));
        machine.on(new Input.Won(MINE));
        assertThat(machine.on(free())).containsExactly(new Effect.Lost(MINE), new Effect.Tell(Optional.empty()));
    }

    @Test
    void aLeaderWithALaterOneBesideItHasLost() {
        lead();
        assertThat(machine.on(held(LATER)))
                .containsExactly(
                        new Effect.Lost(MINE),
                        new Effect.Tell(Optional.empty()),
                        new Effect.Tell(Optional.of(LATER.leader())));
    }

    @Test
    void anUnreadableRecordInItsPlaceEndsALeader() {
        lead();
        machine.on(held(MINE));
        assertThat(machine.on(new Input.Seen(true, Optional.empty())))
                .containsExactly(new Effect.Lost(MINE), new Effect.Tell(Optional.empty()));
    }

    @Test
    void theEndOfItsOwnLeaseEndsALeaderAndThatOfAnEarlierOneDoesNot() {
        lead();
        assertThat(machine.on(new Input.LeaseLost("b0"))).isEmpty();
        assertThat(machine.on(new Input.LeaseLost("b1")))
                .containsExactly(new Effect.Lost(MINE), new Effect.Tell(Optional.empty()));
        assertThat(machine.on(new Input.LeaseLost("b1"))).isEmpty();
        assertThat(machine.on(new Input.Campaign())).containsExactly(new Effect.Attempt());
    }

    @Test
    void itsOwnRecordSeenOnceMoreAfterItsEndIsNotTold() {
        lead();
        machine.on(new Input.Resign());
        assertThat(machine.on(held(MINE))).isEmpty();
        assertThat(machine.on(held(LATER))).containsExactly(new Effect.Tell(Optional.of(LATER.leader())));
    }

    @Test
    void resigningGivesUpOnceAndNotWhatItHasNot() {
        assertThat(machine.on(new Input.Resign())).isEmpty();
        lead();
        assertThat(machine.on(new Input.Resign()))
                .containsExactly(new Effect.GiveUp(MINE), new Effect.Lost(MINE), new Effect.Tell(Optional.empty()));
        assertThat(machine.on(new Input.Resign())).isEmpty();
    }

    @Test
    void whatIsWonAfterResigningIsGivenUp() {
        machine.on(new Input.Campaign());
        machine.on(new Input.Resign());
        assertThat(machine.on(new Input.Won(MINE))).containsExactly(new Effect.GiveUp(MINE));
        assertThat(machine.on(new Input.Refused())).isEmpty();
        assertThat(machine.on(new Input.RetryDue(1))).isEmpty();
    }

    private void lead() {
        machine.on(new Input.Campaign());
        machine.on(new Input.Won(MINE));
    }

    private static Input held(LeaderRecord by) {
        return new Input.Seen(true, Optional.of(by));
    }

    private static Input free() {
        return new Input.Seen(false, Optional.empty());
    }

    private static LeaderRecord record(String instance, long term, String ballot) {
        return new LeaderRecord(new Leader(new Candidate(instance, "http://" + instance), term), ballot);
    }
}
