package io.mesosframework.scheduler.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.placement.Shortfall;
import io.mesosframework.scheduler.placement.Shortfall.Cause;
import io.mesosframework.scheduler.placement.Shortfall.Reason;
import io.mesosframework.scheduler.tasks.SlotKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShortfallsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Cause CAUSE = new Cause(Reason.CPUS, "", 3, "needs 2 cpus, offers 1 (h, agent a)", 0.5);

    private final DefaultTaskManager tasks = new DefaultTaskManager(new SplittableRandom(1));
    private final Shortfalls shortfalls =
            new Shortfalls(tasks, application -> application.name().equals("choosy"), slot -> Optional.empty());

    @Test
    void eachPendingSlotHasOneBeforeAnythingWasOffered() {
        put("web", 2);
        put("choosy", 1);

        assertThat(shortfalls.all())
                .extracting(shortfall -> shortfall.slot() + ": " + shortfall.text())
                .containsExactlyInAnyOrder(
                        "web.0: no agent has offered anything yet",
                        "web.1: no agent has offered anything yet",
                        "choosy.0: no agent that suits its filters and constraints has offered anything yet");
    }

    @Test
    void aSlotThatCameLaterSharesWhatIsKnownOfItsApplication() {
        put("web", 1);
        shortfalls.learn(List.of(new Shortfall(new SlotKey("web", 0), 3, List.of(CAUSE))));
        put("web", 2);
        put("other", 1);

        assertThat(shortfalls.all())
                .extracting(shortfall -> shortfall.slot() + " " + shortfall.agents())
                .containsExactlyInAnyOrder("web.0 3", "web.1 3", "other.0 0");
    }

    @Test
    void whatIsNotPendingAnyMoreHasNone() {
        put("web", 1);
        shortfalls.learn(List.of(new Shortfall(new SlotKey("web", 0), 3, List.of(CAUSE))));
        tasks.delete("web", NOON);

        assertThat(shortfalls.all()).isEmpty();
    }

    private void put(String name, int instances) {
        tasks.put(
                Application.named(name)
                        .instances(instances)
                        .cpus(1)
                        .mem(10)
                        .command("x")
                        .build(),
                NOON);
    }
}
