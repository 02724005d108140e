package io.mesosframework.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults planted in the embedded Mesos are noticed. {@code -Dconformance.mutations=true} plants them all, which takes minutes. */
@Tag("slow")
@Tag("conformance")
final class MutationTest {
    private static final int SAMPLE = 20;
    private static final int TRIES = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void someFaultsThatWereNoticedAreNoticedStill() {
        Map<String, Scenario> scenarios = Books.all().stream().collect(Collectors.toMap(Scenario::id, s -> s));
        List<Map.Entry<String, String>> known = new ArrayList<>(Mutations.kept().byScenario().entrySet().stream()
                .filter(entry -> scenarios.containsKey(entry.getKey()))
                .toList());
        long seed = System.nanoTime();
        Collections.shuffle(known, new Random(seed));
        assertThat(known.stream().limit(SAMPLE)).as("seed " + seed).allSatisfy(entry -> {
            Scenario scenario = Objects.requireNonNull(scenarios.get(entry.getKey()));
            assertThat(IntStream.range(0, TRIES).anyMatch(i -> Mutations.notices(scenario, entry.getValue(), PATIENCE)))
                    .as(entry.getKey() + " notices: " + entry.getValue())
                    .isTrue();
        });
    }

    @Test
    void aFaultIsKnownForEveryScenarioThatItNotices() {
        assertThat(Mutations.kept().byScenario().keySet())
                .as("scenarios of the last `make conformance`, which is due when one is added")
                .containsAll(Books.all().stream().map(Scenario::id).toList());
    }

    @Test
    void allFaults() {
        assumeTrue(Boolean.getBoolean("conformance.mutations"), "only with -Dconformance.mutations=true");
        Mutations.Result result = Mutations.run(Books.wanted());
        Mutations.keep(result);
        assertThat(result.blind()).as("scenarios that notice no fault").isEmpty();
    }
}
