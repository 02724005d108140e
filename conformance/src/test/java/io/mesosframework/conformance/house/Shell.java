package io.mesosframework.conformance.house;

import io.mesosframework.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs a script by bash in the project's root, as someone who types it there. */
final class Shell {
    private Shell() {}

    /** How it ended, and all that it wrote. */
    record Outcome(int code, String output) {}

    static Outcome run(String script, Duration limit) throws InterruptedException {
        try {
            Path output = Files.createTempFile("shell", ".log");
            try {
                Process process = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script)
                        .directory(Project.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
                String text = Files.readString(output);
                return ended
                        ? new Outcome(process.exitValue(), text)
                        : new Outcome(-1, text + "\n(not ended after " + limit + ")");
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
