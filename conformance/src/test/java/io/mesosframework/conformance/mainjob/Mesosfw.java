package io.mesosframework.conformance.mainjob;

import static io.mesosframework.conformance.EventLog.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesosframework.reference.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mesosfw} as a process of its own, started as its script does it, and what it writes. */
final class Mesosfw implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern SUBSCRIBED = Pattern.compile("subscribed as framework (\\S+)");

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private Mesosfw(Process process) {
        this.process = process;
        this.readers = List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
    }

    static Mesosfw start(String... arguments) {
        return start(Map.of(), arguments);
    }

    /** Its stdout goes into that file, so that {@link #out} stays empty. */
    static Mesosfw startWritingTo(File stdout, String... arguments) {
        return start(Map.of(), ProcessBuilder.Redirect.to(stdout), arguments);
    }

    static Mesosfw start(Map<String, String> environment, String... arguments) {
        return start(environment, ProcessBuilder.Redirect.PIPE, arguments);
    }

    private static Mesosfw start(Map<String, String> environment, ProcessBuilder.Redirect stdout, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(stdout);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("MESOSFW_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new Mesosfw(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    static Mesosfw run(String... arguments) {
        Mesosfw run = start(arguments);
        run.exitCode();
        return run;
    }

    /** What this JVM runs with, without the tests and their logging. */
    private static String classPath() {
        String own = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(own.split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Thread reader(InputStream stream, List<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        in.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("(cut: " + e.getMessage() + ")");
                    }
                },
                "mesosfw-reader");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    long pid() {
        return process.pid();
    }

    /** The processes that it has started, and those that these have. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end; by then all that it wrote is here. */
    int exitCode() {
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(ended).as("mesosfw has ended\n%s", this).isTrue();
            for (Thread reader : readers) {
                reader.join(PATIENCE.toMillis());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends it a signal, such as {@code TERM}. */
    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    /** stdout's lines, each of which must be a JSON object. */
    List<JsonNode> json() {
        return out.stream().map(MAPPER::readTree).toList();
    }

    JsonNode summary() {
        List<JsonNode> all = json();
        return all.get(all.size() - 1);
    }

    /** The id under which it subscribed last. */
    Optional<String> frameworkId() {
        return err.stream()
                .map(SUBSCRIBED::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .reduce((first, last) -> last);
    }

    String awaitFrameworkId() {
        return await("a subscription of\n" + this)
                .atMost(PATIENCE)
                .until(this::frameworkId, Optional::isPresent)
                .orElseThrow();
    }

    void awaitErr(String text) {
        await(text)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(err).as("%s", this).anyMatch(line -> line.contains(text)));
    }

    void awaitLines(int count) {
        await(count + " lines")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(out).as("%s", this).hasSizeGreaterThanOrEqualTo(count));
    }

    /** Waits until so many of the events satisfy the condition. */
    void awaitEvents(int count, Predicate<JsonNode> condition) {
        await(count + " events")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json().stream().filter(condition))
                        .as("%s", this)
                        .hasSizeGreaterThanOrEqualTo(count));
    }

    void awaitState(String state, int count) {
        awaitEvents(count, event -> event.path("state").asString("").equals(state));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "mesosfw " + process.pid() + "\nstdout:\n" + String.join("\n", out) + "\nstderr:\n"
                + String.join("\n", err);
    }
}
