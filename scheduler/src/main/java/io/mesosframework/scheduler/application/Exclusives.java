package io.mesosframework.scheduler.application;

import java.util.List;

/** Finds what only one slot on an agent can have, where all slots are to be on one agent. */
final class Exclusives {

    private Exclusives() {}

    static void check(Problems problems, int instances, ResourceNeeds needs, PlacementRules placement) {
        String together = together(placement);
        if (instances < 2 || together.isEmpty()) {
            return;
        }
        String fault = "contradicts " + together + ": of the slots on one agent only one can have ";
        if (!needs.ports().fixed().isEmpty()) {
            problems.add("resources.ports.fixed", fault + "them");
        }
        needs.named().forEach((name, need) -> {
            if (need instanceof NamedNeed.Numbers || need instanceof NamedNeed.Items) {
                problems.add(Paths.field("resources.named", name), fault + "them");
            }
        });
        boolean oneMount = needs.disk()
                .source()
                .filter(source ->
                        source.type() == DiskSource.Type.MOUNT && source.root().isPresent())
                .isPresent();
        if (oneMount) {
            problems.add("resources.disk.source.mount", fault + "it");
        }
    }

    /** What puts all slots on one agent; empty where nothing does. */
    private static String together(PlacementRules placement) {
        Strategy strategy = placement.strategy();
        if (strategy.type() == Strategy.Type.MUX && strategy.effort() == Strategy.Effort.STRICT) {
            return "strategy mux";
        }
        List<Constraint> constraints = placement.constraints();
        for (int i = 0; i < constraints.size(); i++) {
            if (constraints.get(i) instanceof Constraint.Cluster cluster
                    && !cluster.preferred()
                    && cluster.field().equals(AgentField.AGENT)) {
                return Paths.index("constraints", i);
            }
        }
        return "";
    }
}
