package io.mesosframework.conformance.examples;

import io.mesosframework.embedded.EmbeddedMesos;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("slow")
final class ExamplesTest extends Examples {

    private final EmbeddedMesos mesos = started();

    private static EmbeddedMesos started() {
        EmbeddedMesos mesos = EmbeddedMesos.builder()
                .attributes("watts:1")
                .allocationInterval(Duration.ofMillis(100))
                .start();
        mesos.addAgent(agent -> agent.attributes("watts:2"));
        return mesos;
    }

    @AfterAll
    void down() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }
}
