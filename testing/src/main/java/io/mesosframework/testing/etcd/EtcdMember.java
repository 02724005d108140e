package io.mesosframework.testing.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One member of an {@link EtcdCluster}: a process that can be killed, paused and started again. For one thread at a time. */
public final class EtcdMember {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final String endpoint;
    private final URI health;
    private final List<String> command;
    private final Path log;
    private final HttpClient http;
    private @Nullable Process process;

    EtcdMember(String name, String endpoint, String metrics, List<String> command, Path log, HttpClient http) {
        this.name = name;
        this.endpoint = endpoint;
        this.health = URI.create(metrics + "/health");
        this.command = List.copyOf(command);
        this.log = log;
        this.http = http;
    }

    /** Such as {@code etcd1}. */
    public String name() {
        return name;
    }

    /** Where clients reach it, such as {@code http://127.0.0.1:34567}; the same after a restart. */
    public String endpoint() {
        return endpoint;
    }

    /** Where it shows its metrics and health, and takes no clients. */
    public String metricsEndpoint() {
        return health.getScheme() + "://" + health.getAuthority();
    }

    /** Ends the process as {@code kill -9} does, and waits until it has. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                if (!running.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException(name + " did not end");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    /** Stops the process where it is (SIGSTOP), until {@link #resume}. */
    public void pause() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    /** Starts the process on the data it has; see {@link EtcdCluster#awaitHealthy}. */
    public void start() {
        if (isRunning()) {
            throw new IllegalStateException(name + " runs already");
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Whether the member answers, has a leader, and so a quorum. */
    public boolean isHealthy() {
        if (!isRunning()) {
            return false;
        }
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(health)
                            .timeout(Duration.ofSeconds(2))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return response.statusCode() == 200 && response.body().contains("true");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What the process has said. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String signal) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException(name + " does not run");
        }
        try {
            Process kill = new ProcessBuilder("kill", signal, "" + running.pid()).start();
            if (!kill.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill " + signal + " of " + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
