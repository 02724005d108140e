package io.mesosframework.executor.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A started process and all that comes of it. Thread-safe. */
public final class RunningProcess {

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(10);

    /** A process that outlives SIGKILL for so long hangs in the kernel; it is left there. */
    private static final int SWEEPS = 500;

    private final Process process;
    private final ProcessTree tree;
    private final CompletableFuture<Integer> exit;
    private final ProcessScanner scanner;
    private final ScheduledExecutorService timer;

    RunningProcess(Process process, boolean ownSession, ProcessScanner scanner, ScheduledExecutorService timer) {
        this.process = process;
        this.exit = process.onExit().thenApply(Process::exitValue);
        this.tree = new ProcessTree(process.toHandle(), ownSession);
        this.scanner = scanner;
        this.timer = timer;
    }

    public long pid() {
        return process.pid();
    }

    /** The exit value of the process itself, see {@link ExitStatus}; completes on some thread of the JDK's. */
    public CompletableFuture<Integer> exit() {
        return exit;
    }

    /** This signal to the process itself. */
    public void signal(int number) {
        if (process.isAlive()) {
            try {
                new ProcessBuilder("kill", "-" + number, Long.toString(process.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                throw new StartException("Cannot send signal " + number + ": " + e.getMessage(), e);
            }
        }
    }

    /** SIGTERM to all of it, soon. */
    public void terminate() {
        var unused = scanner.scan().thenAccept(tree::terminate);
    }

    /** SIGKILL to all of it, again and again until nothing is left; done after 5 s at most. */
    public CompletableFuture<Void> killAll() {
        return sweep(SWEEPS);
    }

    /** As {@link #killAll()}, without telling when it is done. */
    public void killSoon() {
        var unused = killAll();
    }

    /** As {@link #killAll()} for a process that has ended, in a second or so: for leftovers that do no harm till then. */
    public void killLeftovers() {
        var unused = scanner.scanLater().thenAccept(table -> {
            if (tree.kill(table)) {
                killSoon();
            }
        });
    }

    /** As {@link #killAll()}, on the caller's thread. */
    public void killAllNow() {
        for (int sweep = 0; sweep < SWEEPS && tree.kill(ProcessTable.read()); sweep++) {
            LockSupport.parkNanos(SWEEP_INTERVAL.toNanos());
        }
    }

    private CompletableFuture<Void> sweep(int left) {
        return scanner.scan()
                .thenCompose(table -> tree.kill(table) && left > 0
                        ? pause().thenCompose(paused -> sweep(left - 1))
                        : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> pause() {
        CompletableFuture<Void> paused = new CompletableFuture<>();
        try {
            var unused = timer.schedule(() -> paused.complete(null), SWEEP_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LockSupport.parkNanos(SWEEP_INTERVAL.toNanos()); // the timer is gone, the processes are not
            paused.complete(null);
        }
        return paused;
    }
}
