package io.mesosframework.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM of {@link ExitMain} ends, while its cluster is open and a task's process runs. */
@Tag("slow")
class ExitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void nothingStaysBehindAtSystemExit() throws Exception {
        nothingStaysBehind("exit", jvm -> {}, this::hasEndedInGoodOrder);
    }

    @Test
    void nothingStaysBehindAtSigterm() throws Exception {
        nothingStaysBehind("wait", Process::destroy, this::hasEndedInGoodOrder);
    }

    /** The JVM itself takes some seconds more, in which it waits for that thread. */
    @Test
    void nothingStaysBehindWhereTheClustersOwnThreadExits() throws Exception {
        nothingStaysBehind("exit-on-loop", jvm -> {}, jvm -> {});
    }

    private void hasEndedInGoodOrder(Process jvm) {
        assertThat(jvm.onExit()).succeedsWithin(PATIENCE);
        assertThat(folder).isDirectoryNotContaining("glob:**embedded-mesos*");
    }

    private void nothingStaysBehind(String how, Consumer<Process> end, Consumer<Process> check) throws Exception {
        Process jvm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExitMain.class.getName(),
                        how,
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            await().atMost(PATIENCE).until(() -> !content("told").isEmpty() || !jvm.isAlive());
            assertThat(content("told")).as(content("output")).isNotEmpty();
            end.accept(jvm);
            long task = Long.parseLong(content("pid").strip());
            try {
                await().atMost(PATIENCE).until(() -> ProcessHandle.of(task).isEmpty());
            } finally {
                ProcessHandle.of(task).ifPresent(ProcessHandle::destroyForcibly);
            }
            check.accept(jvm);
        } finally {
            jvm.destroyForcibly();
        }
    }

    private String content(String file) throws IOException {
        return Files.exists(folder.resolve(file)) ? Files.readString(folder.resolve(file)) : "";
    }
}
