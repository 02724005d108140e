package io.mesosframework.conformance.suite;

import static org.assertj.core.api.Assertions.fail;

import io.mesosframework.conformance.RealPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario on the real Mesos, against its own record: so the records stay true. With {@code -Dconformance.record=true} they are
 * written anew instead.
 */
@RealPart("the conformance scenarios")
@Tag("conformance")
final class RealConformanceTest {
    private static final int LANES = Integer.getInteger("conformance.lanes", 4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TestFactory
    Stream<DynamicTest> theRealMesosDoesAsItDid() {
        List<Scenario> scenarios = Books.wanted();
        Map<Scenario, Runs.Outcome> outcomes = new Runs(RealTarget::start, LANES, PATIENCE).play(scenarios);
        return scenarios.stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.id(), () -> {
                    Runs.Outcome outcome =
                            Optional.ofNullable(outcomes.get(scenario)).orElseThrow();
                    outcome.failure()
                            .ifPresent(e -> fail(
                                    scenario.id() + " fails on the real Mesos: " + e + "\n\n" + outcome.record(), e));
                    if (Boolean.getBoolean("conformance.record")) {
                        Records.keep(scenario, outcome.record());
                    } else {
                        compare(scenario, outcome.record());
                    }
                }));
    }

    private static void compare(Scenario scenario, String record) {
        String kept = Records.of(scenario).orElse("");
        if (!kept.equals(record)) {
            fail(scenario.id() + ": - is its record, + what it does now\n\n" + Records.difference(kept, record));
        }
    }
}
