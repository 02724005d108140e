package io.mesosframework.executor;

import io.mesosframework.executor.internal.Shared;
import io.mesosframework.http.Transport;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * What the executors of one JVM use together. Any number may: hundreds of tasks share its transport, its timer and each
 * reading of the system's process table. It opens nothing and owns nothing. Thread-safe.
 */
public final class ExecutorHost {

    private final Shared shared;
    private final Supplier<UUID> uuids;

    /**
     * A host whose updates bear random uuids.
     *
     * @param transport to the agent, and for HTTP and TCP checks; the caller closes it, after the executors
     * @param timer where everything happens. It may be shared; starting a process blocks one of its threads for some
     *     milliseconds, so give it two or more. The caller shuts it down, after the executors
     */
    public ExecutorHost(Transport transport, ScheduledExecutorService timer) {
        this(transport, timer, UUID::randomUUID);
    }

    /** As {@link #ExecutorHost(Transport, ScheduledExecutorService)}, with the updates' uuids from a thread-safe source. */
    public ExecutorHost(Transport transport, ScheduledExecutorService timer, Supplier<UUID> uuids) {
        this.shared = Shared.of(transport, timer);
        this.uuids = uuids;
    }

    Shared shared() {
        return shared;
    }

    Supplier<UUID> uuids() {
        return uuids;
    }
}
