package io.mesosframework.scheduler.internal.placement;

import static io.mesosframework.scheduler.internal.placement.PlacementFixture.domain;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.number;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.ranges;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.set;
import static io.mesosframework.scheduler.internal.placement.PlacementFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.Attribute;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.application.Constraint.Comparison;
import io.mesosframework.scheduler.application.Filter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every comparison and filter on every kind of attribute. */
final class MatchingTest {

    /** What {@code x} is in the tables below. */
    private static Attribute attribute(String kind) {
        return switch (kind) {
            case "text" -> text("x", "Abc");
            case "number-text" -> text("x", "12.5");
            case "scalar" -> number("x", 4);
            case "fraction" -> number("x", 0.3);
            case "set" -> set("x", "red", "blue");
            case "ranges" -> ranges("x", 5, 9, 20, 20);
            default -> text("other", "Abc");
        };
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # attribute, comparison, values, holds
            text,        EQUALS,      Abc,        true
            text,        EQUALS,      abc,        false
            text,        NOT_EQUALS,  Abc,        false
            text,        NOT_EQUALS,  abc,        true
            text,        IN,          x|Abc,      true
            text,        IN,          x|y,        false
            text,        NOT_IN,      x|Abc,      false
            text,        NOT_IN,      x|y,        true
            text,        MATCHES,     A.c,        true
            text,        MATCHES,     b,          false
            text,        NOT_MATCHES, A.c,        false
            text,        NOT_MATCHES, b,          true
            text,        GREATER,     1,          false
            text,        LESS,        1,          false
            text,        EXISTS,      ,           true
            text,        NOT_EXISTS,  ,           false
            number-text, GREATER,     12,         true
            number-text, LESS,        12.6,       true
            scalar,      EQUALS,      4,          true
            scalar,      EQUALS,      4.0,        true
            scalar,      EQUALS,      4.0004,     true
            scalar,      EQUALS,      4.001,      false
            scalar,      EQUALS,      four,       false
            scalar,      NOT_EQUALS,  4.0,        false
            scalar,      NOT_EQUALS,  5,          true
            scalar,      IN,          3|4.000,    true
            scalar,      NOT_IN,      3|4,        false
            scalar,      MATCHES,     [0-9],      true
            scalar,      NOT_MATCHES, [0-9],      false
            scalar,      GREATER,     3.999,      true
            scalar,      GREATER,     4,          false
            scalar,      LESS,        4.001,      true
            scalar,      LESS,        4,          false
            scalar,      EXISTS,      ,           true
            scalar,      NOT_EXISTS,  ,           false
            fraction,    EQUALS,      0.3,        true
            fraction,    EQUALS,      .3,         true
            fraction,    MATCHES,     0\\.3,      true
            set,         EQUALS,      red,        true
            set,         EQUALS,      Red,        false
            set,         NOT_EQUALS,  blue,       false
            set,         NOT_EQUALS,  green,      true
            set,         IN,          green|blue, true
            set,         NOT_IN,      green|blue, false
            set,         NOT_IN,      green,      true
            set,         MATCHES,     r.*,        true
            set,         NOT_MATCHES, r.*,        false
            set,         NOT_MATCHES, g.*,        true
            set,         GREATER,     1,          false
            set,         EXISTS,      ,           true
            set,         NOT_EXISTS,  ,           false
            ranges,      EQUALS,      7,          true
            ranges,      EQUALS,      10,         false
            ranges,      EQUALS,      20,         true
            ranges,      EQUALS,      5-9,        true
            ranges,      NOT_EQUALS,  7,          false
            ranges,      NOT_EQUALS,  10,         true
            ranges,      IN,          1|9,        true
            ranges,      NOT_IN,      1|9,        false
            ranges,      MATCHES,     5-9,        true
            ranges,      NOT_MATCHES, 5-9,        false
            ranges,      GREATER,     19,         true
            ranges,      GREATER,     20,         false
            ranges,      LESS,        6,          true
            ranges,      LESS,        5,          false
            ranges,      EXISTS,      ,           true
            ranges,      NOT_EXISTS,  ,           false
            none,        EQUALS,      Abc,        false
            none,        NOT_EQUALS,  Abc,        true
            none,        IN,          Abc,        false
            none,        NOT_IN,      Abc,        true
            none,        MATCHES,     .*,         false
            none,        NOT_MATCHES, .*,         true
            none,        GREATER,     0,          false
            none,        LESS,        9,          false
            none,        EXISTS,      ,           false
            none,        NOT_EXISTS,  ,           true
            """)
    void comparisons(String kind, Comparison comparison, String values, boolean holds) {
        List<String> list = values == null ? List.of() : Arrays.asList(values.split("\\|"));
        var compare = new Constraint.Compare(AgentField.attribute("x"), comparison, list, false);
        assertThat(Matching.of(compare).test(agent(attribute(kind)))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "@hostname, EQUALS, a1.example, true",
        "@hostname, MATCHES, a[12]\\.example, true",
        "@hostname, EQUALS, a1, false",
        "@agent, EQUALS, a1, true",
        "@agent, NOT_IN, a1|a2, false",
        "@region, EQUALS, eu, true",
        "@region, NOT_EQUALS, eu, false",
        "@zone, IN, eu-1|eu-2, true",
        "@zone, EQUALS, eu, false",
    })
    void otherFields(String field, Comparison comparison, String values, boolean holds) {
        var compare =
                new Constraint.Compare(AgentField.of(field), comparison, Arrays.asList(values.split("\\|")), false);
        assertThat(Matching.of(compare).test(agent())).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # attribute, filter, values, passes
            text,        TEXT,   abc,      true
            text,        TEXT,   ABC|x,    true
            text,        TEXT,   ab,       false
            text,        SET,    Abc,      false
            number-text, SCALAR, 12.5,     false
            scalar,      SCALAR, 4,        true
            scalar,      SCALAR, 4.0004,   true
            scalar,      SCALAR, 4.001,    false
            scalar,      SCALAR, 1|4,      true
            scalar,      TEXT,   4,        false
            fraction,    SCALAR, 0.3,      true
            set,         SET,    red,      true
            set,         SET,    Red,      false
            set,         SET,    x|blue,   true
            set,         TEXT,   red,      false
            ranges,      RANGES, 5,        true
            ranges,      RANGES, 5-9,      true
            ranges,      RANGES, 6-8,      true
            ranges,      RANGES, 8-10,     false
            ranges,      RANGES, 9-20,     false
            ranges,      RANGES, 4|20,     true
            ranges,      SCALAR, 5,        false
            none,        TEXT,   Abc,      false
            """)
    void filters(String kind, Filter.Type type, String values, boolean passes) {
        var filter = new Filter(type, Optional.of("x"), Arrays.asList(values.split("\\|")));
        assertThat(Matching.of(filter).test(agent(attribute(kind)))).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource({"TEXT, abc, true", "TEXT, nothing, false", "SET, blue, true", "SCALAR, 4, true", "SCALAR, 5, false"})
    void aFilterWithoutANameLooksAtAllOfItsType(Filter.Type type, String value, boolean passes) {
        var filter = new Filter(type, Optional.empty(), List.of(value));
        assertThat(Matching.of(filter).test(agent(text("a", "Abc"), set("b", "blue"), number("c", 4))))
                .isEqualTo(passes);
    }

    private static AgentFacts agent(Attribute... attributes) {
        return AgentFacts.of(Offer.newBuilder()
                .setId(OfferID.newBuilder().setValue("o"))
                .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
                .setAgentId(AgentID.newBuilder().setValue("a1"))
                .setHostname("a1.example")
                .setDomain(domain("eu", "eu-1"))
                .addAllAttributes(Arrays.asList(attributes))
                .build());
    }
}
