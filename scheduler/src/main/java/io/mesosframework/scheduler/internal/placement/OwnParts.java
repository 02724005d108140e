package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.scheduler.placement.AgentRule;
import io.mesosframework.scheduler.placement.AgentScore;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** Their names; empty where nothing is but ours. */
    String names() {
        Stream<String> scores = score.equals(AgentScore.SPREAD) || score.equals(AgentScore.BIN_PACK)
                ? Stream.of()
                : Stream.of(score.getClass().getName());
        return Stream.concat(scores, rules.stream().map(rule -> "rule " + rule.name()))
                .collect(Collectors.joining(", "));
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
