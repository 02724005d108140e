package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import org.junit.jupiter.api.AfterAll;

@RealPart("applications that keep their data in persistent volumes")
final class StatefulJobOnRealMesosTest extends StatefulJob {
    private final RealMesos mesos = RealMesos.builder().agents(2).start();

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
        String agent = "agent" + (mesos.agents().indexOf(address) + 1);
        mesos.kill(agent);
        await().atMost(PATIENCE).until(() -> active() == 1);
        mesos.start(agent);
        await().atMost(PATIENCE).until(() -> active() == 2);
    }

    private long active() {
        return new MasterView(master())
                .state()
                .path("slaves")
                .valueStream()
                .filter(agent -> agent.path("active").asBoolean())
                .count();
    }
}
