package io.mesosframework.testing.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where the program {@code etcd} is, or how it is brought. */
final class EtcdProgram {

    private static final long BUILD_SECONDS = 180;

    private EtcdProgram() {}

    /**
     * The program that the environment's {@code ETCD} names, else what {@code conformance/real-etcd/build.sh} of the project has unpacked, or unpacks
     * now.
     *
     * @throws IllegalStateException if there is none and none can be had; the message says what is missing
     */
    static Path find() {
        Optional<String> named = Optional.ofNullable(System.getenv("ETCD"));
        if (named.isPresent()) {
            return Path.of(named.get());
        }
        Path script = script().orElseThrow(() -> new IllegalStateException(
                "There is no etcd: name the program by the environment's ETCD, or work within the project"));
        Path program = script.resolveSibling("../../build/real-etcd/bin/etcd").normalize();
        if (!Files.isExecutable(program)) {
            build(script);
        }
        return program;
    }

    private static Optional<Path> script() {
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path script = up.resolve("conformance/real-etcd/build.sh");
            if (Files.isRegularFile(script)) {
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    private static void build(Path script) {
        try {
            Path log = Files.createTempFile("etcd-build", ".log");
            Process process = new ProcessBuilder("bash", script.toString(), "build")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(log).strip();
            Files.delete(log);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException("etcd was not there within " + BUILD_SECONDS + " s: " + said);
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while etcd was brought", e);
        }
    }
}
