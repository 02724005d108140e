package io.mesosframework.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.TaskScript;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.scheduler.Event;
import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.tasks.SlotState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The master keeps back the offers of agents that nothing could use. */
@Timeout(60)
final class OfferConstraintsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(3)
            .attributes("rack:r%d")
            .allocationInterval(Duration.ofMillis(20))
            .simulatedTasks(TaskScript.runs())
            .start();

    /** The racks in each OFFERS event. */
    private final Queue<Set<String>> offered = new ConcurrentLinkedQueue<>();

    private @Nullable Framework started;

    @AfterEach
    void stop() {
        framework().close();
        mesos.close();
    }

    private Framework framework() {
        return Objects.requireNonNull(started);
    }

    private void start(boolean offerConstraints) {
        started = Framework.named("choosy")
                .masters(mesos.master())
                .failoverTimeout(Duration.ofMinutes(1))
                .offerConstraints(offerConstraints)
                .controller(EventController.routing(Map.of(Event.Type.OFFERS, (event, context) -> {
                    offered.add(event.getOffers().getOffersList().stream()
                            .map(OfferConstraintsTest::rack)
                            .collect(Collectors.toSet()));
                    return List.of();
                })))
                .start();
    }

    @Test
    void onlyAgentsThatSuitAreOfferedOnceTheMasterKnows() throws Exception {
        start(true);
        run("""
                {"name": "first", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "constraints": [{"field": "rack", "operator": "equals", "value": "r2"}]}""");
        offered.clear();
        run("""
                {"name": "second", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "constraints": [{"field": "rack", "operator": "equals", "value": "r2"}]}""");

        assertThat(offered).containsOnly(Set.of("r2"));
    }

    @Test
    void whatSuitsAnywhereIsOfferedEveryAgentAgain() throws Exception {
        start(true);
        run("""
                {"name": "choosy", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "constraints": [{"field": "rack", "operator": "equals", "value": "r2"}]}""");
        run("""
                {"name": "wide", "instances": 3, "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "strategy": {"type": "unique"}}""");

        assertThat(framework().tasks().slotsOf("wide")).hasSize(3);
    }

    @Test
    void theNextMasterKnowsToo() throws Exception {
        start(true);
        run("""
                {"name": "first", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "constraints": [{"field": "rack", "operator": "equals", "value": "r2"}]}""");
        mesos.failOver();
        run("""
                {"name": "second", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "constraints": [{"field": "rack", "operator": "in", "values": ["r3", "r1"]}]}""");

        assertThat(framework().tasks().slotsIn(SlotState.RUNNING)).hasSize(2);
    }

    @Test
    void whereTheMasterIsNotToldAllAgentsAreOffered() throws Exception {
        start(false);
        run("""
                {"name": "first", "resources": {"cpu": 0.1, "mem": 32}, "command": {"cmd": "x"},
                 "constraints": [{"field": "rack", "operator": "equals", "value": "r2"}]}""");

        assertThat(offered).contains(Set.of("r1", "r2", "r3"));
    }

    @Test
    void aChangeOfTheFrameworkInfoReachesTheMaster() throws Exception {
        start(true);
        framework().await(tasks -> framework().id().isPresent(), PATIENCE);

        framework()
                .scheduler()
                .updateFramework(
                        info -> info.toBuilder().setHostname("elsewhere").build())
                .join();
        assertThatThrownBy(() -> framework()
                        .scheduler()
                        .updateFramework(
                                info -> info.toBuilder().setUser("other").build())
                        .join())
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    /** Puts it, and waits until all its slots run. */
    private void run(String json) throws Exception {
        Application application = ApplicationJson.parse(json, "test").get(0);
        framework().put(application).join();
        framework()
                .await(
                        tasks -> tasks.slotsOf(application.name()).stream()
                                .allMatch(slot -> slot.state() == SlotState.RUNNING),
                        PATIENCE);
    }

    private static String rack(Offer offer) {
        return offer.getAttributes(0).getText().getValue();
    }
}
