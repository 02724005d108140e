package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Value;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Filter;
import java.util.List;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What filters and comparisons say of an agent. */
final class Matching {

    private Matching() {}

    /** Whether an attribute of the filter's type, and name if it has one, matches one of its values. */
    static Predicate<AgentFacts> of(Filter filter) {
        List<Predicate<Attribute>> values = filter.values().stream()
                .map(value -> matches(filter.type(), value))
                .toList();
        return agent -> agent.attributes().stream()
                .filter(attribute ->
                        filter.name().map(attribute.getName()::equals).orElse(true))
                .anyMatch(attribute -> values.stream().anyMatch(value -> value.test(attribute)));
    }

    private static Predicate<Attribute> matches(Filter.Type type, String value) {
        return switch (type) {
            case TEXT ->
                attribute -> attribute.getType() == Value.Type.TEXT
                        && attribute.getText().getValue().equalsIgnoreCase(value);
            case SCALAR -> {
                double wanted = Double.parseDouble(value);
                yield attribute -> attribute.getType() == Value.Type.SCALAR
                        && millis(attribute.getScalar().getValue()) == millis(wanted);
            }
            case SET ->
                attribute -> attribute.getType() == Value.Type.SET
                        && attribute.getSet().getItemList().contains(value);
            case RANGES -> {
                int dash = value.indexOf('-');
                long begin = Long.parseLong(dash < 0 ? value : value.substring(0, dash));
                long end = dash < 0 ? begin : Long.parseLong(value.substring(dash + 1));
                yield attribute -> attribute.getType() == Value.Type.RANGES && covers(attribute, begin, end);
            }
        };
    }

    private static boolean covers(Attribute attribute, long begin, long end) {
        return attribute.getRanges().getRangeList().stream()
                .anyMatch(range -> range.getBegin() <= begin && end <= range.getEnd());
    }

    /** As Mesos compares scalars: to the thousandth (PROTOCOL D1). */
    private static long millis(double value) {
        return Math.round(value * 1000);
    }

    /** What a comparison says of an agent. */
    static Predicate<AgentFacts> of(Constraint.Compare compare) {
        AgentField field = compare.field();
        return switch (compare.comparison()) {
            case EQUALS, IN -> in(field, Set.copyOf(compare.values()));
            case NOT_EQUALS, NOT_IN -> in(field, Set.copyOf(compare.values())).negate();
            case MATCHES -> matches(field, compare.values().get(0));
            case NOT_MATCHES -> matches(field, compare.values().get(0)).negate();
            case GREATER -> {
                double bound = Double.parseDouble(compare.values().get(0));
                yield number(field, value -> value > bound, range -> range.getEnd() > bound);
            }
            case LESS -> {
                double bound = Double.parseDouble(compare.values().get(0));
                yield number(field, value -> value < bound, range -> range.getBegin() < bound);
            }
            case EXISTS -> agent -> !agent.values(field).isEmpty();
            case NOT_EXISTS -> agent -> agent.values(field).isEmpty();
        };
    }

    private static Predicate<AgentFacts> in(AgentField field, Set<String> wanted) {
        return agent -> {
            if (agent.values(field).stream().anyMatch(wanted::contains)) {
                return true;
            }
            return field.kind() == AgentField.Kind.ATTRIBUTE
                    && agent.named(field.attribute()).stream()
                            .anyMatch(attribute -> wanted.stream().anyMatch(value -> equalsNumber(attribute, value)));
        };
    }

    /** 4.0 is 4, and a point within a range is of it. */
    private static boolean equalsNumber(Attribute attribute, String wanted) {
        return switch (attribute.getType()) {
            case SCALAR ->
                NUMBER.matcher(wanted).matches()
                        && millis(attribute.getScalar().getValue()) == millis(Double.parseDouble(wanted));
            case RANGES ->
                POINT.matcher(wanted).matches() && covers(attribute, Long.parseLong(wanted), Long.parseLong(wanted));
            default -> false;
        };
    }

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final Pattern POINT = Pattern.compile("\\d{1,18}");

    private static Predicate<AgentFacts> matches(AgentField field, String expression) {
        Pattern pattern = Pattern.compile(expression);
        return agent -> agent.values(field).stream()
                .anyMatch(value -> pattern.matcher(value).matches());
    }

    /** Whether a value that is a number passes, or a range has a point that does. */
    private static Predicate<AgentFacts> number(
            AgentField field, DoublePredicate test, Predicate<Value.Range> rangeTest) {
        return agent -> agent.values(field).stream()
                        .filter(value -> NUMBER.matcher(value).matches())
                        .mapToDouble(Double::parseDouble)
                        .anyMatch(test)
                || (field.kind() == AgentField.Kind.ATTRIBUTE
                        && agent.named(field.attribute()).stream()
                                .flatMap(attribute -> attribute.getRanges().getRangeList().stream())
                                .anyMatch(rangeTest));
    }
}
