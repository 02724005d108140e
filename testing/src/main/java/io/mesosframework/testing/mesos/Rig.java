package io.mesosframework.testing.mesos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The script {@code rig.sh} that builds and runs a real Mesos 1.11.0 on this machine; see the README beside it, in
 * {@code conformance/real-mesos} of the project.
 *
 * @param script rig.sh
 * @param programs the folder the programs are built in, or are to be
 */
public record Rig(Path script, Path programs) {

    private static final Duration BUILD_LIMIT = Duration.ofMinutes(8);

    /**
     * The folder of rig.sh is that of the system property {@code mesosframework.rig} or the environment's {@code MESOS_RIG},
     * else {@code conformance/real-mesos} in the working directory or above it; the programs are where {@code
     * REAL_MESOS_DIST} says, else in {@code build/real-mesos} two folders above the script's.
     *
     * @return empty if there is no such script
     */
    public static Optional<Rig> find() {
        return folder().map(folder -> folder.resolve("rig.sh"))
                .filter(Files::isRegularFile)
                .map(script -> new Rig(
                        script,
                        Optional.ofNullable(System.getenv("REAL_MESOS_DIST"))
                                .map(Path::of)
                                .orElseGet(() -> script.resolveSibling("../../build/real-mesos")
                                        .normalize())));
    }

    private static Optional<Path> folder() {
        String told = System.getProperty("mesosframework.rig", System.getenv("MESOS_RIG"));
        if (told != null) {
            return Optional.of(Path.of(told).toAbsolutePath());
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("conformance/real-mesos"))) {
                return Optional.of(up.resolve("conformance/real-mesos"));
            }
        }
        return Optional.empty();
    }

    /** Where logs of ended clusters go. */
    Path reports() {
        return script.resolveSibling("../../build/reports/real-mesos").normalize();
    }

    /** What this machine lacks to run a real Mesos, in one line; empty where nothing does. */
    public Optional<String> check() {
        Outcome outcome = attempt(Duration.ofMinutes(1), "check");
        return outcome.code() == 0
                ? Optional.empty()
                : Optional.of(outcome.output().strip());
    }

    /** Builds the programs unless they are there; where CI=true it installs packages, too. */
    public void build() {
        run(BUILD_LIMIT, "build", programs.toString());
    }

    /** Runs the script to its end and answers what it said; anything but success is a {@link RigException}. */
    String run(Duration limit, String... arguments) {
        Outcome outcome = attempt(limit, arguments);
        if (outcome.code() != 0) {
            throw new RigException("rig.sh " + String.join(" ", arguments) + " ended with " + outcome.code() + ":\n"
                    + outcome.output());
        }
        return outcome.output();
    }

    Outcome attempt(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new RigException(String.join(" ", command) + " took more than " + limit);
            }
            return new Outcome(process.exitValue(), output.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted in " + String.join(" ", command));
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Outcome(int code, String output) {}

    /** The rig could not do what it was told; the message holds what it said. */
    public static final class RigException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RigException(String message) {
            super(message);
        }
    }
}
