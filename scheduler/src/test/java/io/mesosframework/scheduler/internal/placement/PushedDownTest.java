package io.mesosframework.scheduler.internal.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.Value;
import io.mesosframework.protocol.scheduler.AttributeConstraint;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints.Group;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Constraint.Comparison;
import io.mesosframework.scheduler.application.Filter;
import io.mesosframework.scheduler.application.PlacementRules;
import io.mesosframework.scheduler.application.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushedDownTest {

    private static final AgentField RACK = AgentField.attribute("rack");

    @Test
    void whereThereIsNoRuleTheMasterIsAskedForAllAgents() {
        assertThat(PushedDown.groups(PlacementRules.NONE)).isEmpty();
    }

    @Test
    void preferencesAndAgentIdsAreNotPushed() {
        assertThat(PushedDown.groups(rules(
                        Constraint.equal(RACK, "a").asPreference(),
                        Constraint.equal(AgentField.AGENT, "x"),
                        Constraint.unique(AgentField.AGENT))))
                .isEmpty();
    }

    @Test
    void theValuesOfInAreGroupsAndThoseOfNotInStandTogether() {
        assertThat(PushedDown.groups(rules(compare(Comparison.IN, "a", "b"), compare(Comparison.NOT_IN, "c", "d"))))
                .extracting(Group::getAttributeConstraintsCount)
                .containsExactly(3, 3);
    }

    @Test
    void manyAlternativesAreAskedForAsPresence() {
        List<String> values = IntStream.range(0, 40).mapToObj(i -> "v" + i).toList();
        Set<Group> groups = PushedDown.groups(rules(new Constraint.Compare(RACK, Comparison.IN, values, false)));
        assertThat(groups).hasSize(1);
        assertThat(groups.iterator()
                        .next()
                        .getAttributeConstraints(0)
                        .getPredicate()
                        .hasExists())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rack-[0-9]+", "(a|b)", "a{2}", "\\d", "a.b.c.d.e", "a++", "é"})
    void anExpressionThatMesosMayReadOtherwiseIsAskedForAsPresence(String expression) {
        Set<Group> groups = PushedDown.groups(rules(compare(Comparison.MATCHES, expression)));
        assertThat(groups.iterator()
                        .next()
                        .getAttributeConstraints(0)
                        .getPredicate()
                        .hasExists())
                .isTrue();
        assertThat(PushedDown.groups(rules(compare(Comparison.NOT_MATCHES, expression))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rack-.*", "a|b", "r\\.1", "a.c"})
    void aPlainExpressionIsPushed(String expression) {
        Set<Group> groups = PushedDown.groups(rules(compare(Comparison.MATCHES, expression)));
        assertThat(groups.iterator()
                        .next()
                        .getAttributeConstraints(0)
                        .getPredicate()
                        .getTextMatches()
                        .getRegex())
                .isEqualTo(expression);
    }

    /** Whatever the rules and the agent, the master never keeps back an agent on which the rules hold. */
    @Test
    void noAgentIsLostThatTheRulesAllow() {
        SplittableRandom random = new SplittableRandom(41);
        int keptBack = 0;
        for (int round = 0; round < 20_000; round++) {
            PlacementRules rules = someRules(random);
            AgentFacts agent = someAgent(random);
            boolean allowed = rules.filters().stream()
                            .allMatch(filter -> Matching.of(filter).test(agent))
                    && rules.constraints().stream().allMatch(constraint -> allows(constraint, agent));
            Set<Group> groups = PushedDown.groups(rules);
            boolean offered = groups.isEmpty()
                    || groups.stream()
                            .anyMatch(group -> group.getAttributeConstraintsList().stream()
                                    .allMatch(constraint -> holds(constraint, agent)));
            assertThat(offered || !allowed)
                    .as("%s on %s, asked for as %s", rules, agent, groups)
                    .isTrue();
            keptBack += offered ? 0 : 1;
        }
        assertThat(keptBack).isGreaterThan(5_000);
    }

    private static boolean allows(Constraint constraint, AgentFacts agent) {
        return constraint instanceof Constraint.Compare compare
                ? Matching.of(compare).test(agent)
                : constraint instanceof Constraint.MaxPer maxPer
                        && !agent.values(maxPer.field()).isEmpty();
    }

    /** As the master does it (PROTOCOL B40, B41). */
    private static boolean holds(AttributeConstraint constraint, AgentFacts agent) {
        AttributeConstraint.Selector selector = constraint.getSelector();
        Optional<Attribute> attribute = selector.hasAttributeName()
                ? agent.named(selector.getAttributeName()).stream().findFirst()
                : switch (selector.getPseudoattributeType()) {
                    case HOSTNAME -> Optional.of(text("", agent.hostname()));
                    case REGION ->
                        Optional.of(agent.region()).filter(v -> !v.isEmpty()).map(v -> text("", v));
                    case ZONE ->
                        Optional.of(agent.zone()).filter(v -> !v.isEmpty()).map(v -> text("", v));
                    case UNKNOWN -> throw new AssertionError(selector);
                };
        boolean isText = attribute
                .map(Attribute::getType)
                .filter(Value.Type.TEXT::equals)
                .isPresent();
        String text = attribute.map(a -> a.getText().getValue()).orElse("");
        AttributeConstraint.Predicate predicate = constraint.getPredicate();
        return switch (predicate.getPredicateCase()) {
            case EXISTS -> attribute.isPresent();
            case NOT_EXISTS -> attribute.isEmpty();
            case TEXT_EQUALS ->
                attribute.isPresent()
                        && (!isText || text.equals(predicate.getTextEquals().getValue()));
            case TEXT_NOT_EQUALS ->
                !isText || !text.equals(predicate.getTextNotEquals().getValue());
            case TEXT_MATCHES ->
                attribute.isPresent()
                        && (!isText || text.matches(predicate.getTextMatches().getRegex()));
            case TEXT_NOT_MATCHES ->
                !isText || !text.matches(predicate.getTextNotMatches().getRegex());
            case PREDICATE_NOT_SET -> throw new AssertionError(predicate);
        };
    }

    private static PlacementRules someRules(SplittableRandom random) {
        List<Constraint> constraints = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            constraints.add(
                    random.nextInt(6) == 0
                            ? new Constraint.MaxPer(someField(random), 1, false)
                            : someComparison(random));
        }
        List<Filter> filters = random.nextInt(3) > 0
                ? List.of()
                : List.of(new Filter(
                        random.nextBoolean() ? Filter.Type.TEXT : Filter.Type.SET,
                        random.nextInt(4) == 0 ? Optional.empty() : Optional.of("rack"),
                        List.of("A", random.nextBoolean() ? "b" : "x y")));
        try {
            return new PlacementRules(Strategy.NONE, filters, constraints);
        } catch (RuntimeException contradictory) {
            return someRules(random);
        }
    }

    private static Constraint someComparison(SplittableRandom random) {
        Comparison comparison = List.of(Comparison.values()).get(random.nextInt(Comparison.values().length));
        List<String> values = switch (comparison) {
            case IN, NOT_IN -> List.of(someValue(random), someValue(random) + "2");
            case EXISTS, NOT_EXISTS -> List.of();
            case GREATER, LESS -> List.of("" + random.nextInt(4));
            case MATCHES, NOT_MATCHES -> List.of(random.nextBoolean() ? "a|1.*" : "[ab]");
            case EQUALS, NOT_EQUALS -> List.of(someValue(random));
        };
        return new Constraint.Compare(someField(random), comparison, values, false);
    }

    private static AgentField someField(SplittableRandom random) {
        return List.of(RACK, AgentField.attribute("disk"), AgentField.HOSTNAME, AgentField.ZONE, AgentField.REGION)
                .get(random.nextInt(5));
    }

    private static String someValue(SplittableRandom random) {
        return List.of("a", "b", "1", "2.5").get(random.nextInt(4));
    }

    private static AgentFacts someAgent(SplittableRandom random) {
        List<Attribute> attributes = Stream.of("rack", "disk")
                .filter(name -> random.nextInt(4) > 0)
                .map(name -> someAttribute(name, random))
                .toList();
        String region = random.nextBoolean() ? "" : someValue(random);
        return new AgentFacts("S1", someValue(random), "", region, region, attributes);
    }

    private static Attribute someAttribute(String name, SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                Attribute.newBuilder()
                        .setName(name)
                        .setType(Value.Type.SCALAR)
                        .setScalar(Value.Scalar.newBuilder().setValue(random.nextInt(4)))
                        .build();
            case 1 ->
                Attribute.newBuilder()
                        .setName(name)
                        .setType(Value.Type.SET)
                        .setSet(Value.Set.newBuilder().addItem("a").addItem("x y"))
                        .build();
            default -> text(name, someValue(random));
        };
    }

    private static Attribute text(String name, String value) {
        return Attribute.newBuilder()
                .setName(name)
                .setType(Value.Type.TEXT)
                .setText(Value.Text.newBuilder().setValue(value))
                .build();
    }

    private static Constraint compare(Comparison comparison, String... values) {
        return new Constraint.Compare(RACK, comparison, List.of(values), false);
    }

    private static PlacementRules rules(Constraint... constraints) {
        return new PlacementRules(Strategy.NONE, List.of(), List.of(constraints));
    }
}
