package io.mesosframework.utils;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** See {@link Futures#guarded}. */
final class GuardedFuture<T> extends CompletableFuture<T> {

    private final BooleanSupplier onThatThread;
    private final String refusal;

    GuardedFuture(BooleanSupplier onThatThread, String refusal) {
        this.onThatThread = onThatThread;
        this.refusal = refusal;
    }

    @Override
    public T join() {
        refuseOnThatThread();
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseOnThatThread();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseOnThatThread();
        return super.get(timeout, unit);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new GuardedFuture<>(onThatThread, refusal);
    }

    private void refuseOnThatThread() {
        if (!isDone() && onThatThread.getAsBoolean()) {
            throw new IllegalStateException(refusal);
        }
    }
}
