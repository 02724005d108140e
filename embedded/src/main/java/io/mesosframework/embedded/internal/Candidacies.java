package io.mesosframework.embedded.internal;

import io.mesosframework.embedded.MasterElection;
import io.mesosframework.embedded.MasterElection.Candidate;
import io.mesosframework.embedded.MasterElection.Participation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** This cluster's part in an election that is held elsewhere. Only for turns on the loop, but for {@link #end}. */
final class Candidacies {

    private final MasterElection election;
    private final Map<Integer, Participation> standing = new HashMap<>();

    /** Those of ended processes too, until they are taken back. */
    private final List<Participation> open = new ArrayList<>();

    private boolean closed;

    Candidacies(MasterElection election) {
        this.election = election;
    }

    synchronized void detect(Consumer<Optional<Candidate>> leader) {
        if (!closed) {
            open.add(election.detect(leader));
        }
    }

    /** @param lost told if this very candidacy is lost */
    synchronized void stand(int number, Candidate candidate, Runnable lost) {
        if (!closed) {
            Participation participation = election.contend(candidate, lost);
            open.add(participation);
            standing.put(number, participation);
        }
    }

    /** The process has ended; what it has announced stays until what is returned is run. */
    synchronized Runnable withdraw(int number) {
        Participation ended = standing.remove(number);
        return ended == null ? () -> {} : () -> takeBack(ended);
    }

    private synchronized void takeBack(Participation participation) {
        if (open.remove(participation)) {
            var unused = participation.end();
        }
    }

    /** Ends all of it; complete once nothing is left. */
    synchronized CompletableFuture<Void> end() {
        closed = true;
        CompletableFuture<?>[] ends = open.stream().map(Participation::end).toArray(CompletableFuture<?>[]::new);
        open.clear();
        return CompletableFuture.allOf(ends);
    }
}
