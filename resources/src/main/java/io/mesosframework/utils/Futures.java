package io.mesosframework.utils;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** What the JDK's futures leave to whoever uses them. */
public final class Futures {

    private Futures() {}

    /** What a future failed with, without the {@link CompletionException}s that futures wrap around it on the way. */
    public static Throwable cause(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * A future that one thread completes, and for which that thread must therefore not wait: there {@code join} and {@code get} throw
     * {@link IllegalStateException} at once while it has no outcome. The futures that follow from it do the same.
     *
     * @param onThatThread whether this is the thread that brings the outcome; asked at each wait
     * @param refusal what the exception says
     */
    public static <T> CompletableFuture<T> guarded(BooleanSupplier onThatThread, String refusal) {
        return new GuardedFuture<>(onThatThread, refusal);
    }
}
