package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.MasterElection;
import io.mesosframework.embedded.internal.web.Exchanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of a cluster's masters leads: the one that has waited longest, or the one that an election held elsewhere names. */
public final class Elections {

    private static final Logger LOG = LoggerFactory.getLogger(Elections.class);
    private static final long CLOSE_SECONDS = 5;

    /** The cluster, whose loop all of it happens on. */
    interface Owner {

        void post(Runnable turn);

        /** Runs a turn so much later; in this one, but last, if the time is zero. */
        void after(Duration wait, Runnable turn);

        /** The leader has ended, and nobody leads. */
        void leaderIsGone();

        void leads(MasterProcess process, Exchanges exchanges);
    }

    /** A master's process that runs and would lead. */
    private record Contender(int number, MasterProcess process, Exchanges exchanges) {}

    private final Owner owner;
    private final List<Contender> contenders = new ArrayList<>();
    private final CompletableFuture<Void> led = new CompletableFuture<>();
    private volatile Leadership leadership = Leadership.NONE;
    private Duration electionTime = Duration.ZERO;
    private Duration recoveryTime = Duration.ZERO;

    /** The one that leads, or is about to. */
    private @Nullable Contender leading;

    /** Where who leads is found out elsewhere. */
    private @Nullable Candidacies candidacies;

    private IntConsumer exits = number -> {};
    private IntConsumer listener = leader -> {};

    private long lead;

    Elections(Owner owner) {
        this.owner = owner;
    }

    /** How long a leader's end goes unnoticed, and how long the next one takes to read the registry. For all but the first. */
    public void pace(Duration election, Duration recovery) {
        electionTime = election;
        recoveryTime = recovery;
    }

    /** Has this told, on the loop, who leads: whenever one is elected, and when a master begins beside it. */
    public void onElection(IntConsumer told) {
        owner.post(() -> listener = told);
    }

    /** What all masters believe about who leads. For any thread. */
    public Leadership leadership() {
        return leadership;
    }

    /** Counts the leaders there were, and their ends. Only for turns on the loop. */
    long lead() {
        return lead;
    }

    /**
     * Who leads is found out elsewhere from now on; before the masters are started.
     *
     * @param told of masters that have lost their candidacy or their lead, and have to end (PROTOCOL H18)
     */
    public void holdElsewhere(MasterElection election, IntConsumer told) {
        exits = told;
        candidacies = new Candidacies(election);
        candidacies.detect(leader -> owner.post(() -> detected(leader)));
    }

    /** Done when a leader is there and serves, or is known elsewhere. */
    public CompletableFuture<Void> led() {
        return led;
    }

    /**
     * A master's process begins. It leads if no other does.
     *
     * @param begin asked on the loop
     */
    public void startMaster(int number, Supplier<MasterProcess> begin, Exchanges exchanges) {
        owner.post(() -> {
            MasterProcess process = begin.get();
            Contender contender = new Contender(number, process, exchanges);
            contenders.add(contender);
            if (candidacies != null) {
                candidacies.stand(number, process.candidate(), () -> owner.post(() -> lostCandidacy(contender)));
            } else if (leadership.leader() < 0) {
                elect(contenders.get(0));
            } else {
                listener.accept(leadership.leader());
            }
        });
    }

    /** A master's process ends. If it led, this shows after a while only. */
    public void stopMaster(int number) {
        owner.post(() -> end(number));
    }

    private void end(int number) {
        contenders.removeIf(contender -> contender.number == number);
        if (candidacies != null) {
            owner.after(electionTime, candidacies.withdraw(number));
        }
        if (leadership.leader() != number) {
            return;
        }
        leadership = Leadership.recovering(number);
        leading = null;
        long ended = ++lead;
        owner.leaderIsGone();
        if (candidacies == null) {
            owner.after(electionTime, () -> {
                if (lead == ended && contenders.isEmpty()) {
                    leadership = Leadership.NONE;
                } else if (lead == ended) {
                    elect(contenders.get(0));
                }
            });
        }
    }

    private void lostCandidacy(Contender contender) {
        if (contenders.contains(contender)) {
            exit(contender.number);
        }
    }

    /** The election has a result, the same as the last one perhaps. */
    private void detected(Optional<MasterElection.Candidate> found) {
        Optional<Contender> own = found.flatMap(this::contender);
        Contender before = leading;
        if (before != null && own.filter(before::equals).isPresent()) {
            return;
        }
        if (before != null) {
            exit(before.number);
        }
        if (own.isPresent()) {
            elect(own.get());
        } else if (found.isEmpty()) {
            leadership = Leadership.NONE;
        } else {
            leadership = Leadership.elsewhere(found.get().address());
            led.complete(null);
        }
    }

    private Optional<Contender> contender(MasterElection.Candidate candidate) {
        return contenders.stream()
                .filter(each -> each.process.candidate().equals(candidate))
                .findFirst();
    }

    private void exit(int number) {
        end(number);
        exits.accept(number);
    }

    private void elect(Contender next) {
        leading = next;
        leadership = Leadership.recovering(next.number);
        listener.accept(next.number);
        long begun = ++lead;
        owner.after(begun == 1 ? Duration.ZERO : recoveryTime, () -> {
            if (lead == begun) {
                leadership = Leadership.of(next.number);
                owner.leads(next.process, next.exchanges);
                led.complete(null);
            }
        });
    }

    /** Takes back what the masters have announced elsewhere; waits for it, but not for ever. */
    void close() {
        if (candidacies == null) {
            return;
        }
        try {
            candidacies.end().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("What the masters have announced may stay for a while", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
