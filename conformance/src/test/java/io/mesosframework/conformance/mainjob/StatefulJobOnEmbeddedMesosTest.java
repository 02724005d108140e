package io.mesosframework.conformance.mainjob;

import io.mesosframework.embedded.EmbeddedAgent;
import io.mesosframework.embedded.EmbeddedMesos;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class StatefulJobOnEmbeddedMesosTest extends StatefulJob {
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(2)
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
    void restartAgent(String address) {
        EmbeddedAgent agent = mesos.agent(mesos.agents().indexOf(address) + 1);
        agent.kill();
        agent.restart();
    }
}
