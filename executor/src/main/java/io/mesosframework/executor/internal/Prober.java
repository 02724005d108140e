package io.mesosframework.executor.internal;

import io.mesosframework.http.Origin;
import io.mesosframework.http.Transport;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Performs checks. Thread-safe. */
final class Prober {

    private final ProcessDriver driver;
    private final Transport transport;
    private final TrustingHttps https;
    private final ScheduledExecutorService timer;

    /** The last of each kind; there is never more than one under way. */
    private final Map<CheckSpec.Kind, CompletableFuture<ProbeResult>> last = new ConcurrentHashMap<>();

    Prober(ProcessDriver driver, Transport transport, TrustingHttps https, ScheduledExecutorService timer) {
        this.driver = driver;
        this.transport = transport;
        this.https = https;
        this.timer = timer;
    }

    /**
     * Begins a check; it ends within its time-out.
     *
     * @param task whose environment and user a command check has
     * @return the result; fails only when cancelled
     */
    CompletableFuture<ProbeResult> run(CheckSpec spec, ProcessSpec task) {
        CompletableFuture<ProbeResult> result = begin(spec.probe(), task);
        last.put(spec.kind(), result);
        if (!spec.timeout().isZero() && !result.isDone()) {
            limit(result, spec.timeout());
        }
        return result;
    }

    /** Abandons what is under way, and kills the commands of it. */
    void cancelAll() {
        last.values().forEach(result -> result.cancel(false));
    }

    private void limit(CompletableFuture<ProbeResult> result, Duration timeout) {
        try {
            ScheduledFuture<?> limit = timer.schedule(
                    () -> result.complete(new ProbeResult.TimedOut()), timeout.toNanos(), TimeUnit.NANOSECONDS);
            var unused = result.whenComplete((done, failure) -> limit.cancel(false));
        } catch (RejectedExecutionException e) {
            result.cancel(false);
        }
    }

    private CompletableFuture<ProbeResult> begin(Probe probe, ProcessSpec task) {
        if (probe instanceof Probe.Command command) {
            return command(command, task);
        }
        if (probe instanceof Probe.Http http) {
            return new HttpProbe(transport, https).run(http);
        }
        return tcp((Probe.Tcp) probe);
    }

    private CompletableFuture<ProbeResult> command(Probe.Command probe, ProcessSpec task) {
        RunningProcess process;
        try {
            process = driver.start(task.ofCheck(probe.command()), ProcessDriver.Output.STDERR_ONLY);
        } catch (StartException e) {
            return CompletableFuture.completedFuture(new ProbeResult.Failed(String.valueOf(e.getMessage())));
        }
        CompletableFuture<ProbeResult> result = process.exit().<ProbeResult>thenApply(ProbeResult.CommandExited::new);
        var unused = result.whenComplete((done, failure) -> {
            if (done instanceof ProbeResult.CommandExited) {
                process.killLeftovers();
            } else {
                process.killSoon();
            }
        });
        return result;
    }

    private CompletableFuture<ProbeResult> tcp(Probe.Tcp tcp) {
        CompletableFuture<ProbeResult> result = new CompletableFuture<>();
        try {
            Origin origin = new Origin(false, tcp.ipv6() ? "::1" : "127.0.0.1", tcp.port());
            var unused = transport.connect(origin).whenComplete((connection, failure) -> {
                if (connection != null) {
                    connection.close();
                }
                result.complete(new ProbeResult.TcpAnswered(failure == null));
            });
        } catch (IllegalArgumentException e) {
            result.complete(new ProbeResult.Failed(String.valueOf(e.getMessage())));
        }
        return result;
    }
}
