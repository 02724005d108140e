package io.mesosframework.scheduler.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A future that the loop completes, and that therefore must not be waited for on the loop: that throws at once. */
final class LoopFuture<T> extends CompletableFuture<T> {

    private final BooleanSupplier onLoop;

    LoopFuture(BooleanSupplier onLoop) {
        this.onLoop = onLoop;
    }

    @Override
    public T join() {
        refuseOnLoop();
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseOnLoop();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseOnLoop();
        return super.get(timeout, unit);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>(onLoop);
    }

    private void refuseOnLoop() {
        if (!isDone() && onLoop.getAsBoolean()) {
            throw new IllegalStateException(
                    "This is the framework's loop: it would wait for itself for ever. Use whenComplete instead.");
        }
    }
}
