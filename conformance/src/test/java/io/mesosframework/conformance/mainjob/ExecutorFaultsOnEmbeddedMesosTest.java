package io.mesosframework.conformance.mainjob;

import io.mesosframework.embedded.EmbeddedMesos;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExecutorFaultsOnEmbeddedMesosTest extends ExecutorFaults {
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(1)
            .executorReregistrationTimeout(Duration.ofSeconds(10))
            .allocationInterval(Duration.ofMillis(100))
            .start();

    @AfterAll
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }

    @Override
    void killAgent() {
        mesos.agent(1).kill();
    }

    @Override
    void startAgent() {
        mesos.agent(1).restart();
    }
}
