package io.mesosframework.client.executor;

import io.mesosframework.MesosException;
import io.mesosframework.protocol.executor.Event;
import java.time.Duration;

/**
 * What an executor is told. All methods are called on one thread of the client, one at a time, in the order in which things
 * happened; they may make calls. While one blocks, nothing else is told, and after some events the agent is no longer read.
 *
 * <p>A method that throws is taken for an event that was lost: {@link #shutdown} follows.
 */
public interface ExecutorListener {

    /** An event of the agent's, SUBSCRIBED and HEARTBEAT included, as it came. */
    void event(Event event);

    /** The client has subscribed, for the first time or again; SUBSCRIBED follows. */
    default void connected() {}

    /**
     * There is no subscription; the client tries again by itself. Updates are kept meanwhile.
     *
     * @param retryIn when the next attempt begins
     */
    default void disconnected(MesosException cause, Duration retryIn) {}

    /**
     * End: kill all tasks, send their terminal updates, and exit within the grace period of the
     * {@link ExecutorEnvironment} (PROTOCOL C41, C44). Told once, whatever the cause. The client subscribes no more; updates
     * still go out, and are acknowledged, where the agent has asked for the end and is there.
     */
    void shutdown(ShutdownReason reason);
}
