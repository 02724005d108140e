package io.mesosframework.conformance.mainjob;

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
}
