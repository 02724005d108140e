package io.mesosframework.conformance;

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
 * The script that builds and runs a real Mesos, see {@code conformance/real-mesos/README.md}.
 *
 * @param script rig.sh
 * @param programs the folder the programs are built in
 */
public record Rig(Path script, Path programs) {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(8);

    /** The project's own, its programs in {@code build/real-mesos} or where REAL_MESOS_DIST says. */
    static Rig ofProject() {
        Path root = projectRoot();
        return new Rig(
                root.resolve("conformance/real-mesos/rig.sh"),
                Optional.ofNullable(System.getenv("REAL_MESOS_DIST"))
                        .map(Path::of)
                        .orElse(root.resolve("build/real-mesos")));
    }

    public static Path projectRoot() {
        String told = System.getProperty("mesosframework.root");
        Path folder = Path.of(told == null ? "" : told).toAbsolutePath();
        for (Path up = folder; up != null; up = up.getParent()) {
            if (Files.isDirectory(up.resolve("conformance/real-mesos"))) {
                return up;
            }
        }
        throw new IllegalStateException(folder + " is not in the project");
    }

    /** What this machine lacks to run a real Mesos, in one line; empty where nothing does. */
    Optional<String> check() {
        Outcome outcome = attempt(Duration.ofMinutes(1), "check");
        return outcome.code() == 0
                ? Optional.empty()
                : Optional.of(outcome.output().strip());
    }

    /** Builds the programs unless they are there; where CI=true it installs packages, too. */
    void build() {
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
    static final class RigException extends RuntimeException {
        RigException(String message) {
            super(message);
        }
    }
}
