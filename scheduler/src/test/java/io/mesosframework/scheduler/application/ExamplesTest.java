package io.mesosframework.scheduler.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The applications under /examples are good, and their commands do on this machine what their README says. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ExamplesTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("mesosframework.root", ".."), "examples");

    @TempDir
    Path sandbox;

    @Test
    void allExamplesCanRunTogether() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> paths = Files.list(EXAMPLES)) {
            for (Path path : paths.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }

        assertThat(files).containsKeys("hello.json", "batch.json", "flaky.json");
        assertThat(ApplicationJson.parseAll(files)).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void helloIsACheckedServiceOfThreeSlotsAndABatchJob() throws IOException {
        List<Application> hello = example("hello.json");

        assertThat(hello).extracting(Application::name).containsExactly("web", "batch");
        assertThat(hello.get(0).instances()).isEqualTo(3);
        assertThat(hello.get(0).restart()).isEqualTo(Restart.ALWAYS);
        assertThat(hello.get(0).healthCheck()).isPresent();
        assertThat(hello.get(1).restart()).isEqualTo(Restart.ON_FAILURE);
    }

    @Test
    void theWebServiceServesAndItsHealthCheckTellsWhetherItDoes() throws Exception {
        Application web = example("hello.json").get(0);
        Command check = ((HealthCheck.Run) web.healthCheck().orElseThrow().probe()).command();
        assertThat(end(start(check, "web.0.x"))).isNotZero();
        Process service = start(web.command(), "web.0.x");
        try {
            await().atMost(Duration.ofSeconds(10)).until(() -> end(start(check, "web.0.x")) == 0);

            String port = Files.readString(sandbox.resolve("port")).strip();
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(service.isAlive()).isTrue();
        } finally {
            service.destroyForcibly().waitFor();
        }
        assertThat(end(start(check, "web.0.x"))).isNotZero();
    }

    @Test
    void theBatchEndsWell() throws Exception {
        Application batch = example("batch.json").get(0);

        assertThat(batch.instances()).isGreaterThan(1);
        assertThat(end(start(batch.command(), "squares.0.x"))).isZero();
        assertThat(Files.readString(sandbox.resolve("output"))).endsWith("100 squared is 10000\n");
    }

    @Test
    void oneSlotOfTheFlakyOneFailsTwiceAndThenSucceedsWithinItsRetries() throws Exception {
        Application flaky = example("flaky.json").get(0);
        String framework = "test-" + UUID.randomUUID();

        assertThat(flaky.retry().totalRetries()).isEqualTo(2);
        for (int round = 0; round < 2; round++) {
            assertThat(end(start(flaky.command(), "flaky.0.a", framework))).isZero();
            assertThat(end(start(flaky.command(), "flaky.1.b", framework))).isEqualTo(1);
            assertThat(end(start(flaky.command(), "flaky.1.c", framework))).isEqualTo(1);
            assertThat(end(start(flaky.command(), "flaky.1.d", framework))).isZero();
            assertThat(Path.of("/tmp/flaky-" + framework)).doesNotExist();
        }
    }

    private static List<Application> example(String name) throws IOException {
        return ApplicationJson.parse(Files.readAllBytes(EXAMPLES.resolve(name)), name);
    }

    private Process start(Command command, String taskId) throws IOException {
        return start(command, taskId, "test");
    }

    /** As an executor would: a shell in the sandbox, nothing inherited but what Mesos itself sets. */
    private Process start(Command command, String taskId, String framework) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command.cmd())
                .directory(sandbox.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        sandbox.resolve("output").toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("MESOS_EXECUTOR_ID", taskId);
        builder.environment().put("MESOS_FRAMEWORK_ID", framework);
        builder.environment().putAll(command.environment());
        return builder.start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
