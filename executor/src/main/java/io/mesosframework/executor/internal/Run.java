package io.mesosframework.executor.internal;

import java.util.function.Consumer;

/** A way to run one task. Thread-safe. */
interface Run {

    boolean isProcess();

    /** Begins, and tells Started or StartFailed, later Ended. Must not block. */
    void start(Consumer<RuntimeInput> news);

    void terminate();

    void kill();

    /** Performs one check, and tells Probed. */
    void probe(CheckSpec spec, long run, Consumer<RuntimeInput> news);

    void cancelProbes();

    /** Ends it at once, and what belongs to it; waits, 5 s at most. */
    void close();
}
