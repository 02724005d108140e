package io.mesosframework.executor.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A future for which nobody may wait on the thread that has to bring its outcome: there, waiting throws. */
final class NotOnThread<T> extends CompletableFuture<T> {

    private final BooleanSupplier isThatThread;

    NotOnThread(BooleanSupplier isThatThread) {
        this.isThatThread = isThatThread;
    }

    private void check() {
        if (!isDone() && isThatThread.getAsBoolean()) {
            throw new IllegalStateException("A handler of an executor must not wait for what comes only after it has"
                    + " returned. Use whenComplete, or wait in a TaskBody.");
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        check();
        return super.get();
    }

    @Override
    public T get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        check();
        return super.get(time, unit);
    }

    @Override
    public T join() {
        check();
        return super.join();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new NotOnThread<>(isThatThread);
    }
}
