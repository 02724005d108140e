package io.mesosframework.conformance.mainjob;

import io.mesosframework.embedded.EmbeddedMesos;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class HeldOffersOnEmbeddedMesosTest extends HeldOffers {
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(2)
            .allocationInterval(Duration.ofMillis(100))
            .start();

    @AfterEach
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
