package io.mesosframework.conformance.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults planted in the embedded Mesos are noticed. {@code -Dconformance.mutations=true} plants them all, which takes minutes. */
@Tag("slow")
@Tag("conformance")
final class MutationTest {
    private static final int SAMPLE = Integer.getInteger("conformance.sample", 20);

    @Test
    void someFaultsThatWereNoticedAreNoticedStill() {
        List<Map.Entry<String, String>> known =
                new ArrayList<>(Mutations.kept().byScenario().entrySet());
        long seed = System.nanoTime();
        Collections.shuffle(known, new Random(seed));
        Map<String, String> some =
                known.stream().limit(SAMPLE).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(Mutations.unnoticed(some))
                .as("not noticed any more, by scenario, of the sample with seed " + seed)
                .isEmpty();
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
