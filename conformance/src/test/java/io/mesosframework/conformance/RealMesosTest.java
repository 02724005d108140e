package io.mesosframework.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.testing.mesos.RealMesos;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@RealPart("the rig itself: start, kill, pause, failover, nothing left")
final class RealMesosTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aClusterServesIsPausedAndLeavesNothing() throws Exception {
        Path directory;
        String master;
        try (RealMesos mesos =
                RealMesos.builder().agents(2).resources("cpus:2;mem:512").start()) {
            directory = mesos.directory();
            master = mesos.master();
            assertThat(state(master)).contains("\"activated_slaves\":2", "\"version\":\"1.11.0\"", "\"cpus\":2.0");
            assertThat(mesos.leader()).hasValue(master);

            mesos.pause("master1");
            assertThat(mesos.leader()).isEmpty();
            mesos.resume("master1");
            await().atMost(PATIENCE).until(() -> mesos.leader().equals(Optional.of(master)));
        }
        assertThat(directory).doesNotExist();
        assertThat(processesOf(directory)).isZero();
        assertThat(Project.root().resolve("build/reports/real-mesos").resolve(directory.getFileName()))
                .isDirectoryContaining("glob:**/master1.log");
    }

    @Test
    void whenTheLeaderIsKilledAnotherMasterLeadsAndTheDeadOneComesBack() {
        try (RealMesos mesos = RealMesos.builder().masters(3).start()) {
            String first = mesos.leader().orElseThrow();

            mesos.kill(mesos.nameOf(first));
            await().atMost(PATIENCE)
                    .until(() -> mesos.leader().filter(l -> !l.equals(first)).isPresent());

            mesos.start(mesos.nameOf(first));
            await().atMost(PATIENCE).ignoreExceptions().until(() -> answers(first));
        }
    }

    private boolean answers(String master) throws IOException, InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://" + master + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return http.send(health, BodyHandlers.ofString()).statusCode() == 200;
    }

    private String state(String master) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + master + "/state"))
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static long processesOf(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .filter(process -> Files.exists(Path.of("/proc", "" + process.pid())))
                .count();
    }
}
