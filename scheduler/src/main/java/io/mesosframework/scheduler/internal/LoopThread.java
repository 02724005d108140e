package io.mesosframework.scheduler.internal;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * What a framework's loop runs on: one thread.
 *
 * @param isOwn whether it ends with the loop
 * @param longestSleep after which the clock is looked at again, as it may have been set forward
 */
record LoopThread(ScheduledExecutorService executor, boolean isOwn, Duration longestSleep) {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    static LoopThread own(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new LoopThread(executor, true, A_MINUTE);
    }

    static LoopThread given(ScheduledExecutorService executor) {
        return new LoopThread(executor, false, FOR_EVER);
    }

    void end() {
        if (isOwn) {
            executor.shutdown();
        }
    }
}
