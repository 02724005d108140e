package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.scheduler.application.AgentField;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationBuilder;
import io.mesosframework.scheduler.application.Constraint;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Offers that nothing uses, kept for a while; the same on every Mesos. Two agents, and what the master says is with the framework. */
abstract class HeldOffers {

    abstract String master();

    private static ApplicationBuilder app(String name) {
        return Application.named(name).cpus(0.1).mem(32).command("exec sleep 600");
    }

    private LiveFramework start(Duration hold) {
        return LiveFramework.start("holder", List.of(master()), builder -> builder.holdOffers(hold));
    }

    /** The ids of the offers that the framework has not answered. */
    private List<String> outstanding(LiveFramework live) {
        List<String> ids = new ArrayList<>();
        for (JsonNode framework : new MasterView(master()).state().path("frameworks")) {
            if (framework.path("id").asString().equals(live.id())) {
                framework
                        .path("offers")
                        .forEach(offer -> ids.add(offer.path("id").asString()));
            }
        }
        return ids;
    }

    @Test
    @Scenario(
            title = "Offers held for what may come",
            shows =
                    "The offer of the agent that nothing uses stays with the framework, and the next application is launched on it at once.")
    void theNextApplicationIsLaunchedOnAnOfferThatWasHeld() throws Exception {
        try (LiveFramework live = start(Duration.ofMinutes(5))) {
            live.put(app("first").build());
            live.await("first", 0, SlotState.RUNNING);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(outstanding(live)).hasSize(1));

            live.put(app("second")
                    .constraint(new Constraint.Away("first", AgentField.AGENT, false))
                    .build());

            // No offer can have come in between: one of that agent is out already.
            assertThat(live.framework().tasks().slotsOf("second"))
                    .allSatisfy(slot -> assertThat(slot.state()).isNotEqualTo(SlotState.PENDING));
            live.await("second", 0, SlotState.RUNNING);
            assertThat(outstanding(live)).isEmpty();
            live.teardown();
        }
    }

    @Test
    @Scenario(
            title = "Offers held no longer than said",
            shows =
                    "An offer that nothing uses goes back to the master when its time is over, and nothing before that.")
    void whatNothingUsesGoesBackAtItsDeadline() throws Exception {
        Duration hold = Duration.ofSeconds(4);
        try (LiveFramework live = start(hold)) {
            long before = System.nanoTime();
            live.put(app("first").build());
            live.await("first", 0, SlotState.RUNNING);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(outstanding(live)).hasSize(1));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(outstanding(live)).isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(hold);

            live.put(app("second")
                    .constraint(new Constraint.Away("first", AgentField.AGENT, false))
                    .build());
            live.await("second", 0, SlotState.RUNNING);
            live.teardown();
        }
    }
}
