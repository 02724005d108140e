package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@RealPart("an executor of one's own: agent and executor killed, messages, shutdown")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExecutorFaultsOnRealMesosTest extends ExecutorFaults {
    private final RealMesos mesos = RealMesos.builder()
            .agents(1)
            .agentFlags("--executor_reregistration_timeout=10secs")
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
        mesos.kill("agent1");
    }

    @Override
    void startAgent() {
        mesos.start("agent1");
    }
}
