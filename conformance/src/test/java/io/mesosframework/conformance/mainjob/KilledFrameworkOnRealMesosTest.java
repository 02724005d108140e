package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import org.junit.jupiter.api.AfterAll;

@RealPart("kill -9 of the framework and restart on SQLite, once and at random moments")
final class KilledFrameworkOnRealMesosTest extends KilledFramework {
    private final RealMesos mesos = RealMesos.builder().agents(2).start();

    @AfterAll
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
