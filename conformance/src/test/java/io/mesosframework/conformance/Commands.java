package io.mesosframework.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Runs programs of this machine to their end. */
public final class Commands {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    private Commands() {}

    /**
     * How it ended, and all that it wrote.
     *
     * @param code -1 if it had to be ended
     */
    public record Outcome(int code, String output) {}

    /** The pieces of shell on a page of the project, in their order. */
    public static List<String> blocks(String page) throws IOException {
        return BLOCK.matcher(Files.readString(Project.root().resolve(page)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** A script, by bash in the project's root, as by someone who types it there. */
    public static Outcome script(String text, Duration limit) throws IOException, InterruptedException {
        return run(limit, Project.root(), "bash", "-euo", "pipefail", "-c", text);
    }

    /**
     * @param limit after which it is ended, with all that it has started
     * @throws IOException if there is no such program
     */
    public static Outcome run(Duration limit, Path directory, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".log");
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .directory(directory.toFile())
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
    }
}
