package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import java.util.List;

/**
 * What of placement is the user's.
 *
 * @param score ranks the agents that an application's rules allow
 * @param rules hold for all applications
 * @param failures told of each that fails, once in a round for an application
 */
public record OwnParts(AgentScore score, List<AgentRule> rules, Failures failures) {

    public OwnParts {
        rules = List.copyOf(rules);
    }

    /** Hears what failed. */
    @FunctionalInterface
    public interface Failures {

        /**
         * @param who the name of what failed
         * @param what it failed on
         */
        void failed(String who, String what, RuntimeException cause);
    }
}
