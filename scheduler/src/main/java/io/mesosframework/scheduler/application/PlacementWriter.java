package io.mesosframework.scheduler.application;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An application's strategy, filters and constraints as JSON. */
final class PlacementWriter {

    private PlacementWriter() {}

    static void write(ObjectNode application, PlacementRules rules) {
        application
                .putObject("strategy")
                .put("type", rules.strategy().type().text())
                .put("effort", rules.strategy().effort().text());
        if (!rules.filters().isEmpty()) {
            ArrayNode filters = application.putArray("filters");
            rules.filters().forEach(filter -> write(filters.addObject(), filter));
        }
        if (!rules.constraints().isEmpty()) {
            ArrayNode constraints = application.putArray("constraints");
            rules.constraints().forEach(constraint -> write(constraints.addObject(), constraint));
        }
    }

    private static void write(ObjectNode json, Filter filter) {
        json.put("type", filter.type().name());
        filter.name().ifPresent(name -> json.put("name", name));
        filter.values().forEach(json.putArray("value")::add);
    }

    private static void write(ObjectNode json, Constraint constraint) {
        if (constraint instanceof Constraint.Compare compare) {
            write(json, compare.field(), compare.comparison().text());
            values(json, compare);
        } else if (constraint instanceof Constraint.MaxPer max) {
            write(json, max.field(), ConstraintOperator.MAX_PER.text()).put("value", max.count());
        } else if (constraint instanceof Constraint.GroupBy group) {
            write(json, group.field(), ConstraintOperator.GROUP_BY.text()).put("value", group.least());
        } else if (constraint instanceof Constraint.Cluster cluster) {
            write(json, cluster.field(), ConstraintOperator.CLUSTER.text());
        } else if (constraint instanceof Constraint.Near near) {
            write(json, near.field(), ConstraintOperator.NEAR.text()).put("application", near.application());
        } else if (constraint instanceof Constraint.Away away) {
            write(json, away.field(), ConstraintOperator.AWAY.text()).put("application", away.application());
        } else if (constraint instanceof Constraint.NoMaintenance maintenance) {
            json.put("operator", ConstraintOperator.NO_MAINTENANCE.text())
                    .put("within", Durations.format(maintenance.within()));
        }
        json.put("preferred", constraint.preferred());
    }

    private static ObjectNode write(ObjectNode json, AgentField field, String operator) {
        return json.put("field", field.text()).put("operator", operator);
    }

    private static void values(ObjectNode json, Constraint.Compare compare) {
        switch (compare.comparison()) {
            case IN, NOT_IN -> compare.values().forEach(json.putArray("values")::add);
            case EXISTS, NOT_EXISTS -> {}
            default -> json.put("value", compare.values().get(0));
        }
    }
}
