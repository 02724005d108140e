package io.mesosframework.scheduler.internal.placement;

import io.mesosframework.protocol.scheduler.AttributeConstraint;
import io.mesosframework.protocol.scheduler.AttributeConstraint.Predicate;
import io.mesosframework.protocol.scheduler.AttributeConstraint.Selector;
import io.mesosframework.protocol.scheduler.AttributeConstraint.Selector.PseudoattributeType;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints.Group;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Filter;
import io.mesosframework.scheduler.application.PlacementRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of an application's hard rules the master can look at before it makes an offer (PROTOCOL B37 to B44). It rules out no agent
 * that the rules allow, but for one kind: of several attributes of one name Mesos looks at the first alone (PROTOCOL B41).
 */
public final class PushedDown {

    /** What would make more groups is asked for in a weaker form. */
    private static final int MOST_GROUPS = 32;

    /** Mesos refuses expressions whose program has more than 100 steps (PROTOCOL B42). */
    private static final int LONGEST_EXPRESSION = 48;

    /** What means the same in Java's expressions and in Mesos'. */
    private static final Pattern COMMON = Pattern.compile("([A-Za-z0-9_/:|-]|\\\\\\.|\\.\\*?)+");

    /** Any character takes Mesos many steps. */
    private static final int MOST_POINTS = 3;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/:-]+");

    /**
     * @param oneOf one of them holds
     * @param weaker holds wherever one of them does
     */
    private record Need(List<AttributeConstraint> oneOf, AttributeConstraint weaker) {}

    private PushedDown() {}

    /** One of these groups holds on each agent that the rules allow; none where the master could not tell agents apart. */
    public static Set<Group> groups(PlacementRules rules) {
        List<Need> needs = Stream.concat(
                        rules.constraints().stream()
                                .filter(constraint -> !constraint.preferred())
                                .flatMap(PushedDown::needs),
                        rules.filters().stream().flatMap(PushedDown::needs))
                .toList();
        List<Group> groups = needs.isEmpty() ? List.of() : List.of(Group.getDefaultInstance());
        for (Need need : needs) {
            boolean few = groups.size() * need.oneOf.size() <= MOST_GROUPS;
            groups = product(groups, few ? need.oneOf : List.of(need.weaker));
        }
        return new LinkedHashSet<>(groups);
    }

    private static List<Group> product(List<Group> groups, List<AttributeConstraint> oneOf) {
        List<Group> product = new ArrayList<>(groups.size() * oneOf.size());
        for (Group group : groups) {
            oneOf.forEach(one ->
                    product.add(group.toBuilder().addAttributeConstraints(one).build()));
        }
        return product;
    }

    private static Stream<Need> needs(Constraint constraint) {
        if (constraint instanceof Constraint.Compare compare) {
            return selector(compare.field()).stream().flatMap(selector -> needs(compare, selector));
        } else if (constraint instanceof Constraint.MaxPer maxPer) {
            return present(maxPer.field());
        } else if (constraint instanceof Constraint.GroupBy groupBy) {
            return present(groupBy.field());
        } else if (constraint instanceof Constraint.Cluster cluster) {
            return present(cluster.field());
        } else if (constraint instanceof Constraint.Near near) {
            return present(near.field());
        }
        return Stream.of();
    }

    private static Stream<Need> needs(Constraint.Compare compare, Selector selector) {
        return switch (compare.comparison()) {
            case EQUALS, IN ->
                Stream.of(new Need(
                        compare.values().stream()
                                .map(value -> constraint(
                                        selector,
                                        predicate ->
                                                predicate.getTextEqualsBuilder().setValue(value)))
                                .toList(),
                        exists(selector)));
            case NOT_EQUALS, NOT_IN ->
                compare.values().stream()
                        .map(value -> constraint(
                                selector,
                                predicate -> predicate.getTextNotEqualsBuilder().setValue(value)))
                        .map(PushedDown::need);
            case MATCHES ->
                Stream.of(need(common(compare)
                        .map(regex -> constraint(
                                selector,
                                predicate -> predicate.getTextMatchesBuilder().setRegex(regex)))
                        .orElse(exists(selector))));
            case NOT_MATCHES ->
                common(compare)
                        .map(regex -> constraint(
                                selector,
                                predicate ->
                                        predicate.getTextNotMatchesBuilder().setRegex(regex)))
                        .map(PushedDown::need)
                        .stream();
            case GREATER, LESS, EXISTS -> Stream.of(need(exists(selector)));
            case NOT_EXISTS -> Stream.of(need(constraint(selector, Predicate.Builder::getNotExistsBuilder)));
        };
    }

    private static Optional<String> common(Constraint.Compare compare) {
        String regex = compare.values().get(0);
        return Optional.of(regex).filter(PushedDown::isCommon);
    }

    private static boolean isCommon(String regex) {
        return regex.length() <= LONGEST_EXPRESSION
                && regex.chars().filter(c -> c == '.').count() <= MOST_POINTS
                && COMMON.matcher(regex).matches();
    }

    /** Text is compared without regard to case, for which Mesos has no other way than an expression. */
    private static Stream<Need> needs(Filter filter) {
        return filter.name().stream()
                .map(AgentField::attribute)
                .flatMap(field -> selector(field).stream())
                .map(selector -> {
                    String regex = "(?i)" + String.join("|", filter.values());
                    boolean isPlain = filter.values().stream()
                            .allMatch(value -> PLAIN.matcher(value).matches());
                    boolean pushed =
                            filter.type() == Filter.Type.TEXT && isPlain && regex.length() <= LONGEST_EXPRESSION;
                    return need(
                            pushed
                                    ? constraint(
                                            selector,
                                            predicate -> predicate
                                                    .getTextMatchesBuilder()
                                                    .setRegex(regex))
                                    : exists(selector));
                });
    }

    private static Stream<Need> present(AgentField field) {
        return selector(field).stream().map(PushedDown::exists).map(PushedDown::need);
    }

    private static Need need(AttributeConstraint constraint) {
        return new Need(List.of(constraint), constraint);
    }

    private static AttributeConstraint exists(Selector selector) {
        return constraint(selector, Predicate.Builder::getExistsBuilder);
    }

    private static AttributeConstraint constraint(Selector selector, Consumer<Predicate.Builder> predicate) {
        AttributeConstraint.Builder constraint =
                AttributeConstraint.newBuilder().setSelector(selector);
        predicate.accept(constraint.getPredicateBuilder());
        return constraint.build();
    }

    /** What Mesos calls the field; it has no name for the agent's id. */
    private static Optional<Selector> selector(AgentField field) {
        Selector.Builder selector = Selector.newBuilder();
        return switch (field.kind()) {
            case HOSTNAME ->
                Optional.of(selector.setPseudoattributeType(PseudoattributeType.HOSTNAME)
                        .build());
            case REGION ->
                Optional.of(selector.setPseudoattributeType(PseudoattributeType.REGION)
                        .build());
            case ZONE ->
                Optional.of(selector.setPseudoattributeType(PseudoattributeType.ZONE)
                        .build());
            case ATTRIBUTE ->
                Optional.of(selector.setAttributeName(field.attribute()).build());
            case AGENT -> Optional.empty();
        };
    }
}
