package io.mesosframework.conformance.mainjob;

import io.mesosframework.embedded.EmbeddedMesos;
import java.time.Duration;

final class AgentResourcesOnEmbeddedMesosTest extends AgentResources {
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(2)
            .resources(RESOURCES)
            .allocationInterval(Duration.ofMillis(100))
            .start();

    @Override
    void closeMesos() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
