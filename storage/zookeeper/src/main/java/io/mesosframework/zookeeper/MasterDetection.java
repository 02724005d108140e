package io.mesosframework.zookeeper;

import io.mesosframework.http.Origin;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of the leading master.
 *
 * @param masters whom to try, the likeliest first; under {@link State#LEADER} the leader alone
 * @param problem what is wrong, in words; empty where nothing is
 */
public record MasterDetection(State state, List<Origin> masters, String problem) {

    /** Where detection stands. */
    public enum State {
        /** ZooKeeper has not answered yet. */
        CONNECTING,
        /** A master has announced itself, and has the lowest node. */
        LEADER,
        /** ZooKeeper answers, and no master has announced itself. */
        NONE,
        /** The lowest node cannot be read; the masters are those of the further nodes, which know who leads. */
        UNREADABLE,
        /**
         * ZooKeeper cannot be reached, or does not let its nodes be read; the masters are those last known. Mesos' own library
         * takes them for gone (PROTOCOL H16); here they are still tried, as only they themselves know whether they lead.
         */
        UNAVAILABLE
    }

    /** With a list of its own. */
    public MasterDetection {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(problem, "problem");
        masters = List.copyOf(masters);
    }

    /** The leading master, where one is known to lead. */
    public Optional<Origin> leader() {
        return state == State.LEADER ? Optional.of(masters.get(0)) : Optional.empty();
    }
}
