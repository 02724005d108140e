package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mesosframework.scheduler.application.Constraint.Comparison;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters and constraints in JSON, and those that stand against each other. */
class ConstraintJsonTest {

    private static final AgentField RACK = AgentField.attribute("rack");

    @Test
    void filtersAreReadInTheirOrder() {
        assertThat(placement("""
                        "filters": [{"type": "TEXT", "name": "rack", "value": ["a", "b"]}, {"type": "ranges", "value": ["5-9"]},
                                    {"type": "Scalar", "value": ["1.5"]}, {"type": "SET", "value": ["ssd"]}]""").filters())
                .containsExactly(
                        new Filter(Filter.Type.TEXT, Optional.of("rack"), List.of("a", "b")),
                        new Filter(Filter.Type.RANGES, Optional.empty(), List.of("5-9")),
                        new Filter(Filter.Type.SCALAR, Optional.empty(), List.of("1.5")),
                        new Filter(Filter.Type.SET, Optional.empty(), List.of("ssd")));
    }

    @Test
    void everyOperatorIsRead() {
        assertThat(placement("""
                        "constraints": [
                          {"field": "rack", "operator": "equals", "value": "a"},
                          {"field": "@hostname", "operator": "not-equals", "value": "h1"},
                          {"field": "@zone", "operator": "in", "values": ["z1", "z2"]},
                          {"field": "@region", "operator": "not-in", "values": ["r"], "preferred": true},
                          {"field": "b", "operator": "matches", "value": "x.*"},
                          {"field": "c", "operator": "not-matches", "value": "y"},
                          {"field": "d", "operator": "greater", "value": 2.50},
                          {"field": "d", "operator": "less", "value": "4"},
                          {"field": "e", "operator": "exists"},
                          {"field": "f", "operator": "not-exists"},
                          {"field": "@agent", "operator": "unique", "preferred": false},
                          {"field": "rack", "operator": "max-per", "value": 3},
                          {"field": "@zone", "operator": "group-by"},
                          {"field": "g", "operator": "group-by", "value": 4},
                          {"field": "@region", "operator": "cluster"},
                          {"operator": "near", "application": "db"},
                          {"field": "@zone", "operator": "away", "application": "old", "preferred": true},
                          {"operator": "no-maintenance", "within": "2h"}]""").constraints())
                .containsExactly(
                        Constraint.equal(RACK, "a"),
                        new Constraint.Compare(AgentField.HOSTNAME, Comparison.NOT_EQUALS, List.of("h1"), false),
                        new Constraint.Compare(AgentField.ZONE, Comparison.IN, List.of("z1", "z2"), false),
                        new Constraint.Compare(AgentField.REGION, Comparison.NOT_IN, List.of("r"), true),
                        new Constraint.Compare(attribute("b"), Comparison.MATCHES, List.of("x.*"), false),
                        new Constraint.Compare(attribute("c"), Comparison.NOT_MATCHES, List.of("y"), false),
                        new Constraint.Compare(attribute("d"), Comparison.GREATER, List.of("2.5"), false),
                        new Constraint.Compare(attribute("d"), Comparison.LESS, List.of("4"), false),
                        new Constraint.Compare(attribute("e"), Comparison.EXISTS, List.of(), false),
                        new Constraint.Compare(attribute("f"), Comparison.NOT_EXISTS, List.of(), false),
                        Constraint.unique(AgentField.AGENT),
                        new Constraint.MaxPer(RACK, 3, false),
                        new Constraint.GroupBy(AgentField.ZONE, 1, false),
                        new Constraint.GroupBy(attribute("g"), 4, false),
                        new Constraint.Cluster(AgentField.REGION, false),
                        new Constraint.Near("db", AgentField.AGENT, false),
                        new Constraint.Away("old", AgentField.ZONE, true),
                        new Constraint.NoMaintenance(Duration.ofHours(2), false));
    }

    @Test
    void theBuilderMakesTheSame() {
        Application built = Application.named("web")
                .cpus(1)
                .mem(32)
                .command("x")
                .filter(Filter.Type.TEXT, "rack", "a")
                .constraint(Constraint.unique(RACK).asPreference())
                .build();
        assertThat(built.placement()).isEqualTo(placement("""
                "filters": [{"type": "TEXT", "name": "rack", "value": ["a"]}],
                "constraints": [{"field": "rack", "operator": "unique", "preferred": true}]"""));
    }

