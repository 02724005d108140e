package io.mesosframework.executor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class ReaperTest {

    @TempDir
    Path folder;

    /** An executor with a task that leads a session, and one of another executor. */
    public static void main(String[] arguments) throws Exception {
        new Reaper(Path.of(arguments[0])).begin();
        System.out.println(task(arguments[0]) + " " + task(arguments[0] + "-other"));
        new CountDownLatch(1).await();
    }

    private static long task(String directory) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "600");
        builder.environment().putAll(Map.of("MESOS_DIRECTORY", directory, "MESOS_TASK_ID", "t"));
        return builder.start().pid();
    }

    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    @Test
    void processesOfTasksEndWithTheExecutorThatIsKilledAndOthersDoNot() throws Exception {
        Process executor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ReaperTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = executor.inputReader(StandardCharsets.UTF_8)) {
            String[] pids = lines.readLine().split(" ");
            long ours = Long.parseLong(pids[0]);
            long other = Long.parseLong(pids[1]);
            try {
                assertThat(runs(ours)).isTrue();
                executor.destroyForcibly().waitFor();
                await().atMost(Duration.ofSeconds(30)).until(() -> !runs(ours));
                assertThat(runs(other)).isTrue();
            } finally {
                ProcessHandle.of(other).ifPresent(ProcessHandle::destroyForcibly);
                ProcessHandle.of(ours).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }
}
