package io.mesosframework.conformance.golden;

import io.mesosframework.conformance.RealPart;
import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Records the golden exchanges anew. Not run by any suite: it rewrites files of the repository. */
@RealPart("golden records")
final class GoldenRecorder {
    @Test
    void record() throws IOException {
        GoldenFolder golden = new GoldenFolder(
                Path.of(System.getProperty("mesosframework.root"), "client/src/test/resources/golden"));
        golden.clear();
        try (RealMesos mesos = RealMesos.builder()
                .agents(2)
                .attributes("rack:r%d;ort:Zürich;weight:1.5;span:[1-3,7-9]")
                .start()) {
            for (Dialect dialect : Dialect.values()) {
                new SchedulerLife(golden, mesos, dialect).record();
                new ExecutorLife(golden, mesos, dialect).record();
            }
            new Refusals(golden).ofMaster(mesos.master());
            new Refusals(golden).ofAgent(mesos.agents().get(0));
        }
        new Refusals(golden).withAuthentication();
        new Refusals(golden).withFollowers();
        golden.writeIndex();
    }
}
