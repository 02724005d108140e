package io.mesosframework.storage.election;

import io.mesosframework.utils.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One instance's part in an election, as plain data: what comes in, and what is to be done about it. An attempt is made when nobody
 * leads by what was last seen, and every now and then in case nothing is seen any more.
 */
final class ElectionMachine {

    /** What happens to the instance. */
    sealed interface Input {

        record Campaign() implements Input {}

        record Resign() implements Input {}

        /** Who leads, by the storage; its key may be there without a record that can be read. */
        record Seen(boolean held, Optional<LeaderRecord> by) implements Input {}

        /** The storage cannot be reached, so what was seen last may be so no more; until something is seen again. */
        record OutOfSight() implements Input {}

        record Won(LeaderRecord record) implements Input {}

        /** Another one leads. */
        record Refused() implements Input {}

        /** The storage did not answer, or nothing good; whether the attempt took effect may be unknown. */
        record Failed() implements Input {}

        record LeaseLost(String ballot) implements Input {}

        /** What {@link Effect.Retry} asked for. */
        record RetryDue(int number) implements Input {}
    }

    /** What is to be done. */
    sealed interface Effect {

        /** Answered by {@link Input.Won}, {@link Input.Refused} or {@link Input.Failed}. */
        record Attempt() implements Effect {}

        record Retry(Duration after, int number) implements Effect {}

        record Elected(LeaderRecord record) implements Effect {}

        record Lost(LeaderRecord record) implements Effect {}

        /** The key and the lease are to be let go. */
        record GiveUp(LeaderRecord record) implements Effect {}

        record Tell(Optional<Leader> leader) implements Effect {}
    }

    private enum State {
        IDLE,
        WAITING,
        ATTEMPTING,
        LEADING
    }

    private static final Backoff AFTER_FAILURE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final Duration lookAgain;
    private final RandomGenerator random;
    private State state = State.IDLE;
    private @Nullable LeaderRecord own;
    private boolean ownWasSeen;
    private boolean held = true;
    private Optional<LeaderRecord> lastSeen = Optional.empty();
    private Optional<Leader> told = Optional.empty();

    /** The last term of its own that is over, though its record may still be there, or be seen once more. */
    private long overTerm;

    private int failures;
    private int retries;

    /** @param lookAgain how long the instance waits at most before it looks for itself whether anybody leads */
    ElectionMachine(Duration lookAgain, RandomGenerator random) {
        this.lookAgain = lookAgain;
        this.random = random;
    }

    List<Effect> on(Input input) {
        List<Effect> effects = new ArrayList<>();
        if (input instanceof Input.Campaign) {
            campaign(effects);
        } else if (input instanceof Input.Resign) {
            resign(effects);
        } else if (input instanceof Input.Seen seen) {
            seen(seen, effects);
        } else if (input instanceof Input.OutOfSight) {
            outOfSight(effects);
        } else if (input instanceof Input.Won won) {
            won(won.record(), effects);
        } else if (input instanceof Input.Refused) {
            refused(effects);
        } else if (input instanceof Input.Failed) {
            lookLater(backoff(), effects);
        } else if (input instanceof Input.LeaseLost lost) {
            leaseLost(lost.ballot(), effects);
        } else if (input instanceof Input.RetryDue due && due.number() == retries && state == State.WAITING) {
            attempt(effects);
        }
        return effects;
    }

    private void campaign(List<Effect> effects) {
        if (state == State.IDLE) {
            attempt(effects);
        }
    }

    private void attempt(List<Effect> effects) {
        state = State.ATTEMPTING;
        retries++; // what is due later is so no more
        effects.add(new Effect.Attempt());
    }

    /** Where nobody leads by what was seen since, the one that came first has gone already. */
    private void refused(List<Effect> effects) {
        if (held) {
            failures = 0;
            lookLater(lookAgain, effects);
        } else {
            lookLater(backoff(), effects);
        }
    }

    private Duration backoff() {
        return AFTER_FAILURE.quarterMore(Math.min(failures++, 10), random);
    }

    private void lookLater(Duration after, List<Effect> effects) {
        if (state != State.ATTEMPTING) {
            return;
        }
        state = State.WAITING;
        effects.add(new Effect.Retry(after, ++retries));
    }

    private void resign(List<Effect> effects) {
        LeaderRecord given = own;
        if (state == State.LEADING && given != null) {
            effects.add(new Effect.GiveUp(given));
            lose(given, effects);
        }
        state = State.IDLE;
    }

    private void won(LeaderRecord record, List<Effect> effects) {
        if (state != State.ATTEMPTING) { // it has resigned meanwhile
            effects.add(new Effect.GiveUp(record));
            return;
        }
        state = State.LEADING;
        own = record;
        ownWasSeen = lastSeen.filter(record::equals).isPresent(); // it may be seen before the attempt is answered
        failures = 0;
        effects.add(new Effect.Elected(record));
        tell(Optional.of(record.leader()), effects);
    }

    private void leaseLost(String ballot, List<Effect> effects) {
        LeaderRecord lost = own;
        if (state == State.LEADING && lost != null && lost.ballot().equals(ballot)) {
            state = State.IDLE;
            lose(lost, effects);
        }
    }

    private void lose(LeaderRecord lost, List<Effect> effects) {
        own = null;
        overTerm = lost.leader().term();
        effects.add(new Effect.Lost(lost));
        tell(Optional.empty(), effects);
    }

    private void seen(Input.Seen seen, List<Effect> effects) {
        boolean becameFree = held && !seen.held();
        held = seen.held();
        lastSeen = seen.by();
        LeaderRecord mine = own;
        if (state == State.LEADING && mine != null) {
            seenByLeader(seen, mine, effects);
            return;
        }
        tell(seen.by().map(LeaderRecord::leader).filter(leader -> leader.term() > overTerm), effects);
        if (becameFree && state == State.WAITING) {
            attempt(effects);
        }
    }

    /** A leader knows by its lease for how long it leads. */
    private void outOfSight(List<Effect> effects) {
        if (state != State.LEADING) {
            tell(Optional.empty(), effects);
        }
    }

    /** What is seen comes late: until its own record came by, a leader is shown how things were before. */
    private void seenByLeader(Input.Seen seen, LeaderRecord mine, List<Effect> effects) {
        boolean isMine = seen.by().filter(mine::equals).isPresent();
        boolean isLater = seen.by()
                .filter(record -> record.leader().term() > mine.leader().term())
                .isPresent();
        if (isMine) {
            ownWasSeen = true;
        } else if (ownWasSeen || isLater) {
            state = State.IDLE;
            lose(mine, effects);
            tell(seen.by().map(LeaderRecord::leader), effects);
        }
    }

    private void tell(Optional<Leader> leader, List<Effect> effects) {
        if (!leader.equals(told)) {
            told = leader;
            effects.add(new Effect.Tell(leader));
        }
    }
}
