package io.mesosframework.executor.internal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the process table for all executors of a JVM. A reading costs some 15 µs for each process of the machine, so
 * whoever asks while others wait shares one reading, which always begins after it was asked for: to kill hundreds
 * of tasks at once takes a few readings, not hundreds. Thread-safe.
 */
public final class ProcessScanner {

    private static final long LATER_SECONDS = 1;

    private final ScheduledExecutorService timer;
    private @Nullable CompletableFuture<Optional<ProcessTable>> waiting;
    private @Nullable CompletableFuture<Optional<ProcessTable>> unhurried;

    /** @param timer where the table is read and the answers complete */
    public ProcessScanner(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** The processes at a moment after this call; empty where there is no /proc. */
    synchronized CompletableFuture<Optional<ProcessTable>> scan() {
        if (waiting == null) {
            waiting = new CompletableFuture<>();
            try {
                timer.execute(this::read);
            } catch (RejectedExecutionException e) {
                CompletableFuture<Optional<ProcessTable>> own = waiting;
                waiting = null;
                own.complete(ProcessTable.read()); // the timer is gone, the processes are not
                return own;
            }
        }
        return waiting;
    }

    /** As {@link #scan()}, but up to a second later, and with all others who have time: for what nobody waits for. */
    synchronized CompletableFuture<Optional<ProcessTable>> scanLater() {
        if (unhurried == null) {
            CompletableFuture<Optional<ProcessTable>> answer = new CompletableFuture<>();
            try {
                var unused = timer.schedule(() -> readFor(answer), LATER_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                return scan();
            }
            unhurried = answer;
        }
        return unhurried;
    }

    private void readFor(CompletableFuture<Optional<ProcessTable>> later) {
        synchronized (this) {
            unhurried = null;
        }
        later.complete(ProcessTable.read());
    }

    private void read() {
        CompletableFuture<Optional<ProcessTable>> answer;
        synchronized (this) {
            answer = waiting;
            waiting = null;
        }
        if (answer != null) {
            answer.complete(ProcessTable.read());
        }
    }
}
