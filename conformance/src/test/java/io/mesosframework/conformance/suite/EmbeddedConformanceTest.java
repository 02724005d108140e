package io.mesosframework.conformance.suite;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every scenario on the embedded Mesos, against the record of the real one. */
@Tag("slow")
@Tag("conformance")
final class EmbeddedConformanceTest {
    private static final int LANES = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TestFactory
    Stream<DynamicTest> theEmbeddedMesosDoesAsTheRealOneDid() {
        List<Scenario> scenarios = Books.wanted();
        Map<Scenario, Runs.Outcome> outcomes = new Runs(EmbeddedTarget::start, LANES, PATIENCE).play(scenarios);
        return scenarios.stream()
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.id(),
                        () -> compare(
                                scenario,
                                Optional.ofNullable(outcomes.get(scenario)).orElseThrow())));
    }

    private static void compare(Scenario scenario, Runs.Outcome outcome) {
        String real = Records.of(scenario)
                .orElseThrow(() -> new AssertionError("The real Mesos has no record of " + scenario.id()
                        + " yet: run RealConformanceTest with -Dconformance.record=true; the embedded one does\n\n"
                        + outcome.record()));
        boolean same = outcome.failure().isEmpty() && real.equals(outcome.record());
        if (scenario.differs().isPresent()) {
            if (same) {
                fail("The embedded Mesos does as the real one now: take differs(...) from " + scenario.id());
            }
            return;
        }
        if (!same) {
            fail(scenario.id() + " (" + scenario.source().file() + ":"
                    + scenario.source().line()
                    + "): - is the real Mesos, + the embedded one\n\n" + Records.difference(real, outcome.record())
                    + outcome.failure().map(e -> "\n\n" + e).orElse(""));
        }
    }
}