    /** Each: two constraints, and a part of what is said of the second. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        "field": "@zone", "operator": "equals", "value": "a" | "field": "@zone", "operator": "equals", "value": "b" | contradicts constraints[0]: @zone cannot be both "a" and "b"
        "field": "rack", "operator": "equals", "value": "a" | "field": "rack", "operator": "in", "values": ["b", "c"] | rack cannot be both "a" and "b" or "c" (to look for a set that holds both, use filters)
        "field": "rack", "operator": "not-in", "values": ["a", "b"] | "field": "rack", "operator": "equals", "value": "b" | rack cannot be "b" and not be it
        "field": "rack", "operator": "equals", "value": "b" | "field": "rack", "operator": "not-equals", "value": "b" | rack cannot be "b" and not be it
        "field": "rack", "operator": "exists" | "field": "rack", "operator": "not-exists" | rack cannot be absent and have a value
        "field": "rack", "operator": "not-exists" | "field": "rack", "operator": "greater", "value": 1 | rack cannot be absent and have a value
        "field": "rack", "operator": "unique" | "field": "rack", "operator": "not-exists" | rack cannot be absent and have a value
        "field": "rack", "operator": "greater", "value": 4 | "field": "rack", "operator": "less", "value": 4 | nothing is above 4 and below 4
        "field": "rack", "operator": "matches", "value": "a" | "field": "rack", "operator": "not-matches", "value": "a" | rack cannot both match and not match "a"
        "field": "rack", "operator": "unique" | "field": "rack", "operator": "cluster" | slots cannot be all with one rack and apart by rack
        "field": "@agent", "operator": "cluster" | "field": "@zone", "operator": "group-by" | slots cannot be all with one @agent and apart by @zone
        "operator": "near", "application": "db" | "operator": "away", "application": "db" | a slot cannot be near db and away from it
        """)
    void hardOnesThatStandAgainstEachOtherAreRefusedInEitherOrder(String first, String second, String message) {
        assertThat(faults("\"constraints\": [{" + first + "}, {" + second + "}]"))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.path()).isEqualTo("constraints[1]");
                    assertThat(fault.message())
                            .startsWith("contradicts constraints[0]: ")
                            .contains(message);
                });
        assertThat(faults("\"constraints\": [{" + second + "}, {" + first + "}]"))
                .extracting(Problem::path)
                .containsExactly("constraints[1]");
        assertThat(placement("\"constraints\": [{" + first + "}, {" + second + ", \"preferred\": true}]")
                        .constraints())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        mux | "field": "@agent", "operator": "unique"
        mux | "field": "rack", "operator": "group-by"
        unique | "field": "@agent", "operator": "cluster"
        """)
    void aStrictStrategyAndAConstraintAgainstItAreRefused(String strategy, String constraint) {
        String fields = "\"strategy\": {\"type\": \"" + strategy + "\"}, \"constraints\": [{" + constraint + "}]";
        assertThat(faults(fields)).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("constraints[0]");
            assertThat(fault.message()).startsWith("contradicts strategy " + strategy + ": slots cannot be ");
        });
        String best = fields.replace(strategy + "\"}", strategy + "\", \"effort\": \"best\"}");
        assertThat(placement(best).constraints()).hasSize(1);
    }

    @Test
    void whatEveryAgentHasCannotBeAbsent() {
        assertThat(faults("\"constraints\": [{\"field\": \"@hostname\", \"operator\": \"not-exists\"}]"))
                .containsExactly(
                        new Problem("constraints[0]", "can never hold: every agent has @hostname").in("test.json"));
    }

    private static AgentField attribute(String name) {
        return AgentField.attribute(name);
    }

    private static PlacementRules placement(String fields) {
        return ApplicationJson.parse(document(fields), "test.json").get(0).placement();
    }

    private static List<Problem> faults(String fields) {
        return catchThrowableOfType(
                        InvalidApplicationsException.class, () -> ApplicationJson.parse(document(fields), "test.json"))
                .problems();
    }

    private static String document(String fields) {
        return "{\"name\": \"web\", \"resources\": {\"cpu\": 0.1, \"mem\": 32}, \"command\": {\"cmd\": \"x\"}, "
                + fields + "}";
    }
}
