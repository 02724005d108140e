package io.mesosframework.executor.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one at a time in the order they came, on the threads of an executor that others use too. */
final class SerialQueue implements Executor {

    private static final Logger log = LoggerFactory.getLogger(SerialQueue.class);

    private final Executor executor;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    SerialQueue(Executor executor) {
        this.executor = executor;
    }

    /** @throws java.util.concurrent.RejectedExecutionException if the executor takes no more */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        next();
    }

    /** One task a turn, so that others get theirs. */
    private void next() {
        boolean accepted = false;
        try {
            executor.execute(this::run);
            accepted = true;
        } finally {
            if (!accepted) {
                synchronized (this) {
                    tasks.clear();
                    running = false;
                }
            }
        }
    }

    private void run() {
        Runnable task = poll();
        if (task == null) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("A step of an executor failed", e);
        }
        synchronized (this) {
            if (tasks.isEmpty()) {
                running = false;
                return;
            }
        }
        next();
    }

    private synchronized @Nullable Runnable poll() {
        return tasks.poll();
    }
}
