package io.mesosframework.conformance.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real agent with a master that is none, to see whether it starts at all. */
final class Trial implements AutoCloseable {
    /** What it logs once it has understood its resources and attributes. */
    private static final String STARTED = "Agent hostname: ";

    private static final Pattern FATAL = Pattern.compile("F\\d{4} \\S+ +\\d+ [^\\]]+\\] (.*)");
    private static final Pattern REFUSED = Pattern.compile("Failed to determine agent resources: (.*)");

    private final Path directory;
    private final Process process;

    /**
     * @param like the command line of another agent
     */
    Trial(Path like, String flag, String value) throws IOException {
        directory = Files.createTempDirectory("conformance-agent");
        Path file = Files.writeString(directory.resolve("flag"), value);
        String command = Files.readString(like)
                .replaceAll("--(resources|attributes|port|master|domain)=\\S+", "")
                .replaceAll("--(\\w+_dir)=\\S*/(work|run|fetch|docker|appc)(?= )", "--$1=" + directory + "/$2");
        process = new ProcessBuilder(
                        "bash",
                        "-c",
                        command.stripTrailing() + " --master=127.0.0.1:1 --port=0 --" + flag + "=file://" + file)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
    }

    /** Empty once it has started; else what it says before it ends. */
    Optional<String> lastWords() throws IOException {
        String last = "";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(STARTED)) {
                    return Optional.empty();
                }
                Matcher fatal = FATAL.matcher(line);
                Matcher refused = REFUSED.matcher(line);
                if (fatal.find()) {
                    return Optional.of(fatal.group(1));
                } else if (refused.find()) {
                    return Optional.of(refused.group(1));
                }
                last = line;
            }
        }
        return Optional.of(last);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
