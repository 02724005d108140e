package io.mesosframework.conformance.mainjob;

import io.mesosframework.embedded.EmbeddedMesos;
import io.mesosframework.embedded.EmbeddedMesosBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class AgentPlacementOnEmbeddedMesosTest extends AgentPlacement {
    private final EmbeddedMesos mesos = start();

    private static EmbeddedMesos start() {
        EmbeddedMesosBuilder builder = EmbeddedMesos.builder()
                .agents(0)
                .domain(REGIONS.get(0), ZONES.get(0))
                .allocationInterval(Duration.ofMillis(100));
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            int agent = i;
            builder.agent(settings ->
                    settings.attributes(ATTRIBUTES.get(agent)).domain(REGIONS.get(agent), ZONES.get(agent)));
        }
        return builder.start();
    }

    @Override
    void closeMesos() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
