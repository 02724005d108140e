package io.mesosframework.reference;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A signal ends the run in good order: the hook asks the run to end, and waits until it has cleaned up. */
final class EndOfRun implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ExitCode code = ExitCode.GOAL_REACHED;
    private volatile Runnable lastResort = () -> {};
    private final Thread hook = new Thread(this::onSignal, "mesosfw-signal");

    EndOfRun() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until a signal asks for the end. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** What is still done if a signal's patience ends before the run has cleaned up. */
    void atLast(Runnable cleaner) {
        lastResort = cleaner;
    }

    /** With what the process ends after a signal, from now on; with 0 where this is not said. */
    void endsWith(ExitCode next) {
        code = next;
    }

    /** After the run's own clean-up the process ends with the run's code, whatever the signal. */
    private void onSignal() {
        asked.countDown();
        try {
            if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(code.number());
            }
            lastResort.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run has cleaned up. */
    @Override
    public void close() {
        ended.countDown();
        if (!isAsked()) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
