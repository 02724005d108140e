package io.mesosframework.scheduler.application;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an application's strategy, filters and constraints. */
final class PlacementReader {

    static final String NO_FILTER = "STRATEGY is not a filter: use the application's strategy.type instead";

    private static final Filter ANY_FILTER = new Filter(Filter.Type.TEXT, Optional.empty(), List.of("any"));
    private static final AgentField ANY_FIELD = AgentField.AGENT;

    private final Problems problems;

    PlacementReader(Problems problems) {
        this.problems = problems;
    }

    PlacementRules read(Fields application) {
        Strategy strategy = application
                .object("strategy", Vocabulary.STRATEGY)
                .map(this::strategy)
                .orElse(Strategy.NONE);
        List<Filter> filters = application.each("filters", this::filter);
        List<Constraint> constraints = new ArrayList<>();
        boolean complete = application
                .each("constraints", (node, at) -> {
                    Constraint constraint = constraint(node, at);
                    if (constraint != null) {
                        constraints.add(constraint);
                    }
                    return constraint != null;
                })
                .stream()
                .allMatch(made -> made);
        if (!complete) {
            // The others have another index now, and what is said of them together would name the wrong ones.
            return PlacementRules.NONE;
        }
        PlacementRules rules =
                problems.make(application.path(), () -> new PlacementRules(strategy, filters, constraints));
        return rules == null ? PlacementRules.NONE : rules;
    }

    private Strategy strategy(Fields fields) {
        Strategy.Type type =
                fields.word("type", Strategy.Type.values(), Strategy.Type::text).orElse(Strategy.NONE.type());
        Strategy.Effort effort = fields.word("effort", Strategy.Effort.values(), Strategy.Effort::text)
                .orElse(Strategy.NONE.effort());
        return new Strategy(type, effort);
    }

    private @Nullable Filter filter(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.FILTER, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("type");
        fields.require("value");
        Filter.Type type = Filter.Type.TEXT;
        boolean typed = false;
        if (fields.isText("type", "STRATEGY")) {
            fields.problem("type", NO_FILTER);
        } else {
            Optional<Filter.Type> read = fields.word("type", Filter.Type.values(), Filter.Type::text);
            typed = read.isPresent();
            type = read.orElse(type);
        }
        Optional<String> name = fields.text("name");
        List<String> values = fields.texts("value");
        if (!typed || !fields.isArray("value")) {
            return ANY_FILTER;
        }
        Filter.Type known = type;
        return problems.make(path, () -> new Filter(known, name, values));
    }

    private @Nullable Constraint constraint(JsonNode node, String path) {
        Fields fields = Fields.of(node, Vocabulary.CONSTRAINT, path, problems);
        if (fields == null) {
            return null;
        }
        fields.require("operator");
        ConstraintOperator operator = fields.exactWord(
                        "operator", ConstraintOperator.values(), ConstraintOperator::text)
                .orElse(null);
        boolean preferred = fields.flag("preferred").orElse(false);
        if (operator == null) {
            return null;
        }
        for (String field : ConstraintOperator.ARGUMENTS) {
            if (operator.needs(field)) {
                fields.require(field);
            } else if (!operator.takes(field) && fields.has(field)) {
                fields.problem(field, operator.refusal(field));
            }
        }
        Optional<AgentField> named = fields.text("field").map(text -> problems.make(path, () -> AgentField.of(text)));
        AgentField field = named.orElse(ANY_FIELD);
        String application = fields.text("application").orElse("any");
        Constraint constraint = switch (operator.kind()) {
            case COMPARE -> {
                List<String> values = values(fields, operator);
                yield problems.make(
                        path, () -> new Constraint.Compare(field, operator.comparison(), values, preferred));
            }
            case MAX_PER -> {
                int count = operator == ConstraintOperator.UNIQUE
                        ? 1
                        : fields.whole("value", 1, Rules.MAX_INSTANCES).orElse(1);
                yield problems.make(path, () -> new Constraint.MaxPer(field, count, preferred));
            }
            case GROUP_BY -> {
                int least = fields.whole("value", 1, Rules.MAX_INSTANCES).orElse(1);
                yield problems.make(path, () -> new Constraint.GroupBy(field, least, preferred));
            }
            case CLUSTER -> new Constraint.Cluster(field, preferred);
            case NEAR -> problems.make(path, () -> new Constraint.Near(application, field, preferred));
            case AWAY -> problems.make(path, () -> new Constraint.Away(application, field, preferred));
            case NO_MAINTENANCE -> {
                Duration within = fields.duration("within").orElse(Duration.ZERO);
                yield problems.make(path, () -> new Constraint.NoMaintenance(within, preferred));
            }
        };
        return constraint;
    }

    /** With a stand-in where they cannot be read, of which the problem is told already. */
    private List<String> values(Fields fields, ConstraintOperator operator) {
        return switch (operator) {
            case IN, NOT_IN -> {
                List<String> values = fields.texts("values");
                yield fields.isArray("values") ? values : List.of("any");
            }
            case EXISTS, NOT_EXISTS -> List.of();
            case GREATER, LESS ->
                List.of(
                        fields.isNumber("value")
                                ? fields.number("value")
                                        .map(PlacementReader::plain)
                                        .orElse("0")
                                : fields.text("value").orElse("0"));
            default -> List.of(fields.text("value").orElse("any"));
        };
    }

    private static String plain(BigDecimal number) {
        return Texts.number(number.stripTrailingZeros());
    }
}
