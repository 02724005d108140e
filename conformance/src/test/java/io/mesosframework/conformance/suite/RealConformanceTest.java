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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every scenario on the real Mesos, against its own record: so the records stay true. With {@code -Dconformance.record=true} they are
 * written anew instead.
 */
@RealPart("the conformance scenarios")
@Tag("conformance")
final class RealConformanceTest {
    private static final Logger LOG = LoggerFactory.getLogger(RealConformanceTest.class);
    private static final int LANES = Integer.getInteger("conformance.lanes", 4);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TestFactory
    Stream<DynamicTest> theRealMesosDoesAsItDid() {
        List<Scenario> scenarios = Books.wanted();
        Map<Scenario, Runs.Outcome> outcomes = new Runs(RealTarget::start, LANES, PATIENCE).play(scenarios);
        return scenarios.stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.id(), () -> {
                    Runs.Outcome outcome = again(
                            scenario,
                            Optional.ofNullable(outcomes.get(scenario)).orElseThrow());
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

    /**
     * What is not as on record gets a cluster of its own, once, with nobody beside it: several real masters and agents on a small machine
     * run into time-outs that have nothing to do with the scenario. A record that is not true differs again.
     */
    private static Runs.Outcome again(Scenario scenario, Runs.Outcome first) {
        boolean asKept = first.failure().isEmpty() && Records.of(scenario).equals(Optional.of(first.record()));
        if (asKept || Boolean.getBoolean("conformance.record")) {
            return first;
        }
        LOG.warn("{} is not as on record, so it is played once more", scenario.id());
        return Runs.alone(scenario, () -> RealTarget.start(scenario.needs()), PATIENCE);
    }

    private static void compare(Scenario scenario, String record) {
        String kept = Records.of(scenario).orElse("");
        if (!kept.equals(record)) {
            fail(scenario.id() + ": - is its record, + what it does now\n\n" + Records.difference(kept, record));
        }
    }
}
