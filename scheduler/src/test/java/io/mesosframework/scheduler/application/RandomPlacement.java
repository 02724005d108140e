package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random good filters and constraints, none of which contradict each other. */
final class RandomPlacement {

    private final SplittableRandom random;

    RandomPlacement(SplittableRandom random) {
        this.random = random;
    }

    void into(ObjectNode app) {
        ArrayNode filters = app.putArray("filters");
        for (int n = random.nextInt(3); n > 0; n--) {
            filter(filters.addObject());
        }
        ArrayNode constraints = app.putArray("constraints");
        for (int n = random.nextInt(4); n > 0; n--) {
            constraint(constraints.addObject(), n);
        }
    }

    private void filter(ObjectNode filter) {
        String type = pick("TEXT", "Text", "SCALAR", "SET", "ranges");
        filter.put("type", type);
        if (random.nextBoolean()) {
            filter.put("name", pick("rack", "a b"));
        }
        ArrayNode values = filter.putArray("value");
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            values.add(
                    switch (type) {
                        case "SCALAR" -> pick("1", "-0.5", ".25", "+3.");
                        case "ranges" -> pick("5", "5-9", "0-0");
                        default -> pick("a", "B c");
                    });
        }
    }

    /** Each on a field of its own, so that they do not contradict each other. */
    private void constraint(ObjectNode constraint, int number) {
        String operator = pick(Arrays.stream(ConstraintOperator.values())
                .map(ConstraintOperator::text)
                .toArray(String[]::new));
        constraint.put("operator", operator);
        boolean company = operator.equals("near") || operator.equals("away");
        if (company && random.nextBoolean()) {
            constraint.put("field", pick("@zone", "@region"));
        } else if (!company && !operator.equals("no-maintenance")) {
            constraint.put("field", pick("rack", "disk.type", "x y") + number);
        }
        switch (operator) {
            case "equals", "not-equals" -> constraint.put("value", pick("a", "", "4.5"));
            case "matches", "not-matches" -> constraint.put("value", "r[0-9]+");
            case "in", "not-in" -> constraint.putArray("values").add("a").add(pick("b", ""));
            case "greater" -> constraint.put("value", new BigDecimal(pick("1", "0.5", "1e3", "2.50")));
            case "less" -> constraint.put("value", pick("1", "-.5"));
            case "max-per", "group-by" -> constraint.put("value", 1 + random.nextInt(9));
            case "near", "away" -> constraint.put("application", "other" + number);
            case "no-maintenance" -> constraint.put("within", pick("2h", "0", "90s"));
            default -> {}
        }
        // A strict strategy mux stands against hard rules that lay the slots out.
        boolean apart = operator.equals("max-per") || operator.equals("group-by") || operator.equals("unique");
        if (apart || random.nextBoolean()) {
            constraint.put("preferred", apart || random.nextBoolean());
        }
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
