package io.mesosframework.embedded.internal.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.internal.Attributes;
import io.mesosframework.embedded.internal.master.OfferConstraints.InvalidException;
import io.mesosframework.protocol.AgentInfo;
import io.mesosframework.protocol.scheduler.AttributeConstraint;
import io.mesosframework.protocol.scheduler.OfferConstraints.RoleConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PROTOCOL B37-B44. */
class OfferConstraintsTest {

    private static final AgentInfo AGENT = AgentInfo.newBuilder()
            .setHostname("h1")
            .addAllAttributes(Attributes.parse("rack:r1;size:7;rack:r2"))
            .build();

    private static OfferConstraints matching(String attribute, String regex) throws InvalidException {
        AttributeConstraint.Builder constraint = AttributeConstraint.newBuilder();
        constraint.getSelectorBuilder().setAttributeName(attribute);
        constraint.getPredicateBuilder().getTextMatchesBuilder().setRegex(regex);
        return constraints(constraint);
    }

    private static OfferConstraints constraints(AttributeConstraint.Builder constraint) throws InvalidException {
        return OfferConstraints.of(
                io.mesosframework.protocol.scheduler.OfferConstraints.newBuilder()
                        .putRoleConstraints(
                                "r",
                                RoleConstraints.newBuilder()
                                        .addGroups(RoleConstraints.Group.newBuilder()
                                                .addAttributeConstraints(constraint))
                                        .build())
                        .build(),
                100);
    }

    @ParameterizedTest
    @CsvSource({
        "rack, r1, false",
        "rack, r, true",
        "rack, r2, true",
        "rack, (?i)R., false",
        "size, 8, false",
        "no, .*, true"
    })
    void aRegularExpressionMatchesTheWholeTextOfTheFirstAttribute(String name, String regex, boolean excluded)
            throws Exception {
        OfferConstraints constraints = matching(name, regex);
        assertThat(constraints.excludes("r", AGENT)).isEqualTo(excluded);
        assertThat(constraints.excludes("other", AGENT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a(b, missing ): a(b",
        "a), unexpected ): a)",
        "*a, no argument for repetition operator: *",
        "a**, bad repetition operator: **",
        "(?<=a), invalid perl operator: (?<",
    })
    void aBadExpressionIsRefusedInTheMastersWords(String regex, String why) {
        assertThatThrownBy(() -> matching("x", regex))
                .hasMessage("A role r has an invalid 'AttributeConstraint': Failed to construct regex from pattern '"
                        + regex + "': " + why);
    }

    @Test
    void anExpressionThatIsTooLargeIsRefused() throws Exception {
        matching("x", "x".repeat(96));
        assertThatThrownBy(() -> matching("x", "x".repeat(97)))
                .hasMessageEndingWith("is too complex: program size of 101 is larger than maximum of 100 allowed");
    }

    @Test
    void aPseudoAttributeOfAnAgentWithoutADomainIsMissing() throws Exception {
        AttributeConstraint.Builder constraint = AttributeConstraint.newBuilder();
        constraint.getSelectorBuilder().setPseudoattributeType(AttributeConstraint.Selector.PseudoattributeType.ZONE);
        constraint.getPredicateBuilder().getExistsBuilder();
        assertThat(constraints(constraint).excludes("r", AGENT)).isTrue();
    }
}
