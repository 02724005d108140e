package io.mesosframework.scheduler.application;

import java.util.List;

/**
 * Where an application's tasks may and should run. All of it holds together: an agent must satisfy the filters, the hard
 * constraints and a strict strategy at once.
 *
 * @param strategy how the slots are laid out over agents
 * @param filters what an agent's attributes must match; an agent fits only if each filter does
 * @param constraints further rules, hard ones and preferences
 */
public record PlacementRules(Strategy strategy, List<Filter> filters, List<Constraint> constraints) {

    /** No rule at all. */
    public static final PlacementRules NONE = new PlacementRules(Strategy.NONE, List.of(), List.of());

    /** @throws InvalidApplicationsException if two hard rules contradict each other */
    public PlacementRules {
        filters = List.copyOf(filters);
        constraints = List.copyOf(constraints);
        Contradictions.check(strategy, constraints);
    }
}
