package io.mesosframework.conformance.examples;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import org.junit.jupiter.api.AfterAll;

@RealPart("the frameworks of examples/")
final class ExamplesOnRealMesosTest extends Examples {

    private final RealMesos mesos =
            RealMesos.builder().agents(2).attributes("watts:%d").start();

    @AfterAll
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
