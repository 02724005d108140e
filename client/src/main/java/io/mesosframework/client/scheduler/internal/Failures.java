package io.mesosframework.client.scheduler.internal;

import io.mesosframework.MesosException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What a future failed with. */
final class Failures {

    private Failures() {}

    /** The failure itself, without what futures wrap around it. */
    static Throwable unwrap(@Nullable Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner == null ? new IllegalStateException("completed with neither a result nor a failure") : inner;
    }

    /** Its message, or its name if it has none. */
    static String text(@Nullable Throwable failure) {
        Throwable inner = unwrap(failure);
        String message = inner.getMessage();
        return message == null ? inner.toString() : message;
    }

    /** The failure as one of ours. */
    static MesosException typed(@Nullable Throwable failure) {
        Throwable inner = unwrap(failure);
        return inner instanceof MesosException ours ? ours : new MesosException("Unexpected: " + inner, inner);
    }
}
