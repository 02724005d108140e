package io.mesosframework.conformance.mainjob;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

@RealPart("offers held for a while, seen in the master's own state")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HeldOffersOnRealMesosTest extends HeldOffers {
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
