package io.mesosframework.conformance.mainjob;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.embedded.EmbeddedMesos;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentResourcesOnEmbeddedMesosTest extends AgentResources {
    private final EmbeddedMesos mesos = EmbeddedMesos.builder()
            .agents(2)
            .resources(RESOURCES)
            .allocationInterval(Duration.ofMillis(100))
            .start();

    @Override
    void closeMesos() {
        mesos.close();
    }

    @Override
    String master() {
        return mesos.master();
    }

    @Test
    @Tag("slow")
    @Scenario(
            title = "Gpus in mesosfw",
            shows = "mesosfw asks for agents with gpus by itself where an application needs any, and runs it.")
    void mesosfwAsksForGpusWhereAnApplicationNeedsThem(@TempDir Path folder) throws Exception {
        Path apps = Files.writeString(folder.resolve("apps.json"), """
                {"name": "train", "resources": {"cpu": 0.1, "mem": 32, "gpus": 2}, "command": {"cmd": "true"}}
                """);

        try (Mesosfw run =
                Mesosfw.run("run", "--master", master(), "--apps", apps.toString(), "--until-done", "--json")) {
            assertThat(run.exitCode()).as("%s", run).isZero();
            assertThat(run.summary().path("finished").asInt()).isEqualTo(1);
        }
    }
}
