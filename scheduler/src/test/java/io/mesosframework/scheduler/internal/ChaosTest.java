package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A framework through any mix of faults, by seed: what docs/architecture.md promises under "Failure model" holds after
 * every step, and once the faults stop, everything is as it should be. A failure tells its seed and its last steps.
 */
class ChaosTest {

    private static final int STEPS = 700;

    @Test
    void throughAnyMixOfFaultsNoTaskGroupOrVolumeIsLostAndNoneIsDoubled() {
        run(1, 60);
    }

    @Test
    @Tag("slow")
    void throughManyMoreMixesOfFaultsToo() {
        run(10_000, Integer.getInteger("chaos.seeds", 300));
    }

    private static void run(long first, int seeds) {
        long launches = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            launches += new ChaosRun(seed).run(STEPS);
        }
        assertThat(launches).as("tasks launched in all").isGreaterThan(seeds * 8L);
    }
}
