package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import org.junit.jupiter.api.AfterEach;

@RealPart("tasks in an executor of their application's own")
final class OwnExecutorOnRealMesosTest extends OwnExecutor {
    private final RealMesos mesos =
            RealMesos.builder().agents(1).resources(RESOURCES).start();

    @AfterEach
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
