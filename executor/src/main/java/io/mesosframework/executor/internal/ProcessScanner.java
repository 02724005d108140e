package io.mesosframework.executor.internal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the process table for all executors of a JVM. A reading costs some 15 µs for each process of the machine, so
 * whoever asks while others wait shares one reading, which always begins after it was asked for: to kill hundreds
 * of tasks at once takes a few readings, not hundreds. Thread-safe.
 */
public final class ProcessScanner {

    private final Executor executor;
    private @Nullable CompletableFuture<Optional<ProcessTable>> waiting;

    /** @param executor where the table is read and the answers complete */
    public ProcessScanner(Executor executor) {
        this.executor = executor;
    }

    /** The processes at a moment after this call; empty where there is no /proc. */
    synchronized CompletableFuture<Optional<ProcessTable>> scan() {
        if (waiting == null) {
            waiting = new CompletableFuture<>();
            try {
                executor.execute(this::read);
            } catch (RejectedExecutionException e) {
                CompletableFuture<Optional<ProcessTable>> own = waiting;
                waiting = null;
                own.complete(ProcessTable.read()); // the timer is gone, the processes are not
                return own;
            }
        }
        return waiting;
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
